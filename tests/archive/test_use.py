"""Loans of kept files, and disposal."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from congvu.archive import api as archive
from congvu.archive.actions.disposal import (
    carry_out_disposal,
    conclude_council,
    decide_disposal,
    list_disposal,
    put_before_council,
    worn_out,
)
from congvu.archive.actions.loans import ask_loan, decide_loan, lend, return_loan, urge_late
from congvu.archive.errors import FieldsInvalid, NotEligible, RetentionRunning, StillUsed
from congvu.archive.models import CaseFile, Disposal, Loan
from congvu.archive.policy import may_view, reads_kept
from congvu.documents.models import Document, DocumentFile
from congvu.kernel.api import files
from congvu.kernel.errors import NotAllowed
from tests.archive.conftest import docx, new_file
from tests.conftest import NOW

TODAY = NOW.date()
COUNCIL = [
    ("Nguyễn Văn Khải", "Chủ tịch", "Chủ tịch hội đồng"),
    ("Trần Thị Ngọc Ánh", "", ""),
    ("Nguyễn Thị Lưu", "", ""),
]


@pytest.fixture
def kept(office, filled):
    """Return a function that gives a file in the archive."""

    def run(**changes: object) -> CaseFile:
        file = filled(**changes)
        CaseFile.objects.filter(pk=file.pk).update(state="archived", ended_on=date(2026, 2, 1))
        file.refresh_from_db()
        return file

    return run


def asked(office, file, who="econ_officer", kind="electronic", due_on=date(2026, 10, 20)) -> Loan:
    uid = ask_loan(actor=office.actor(who), file_uid=file.uid, kind=kind, purpose="Đối chiếu.", due_on=due_on, now=NOW)
    return Loan.objects.get(uid=uid)


def test_an_electronic_use_opens_the_file_until_its_day(office, kept):
    file, reader = kept(), office.actor("econ_officer")
    assert not may_view(reader, file, today=TODAY)
    loan = asked(office, file)
    decide_loan(actor=office.actor("archivist"), uid=loan.uid, allow=True, note="", now=NOW)
    assert reads_kept(reader, file, today=TODAY)
    assert reads_kept(reader, file, today=date(2026, 10, 20))
    assert not may_view(reader, file, today=date(2026, 10, 21))
    assert urge_late(now=NOW.replace(day=21)) == 0
    loan.refresh_from_db()
    assert loan.state == "returned"


def test_paper_is_lent_to_one_at_a_time_and_the_late_are_urged_once_a_day(office, kept):
    file, archivist = kept(), office.actor("archivist")
    one, two = asked(office, file, kind="paper"), asked(office, file, who="officer", kind="paper")
    for loan in (one, two):
        decide_loan(actor=archivist, uid=loan.uid, allow=True, note="", now=NOW)
    lend(actor=archivist, uid=one.uid, now=NOW)
    with pytest.raises(StillUsed):
        lend(actor=archivist, uid=two.uid, now=NOW)
    later = NOW.replace(day=22)
    assert (urge_late(now=later), urge_late(now=later)) == (1, 0)
    return_loan(actor=archivist, uid=one.uid, note="Nguyên vẹn.", now=later)
    lend(actor=archivist, uid=two.uid, now=later)


def test_conditional_files_need_the_head(office, kept):
    file = kept(usage="02")
    loan = asked(office, file)
    with pytest.raises(NotAllowed):
        decide_loan(actor=office.actor("archivist"), uid=loan.uid, allow=True, note="", now=NOW)
    decide_loan(actor=office.actor("chairman"), uid=loan.uid, allow=True, note="", now=NOW)


def test_what_is_not_kept_and_too_long_is_refused(office, kept, filled):
    with pytest.raises(NotEligible):
        asked(office, filled())
    with pytest.raises(FieldsInvalid):
        asked(office, kept(notation="02.TH"), due_on=date(2027, 10, 1))
    assert not Loan.objects.exists()


@pytest.fixture
def old(office, case_file, register):
    """Return a function that gives a closed file of 2015 whose two years are long over, with one Word paper."""

    def run(notation: str = "01.TH", paper: Document | None = None) -> tuple[CaseFile, Document]:
        clerk = office.actor("clerk")
        file = case_file("clerk", notation=notation, retention="2", started_on=date(2015, 1, 5))
        paper = paper or register(files=[new_file(docx(f"Nội dung {notation}"))], code_number=notation)
        archive.put_documents(actor=clerk, uid=file.uid, document_uids=[paper.uid], now=NOW)
        archive.close_file(actor=clerk, uid=file.uid, ended_on=date(2015, 6, 1), now=NOW)
        file.refresh_from_db()
        return file, paper

    return run


def decided(office, *chosen: CaseFile) -> Disposal:
    archivist = office.actor("archivist")
    uid = list_disposal(actor=archivist, file_uids=[f.uid for f in chosen], reason="Hết giá trị.", now=NOW)
    put_before_council(actor=archivist, uid=uid, members=COUNCIL, council_code="7/QĐ-UBND", now=NOW)
    conclude_council(actor=archivist, uid=uid, conclusion="Đồng ý hủy.", met_on=TODAY, keep=[], now=NOW)
    decide_disposal(actor=office.actor("chairman"), uid=uid, decision_code="9/QĐ-UBND", now=NOW)
    return Disposal.objects.get(uid=uid)


def test_content_is_destroyed_and_proof_stays(office, old, tmp_path, django_capture_on_commit_callbacks):
    file, paper = old()
    kept = DocumentFile.objects.get(document=paper)
    assert worn_out(office.actor("archivist"), today=TODAY).rows == [file]
    disposal = decided(office, file)
    with django_capture_on_commit_callbacks(execute=True):
        assert carry_out_disposal(actor=office.actor("archivist"), uid=disposal.uid, now=NOW) == 1
    assert not list((tmp_path / "files").rglob(kept.sha256))
    file.refresh_from_db()
    paper.refresh_from_db()
    assert (file.state, file.title[:5], paper.number is not None) == ("disposed", "Hồ sơ", True)
    proof = disposal.items.get().proof
    assert [(one["sha256"], one["used_by"]) for one in proof] == [(kept.sha256, [])]
    disposal.refresh_from_db()
    words = PdfReader(io.BytesIO(files.read_bytes(disposal.minutes_file_id))).pages[0].extract_text()
    assert "Đã hủy nội dung 1 tệp điện tử" in " ".join(words.split())


def test_bytes_that_another_record_needs_stay(office, old, register, tmp_path, django_capture_on_commit_callbacks):
    file, _paper = old()
    twin = register(files=[new_file(docx("Nội dung 01.TH"))], code_number="T")
    disposal = decided(office, file)
    with django_capture_on_commit_callbacks(execute=True):
        assert carry_out_disposal(actor=office.actor("archivist"), uid=disposal.uid, now=NOW) == 0
    assert disposal.items.get().proof[0]["used_by"] == ["documents.documentfile"]
    assert files.read_bytes(twin.files.get().file_id)


def test_a_document_in_a_living_file_stays(office, old, case_file):
    file, paper = old()
    living = case_file("clerk", notation="09.TH")
    archive.put_documents(actor=office.actor("clerk"), uid=living.uid, document_uids=[paper.uid], now=NOW)
    disposal = decided(office, file)
    assert carry_out_disposal(actor=office.actor("archivist"), uid=disposal.uid, now=NOW) == 0
    assert paper.files.filter(removed_at=None).count() == 1


def test_nothing_is_destroyed_before_its_time(office, old, kept):
    file, _paper = old()
    CaseFile.objects.filter(pk=file.pk).update(retention_ends_on=TODAY)
    with pytest.raises(RetentionRunning):
        list_disposal(actor=office.actor("archivist"), file_uids=[file.uid], reason="x", now=NOW)
    CaseFile.objects.filter(pk=file.pk).update(retention_ends_on=date(2017, 12, 31))
    disposal = decided(office, file)
    CaseFile.objects.filter(pk=file.pk).update(retention_ends_on=None)
    with pytest.raises(RetentionRunning):
        carry_out_disposal(actor=office.actor("archivist"), uid=disposal.uid, now=NOW)
    assert DocumentFile.objects.filter(removed_at=None).count() == 1


def test_the_head_decides_after_three_have_met(office, old):
    file, _paper = old()
    archivist = office.actor("archivist")
    uid = list_disposal(actor=archivist, file_uids=[file.uid], reason="Hết giá trị.", now=NOW)
    with pytest.raises(FieldsInvalid):
        put_before_council(actor=archivist, uid=uid, members=COUNCIL[:2], council_code="7", now=NOW)
    put_before_council(actor=archivist, uid=uid, members=COUNCIL, council_code="7", now=NOW)
    with pytest.raises(NotEligible):
        decide_disposal(actor=office.actor("chairman"), uid=uid, decision_code="9", now=NOW)
    conclude_council(actor=archivist, uid=uid, conclusion="Đồng ý.", met_on=TODAY, keep=[], now=NOW)
    with pytest.raises(NotAllowed):
        decide_disposal(actor=archivist, uid=uid, decision_code="9", now=NOW)
