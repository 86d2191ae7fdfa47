"""Signed PDFs in a message are judged too, without a database: whole or changed, but nobody is trusted."""

import pytest

from tests.signing.conftest import *  # noqa: F403  # signed papers

from .makers import edoc, file, written
from .test_inspect import inspect


@pytest.mark.parametrize("changed", [False, True], ids=["whole", "changed"])
def test_the_report_on_a_signed_pdf_stands_with_its_file(tmp_path, request, changed):
    data = request.getfixturevalue("claimed")
    at = data.index(b"/Contents", len(data) // 3)
    data = data[: at - 40] + b"%" + data[at - 39 :] if changed else data
    (tmp_path / "a.edxml").write_bytes(written(edoc(file(content=data), file("b.txt", b"x", "text/plain"))))

    code, said = inspect(tmp_path / "a.edxml")

    signed, plain = said["attachments"]
    assert (code, "signature_report" in plain) == (0, False)
    report = signed["signature_report"]
    assert report["sha256"] == signed["sha256"]
    assert report["verdict"] == ("invalid" if changed else "unknown")
