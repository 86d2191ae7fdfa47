"""Pages of drafts and the outgoing register: what is shown to whom, bounded queries, nothing lost on an error."""

import dataclasses
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.documents.actions.draft import save_draft
from congvu.documents.actions.issue import issue_draft
from congvu.documents.drafting.types import DraftContent
from congvu.documents.models import DocumentType, Draft, DraftTemplate
from congvu.documents.web import draft_templates
from congvu.signing import api as signing
from tests.conftest import NOW
from tests.documents.drafts import LETTER, at_step, new_draft, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let the pages live on the day of the other tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def as_(client, office):
    """Return a client signed in as somebody of the committee."""

    def sign_in(who: str):
        client.force_login(office.accounts[who])
        return client

    return sign_in


@pytest.fixture
def keys(office, settings, tmp_path):
    """Demonstration keys of the committee and its chairman."""
    from congvu.signing import vault

    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    signing.ensure_demo_keys(
        agencies=[office.agency.pk], people=[office.people["chairman"].pk], at=NOW - timedelta(days=1)
    )
    yield
    vault._fernet.cache_clear()


def address(pk: int, name: str = "documents:draft", **more: object) -> str:
    return reverse(name, kwargs={"uid": Draft.objects.get(pk=pk).uid, **more})


def typed(**changes: object) -> dict[str, object]:
    values = {
        "subject": "báo cáo kết quả",
        "body": "Nội dung một.",
        "send_to": "Bộ Nội vụ\nBộ Tài chính",
        "recipients": "Sở Nội vụ",
        "urgency": "0",
        "once": "a1",
    }
    return {**values, **changes}


def test_the_form_starts_a_draft_and_goes_to_its_page(as_, office):
    answer = as_("officer").post("/du-thao/moi/cong-van/", typed(signer=str(office.posts["chairman"].pk)), follow=True)
    draft = Draft.objects.get()
    assert answer.redirect_chain[-1][0] == f"/du-thao/{draft.uid}/"
    assert draft.versions.get().content["send_to"] == ["Bộ Nội vụ", "Bộ Tài chính"]
    page = answer.content.decode()
    assert "báo cáo kết quả" in page
    assert "Trình" in page


def test_a_wrong_form_says_so_at_the_field_and_keeps_what_was_typed(as_):
    answer = as_("officer").post("/du-thao/moi/cong-van/", typed(recipients="a\n" * 300, body="Chữ đã gõ"))
    page = answer.content.decode()
    assert Draft.objects.count() == 0
    assert "cv-faults" in page
    assert "Nhiều nhất 200 dòng" in page
    assert "Chữ đã gõ" in page


def test_choosing_offers_the_types_of_the_law(as_):
    page = as_("officer").get("/du-thao/moi/").content.decode()
    for name in ("Công văn", "Quyết định", "Tờ trình", "Giấy mời", "Nghị quyết"):
        assert name in page
    assert "Nghị định" not in page.split("<main")[1].replace("Nghị định 30/2020", "")


@pytest.mark.parametrize("code", ["quyet-dinh", "giay-moi", "cong-dien", "ke-hoach", "nghi-quyet"])
def test_every_kind_of_form_opens(as_, code):
    assert as_("officer").get(f"/du-thao/moi/{code}/").status_code == 200


@pytest.mark.parametrize("code", ["nghi-dinh", "khong-co"])
def test_types_that_are_not_drafted_here_are_not_found(as_, code):
    assert as_("officer").get(f"/du-thao/moi/{code}/").status_code == 404


def test_the_preview_shows_a_picture_of_what_is_half_typed_and_stores_nothing(as_, office):
    answer = as_("officer").post(
        "/du-thao/xem-thu/cong-van/", {"subject": "thử", "body": "Một câu", "signer": str(office.posts["chairman"].pk)}
    )
    assert 'src="data:image/png;base64,' in answer.content.decode()
    assert Draft.objects.count() == 0


