"""Opening, filling, closing case files."""

from datetime import date, timedelta

import pytest

from congvu.archive import api as archive
from congvu.archive.errors import FieldsInvalid, FileNotReady, NotationTaken, NothingToFile, WrongState
from congvu.archive.models import CaseFile, FileEntry
from congvu.documents.models import Document
from congvu.kernel.errors import NotAllowed, NotFound
from tests.archive.conftest import file_data
from tests.conftest import NOW

TODAY = NOW.date()


def test_a_file_has_the_code_of_the_law(office, case_file):
    file = case_file()
    assert (file.code, file.state, file.keeper_name) == (
        "H58.2026.01.TH",
        "new",
        "Công Tằng Tôn Nữ Thị Diễm Phương",
    )


def test_a_notation_is_used_once_a_year(office, case_file):
    case_file()
    with pytest.raises(NotationTaken):
        archive.open_file(actor=office.actor("head"), data=file_data(), now=NOW)
    assert CaseFile.objects.count() == 1


def test_wrong_fields_each_have_a_sentence(office):
    data = file_data(title=" ", notation="mot hai", retention="99", started_on=date(2027, 1, 1), usage="9")
    with pytest.raises(FieldsInvalid) as refusal:
        archive.open_file(actor=office.actor("officer"), data=data, now=NOW)
    assert set(refusal.value.problems) == {"title", "notation", "retention", "started_on", "usage"}
    assert not CaseFile.objects.exists()


def test_documents_stand_by_their_dates_and_in_several_files(office, case_file, register):
    later, earlier = register(issued_on=date(2026, 10, 13)), register(code_number="77", issued_on=date(2026, 9, 1))
    chief = office.actor("chief")
    one, two = case_file("chief"), case_file("chief", notation="02.TH")
    assert archive.put_documents(actor=chief, uid=one.uid, document_uids=[later.uid, earlier.uid], now=NOW) == 2
    assert archive.put_documents(actor=chief, uid=two.uid, document_uids=[later.uid], now=NOW) == 1
    assert archive.put_documents(actor=chief, uid=two.uid, document_uids=[later.uid], now=NOW) == 0
    order = FileEntry.objects.filter(file=one).order_by("ordinal").values_list("ordinal", "document_id")
    assert list(order) == [(1, earlier.pk), (2, later.pk)]
    one.refresh_from_db()
    assert (one.state, one.doc_total) == ("running", 2)
    assert Document.objects.count() == 2


def test_a_paper_that_the_actor_does_not_see_stays_out(office, case_file, register):
    hidden = register()
    file = case_file("officer")
    with pytest.raises(NothingToFile):
        archive.put_documents(actor=office.actor("officer"), uid=file.uid, document_uids=[hidden.uid], now=NOW)
    assert not FileEntry.objects.exists()


def test_a_secret_line_stays_out(office, case_file, register):
    secret = register(secrecy=1)
    file = case_file("clerk")
    with pytest.raises(NothingToFile):
        archive.put_documents(actor=office.actor("clerk"), uid=file.uid, document_uids=[secret.uid], now=NOW)


def test_taking_out_keeps_the_row_with_its_reason_and_closes_the_gap(office, filled):
    file = filled("1", "2", "3")
    first = file.entries.get(ordinal=1)
    archive.take_out(actor=office.actor("chief"), uid=file.uid, entry_ids=[first.pk], removal="duplicate", now=NOW)
    first.refresh_from_db()
    assert (first.removal, first.removed_by) == ("duplicate", "Trần Thị Ngọc Ánh")
    left = file.entries.filter(removed_at=None).order_by("ordinal").values_list("ordinal", flat=True)
    assert list(left) == [1, 2]


