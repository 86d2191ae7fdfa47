"""A large file is read where it lies, and judged as one in memory is."""

from io import BytesIO

import pytest

from congvu.signing.checking import content
from congvu.signing.checking.content import of_stream
from congvu.signing.checking.document import check_file

from .conftest import AGENCY, minutes

AT = minutes(30)


class _Watched(BytesIO):
    """A file that remembers the most that was read of it at once."""

    most = 0

    def read(self, size=-1, /):
        given = super().read(size)
        self.most = max(self.most, len(given))
        return given


@pytest.fixture(autouse=True)
def small_memory(monkeypatch):
    monkeypatch.setattr(content, "IN_MEMORY", 1000)


def test_a_file_where_it_lies_is_judged_as_in_memory(sealed, trust):
    assert of_stream(BytesIO(sealed)).most == content.MAX_STORED

    report = check_file(of_stream(BytesIO(sealed)), trust, at=AT, expected_agency=AGENCY)

    assert report == check_file(sealed, trust, at=AT, expected_agency=AGENCY)
    assert (report.verdict, report.complete, report.size) == ("valid", True, len(sealed))


def test_a_changed_file_where_it_lies_is_refused(sealed, trust):
    changed = sealed[:400] + bytes([sealed[400] ^ 1]) + sealed[401:]

    report = check_file(of_stream(BytesIO(changed)), trust, at=AT)

    assert report == check_file(changed, trust, at=AT)
    assert report.verdict == "invalid"


def test_only_pieces_of_it_are_read(sealed, trust, monkeypatch):
    monkeypatch.setattr(content, "_PIECE", 2000)
    file = _Watched(sealed)

    check_file(of_stream(file), trust, at=AT)

    assert file.most < len(sealed) / 2


def test_a_format_that_is_read_whole_has_its_own_limit(trust, monkeypatch):
    monkeypatch.setattr("congvu.signing.checking.document.MAX_SIZE", 5000)

    report = check_file(of_stream(BytesIO(b"<a>" + b" " * 6000 + b"</a>")), trust, at=AT)

    assert [(one.code, one.reason) for one in report.checks[:1]] == [("file", "file_too_large")]