def test_the_preview_names_signs_that_cannot_be_printed(as_):
    answer = as_("officer").post("/du-thao/xem-thu/cong-van/", {"body": "Xong 🎉"})
    assert "🎉" in answer.content.decode()
    assert "cv-refused" in answer.content.decode()


def test_an_answer_is_prefilled_from_the_incoming_paper(as_, register, office):
    asked = register()
    page = as_("officer").get(f"/du-thao/moi/cong-van/?tra-loi={asked.uid}")
    assert page.status_code == 404  # chuyên viên chưa được giao văn bản ấy
    shown = as_("clerk").get(f"/du-thao/moi/cong-van/?tra-loi={asked.uid}").content.decode()
    assert "Thực hiện Công văn số 5412/BNV-CCHC ngày 13 tháng 10 năm 2026 của Bộ Nội vụ về báo cáo kết quả" in shown
    as_("clerk").post(f"/du-thao/moi/cong-van/?tra-loi={asked.uid}", typed())
    assert Draft.objects.get().answers_id == asked.pk


def test_an_answer_says_about_once_whatever_the_incoming_subject_begins_with(as_, register):
    asked = register(subject="Về công tác văn thư")
    shown = as_("clerk").get(f"/du-thao/moi/cong-van/?tra-loi={asked.uid}").content.decode()
    assert "của Bộ Nội vụ về công tác văn thư, " in shown


def test_of_two_editors_the_second_keeps_her_words_and_may_save_after_comparing(as_, office):
    pk = new_draft(office)
    better = dataclasses.replace(LETTER, body="Bản thứ nhất.")
    save_draft(
        actor=office.actor("officer"),
        draft_id=pk,
        read_version=1,
        content=better,
        signer_post_id=office.posts["chairman"].pk,
        now=NOW,
    )
    client = as_("officer")
    answer = client.post(address(pk, "documents:draft_edit"), typed(body="Bản thứ hai.", read_version="1"))
    page = answer.content.decode()
    assert "đã lưu phiên bản 2" in page
    assert "Bản thứ hai." in page
    assert 'name="read_version" value="2"' in page
    client.post(address(pk, "documents:draft_edit"), typed(body="Bản thứ hai.", read_version="2"))
    assert Draft.objects.get(pk=pk).latest_version == 3


def test_two_versions_are_compared_word_by_word(as_, office):
    pk = new_draft(office)
    changed = dataclasses.replace(LETTER, subject=LETTER.subject + " quý III")
    save_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, content=changed, now=NOW)
    page = as_("officer").get(address(pk, "documents:draft_compare")).content.decode()
    assert "<ins> quý III</ins>" in page or re.search(r"<ins>[^<]*quý III</ins>", page)
    assert "Nơi nhận" not in page.split("<main")[1]


ACTS = {
    "head": ("Duyệt", "Trả lại", "Sửa"),
    "chief": (),
    "officer": ("Rút lại",),
    "chairman": (),
}


@pytest.mark.parametrize("who", list(ACTS))
def test_the_page_offers_each_person_her_acts_only(as_, office, who):
    pk = at_step(office, "head")
    answer = as_(who).get(address(pk))
    if who == "chief":
        assert answer.status_code == 404 or "cv-actionbar" in answer.content.decode()
        return
    bar = answer.content.decode().split('class="cv-actionbar"')[1].split("</main>")[0]
    offered = {word for word in ("Duyệt", "Trả lại", "Sửa", "Rút lại", "Trình", "Hủy") if f">{word}<" in bar}
    assert offered == set(ACTS[who])


def test_strangers_get_not_found_on_every_address(as_, office, other_office, client):
    pk = at_step(office, "head")
    client.force_login(other_office.accounts["chairman"])
    for name in ("draft", "draft_edit", "draft_compare", "draft_sign", "draft_issue", "draft_signed"):
        assert client.get(address(pk, f"documents:{name}")).status_code == 404, name
    assert client.get(address(pk, "documents:draft_picture", version=1, number=1)).status_code == 404
    for name in ("submit", "approve", "return", "withdraw", "cancel", "opinion", "ask"):
        assert client.post(address(pk, f"documents:draft_{name}")).status_code == 404, name