def test_closing_computes_the_dates_and_files_what_is_done(office, filled):
    file = filled()
    Document.objects.filter(code_number="5412").update(state="done")
    ended = date(2026, 10, 1)
    archive.close_file(actor=office.actor("chief"), uid=file.uid, ended_on=ended, now=NOW)
    file.refresh_from_db()
    assert (file.state, file.handover_due_on, file.retention_ends_on) == (
        "closed",
        date(2027, 10, 1),
        date(2046, 12, 31),
    )
    assert list(Document.objects.order_by("pk").values_list("state", flat=True)) == ["filed", "registered"]


@pytest.mark.parametrize(("retention", "due"), [("2", None), ("5", date(2027, 10, 1))], ids=["2-years", "5-years"])
def test_files_under_five_years_are_not_handed_over(office, filled, retention, due):
    file = filled(retention=retention)
    archive.close_file(actor=office.actor("chief"), uid=file.uid, ended_on=date(2026, 10, 1), now=NOW)
    file.refresh_from_db()
    assert file.handover_due_on == due


def test_an_empty_file_is_not_closed(office, case_file):
    file = case_file()
    with pytest.raises(WrongState):
        archive.close_file(actor=office.actor("officer"), uid=file.uid, ended_on=TODAY, now=NOW)
    CaseFile.objects.update(state="running")
    with pytest.raises(FileNotReady):
        archive.close_file(actor=office.actor("officer"), uid=file.uid, ended_on=TODAY, now=NOW)


def test_a_closed_file_takes_nothing_until_it_is_reopened_with_a_reason(office, filled, register):
    file, chief, paper = filled(), office.actor("chief"), register(code_number="9")
    archive.close_file(actor=chief, uid=file.uid, ended_on=TODAY, now=NOW)
    with pytest.raises(WrongState):
        archive.put_documents(actor=chief, uid=file.uid, document_uids=[paper.uid], now=NOW)
    archive.reopen_file(actor=chief, uid=file.uid, reason="Còn văn bản đến sau.", now=NOW)
    assert archive.put_documents(actor=chief, uid=file.uid, document_uids=[paper.uid], now=NOW) == 1


def test_others_neither_see_nor_fill_a_file(office, other_office, case_file):
    file = case_file()
    for actor in (office.actor("econ_officer"), office.actor("econ_head"), other_office.actor("archivist")):
        with pytest.raises(NotFound):
            archive.put_documents(actor=actor, uid=file.uid, document_uids=[], now=NOW)
    with pytest.raises(NotAllowed):
        archive.put_documents(actor=office.actor("archivist"), uid=file.uid, document_uids=[], now=NOW)


def test_what_a_file_would_open_waits_for_the_competent_person(office, case_file, register):
    paper, file, chief = register(), case_file("chief"), office.actor("chief")
    archive.add_member(actor=chief, uid=file.uid, post_id=office.posts["econ_officer"].pk, role="reader", now=NOW)
    archive.put_documents(actor=chief, uid=file.uid, document_uids=[paper.uid], now=NOW)
    reader = office.actor("econ_officer")
    from congvu.documents import policy as document_policy

    assert not document_policy.may_view(reader, paper)
    change = file.changes.get()
    assert f"post:{reader.post_id}" in change.grants
    with pytest.raises(NotAllowed):
        archive.decide_change(actor=reader, uid=file.uid, change_id=change.pk, confirm=True, now=NOW)
    archive.decide_change(actor=chief, uid=file.uid, change_id=change.pk, confirm=True, now=NOW)
    assert document_policy.may_view(reader, paper)


def test_a_file_goes_to_another_person(office, filled):
    file = filled()
    to = office.posts["officer"].pk
    archive.hand_on(actor=office.actor("chief"), uid=file.uid, post_id=to, reason="Chuyển công tác.", now=NOW)
    file.refresh_from_db()
    assert (file.keeper_post_id, file.unit_id) == (to, office.units["general"].pk)
    later = NOW + timedelta(days=1)
    archive.report_progress(actor=office.actor("officer"), uid=file.uid, percent=40, text="", now=later)
