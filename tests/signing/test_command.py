"""`congvu signing verify` prints the report and says the verdict by its exit status: 0 valid, 1 not, 2 unreadable."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from congvu.signing.checking.trust import NO_TRUST
from congvu.signing.commands import signing
from congvu.signing.paper.cms import build
from congvu.signing.report_json import POINTS
from congvu.signing.tsa import stamp_maker

from .conftest import NOW
from .xml_makers import PAPER, signed_xml


@pytest.fixture
def run(db, tmp_path, monkeypatch, trust):
    monkeypatch.setattr("congvu.signing.actions.verify.trust_store", lambda: trust)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW.replace(hour=11))

    def invoke(data, *more):
        file = tmp_path / "a.tep"
        if data is not None:
            file.write_bytes(data)
        return CliRunner().invoke(signing, ["verify", str(file), *more])

    return invoke


def test_a_valid_file_exits_0_and_names_every_check(run, sealed):
    answer = run(sealed, "--json")
    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["verdict"], said["format"]) == (0, "valid", "congvu-signature-report/1")
    assert [row["signer"]["kind"] for row in said["signatures"]] == ["person", "agency"]
    for row in said["signatures"]:
        found = {check["code"] for check in row["checks"]} | {check["code"] for check in said["checks"]}
        assert set(POINTS) - {"evidence"} <= found  # "evidence": only where some is broken
        assert {check["point"] for check in row["checks"]} | {9} >= set(range(1, 10))
        assert {check["result"] for check in row["checks"]} == {"hợp lệ"}


def test_without_json_people_read_lines(run, sealed):
    answer = run(sealed)
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Hợp lệ. ")
    assert "   Thu hồi chứng thư: hợp lệ. Không bị thu hồi" in answer.stdout


def test_xml_and_containers_are_read_too(run, people, tmp_path):
    assert run(signed_xml(people.agency, NOW)).exit_code == 0
    assert run(PAPER).exit_code == 1
    (tmp_path / "so-lieu").write_bytes(b"a;b")
    made = build(people.agency, hashlib.sha256(b"a;b").digest(), timestamp=stamp_maker(people.tsa, NOW))
    assert run(made).exit_code == 1
    assert run(made, "--content", str(tmp_path / "so-lieu")).exit_code == 0
    assert run(made, "--content", str(tmp_path / "khong-co")).exit_code == 2


def test_a_changed_file_exits_1(run, sealed):
    answer = run(sealed.replace(b"/MediaBox", b"/MediaBow", 1), "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["verdict"]) == (1, "invalid")


def test_a_file_of_an_unknown_authority_exits_1(run, sealed, monkeypatch):
    monkeypatch.setattr("congvu.signing.actions.verify.trust_store", lambda: NO_TRUST)
    answer = run(sealed, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["verdict"]) == (1, "unknown")


def test_a_file_without_signature_exits_1(run, plain_pdf):
    answer = run(plain_pdf, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["verdict"]) == (1, "none")


@pytest.mark.parametrize(
    "data", [None, b"", b"GIF89a", b"%PDF-1.7\n1 0 obj", b"\x30\x80", b"<a", b"\0" * 99],
    ids=["missing", "empty", "gif", "pdf", "der", "xml", "zero"],
)  # fmt: skip
def test_what_cannot_be_read_exits_2_with_a_sentence(run, data):
    answer = run(data)
    assert answer.exit_code == 2
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert "Không" in answer.output or "Cấu trúc" in answer.output or "sai cú pháp" in answer.output


def test_without_a_database_nobody_is_trusted(run, sealed, monkeypatch):
    from django.db import OperationalError

    def gone():
        raise OperationalError("connection refused")

    monkeypatch.setattr("congvu.signing.actions.verify.trust_store", gone)
    answer = run(sealed, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["trust_list"] == NO_TRUST.version
    assert "Không hỏi được cơ sở dữ liệu" in answer.stderr


def test_djangos_command_does_the_same(run, plain_pdf, tmp_path, capsys):
    from django.core.management import call_command

    file = tmp_path / "b.pdf"
    file.write_bytes(plain_pdf)
    with pytest.raises(SystemExit) as left:
        call_command("signing_verify", str(file), "--json")
    assert left.value.code == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "none"