@pytest.mark.parametrize(
    ("who", "act", "sentence"),
    [
        ("officer", "approve", "Dự thảo đang chờ"),
        ("officer", "return", "Dự thảo đang chờ"),
        ("head", "submit", "Chỉ người soạn"),
        ("chairman", "sign", "Dự thảo đang chờ"),
        ("chairman", "issue", "Chỉ văn thư cơ quan được cấp số"),
    ],
)
def test_who_sees_the_draft_but_may_not_act_is_told_so_and_nothing_changes(as_, office, who, act, sentence):
    pk = at_step(office, "head")
    answer = as_(who).post(address(pk, f"documents:draft_{act}"), {"read_version": "1", "reason": "Sửa"})
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert Draft.objects.get(pk=pk).state == "head"


def test_the_pages_of_a_version_are_pictures(as_, office):
    pk = new_draft(office)
    answer = as_("officer").get(address(pk, "documents:draft_picture", version=1, number=1))
    assert answer["Content-Type"] == "image/png"
    assert as_("officer").get(address(pk, "documents:draft_picture", version=1, number=9)).status_code == 404


def test_the_whole_line_by_clicks(as_, office, keys):
    pk = new_draft(office)
    client = as_("officer")
    assert client.post(address(pk, "documents:draft_submit"), {"read_version": "1"}).status_code == 302
    for who in ("head", "chief"):
        as_(who).get(address(pk))
        as_(who).post(address(pk, "documents:draft_approve"), {"read_version": "1", "note": "Đồng ý"})
    page = as_("chairman").get(address(pk, "documents:draft_sign")).content.decode()
    assert "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH" in page
    as_("chairman").post(address(pk, "documents:draft_sign"), {"capacity": "tm", "read_version": "1"})
    assert Draft.objects.get(pk=pk).state == "signed"
    page = as_("clerk").get(address(pk, "documents:draft_issue")).content.decode()
    assert "01/UBND-TH" in page
    day = Draft.objects.get(pk=pk).signed_at.strftime("%d/%m/%Y")
    answer = as_("clerk").post(address(pk, "documents:draft_issue"), {"issued_on": day}, follow=True)
    assert answer.status_code == 200
    document = Draft.objects.get(pk=pk).document
    assert document is not None
    assert document.full_code == "01/UBND-TH"
    listed = as_("clerk").get("/van-ban-di/").content.decode()
    assert '<span class="cv-num">01</span>/UBND-TH' in listed


def test_lists_take_the_same_number_of_queries_for_ten_and_twenty_rows(as_, office):
    def count() -> int:
        client = as_("officer")
        client.get("/du-thao/?xem=cua-toi")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = client.get("/du-thao/?xem=cua-toi").content.decode()
        assert page.count("data-cv-row>") == min(Draft.objects.count(), 20)
        return len(captured)

    for _ in range(10):
        new_draft(office)
    ten = count()
    for _ in range(12):
        new_draft(office)
    assert count() == ten


def test_the_list_is_paged_by_key_and_shows_what_waits(as_, office):
    made = [new_draft(office) for _ in range(23)]
    first = as_("officer").get("/du-thao/?xem=cua-toi").content.decode()
    older = re.search(r'href="\?xem=cua-toi&amp;truoc=(\d+)"', first)
    assert older is not None
    assert int(older[1]) == made[3]
    second = as_("officer").get(f"/du-thao/?xem=cua-toi&truoc={older[1]}").content.decode()
    assert second.count("data-cv-row>") == 3
    assert "Không có dự thảo nào chờ bạn" in as_("officer").get("/du-thao/?xem=cho-toi").content.decode()
    at_step(office, "head")
    assert "Phan Thị Mỹ Hạnh" in as_("head").get("/du-thao/").content.decode()


