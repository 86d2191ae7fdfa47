"""NĐ 30/2020/NĐ-CP Phụ lục VI, sections F2, F6, F7, F9 and F10: links, use, metadata, administration, outputs."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import docx as word
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from congvu.archive import api as archive
from congvu.archive.actions.freeze import freeze_files, lift_freeze, mark_files_printed
from congvu.archive.errors import FileFrozen, NotationTaken
from congvu.archive.models import CaseFile
from congvu.documents.actions.dispatch import mark_printed
from congvu.documents.actions.draft import save_draft
from congvu.documents.api import correct_registration, void_number
from congvu.documents.drafting.errors import DraftChangedMeanwhile
from congvu.documents.errors import DocumentHeld
from congvu.documents.models import Document, Draft
from congvu.documents.queries import find as query
from congvu.documents.queries.find import Asked
from congvu.identity.actions import posts
from congvu.identity.actions.tokens import issue_token
from congvu.identity.errors import LastAdministrator
from congvu.identity.models import Assignment
from congvu.identity.types import Role
from congvu.kernel.audit import history
from congvu.kernel.models import AuditEntry
from congvu.search import api as search
from tests.archive.conftest import file_data
from tests.conftest import NOW
from tests.documents.conftest import docx, incoming
from tests.documents.drafts import LETTER, new_draft

from .points import POINTS, PROVEN
from .scene import LATER, proves

PERIOD = "tu=01/10/2026&den=31/10/2026"


@pytest.fixture
def download(scene, client):
    """Return a function that fetches a file as somebody."""

    def run(who: str, address: str) -> bytes:
        client.force_login(scene.office.accounts[who])
        answer = client.get(address)
        assert answer.status_code == 200, address
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    return run


@pytest.fixture
def found(scene):
    """Return a function that searches and gives the documents found."""

    def run(reader: str = "clerk", *, sort: str = "", falling: bool = False, **asked: object) -> list[object]:
        page = query.find(actor=scene.actor(reader), asked=Asked(**asked), sort=sort, descending=falling, now=LATER)
        return [row.uid for row in page.rows]

    return run


def key_of(scene, who: str) -> str:
    """Return a key for another program that acts in a post."""
    now = timezone.now()
    return issue_token(
        actor=scene.actor("admin"), owner_id=scene.office.accounts[who].pk, post_id=scene.office.posts[who].pk,
        name="Phần mềm chuyên ngành", scopes=[], expires_at=now + timedelta(days=1), now=now,
    )  # fmt: skip


# --- F2 ------------------------------------------------------------------------------------------------------------


@proves("F2.3")
def test_pages_follow_the_width_of_the_device(scene, page):
    for address in ("/van-ban-den/", f"/van-ban/{scene.asked.uid}/", f"/ho-so/{scene.file.uid}/"):
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page("chief", address)
    from tests.browser.test_journey import test_the_decree_is_received_instructed_answered_signed_and_found as journey

    (widths,) = [mark.args for mark in journey.pytestmark if mark.name == "parametrize"]
    assert widths == ("width", [1440, 390])


@proves("F2.4", "F1.6.4")
def test_another_program_registers_a_paper_with_its_key(scene, client):
    data = {
        "document_type": "cong-van", "issuing_agency_name": "Bộ Nội vụ", "subject": "Về việc báo cáo kết quả",
        "full_code": "61/BNV-CCHC", "issued_on": str(timezone.localdate() - timedelta(days=1)),
    }  # fmt: skip
    values = {"metadata": json.dumps(data), "file": SimpleUploadedFile("61.docx", docx("Đề nghị"))}
    headers = {"Authorization": f"Bearer {key_of(scene, 'clerk')}"}
    address = "/api/v1/documents/incoming"
    assert client.post(address, {"metadata": json.dumps(data)}).status_code == 401
    answer = client.post(address, values, headers=headers)
    assert answer.status_code == 201
    assert timezone.localdate(Document.objects.get(code_number="61").arrived_at) == timezone.localdate()


@proves("F2.4")
def test_another_program_drafts_a_paper_follows_it_and_keeps_a_file(scene, client):
    def send(who: str, address: str, **given: object):
        headers = {"Authorization": f"Bearer {key_of(scene, who)}", "Idempotency-Key": "mot-lan"}
        return client.post(f"/api/v1/{address}", given, content_type="application/json", headers=headers)

    paper = {"document_type": "cong-van", "subject": "Về việc trả lời", "body": "Nội dung.", "send_to": ["Bộ Nội vụ"]}
    first = send("officer", "documents/drafts", **paper, answers=str(scene.asked.uid))
    again = send("officer", "documents/drafts", **paper)
    assert (first.status_code, again.json()["uid"]) == (201, first.json()["uid"])
    draft = Draft.objects.get(uid=first.json()["uid"])
    assert (draft.answers_id, draft.subject, draft.state) == (
        scene.asked.pk,
        "trả lời",
        "drafting",
    )  # "Về việc" is printed, not kept
    shown = client.get(
        f"/api/v1/documents/drafts/{scene.draft.uid}", headers={"Authorization": f"Bearer {key_of(scene, 'officer')}"}
    ).json()
    assert (shown["state"], shown["full_code"]) == ("issued", "01/UBND-TH")
    hidden = client.get(
        f"/api/v1/documents/drafts/{draft.uid}", headers={"Authorization": f"Bearer {key_of(scene, 'econ_officer')}"}
    )
    assert hidden.status_code == 404

    opened = send("chief", "archive/files", title="Trả lời khiếu nại", notation="08.TH", retention="20")
    assert (opened.status_code, opened.json()["code"][-6:]) == (201, ".08.TH")
    twice = send("chief", "archive/files", title="Trả lời khiếu nại", notation="08.TH", retention="20")
    assert (twice.status_code, CaseFile.objects.filter(notation="08.TH").count()) == (409, 1)
    put = send("chief", f"archive/files/{opened.json()['uid']}/documents", documents=[str(scene.asked.uid)])
    assert (put.json()["added"], put.json()["file"]["doc_total"]) == (1, 1)
    stranger = send("econ_officer", f"archive/files/{opened.json()['uid']}/documents", documents=[str(scene.asked.uid)])
    assert stranger.status_code in {403, 404}


# --- F6 ------------------------------------------------------------------------------------------------------------


@proves("F6.1")
def test_documents_and_files_are_counted(scene, client):
    client.force_login(scene.office.accounts["archivist"])
    assert client.get("/ho-so/?xem=tat-ca").context["found"] == 1
    client.force_login(scene.office.accounts["clerk"])
    assert client.get(f"/bao-cao/den/?{PERIOD}").context["report"].total.numbers["nhan"] == 1
    assert client.get(f"/bao-cao/di/?{PERIOD}").context["report"].total.numbers["phat-hanh"] == 1


FIELDS = [
    {"type_codes": ("cong-van",)}, {"code": "5412"}, {"notation": "BNV-CCHC"}, {"issued": (date(2026, 10, 13), None)},
    {"agency": "bo noi vu"}, {"subject": "thu tuc hanh chinh"}, {"language": "tiếng việt"}, {"pages": (2, 2)},
    {"signer": "tran van on"}, {"position": "thứ trưởng"}, {"urgencies": ("3",)}, {"number": (1, 1)},
    {"arrived": (date(2026, 10, 14), None)}, {"words": "giao phong tong hop"}, {"who": "phong tong hop"},
    {"file_code": "H58.2026.01.TH"}, {"reply": (None, date(2026, 11, 1))}, {"note": "kèm đĩa"},
]  # fmt: skip


@proves("F6.2")
def test_openings_are_summed_for_each_paper_each_file_and_the_whole_system(scene, client):
    month = f"tu=01/{timezone.localdate():%m/%Y}&den={timezone.localdate():%d/%m/%Y}"
    for who, address in (
        ("officer", f"/van-ban/{scene.asked.uid}/"),
        ("officer", f"/van-ban/{scene.asked.uid}/"),
        ("chief", f"/van-ban/{scene.asked.uid}/"),
        ("chief", f"/ho-so/{scene.file.uid}/"),
    ):
        client.force_login(scene.office.accounts[who])
        assert client.get(address).status_code == 200
    client.force_login(scene.office.accounts["clerk"])
    total = client.get(f"/bao-cao/truy-cap/?{month}").context["report"].total.numbers
    assert total == {"tong": 3, "van-ban": 2, "tep": 0, "du-thao": 0, "ho-so": 1}
    rows = client.get(f"/bao-cao/truy-cap/dong/ho-so/?{month}").context["rows"]
    assert [(row.person_name, row.times) for row in rows] == [(scene.office.people["chief"].full_name, 1)]
    assert "Tổng số 2 lượt mở, 2 người." in client.get(f"/van-ban/{scene.asked.uid}/vong-doi/").content.decode()
    client.force_login(scene.other.accounts["clerk"])
    assert client.get(f"/bao-cao/truy-cap/?{month}").context["report"].total.numbers["tong"] == 0


@proves("F6.3")
def test_each_input_field_finds(scene, found):
    missed = [asked for asked in FIELDS if scene.asked.uid not in found(direction="incoming", **asked)]
    assert missed == []
    assert found(direction="incoming", signer="nguyễn thị không") == []


@proves("F6.4")
def test_the_text_of_the_file_finds(scene, found):
    assert found(q="khieu nai dat dai") == [scene.asked.uid]
    assert found("econ_officer", q="chuyen khong co") == []


@proves("F6.5")
def test_columns_are_chosen_and_kept(scene):
    actor = scene.actor("clerk")
    search.choose_columns(actor=actor, page=query.PAGE, columns=["ky-hieu", "so-trang"])
    assert {one.key for one in search.columns_of(actor=actor, page=query.PAGE)} == {"ky-hieu", "so-trang"}


@proves("F6.6")
def test_a_search_is_kept_under_a_name(scene):
    actor = scene.actor("clerk")
    search.save_search(actor=actor, page=query.PAGE, name="Hỏa tốc", query="?khan=3", now=NOW)
    (line,) = search.saved_searches(actor=actor, page=query.PAGE)
    assert (line.name, line.url) == ("Hỏa tốc", "/van-ban/tim/?khan=3")


@proves("F6.7")
def test_results_are_ordered(scene, found):
    early = scene.arrive(code_number="62", issued_on=date(2026, 9, 1))
    rising = found(direction="incoming", sort="ngay")
    assert rising == [early.uid, scene.asked.uid]
    assert found(direction="incoming", sort="ngay", falling=True) == rising[::-1]


@proves("F6.8")
def test_results_are_written_to_word_and_pdf(download):
    table = word.Document(io.BytesIO(download("clerk", "/van-ban/tim/xuat/docx/?ky-hieu=BNV-CCHC"))).tables[0]
    assert any("5412/BNV-CCHC" in cell.text for row in table.rows for cell in row.cells)
    assert download("clerk", "/van-ban/tim/xuat/pdf/?ky-hieu=BNV-CCHC").startswith(b"%PDF")
    old = download("clerk", "/van-ban/tim/xuat/doc/?ky-hieu=BNV-CCHC")
    assert old.startswith(bytes.fromhex("d0cf11e0a1b11ae1"))
    assert "5412/BNV-CCHC".encode("utf-16-le") in old or b"5412/BNV-CCHC" in old


@proves("F6.9")
def test_papers_are_downloaded_and_printed(scene, download, client):
    main = scene.asked.files.get(role="main")
    address = f"/van-ban/{scene.asked.uid}/tep/{main.uid}/"
    assert download("officer", address).startswith(b"PK")
    assert "5412/BNV-CCHC" in download("clerk", "/van-ban-den/in/?nam=2026").decode()
    client.force_login(scene.other.accounts["clerk"])
    assert client.get(address).status_code == 404


@proves("F6.10")
def test_documents_are_marked_as_printed(scene, download):
    mark_printed(actor=scene.actor("clerk"), uids=[scene.asked.uid, scene.answer.uid], copies=2, now=NOW)
    assert "Đã in 2 bản" in download("clerk", f"/van-ban/{scene.asked.uid}/").decode()
    mark_files_printed(actor=scene.actor("chief"), uids=[scene.file.uid], copies=3, now=NOW)
    assert "3 bản, lần cuối 14/10/2026" in download("chief", f"/ho-so/{scene.file.uid}/").decode()


@proves("F6.11")
def test_each_act_is_in_the_log(scene):
    acts = {one.code for one in history(subject=scene.asked)}
    assert {"documents.incoming_registered", "documents.progress_reported"} <= acts
    assert AuditEntry.objects.filter(code="documents.document_issued", subject_id=scene.answer.pk).exists()


# --- F7 ------------------------------------------------------------------------------------------------------------


@proves("F7.1")
def test_a_line_is_never_deleted(scene):
    paper = scene.arrive(code_number="71")
    void_number(actor=scene.actor("clerk"), uid=paper.uid, reason="Vào sổ nhầm", now=LATER)
    paper.refresh_from_db()
    assert (paper.state, paper.number, paper.closing_note) == ("void", 2, "Vào sổ nhầm")


@proves("F7.2")
def test_metadata_are_shown(scene, page):
    shown = page("clerk", f"/van-ban/{scene.asked.uid}/")
    assert all(part in shown for part in ("BNV-CCHC", "Bộ Nội vụ", "Trần Văn Ơn", "Thứ trưởng"))
    assert scene.file.code in page("chief", f"/ho-so/{scene.file.uid}/")


@proves("F7.3")
def test_metadata_are_added_and_both_values_stay(scene):
    paper = scene.arrive(code_number="72")
    data = incoming(code_number="72", note="Bổ sung phụ lục")
    assert correct_registration(actor=scene.actor("clerk"), uid=paper.uid, data=data, now=LATER) == ["note"]
    told = AuditEntry.objects.get(code="documents.registration_corrected", subject_id=paper.pk)
    assert told.data["changed"]["note"] == ["", "Bổ sung phụ lục"]


@proves("F7.4")
def test_metadata_of_security_stand_with_the_record(scene, page):
    paper = scene.arrive(code_number="73", circulation="internal")
    assert (paper.secrecy, paper.circulation) == (0, "internal")
    assert "Lưu hành nội bộ" in page("clerk", f"/van-ban/{paper.uid}/")
    assert list(scene.asked.accesses.values_list("grant", flat=True))


@proves("F7.5")
def test_addresses_do_not_change(scene, page):
    addresses = (f"/van-ban/{scene.answer.uid}/", f"/ho-so/{scene.file.uid}/")
    archive.close_file(actor=scene.actor("chief"), uid=scene.file.uid, ended_on=date(2026, 10, 14), now=LATER)
    for address in addresses:
        page("chief", address)


# --- F9 ------------------------------------------------------------------------------------------------------------


@proves("F9.1")
def test_posts_carry_roles_and_only_administrators_give_them(scene):
    post = scene.office.posts["officer"]
    facts = posts.PostFacts("Chuyên viên", 60, frozenset({Role.SPECIALIST, Role.ARCHIVIST}))
    from congvu.kernel.errors import NotAllowed

    with pytest.raises(NotAllowed):
        posts.change_post(actor=scene.actor("clerk"), post_id=post.pk, facts=facts, now=NOW)
    posts.change_post(actor=scene.actor("admin"), post_id=post.pk, facts=facts, now=NOW)
    post.refresh_from_db()
    assert set(post.roles) == {Role.SPECIALIST, Role.ARCHIVIST}


@proves("F9.2")
def test_rights_go_with_the_post_on_transfer(scene):
    from congvu.identity import api as identity

    today = timezone.localdate()
    held = Assignment.objects.get(post=scene.office.posts["officer"])
    posts.end_assignment(actor=scene.actor("admin"), assignment_id=held.pk, last_day=today, now=timezone.now())
    account = scene.office.accounts["officer"]
    assert identity.hats(account, now=timezone.now())
    assert not identity.hats(account, now=timezone.now() + timedelta(days=2))


@proves("F9.4")
def test_a_chosen_set_takes_gives_and_changes_nothing(scene, page):
    chief, admin, entry = scene.actor("chief"), scene.actor("admin"), scene.file.entries.first()
    uid = freeze_files(
        actor=admin, name="Thanh tra 2026", reason="Theo quyết định thanh tra.", order_code="", codes=[scene.file.code],
        now=LATER,
    )  # fmt: skip
    paper = scene.arrive(code_number="91")
    for act in (
        lambda: archive.put_documents(actor=chief, uid=scene.file.uid, document_uids=[paper.uid], now=LATER),
        lambda: archive.take_out(actor=chief, uid=scene.file.uid, entry_ids=[entry.pk], removal="duplicate", now=LATER),
        lambda: archive.close_file(actor=chief, uid=scene.file.uid, ended_on=date(2026, 10, 14), now=LATER),
    ):
        with pytest.raises(FileFrozen):
            act()
    with pytest.raises(DocumentHeld):
        void_number(actor=scene.actor("clerk"), uid=scene.asked.uid, reason="Nhầm.", now=LATER)
    for rows in (scene.file.entries.all(), CaseFile.objects.filter(pk=scene.file.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    assert "Hồ sơ đang bị khóa trong tập" in page("chief", f"/ho-so/{scene.file.uid}/")
    lift_freeze(actor=admin, uid=uid, reason="Thanh tra xong.", now=LATER)
    archive.close_file(actor=chief, uid=scene.file.uid, ended_on=date(2026, 10, 14), now=LATER)


@proves("F9.5")
def test_conflicts_are_refused_with_a_sentence(scene):
    admin = Assignment.objects.get(post=scene.office.posts["admin"])
    with pytest.raises(LastAdministrator):
        posts.end_assignment(actor=scene.actor("admin"), assignment_id=admin.pk, last_day=NOW.date(), now=NOW)
    with pytest.raises(NotationTaken):
        archive.open_file(actor=scene.actor("head"), data=file_data(), now=NOW)
    pk, officer = new_draft(scene.office), scene.actor("officer")
    save_draft(actor=officer, draft_id=pk, read_version=1, content=replace(LETTER, body="Một."), now=NOW)
    with pytest.raises(DraftChangedMeanwhile):
        save_draft(actor=officer, draft_id=pk, read_version=1, content=replace(LETTER, body="Hai."), now=NOW)


# --- F10 -----------------------------------------------------------------------------------------------------------


@proves("F10.1")
def test_the_register_of_incoming_is_printed_and_written(download):
    shown = download("clerk", "/van-ban-den/in/?nam=2026").decode()
    assert shown.count('<th scope="col">') == 10
    assert "5412/BNV-CCHC" in shown
    assert "5412/BNV-CCHC" in download("clerk", "/van-ban-den/xuat/csv/?nam=2026").decode("utf-8-sig")


@proves("F10.2")
def test_the_handling_of_incoming_is_reported(download, page):
    table = word.Document(io.BytesIO(download("clerk", f"/bao-cao/so/theo-doi/docx/?{PERIOD}"))).tables[0]
    assert len(table.columns) == 7
    assert any("01/UBND-TH" in cell.text for cell in table.rows[-1].cells)
    page("clerk", f"/bao-cao/den/?{PERIOD}")


@proves("F10.3")
def test_the_register_of_outgoing_is_written(download):
    table = word.Document(io.BytesIO(download("clerk", f"/bao-cao/so/so-di/docx/?{PERIOD}"))).tables[0]
    assert len(table.columns) == 10
    assert "01/UBND-TH" in table.rows[-1].cells[0].text


@proves("F10.4")
def test_outgoing_documents_are_reported(scene, client):
    client.force_login(scene.office.accounts["clerk"])
    total = client.get(f"/bao-cao/di/?{PERIOD}").context["report"].total.numbers
    assert (total["phat-hanh"], total["ky-so"], total["tra-loi"]) == (1, 1, 1)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@proves("F10.5")
def test_the_list_of_documents_of_a_file_is_written(scene, download):
    shown = words_of(download("chief", f"/ho-so/{scene.file.uid}/xuat/muc-luc/"))
    assert "MỤC LỤC VĂN BẢN" in shown
    assert shown.index("5412/BNV-CCHC") < shown.index("01/UBND-TH")


@proves("F10.6")
def test_the_list_of_files_is_written(scene, download):
    chief = scene.actor("chief")
    archive.close_file(actor=chief, uid=scene.file.uid, ended_on=date(2026, 10, 14), now=LATER)
    uid = archive.prepare_handover(actor=chief, file_uids=[scene.file.uid], reason="", is_permanent=False, now=LATER)
    archive.offer_handover(actor=chief, uid=uid, now=LATER)
    shown = words_of(download("chief", f"/nop-luu/{uid}/ban-in/muc-luc/"))
    assert "01.TH" in shown
    assert scene.file.title in shown


# --- the table -----------------------------------------------------------------------------------------------------


def test_the_document_says_what_the_points_say():
    from tools import conformity

    assert conformity.OUT.read_text(encoding="utf-8") == conformity.document(), "chạy: python tools/conformity.py"


def test_what_is_said_to_be_met_has_a_test_and_what_is_missing_has_none():
    from . import (
        test_nd30_phu_luc_vi,
        test_nd30_phu_luc_vi_backup,
        test_nd30_phu_luc_vi_exchange,
        test_nd30_phu_luc_vi_keep,
        test_nd30_phu_luc_vi_use,
    )

    modules = (
        test_nd30_phu_luc_vi,
        test_nd30_phu_luc_vi_backup,
        test_nd30_phu_luc_vi_exchange,
        test_nd30_phu_luc_vi_keep,
        test_nd30_phu_luc_vi_use,
    )

    tested = {key for module in modules for test in vars(module).values() for key in getattr(test, "points", ())}
    assert tested == {point.id for point in POINTS if point.standing in PROVEN}
    assert len({point.id for point in POINTS}) == len(POINTS)
    assert all(bool(point.lacks) == (point.standing != "đạt") for point in POINTS)
