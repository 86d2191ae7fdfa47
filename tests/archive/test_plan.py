"""The file plan of a year, from draft to amendment."""

import io
from datetime import date

import pytest
from docx import Document as Word
from openpyxl import load_workbook
from pypdf import PdfReader

from congvu.archive.actions.plan import (
    add_heading,
    approve_amendment,
    approve_plan,
    issue_plan,
    return_plan,
    start_amendment,
    start_plan,
    submit_plan,
)
from congvu.archive.actions.plan_issued import take_decision
from congvu.archive.actions.plan_rows import add_row, remove_row
from congvu.archive.api import open_file
from congvu.archive.errors import FieldsInvalid, PlanExists, StillUsed, WrongState
from congvu.archive.models import CaseFile, FilePlan
from congvu.archive.papers import plan as papers
from congvu.archive.papers.lists import pdf
from congvu.documents.models import Draft
from congvu.kernel.errors import NotAllowed, NotFound
from tests.archive.conftest import file_data
from tests.conftest import NOW


@pytest.fixture
def plan(office):
    """A drafted plan with two large headings, a small one, and three files."""
    archivist = office.actor("archivist")
    pk = start_plan(actor=archivist, year=2026, now=NOW)
    staff = add_heading(actor=archivist, plan_id=pk, title="Tổ chức cán bộ", abbreviation="tccb", now=NOW)
    general = add_heading(actor=archivist, plan_id=pk, title="Tổng hợp", abbreviation="TH", now=NOW)
    small = add_heading(actor=archivist, plan_id=pk, title="Báo cáo", abbreviation="", parent_id=general, now=NOW)
    officer = office.posts["officer"].pk
    for heading, title in ((staff, "Hồ sơ tuyển dụng năm 2026"), (small, "Báo cáo năm 2026"), (general, "Họp")):
        add_row(
            actor=archivist,
            plan_id=pk,
            heading_id=heading,
            title=title,
            retention="vinh-vien" if heading == small else "20",
            creator_post_id=officer,
            now=NOW,
        )
    return FilePlan.objects.get(pk=pk)


def issued(office, plan) -> FilePlan:
    """Return the plan in force."""
    leader = office.actor("chairman")
    submit_plan(actor=office.actor("archivist"), plan_id=plan.pk, leader_post_id=leader.post_id, now=NOW)
    approve_plan(actor=leader, plan_id=plan.pk, now=NOW)
    issue_plan(
        actor=office.actor("archivist"), plan_id=plan.pk, decision_code="15/QĐ-UBND", decision_on=NOW.date(), now=NOW
    )
    plan.refresh_from_db()
    return plan


def test_notations_run_in_each_large_heading(plan):
    assert list(plan.rows.order_by("pk").values_list("notation", flat=True)) == ["01.TCCB", "01.TH", "02.TH"]
    shown = [line.cells[0] for line in papers.lines(plan)]
    assert shown == ["I. Tổ chức cán bộ", "01.TCCB", "II. Tổng hợp", "02.TH", "1. Báo cáo", "01.TH"]


def test_one_plan_a_year_and_others_do_not_see_it_before_issue(office, other_office, plan):
    with pytest.raises(PlanExists):
        start_plan(actor=office.actor("clerk"), year=2026, now=NOW)
    with pytest.raises(NotAllowed):
        start_plan(actor=office.actor("officer"), year=2027, now=NOW)
    with pytest.raises(NotFound):
        remove_row(actor=other_office.actor("archivist"), plan_id=plan.pk, row_id=plan.rows.first().pk, now=NOW)