def test_the_outgoing_register_filters_prints_and_hides(as_, office, keys, other_office, client):
    pk = signed(office)
    issue_draft(actor=office.actor("clerk"), draft_id=pk, now=NOW)
    clerk = as_("clerk")
    page = clerk.get("/van-ban-di/").content.decode()
    assert "báo cáo kết quả tiếp nhận" in page
    assert "Số tiếp theo: " in page.replace("</b>", "").replace('<b class="cv-num">', "")
    assert "báo cáo kết quả" in clerk.get("/van-ban-di/?tim=ket+qua+tiep").content.decode()
    assert "Không có văn bản nào khớp" in clerk.get("/van-ban-di/?tim=khongcogi").content.decode()
    assert "Không có văn bản nào khớp" in clerk.get("/van-ban-di/?loai=quyet-dinh").content.decode()
    printed = clerk.get("/van-ban-di/in/").content.decode()
    for column in ("Số, ký hiệu văn bản", "Đơn vị, người nhận bản lưu", "Ký nhận", "Ghi chú"):
        assert column in printed
    assert "TM. Nguyễn Văn Khải" in printed
    client.force_login(office.accounts["econ_officer"])
    assert "báo cáo kết quả tiếp nhận" not in client.get("/van-ban-di/").content.decode()
    client.force_login(other_office.accounts["clerk"])
    assert "báo cáo kết quả tiếp nhận" not in client.get("/van-ban-di/").content.decode()


def test_the_register_page_takes_the_same_number_of_queries_for_more_rows(as_, office, keys):
    def count() -> int:
        client = as_("clerk")
        client.get("/van-ban-di/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/van-ban-di/")
        return len(captured)

    for _ in range(2):
        issue_draft(actor=office.actor("clerk"), draft_id=signed(office), now=NOW)
    two = count()
    for _ in range(2):
        issue_draft(actor=office.actor("clerk"), draft_id=signed(office), now=NOW)
    assert count() == two


def test_the_dialog_for_opinions_names_colleagues_and_keeps_those_chosen(as_, office):
    pk = new_draft(office)
    colleague = office.posts["head"]
    dialog = as_("officer").get(address(pk)).content.decode().split('id="xin-y-kien"')[1]
    shown = re.search(rf'value="{colleague.pk}">(.*?)</label>', dialog, re.S)
    assert shown
    assert office.people["head"].full_name.split()[-1] in shown[1]

    kept = (
        as_("officer").get("/du-thao/dong-nghiep/", {"q": "không ai tên này", "nguoi": colleague.pk}).content.decode()
    )

    assert re.search(rf'value="{colleague.pk}" checked>', kept)
    assert kept.count("<input") == 1


def test_no_page_has_inline_script_or_style(as_, office):
    pk = at_step(office, "head")
    for path in ("/du-thao/", "/du-thao/moi/", "/du-thao/moi/quyet-dinh/", address(pk), "/van-ban-di/"):
        page = as_("head").get(path).content.decode()
        assert " style=" not in page, path
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r"\son\w+=", page), path


def test_content_survives_json():
    assert DraftContent.from_json(LETTER.to_json()) == LETTER


def test_templates_are_paged_and_a_wrong_address_is_refused(client, office, monkeypatch):
    kind = DocumentType.objects.get(code="cong-van")
    made = [
        DraftTemplate.objects.create(agency=office.agency, name=name, kind="body", document_type=kind, created_at=NOW)
        for name in ("Mẫu A", "Mẫu B")
    ]
    monkeypatch.setattr(draft_templates, "TEMPLATES_SHOWN", 1)
    client.force_login(office.accounts["clerk"])
    first = client.get(reverse("documents:templates"))
    rest = client.get(reverse("documents:templates"), {"sau": first.context["next"]})
    assert [[row for row, _kept in page.context["templates"]] for page in (first, rest)] == [[one] for one in made]
    assert ("Các mẫu tiếp theo" in first.content.decode(), rest.context["next"]) == (True, None)
    assert client.get(reverse("documents:templates"), {"sau": "x"}).status_code == 400
