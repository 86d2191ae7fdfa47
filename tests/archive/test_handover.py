"""From a closed file to the archive's shelf."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from congvu.archive import api as archive
from congvu.archive.actions.due import ask_keep_back, decide_keep_back, remind_due, send_notice
from congvu.archive.actions.handover import offer_handover, prepare_handover, withdraw_handover
from congvu.archive.actions.receive import accept_handover, judge_item, return_handover, take_handover
from congvu.archive.errors import FieldsInvalid, FileNotReady, NotEligible, StillUsed, WrongState
from congvu.archive.models import Handover
from congvu.kernel.api import files
from congvu.kernel.errors import NotAllowed
from congvu.worklist.models import Entry
from tests.archive.conftest import docx, new_file
from tests.conftest import NOW


@pytest.fixture
def closed(office, filled):
    """Return a function that gives a closed file of the chief."""

    def run(*codes: str, ended_on: date = date(2026, 3, 2), **changes: object):
        file = filled(*codes, **changes)
        archive.close_file(actor=office.actor("chief"), uid=file.uid, ended_on=ended_on, now=NOW)
        file.refresh_from_db()
        return file

    return run


@pytest.fixture
def offered(office, closed):
    """Return a function that gives files offered to the archive."""

    def run(*given) -> Handover:
        chosen = given or (closed(),)
        uid = prepare_handover(
            actor=office.actor("chief"), file_uids=[f.uid for f in chosen], reason="", is_permanent=False, now=NOW
        )
        offer_handover(actor=office.actor("chief"), uid=uid, now=NOW)
        return Handover.objects.get(uid=uid)

    return run


def test_a_file_goes_to_the_archive(office, closed, offered):
    file = closed()
    handover = offered(file)
    assert (handover.state, handover.number) == ("waiting", 1)
    assert Entry.objects.get(key=handover.work_key).closed_at is None
    archivist = office.actor("archivist")
    take_handover(actor=archivist, uid=handover.uid, now=NOW)
    item = handover.items.get()
    assert [one["code"] for one in item.checks] == ["list", "content", "fields", "signatures"]
    assert accept_handover(actor=archivist, uid=handover.uid, conclusion="Đủ.", now=NOW) == 1
    file.refresh_from_db()
    assert (file.state, file.arc_file_code) == ("archived", "LTHHH58.H58.2026.01.001")
    assert list(file.entries.order_by("ordinal").values_list("arc_doc_code", flat=True)) == [
        "LTHHH58.H58.2026.01.001.0000001",
        "LTHHH58.H58.2026.01.001.0000002",
    ]
    handover.refresh_from_db()
    assert (handover.state, handover.completed_at) == ("passed", None)
    words = "".join(p.extract_text() for p in PdfReader(io.BytesIO(files.read_bytes(handover.minutes_file_id))).pages)
    assert "BIÊN BẢN GIAO NHẬN HỒ SƠ, TÀI LIỆU" in words
    assert "tiếp nhận: 1; trả lại: 0" in " ".join(words.split())
    assert Entry.objects.get(key=handover.work_key).closed_at is not None


def test_only_the_archivist_receives(office, offered):
    handover = offered()
    with pytest.raises(NotAllowed):
        take_handover(actor=office.actor("chief"), uid=handover.uid, now=NOW)
    handover.refresh_from_db()
    assert handover.state == "waiting"


def test_a_lost_byte_is_found_and_the_file_goes_back(office, closed, offered, register, tmp_path):
    paper = register(files=[new_file(docx("Bản gốc"))], code_number="99")
    chief = office.actor("chief")
    file = closed("1")
    archive.reopen_file(actor=chief, uid=file.uid, reason="thêm", now=NOW)
    archive.put_documents(actor=chief, uid=file.uid, document_uids=[paper.uid], now=NOW)
    archive.close_file(actor=chief, uid=file.uid, ended_on=date(2026, 3, 2), now=NOW)
    handover = offered(file)
    stored = next((tmp_path / "files").rglob(paper.files.get().sha256))
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    archivist = office.actor("archivist")
    take_handover(actor=archivist, uid=handover.uid, now=NOW)
    item = handover.items.get()
    assert item.state == "bad"
    with pytest.raises(FileNotReady):
        judge_item(actor=archivist, uid=handover.uid, item_id=item.pk, good=True, note="", now=NOW)
    with pytest.raises(FileNotReady):
        accept_handover(actor=archivist, uid=handover.uid, conclusion="", now=NOW)
    return_handover(actor=archivist, uid=handover.uid, reason="Tệp hỏng.", now=NOW)
    file.refresh_from_db()
    assert file.state == "closed"
    assert Entry.objects.filter(key=f"archive.given_back:{item.pk}", closed_at=None).exists()


def test_permanent_and_temporary_files_never_share_a_list(office, closed):
    temporary, permanent = closed("1"), closed("2", notation="02.TH", retention="vinh-vien")
    with pytest.raises(NotEligible):
        prepare_handover(
            actor=office.actor("chief"),
            file_uids=[temporary.uid, permanent.uid],
            reason="",
            is_permanent=False,
            now=NOW,
        )
    assert not Handover.objects.exists()


def test_a_file_stands_in_one_hand_over_and_may_be_withdrawn(office, closed, offered):
    file, chief = closed(), office.actor("chief")
    handover = offered(file)
    withdraw_handover(actor=chief, uid=handover.uid, now=NOW)
    file.refresh_from_db()
    assert file.state == "closed"
    with pytest.raises(StillUsed):
        prepare_handover(actor=chief, file_uids=[file.uid], reason="", is_permanent=False, now=NOW)
    with pytest.raises(WrongState):
        withdraw_handover(actor=chief, uid=handover.uid, now=NOW)


def test_numbers_of_hand_overs_have_no_gap(offered, closed):
    assert [offered(closed("1")).number, offered(closed("2", notation="02.TH")).number] == [1, 2]


def test_keeping_back_needs_the_head_and_ends_after_two_years(office, closed):
    file = closed(ended_on=date(2025, 9, 1), started_on=date(2025, 1, 2))
    chief = office.actor("chief")
    with pytest.raises(FieldsInvalid):
        ask_keep_back(actor=chief, uid=file.uid, until=date(2028, 9, 2), reason="Còn dùng.", now=NOW)
    ask_keep_back(actor=chief, uid=file.uid, until=date(2028, 9, 1), reason="Còn dùng.", now=NOW)
    asked = file.keep_backs.get()
    with pytest.raises(NotAllowed):
        decide_keep_back(actor=chief, keep_back_id=asked.pk, allow=True, note="", now=NOW)
    decide_keep_back(actor=office.actor("chairman"), keep_back_id=asked.pk, allow=True, note="", now=NOW)
    file.refresh_from_db()
    assert file.kept_until == date(2028, 9, 1)


def test_the_yearly_notice_reaches_each_keeper_with_thirty_days(office, closed):
    closed(ended_on=date(2025, 9, 1), started_on=date(2025, 1, 2))
    closed("7", notation="02.TH", ended_on=date(2026, 9, 1))
    archivist = office.actor("archivist")
    assert send_notice(actor=archivist, year=2026, text="", now=NOW) == 1
    work = Entry.objects.get(key__startswith="archive.notice:", owner_post_id=office.posts["chief"].pk)
    assert work.due_at.date() == date(2026, 11, 13)
    with pytest.raises(WrongState):
        send_notice(actor=archivist, year=2026, text="", now=NOW)
    with pytest.raises(NotAllowed):
        send_notice(actor=office.actor("chief"), year=2027, text="", now=NOW)
    assert remind_due(now=NOW) == 0
    later = NOW.replace(month=11, day=10)
    assert (remind_due(now=later), remind_due(now=later)) == (1, 0)
