"""`congvu exchange inspect`: what a message says as JSON, a reason for one that must be refused."""

import hashlib
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from congvu.exchange.commands import exchange

from . import keys
from .makers import PDF, archive, edoc, file, status, written


def inspect(*paths):
    asked = CliRunner().invoke(exchange, ["inspect", *map(str, paths)])
    return asked.exit_code, json.loads(asked.stdout)


@pytest.fixture
def put(tmp_path):
    def put(data, name="thong diep.edxml"):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return put


def test_a_document_is_shown_whole(put):
    data = written(edoc(file(), zipped=True), signer=keys.signer())

    code, said = inspect(put(data))

    assert (code, said["accepted"], said["kind"], said["notes"]) == (0, True, "edoc", [])
    assert said["sha256"] == hashlib.sha256(data).hexdigest()
    assert said["header"]["sender"]["organ_id"] == "G22"
    assert said["header"]["promulgation"] == {"place": "Hà Nội", "on": "2015-09-30"}
    assert said["business"]["name"] == "Văn bản mới"
    (one,) = said["attachments"]
    assert (one["name"], one["media_type"], one["size"]) == ("7816-vpcp-ttdt.pdf", "application/pdf", len(PDF))
    assert (one["zipped"], one["carried_media_type"]) == (True, "application/zip")
    assert one["sha256"] == hashlib.sha256(PDF).hexdigest()
    (signature,) = said["signatures"]
    assert (signature["state"], signature["signer"]) == ("valid", "Văn phòng Chính phủ")
    assert signature["sentence"] == "Chữ ký đúng và bao trọn thông điệp, kể cả tệp đính kèm."


def test_a_status_is_shown(put):
    code, said = inspect(put(written(status("06"))))

    assert (code, said["kind"]) == (0, "status")
    assert (said["status"]["code"], said["status"]["name"]) == ("06", "Hoàn thành")
    assert said["status"]["at"] == "2015-09-30T14:05:06+07:00"


def test_what_must_be_refused_says_why_and_who_sent_it(put):
    cut = written(edoc(file()))[:-400]

    code, said = inspect(put(cut))

    assert code == 1
    assert said["refusal"]["code"] == "exchange.edxml_cut_short"
    assert "bị cắt cụt" in said["refusal"]["sentence"]
    assert said["header"]["sender"]["organ_id"] == "G22"


def test_several_files_are_a_list_and_one_refusal_is_enough(put, tmp_path):
    good, bad = put(written(status())), put(b"<?xml", "hong.edxml")

    code, said = inspect(good, bad, tmp_path / "khong co")

    assert code == 1
    assert [one["accepted"] for one in said] == [True, False, False]
    assert said[2]["refusal"]["code"] == "exchange.edxml_file_unreadable"


def test_a_bomb_is_refused(put):
    data = written(edoc(file("a.txt", archive("b.txt", bytes(80 << 20)), "application/zip"), zipped=False))

    code, said = inspect(put(data))

    assert (code, said["refusal"]["code"]) == (1, "exchange.edxml_attachment_bomb")


def test_it_needs_no_database_and_no_settings(put):
    """As an administrator calls it on a machine where nothing runs; a wrong setting does not matter either."""
    environment = {**os.environ, "CONGVU_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": "src"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    asked = subprocess.run(
        [sys.executable, "-m", "congvu", "exchange", "inspect", put(written(edoc(file())))],
        capture_output=True, check=False, env=environment,
    )  # fmt: skip

    assert asked.returncode == 0, asked.stderr.decode()
    assert json.loads(asked.stdout)["header"]["document_id"] == "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT"