def test_only_the_head_approves_and_the_decision_puts_it_in_force(office, plan):
    leader = office.actor("chairman")
    archivist = office.actor("archivist")
    with pytest.raises(WrongState):
        approve_plan(actor=leader, plan_id=plan.pk, now=NOW)
    submit_plan(actor=archivist, plan_id=plan.pk, leader_post_id=leader.post_id, now=NOW)
    return_plan(actor=leader, plan_id=plan.pk, reason="Thiếu hồ sơ tài chính.", now=NOW)
    submit_plan(actor=archivist, plan_id=plan.pk, leader_post_id=leader.post_id, now=NOW)
    with pytest.raises(NotAllowed):
        approve_plan(actor=archivist, plan_id=plan.pk, now=NOW)
    draft_id = approve_plan(actor=leader, plan_id=plan.pk, now=NOW)
    draft = Draft.objects.get(pk=draft_id)
    assert draft.subject == "Về việc ban hành Danh mục hồ sơ năm 2026"
    take_decision(draft_id=draft_id, document_id=None, code="15/QĐ-UBND", issued_on=NOW.date(), now=NOW)
    take_decision(draft_id=draft_id, document_id=None, code="16/QĐ-UBND", issued_on=NOW.date(), now=NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.decision_code) == ("issued", "15/QĐ-UBND")


def test_files_are_opened_from_it_and_rows_stay_while_used(office, plan):
    row = issued(office, plan).rows.get(notation="01.TCCB")
    uid = open_file(actor=office.actor("officer"), data=file_data(notation=row.notation), plan_row_id=row.pk, now=NOW)
    assert CaseFile.objects.get(uid=uid).plan_row_id == row.pk
    archivist = office.actor("archivist")
    with pytest.raises(WrongState):
        remove_row(actor=archivist, plan_id=plan.pk, row_id=row.pk, now=NOW)
    start_amendment(actor=archivist, plan_id=plan.pk, reason="Bổ sung.", now=NOW)
    with pytest.raises(StillUsed):
        remove_row(actor=archivist, plan_id=plan.pk, row_id=row.pk, now=NOW)


def test_an_amendment_adds_rows_and_the_head_approves(office, plan):
    plan, archivist = issued(office, plan), office.actor("archivist")
    heading = plan.headings.get(abbreviation="TH")
    with pytest.raises(WrongState):
        add_row(actor=archivist, plan_id=plan.pk, heading_id=heading.pk, title="Mới", retention="10", now=NOW)
    start_amendment(actor=archivist, plan_id=plan.pk, reason="Nhiệm vụ mới.", now=NOW)
    add_row(actor=archivist, plan_id=plan.pk, heading_id=heading.pk, title="Mới", retention="10", now=NOW)
    approve_amendment(actor=office.actor("chairman"), plan_id=plan.pk, decision_code="20/QĐ-UBND", now=NOW)
    assert plan.rows.get(title="Mới").notation == "03.TH"


def test_a_copy_of_last_year_takes_rows_with_the_new_year(office, plan):
    issued(office, plan)
    pk = start_plan(actor=office.actor("archivist"), year=2027, copy_of=2026, now=NOW)
    rows = FilePlan.objects.get(pk=pk).rows.order_by("pk").values_list("notation", "title")
    assert list(rows) == [
        ("01.TCCB", "Hồ sơ tuyển dụng năm 2027"),
        ("02.TH", "Báo cáo năm 2027"),
        ("01.TH", "Họp"),
    ]


def test_wrong_headings_and_years_are_refused(office, plan):
    archivist = office.actor("archivist")
    with pytest.raises(FieldsInvalid):
        add_heading(actor=archivist, plan_id=plan.pk, title="X", abbreviation="TH", now=NOW)
    with pytest.raises(FieldsInvalid):
        start_plan(actor=archivist, year=1900, now=NOW)
    assert plan.headings.count() == 3


def test_the_plan_on_paper_says_the_same_everywhere(office, plan):
    plan.decision_code, plan.decision_on = "=1+1/QĐ", date(2026, 1, 5)
    row = plan.rows.get(notation="02.TH")
    row.title = "=HYPERLINK(1)"
    row.save()
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(papers.listing(plan)))).pages)
    assert "DANH MỤC HỒ SƠ NĂM 2026" in words
    assert "3 hồ sơ, gồm: 1 bảo quản vĩnh viễn; 2 có thời hạn" in " ".join(words.split())
    sheet = load_workbook(io.BytesIO(papers.xlsx(plan))).active
    values = [cell.value for line in sheet.iter_rows() for cell in line]
    assert "'=HYPERLINK(1)" in values
    table = Word(io.BytesIO(papers.docx(plan))).tables[0]
    assert [cell.text for cell in table.rows[2].cells][:3] == ["01.TCCB", "Hồ sơ tuyển dụng năm 2026", "20 năm"]
