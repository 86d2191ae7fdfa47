"""`congvu signing verify` prints the report and says the verdict by its exit status."""

import json

import pytest
from click.testing import CliRunner

from congvu.signing.checking.trust import NO_TRUST
from congvu.signing.commands import signing
from congvu.signing.demo.keys import ensure_demo_keys

from .conftest import NOW


@pytest.fixture
def run(db, keys_folder, tmp_path):
    def invoke(data, *more):
        file = tmp_path / "a.pdf"
        if data is not None:
            file.write_bytes(data)
        return CliRunner().invoke(signing, ["verify", str(file), *more])

    return invoke


def test_a_valid_file_exits_0(run, sealed, trust, monkeypatch):
    monkeypatch.setattr("congvu.signing.command_line.trust_store", lambda: trust)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW.replace(hour=11))
    answer = run(sealed)
    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["verdict"], said["format"]) == (0, "valid", "congvu-signature-report/1")
    assert [row["signer"]["kind"] for row in said["signatures"]] == ["person", "agency"]


def test_a_changed_file_exits_1(run, sealed):
    answer = run(sealed.replace(b"/MediaBox", b"/MediaBow", 1))
    assert (answer.exit_code, json.loads(answer.stdout)["verdict"]) == (1, "invalid")


def test_a_file_of_an_unknown_authority_exits_2(run, sealed):
    ensure_demo_keys(agencies=[], people=[], at=NOW)
    assert run(sealed).exit_code == 2


def test_a_file_without_signature_exits_3(run, plain_pdf):
    answer = run(plain_pdf)
    assert (answer.exit_code, json.loads(answer.stdout)["verdict"]) == (3, "none")


def test_a_file_that_is_not_there_exits_4_with_a_sentence(run):
    answer = run(None)
    assert answer.exit_code == 4
    assert "Không đọc được tệp" in answer.stderr


def test_without_a_database_nobody_is_trusted(run, sealed, monkeypatch):
    from django.db import OperationalError

    def gone():
        raise OperationalError("connection refused")

    monkeypatch.setattr("congvu.signing.command_line.trust_store", gone)
    answer = run(sealed)
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["trust_list"] == NO_TRUST.version


def test_djangos_command_does_the_same(run, plain_pdf, tmp_path, capsys):
    from django.core.management import call_command

    file = tmp_path / "b.pdf"
    file.write_bytes(plain_pdf)
    with pytest.raises(SystemExit) as left:
        call_command("signing_verify", str(file))
    assert left.value.code == 3
    assert json.loads(capsys.readouterr().out)["verdict"] == "none"
