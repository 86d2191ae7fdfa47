"""NĐ 30/2020/NĐ-CP Phụ lục VI, sections F1, F3 and F4: making, protecting and filing documents."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from lxml import etree
from pypdf import PdfReader

import congvu.archive.papers as archive_papers
from congvu.archive import api as archive
from congvu.archive import policy as archive_policy
from congvu.archive.models import CaseFile, FilePlan
from congvu.documents import policy
from congvu.documents.actions.remind import remind_due
from congvu.documents.actions.rights import ask_rights, decide_rights
from congvu.documents.actions.views_of_files import make_view
from congvu.documents.api import (
    default_register,
    issue_draft,
    register_incoming,
    return_draft,
    save_draft,
)
from congvu.documents.drafting.types import DraftState
from congvu.documents.errors import LooksDuplicate
from congvu.documents.models import Document, DocumentFile, Draft, Handling
from congvu.documents.types import NewFile
from congvu.exchange.models import DirectoryAgency
from congvu.kernel.api import files, next_number
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.notices.models import Notice
from congvu.worklist.models import Entry
from tests.archive.conftest import file_data
from tests.conftest import NOW
from tests.documents.conftest import docx, incoming, new_file
from tests.documents.drafts import LETTER, at_step, signed

from .scene import LATER, Scene, exported, main_pdf, proves

HOSO = {"h": "urn:congvu:ho-so:1"}


# --- F1 ------------------------------------------------------------------------------------------------------------


@proves("F1.1", "F1.6.5")
def test_a_draft_becomes_a_pdf_and_carries_files_and_word_is_converted(scene, monkeypatch):
    pdf = main_pdf(scene.answer)
    assert "<pdfaid:part>2</pdfaid:part>" in pdf.decode("latin-1")
    assert list(scene.draft.kept_files.values_list("name", flat=True)) == ["so-lieu.docx"]
    paper = scene.arrive(files=[new_file(docx("Một đoạn dài của văn bản. " * 600))], code_number="11")
    make_view(file_id=paper.files.get(role="main").pk, now=NOW)
    view = paper.files.get(role="pdf_view")
    paper.refresh_from_db()
    assert files.read_bytes(view.file_id).startswith(b"%PDF")
    assert (view.pages, paper.pages) == (len(PdfReader(files.open(view.file_id)).pages),) * 2
    assert paper.pages > 1


@proves("F1.2")
def test_an_issued_paper_has_its_own_identifier(scene):
    assert scene.answer.document_code == "H58,2026/10/14,01/UBND-TH"
    again = issue_draft(actor=scene.actor("clerk"), draft_id=signed(scene.office), now=LATER)
    assert Document.objects.get(pk=again.document_id).document_code == "H58,2026/10/14,02/UBND-TH"


@proves("F1.3")
def test_urgency_is_shown_and_orders_the_work(scene, page):
    assert "HỎA TỐC" in page("clerk", f"/van-ban/{scene.asked.uid}/")
    assert Entry.objects.filter(url__contains=str(scene.asked.uid), urgency=3).exists()


@proves("F1.4.1")
def test_outgoing_numbers_follow_each_other_in_the_year(scene):
    done = [issue_draft(actor=scene.actor("clerk"), draft_id=signed(scene.office), now=LATER).code for _n in range(2)]
    assert [scene.answer.full_code, *done] == ["01/UBND-TH", "02/UBND-TH", "03/UBND-TH"]


@proves("F1.4.2")
def test_arrival_numbers_follow_each_other_and_begin_anew(scene):
    assert [scene.asked.number, scene.arrive().number, scene.arrive().number] == [1, 2, 3]
    agency = scene.office.agency.pk
    coming = default_register(agency_id=agency, direction="incoming", on=date(2027, 1, 4))
    assert next_number(key=coming.series_key, year=2027) == 1


@proves("F1.6.1")
def test_fields_of_an_outgoing_paper_fill_themselves(scene):
    node = xml_of(scene, scene.answer)
    found = {name: node.findtext(f".//h:{name}", namespaces=HOSO) for name in FIELDS}
    pages = str(len(PdfReader(io.BytesIO(main_pdf(scene.answer))).pages))
    assert found == {
        "OrganId": "H58", "FileCatalog": "2026", "DocOrdinal": "2", "CodeNumber": "01",
        "IssuedDate": "2026-10-14", "PageAmount": pages,
    }  # fmt: skip


FIELDS = ("OrganId", "FileCatalog", "DocOrdinal", "CodeNumber", "IssuedDate", "PageAmount")


def xml_of(scene: Scene, document: Document):
    root = etree.fromstring(exported(scene, "xml"))
    (node,) = root.xpath("h:Documents/h:Document[@uid=$uid]", namespaces=HOSO, uid=str(document.uid))
    return node


def to_of(scene: Scene):
    return xml_of(scene, scene.answer).iterfind("h:To", HOSO)


@proves("F1.6.2")
def test_a_receiver_of_the_directory_is_known_by_its_code(scene):
    row = scene.answer.addressees.get(name=scene.other.agency.name)
    assert row.agency.codes.get(is_primary=True).value == "H58.23"
    assert row.organ_code == "H58.23"
    assert scene.answer.addressees.get(name="Bộ Nội vụ").organ_code == ""
    told = {one.findtext("h:OrganName", "", HOSO): one.findtext("h:OrganId", "", HOSO) for one in to_of(scene)}
    assert told == {scene.other.agency.name: "H58.23", "Bộ Nội vụ": "", **dict.fromkeys(LETTER.recipients, "")}


@proves("F1.6.2")
def test_a_receiver_elsewhere_is_known_by_its_code_in_the_directory(scene):
    DirectoryAgency.objects.create(code="G09", name="Bộ Nội vụ", seen_at=NOW)
    done = issue_draft(actor=scene.actor("clerk"), draft_id=signed(scene.office), now=LATER)
    there = Document.objects.get(pk=done.document_id).addressees.filter(name__startswith="Bộ Nội vụ")
    assert {(row.organ_code, row.agency_id) for row in there} == {("G09", None)}


@proves("F1.6.3")
def test_fields_of_an_incoming_paper_fill_themselves(scene):
    node = xml_of(scene, scene.asked)
    found = {name: node.findtext(f".//h:{name}", namespaces=HOSO) for name in (*FIELDS[:3], "ArrivalNumber")}
    assert found == {"OrganId": "H58", "FileCatalog": "2026", "DocOrdinal": "1", "ArrivalNumber": "1"}


@proves("F1.6.4")
def test_the_day_of_arrival_stands_in_the_form(scene, page):
    from django.utils import timezone

    assert f"{timezone.localdate():%d/%m/%Y}" in page("clerk", "/van-ban-den/dang-ky/")


@proves("F1.6.5")
def test_the_pages_of_an_incoming_pdf_are_counted_at_the_file(scene):
    paper = scene.arrive(files=[NewFile(io.BytesIO(main_pdf(scene.answer)), "a.pdf")], code_number="9")
    assert paper.files.get().pages == scene.answer.pages
    assert paper.pages == scene.answer.pages
    written = scene.arrive(files=[NewFile(io.BytesIO(main_pdf(scene.answer)), "a.pdf")], code_number="10", pages=40)
    assert written.pages == 40


@proves("F1.6.6")
def test_fields_of_a_case_file_fill_themselves(scene):
    file = scene.file
    pages = scene.answer.pages + (scene.asked.pages or 0)
    assert (file.organ_id, file.catalog_year, file.doc_total, file.page_total) == ("H58", 2026, 2, pages)


@pytest.mark.parametrize(
    "changes",
    [{"document_code": "G12,2026/10/13,5412", "code_number": "1"}, {"document_code": "", "code_number": "5412"}],
    ids=["identifier", "number-notation-agency"],
)
@proves("F1.7.1", "F1.7.2")
def test_a_duplicate_is_told(scene, changes):
    scene.arrive(document_code="G12,2026/10/13,5412", code_number="8")
    with pytest.raises(LooksDuplicate):
        register_incoming(actor=scene.actor("clerk"), data=incoming(**changes), files=[], now=NOW)


@proves("F1.8.1")
def test_who_is_given_a_paper_is_told(scene):
    link = str(scene.asked.uid)
    assert Notice.objects.filter(person_id=scene.office.people["officer"].pk, url__contains=link).exists()
    assert Entry.objects.filter(owner_post_id=scene.office.posts["officer"].pk, url__contains=link).exists()


@proves("F1.9.1")
def test_the_leader_gives_lead_support_and_deadlines(scene, page):
    roles = Handling.objects.filter(document=scene.asked).values_list("role", "to_name")
    assert {("lead", "Phòng Tổng hợp"), ("support", "Phòng Kinh tế")} <= {(r, n.split(",")[0]) for r, n in roles}
    with pytest.raises((NotAllowed, NotFound)):
        from congvu.documents.api import instruct

        instruct(actor=scene.actor("officer"), uid=scene.arrive().uid, text="x", targets=[], now=NOW)


@proves("F1.9.2")
def test_figures_of_handling_are_shown_and_open(scene, page):
    assert "Phòng Tổng hợp" in page("clerk", "/bao-cao/den/?tu=01/10/2026&den=31/10/2026")
    rows = page("clerk", "/bao-cao/den/dong/nhan/?tu=01/10/2026&den=31/10/2026")
    assert str(scene.asked.uid) in rows


@proves("F1.9.3")
def test_late_work_is_urged(scene):
    from congvu.documents.api import instruct
    from congvu.documents.types import HandlingRole, Target

    paper = scene.arrive(code_number="77")
    target = Target(role=HandlingRole.LEAD, unit_id=scene.office.units["general"].pk, due_at=NOW + timedelta(days=2))
    instruct(actor=scene.actor("chairman"), uid=paper.uid, text="Xử lý.", targets=[target], now=NOW)
    before = Notice.objects.filter(url__contains=str(paper.uid)).count()
    assert remind_due(now=NOW + timedelta(days=6)) > 0
    assert Notice.objects.filter(url__contains=str(paper.uid)).count() > before


@proves("F1.10")
def test_who_approves_opens_edits_and_sends_back(scene, page):
    pk = at_step(scene.office, "head")
    draft = Draft.objects.get(pk=pk)
    page("head", f"/du-thao/{draft.uid}/")
    content = replace(LETTER, body=f"{LETTER.body}\nBổ sung của trưởng phòng.")
    save_draft(actor=scene.actor("head"), draft_id=pk, read_version=1, content=content, now=NOW)
    with pytest.raises((NotAllowed, NotFound)):
        save_draft(actor=scene.actor("econ_head"), draft_id=pk, read_version=2, content=content, now=NOW)
    return_draft(actor=scene.actor("head"), draft_id=pk, reason="Thiếu căn cứ", now=NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.latest_version) == (DraftState.RETURNED, 2)


# --- F3 ------------------------------------------------------------------------------------------------------------


@proves("F3.1")
def test_acts_are_guarded_and_secret_papers_have_no_content(scene):
    from congvu.documents.errors import SecretHasNoFile

    with pytest.raises(SecretHasNoFile):
        scene.arrive(secrecy=1, files=[new_file()])
    with pytest.raises(NotAllowed):
        register_incoming(actor=scene.actor("officer"), data=incoming(), files=[], now=NOW)


@proves("F3.2")
def test_a_paper_is_seen_by_those_who_have_a_part_in_it(scene, page):
    page("officer", f"/van-ban/{scene.asked.uid}/")
    page("econ_officer", f"/van-ban/{scene.arrive(code_number='33').uid}/", 404)
    assert not policy.may_view(scene.actor("admin"), scene.asked)
    assert not policy.may_view(scene.other.actor("chairman"), scene.asked)


@proves("F3.3")
def test_a_case_file_is_seen_by_those_who_have_a_part_in_it(scene):
    today = NOW.date()
    assert archive_policy.may_view(scene.actor("archivist"), scene.file, today=today)
    assert not archive_policy.may_view(scene.actor("econ_officer"), scene.file, today=today)
    assert not archive_policy.may_view(scene.other.actor("archivist"), scene.file, today=today)


@proves("F3.4")
def test_a_change_of_rights_on_a_paper_waits_for_the_competent_person(scene):
    paper, reader = scene.arrive(code_number="31"), scene.actor("econ_officer")
    change = ask_rights(
        actor=scene.actor("clerk"), uid=paper.uid, opens=True, post_id=reader.post_id, unit_id=None, reason="x", now=NOW
    )
    assert not policy.may_view(reader, paper)
    decide_rights(actor=scene.actor("chief"), change_uid=change, confirmed=True, answer="", now=NOW)
    assert policy.may_view(reader, paper)


@proves("F3.5")
def test_a_change_of_rights_on_a_file_waits_for_the_competent_person(scene):
    chief, reader = scene.actor("chief"), scene.actor("econ_officer")
    paper = scene.arrive(code_number="32")
    uid = archive.open_file(actor=chief, data=file_data(notation="05.TH"), now=NOW)
    archive.add_member(actor=chief, uid=uid, post_id=reader.post_id, role="reader", now=NOW)
    archive.put_documents(actor=chief, uid=uid, document_uids=[paper.uid], now=NOW)
    assert not policy.may_view(reader, paper)
    change = CaseFile.objects.get(uid=uid).changes.get()
    archive.decide_change(actor=chief, uid=uid, change_id=change.pk, confirm=True, now=NOW)
    assert policy.may_view(reader, paper)


# --- F4 ------------------------------------------------------------------------------------------------------------


@proves("F4.1")
def test_a_file_plan_is_made_approved_and_issued(scene):
    issued = plan_in_force(scene)
    assert (issued.state, issued.rows.get().notation) == ("issued", "01.TCCB")
    row = issued.rows.get()
    data = file_data(notation=row.notation)
    uid = archive.open_file(actor=scene.actor("officer"), data=data, plan_row_id=row.pk, now=NOW)
    assert CaseFile.objects.get(uid=uid).plan_row_id == row.pk


def plan_in_force(scene: Scene) -> FilePlan:
    archivist, leader = scene.actor("archivist"), scene.actor("chairman")
    pk = archive.start_plan(actor=archivist, year=2026, now=NOW)
    top = archive.add_heading(actor=archivist, plan_id=pk, title="Tổ chức cán bộ", abbreviation="TCCB", now=NOW)
    archive.add_row(
        actor=archivist, plan_id=pk, heading_id=top, title="Tuyển dụng", retention="20",
        creator_post_id=scene.office.posts["officer"].pk, now=NOW,
    )  # fmt: skip
    archive.submit_plan(actor=archivist, plan_id=pk, leader_post_id=leader.post_id, now=NOW)
    archive.approve_plan(actor=leader, plan_id=pk, now=NOW)
    archive.issue_plan(actor=archivist, plan_id=pk, decision_code="15/QĐ-UBND", decision_on=NOW.date(), now=NOW)
    return FilePlan.objects.get(pk=pk)


@proves("F4.2")
def test_each_file_has_its_code(scene):
    assert scene.file.code == "H58.2026.01.TH"


@proves("F4.3")
def test_documents_stand_in_order_of_their_dates(scene):
    chief = scene.actor("chief")
    early = scene.arrive(code_number="41", issued_on=date(2026, 9, 1))
    archive.put_documents(actor=chief, uid=scene.file.uid, document_uids=[early.uid], now=NOW)
    order = scene.file.entries.order_by("ordinal").values_list("ordinal", "document_id")
    assert list(order) == [(1, early.pk), (2, scene.asked.pk), (3, scene.answer.pk)]


@proves("F4.4")
def test_a_document_lies_in_two_files_without_a_copy(scene):
    chief = scene.actor("chief")
    counts = (Document.objects.count(), DocumentFile.objects.count())
    uid = archive.open_file(actor=chief, data=file_data(notation="02.TH"), now=NOW)
    assert archive.put_documents(actor=chief, uid=uid, document_uids=[scene.asked.uid], now=NOW) == 1
    assert (Document.objects.count(), DocumentFile.objects.count()) == counts
    assert CaseFile.objects.filter(entries__document=scene.asked).count() == 2


@proves("F4.5")
def test_files_of_an_account_are_listed_and_counted(scene, client):
    for notation in ("06.TH", "07.TH"):
        archive.open_file(actor=scene.actor("officer"), data=file_data(notation=notation), now=NOW)
    client.force_login(scene.office.accounts["officer"])
    answer = client.get("/ho-so/?xem=cua-toi")
    assert (answer.context["found"], len(answer.context["page"].rows)) == (2, 2)


@proves("F4.6")
def test_a_whole_file_is_one_pdf_in_order_of_time(scene):
    reader = PdfReader(io.BytesIO(exported(scene, "pdf")))
    titles = [item["/Title"] for item in reader.outline]
    assert [t.split(" ")[0] for t in titles] == ["Mục", "1.", "2."]
    assert "5412/BNV-CCHC" in titles[1]
    assert "ho-so.xml" in reader.attachments


@proves("F4.7", "F1.6.6")
def test_a_whole_file_is_xml_that_its_schema_accepts(scene):
    root = etree.fromstring(exported(scene, "xml"))
    with open(archive_papers.__path__[0] + "/hoso.xsd", "rb") as schema:
        etree.XMLSchema(etree.parse(schema)).assertValid(root)
    assert root.findtext("h:DocTotal", namespaces=HOSO) == "2"
    assert root.findtext("h:PageTotal", namespaces=HOSO) == str(scene.file.page_total)
