"""The forms of Phụ lục III 1.1, 1.3, 1.8, 1.9, 1.10: set as their samples, and held against them by the form check."""

from __future__ import annotations

from dataclasses import replace

import pytest

from congvu.documents.actions.approve import submit_draft
from congvu.documents.actions.sign import held, page_to_sign
from congvu.documents.drafting import form_checks
from congvu.documents.drafting.errors import DraftInvalid
from congvu.documents.drafting.types import DraftContent
from congvu.documents.models import Draft
from congvu.documents.papers import forms, reading, render
from congvu.documents.papers.findings import Expected
from congvu.documents.papers.form_check import check
from congvu.documents.papers.types import Annex, Paper, Signer
from congvu.signing.paper.document import DATE_FIELD, NUMBER_FIELD, has_field, open_for_update
from congvu.signing.paper.fill import fill_number_and_date
from tests.conftest import NOW
from tests.documents.drafts import new_draft

AGENCY = "Ủy ban nhân dân tỉnh Tiền Giang"
BASE = Paper(
    form="nghi_quyet",
    type_name="Nghị quyết",
    agency=AGENCY,
    notation="/NQ-UBND",
    place="Tiền Giang",
    subject="Về việc thông qua Kế hoạch cải cách hành chính",
    body="Điều 1. Thông qua Kế hoạch.\nĐiều 2. Sở Nội vụ chịu trách nhiệm thi hành Nghị quyết này.",
    signer=Signer(("TM. Ủy ban nhân dân", "Chủ tịch"), "Nguyễn Văn Khải"),
    authority=AGENCY,
    grounds=("Căn cứ Luật Tổ chức chính quyền địa phương",),
    recipients=("Như Điều 2",),
    file_line="VT, TH",
    contact="Số 23, đường 30/4",
    number="05",
    date_text="ngày 05 tháng 01 năm 2026",
)
PLAIN = {"grounds": (), "authority": "", "body": ""}
INTRODUCED = (
    ("person", "Trần Văn Bình"),
    ("post", "Chuyên viên"),
    ("sent_to", "Sở Tài chính tỉnh Long An"),
    ("matter", "trao đổi kinh nghiệm"),
    ("until", "30/11/2026"),
)
MET = (
    ("begins", "08 giờ 00, ngày 14/10/2026"),
    ("venue", "Phòng họp số 2"),
    ("people", "các thành viên Hội đồng"),
    ("chair", "ông Nguyễn Văn Khải"),
    ("secretary", "Trần Thị Ngọc Ánh"),
    ("ends", "10 giờ 30, ngày 14 tháng 10 năm 2026"),
)
AWAY = (
    ("person", "Trần Văn Bình"),
    ("post", "Chuyên viên"),
    ("asked_on", "10/10/2026"),
    ("days", "05 ngày làm việc"),
    ("starts", "19/10/2026"),
    ("ends", "23/10/2026"),
    ("place", "tỉnh Bến Tre"),
    ("counted", "nghỉ hằng năm"),
)
PAPERS = {
    "nghi_quyet": BASE,
    "quyet_dinh_ban_hanh": replace(
        BASE,
        form="quyet_dinh_ban_hanh",
        type_name="Quyết định",
        subject="ban hành Quy chế làm việc",
        annexes=(Annex("Quy chế làm việc của Ủy ban", "Điều 1. Phạm vi"), Annex("Danh sách", "Một dòng")),
    ),
    "giay_gioi_thieu": replace(
        BASE, form="giay_gioi_thieu", type_name="Giấy giới thiệu", recipients=(), fields=INTRODUCED, **PLAIN
    ),
    "bien_ban": replace(
        BASE,
        form="bien_ban",
        type_name="Biên bản",
        subject="Họp Hội đồng tuyển dụng",
        signer=Signer(("Chủ tọa",), "Nguyễn Văn Khải"),
        fields=MET,
        **{**PLAIN, "body": "1. Chủ tọa nêu nội dung."},
    ),
    "giay_nghi_phep": replace(BASE, form="giay_nghi_phep", type_name="Giấy nghỉ phép", fields=AWAY, **PLAIN),
}


def expected(paper: Paper) -> Expected:
    layout = forms.FORMS[paper.form]
    return Expected(
        agency=AGENCY,
        type_name=paper.type_name,
        is_letter=False,
        notation=paper.notation[1:],
        place="Tiền Giang",
        signer_lines=paper.signer.lines,
        signer_name=paper.signer.name,
        has_date=layout.has_date,
        has_subject=layout.prints_subject,
        sentences=tuple(said for said in (layout.enact, layout.second_signer.upper()) if said),
    )


def text_of(paper: Paper) -> str:
    return "\n".join(line.text for sheet in reading.sheets(render.pdf(paper).pdf) for line in sheet.lines)


@pytest.mark.parametrize("form", list(PAPERS))
def test_each_form_is_found_right_by_its_own_check(form):
    paper = PAPERS[form]
    assert check(reading.sheets(render.pdf(paper).pdf), expected(paper)) == []


WORDS = {
    "nghi_quyet": ["NGHỊ QUYẾT", "QUYẾT NGHỊ:", "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG", "thi hành Nghị quyết này./."],
    "quyet_dinh_ban_hanh": ["Ban hành Quy chế làm việc", "QUYẾT ĐỊNH:", "QUY CHẾ", "Làm việc của Ủy ban", "Phụ lục"],
    "giay_gioi_thieu": [
        f"{AGENCY} trân trọng giới thiệu:",
        "Được cử đến: Sở Tài chính tỉnh Long An",
        "Giấy này có giá trị đến hết ngày 30/11/2026./.",
        "- Như trên;",
    ],
    "bien_ban": [
        "Thời gian bắt đầu: 08 giờ 00, ngày 14/10/2026",
        "THƯ KÝ",
        "CHỦ TỌA",
        "Trần Thị Ngọc Ánh",
        "1. Chủ tọa nêu nội dung.",
    ],
    "giay_nghi_phep": [
        "Xét Đơn đề nghị nghỉ phép ngày 10/10/2026 của ông (bà) Trần Văn Bình",
        f"{AGENCY} cấp cho:",
        "Số ngày nghỉ phép nêu trên được tính vào thời gian nghỉ hằng năm./.",
    ],
}


@pytest.mark.parametrize("form", list(WORDS))
def test_each_form_says_what_its_sample_says(form):
    text = text_of(PAPERS[form])
    assert [words for words in WORDS[form] if words not in text] == []


def test_what_a_form_does_not_bear_is_not_there():
    assert "Về việc thông qua" not in text_of(PAPERS["giay_gioi_thieu"])
    assert "ngày 05 tháng 01 năm 2026" not in text_of(PAPERS["bien_ban"])
    assert "Về việc ban hành" not in text_of(PAPERS["quyet_dinh_ban_hanh"])
    assert text_of(PAPERS["quyet_dinh_ban_hanh"]).count("Phụ lục I") == 0  # chỉ một phụ lục, không đánh số


@pytest.mark.parametrize(
    ("form", "line"), [("nghi_quyet", "QUYẾT NGHỊ:"), ("bien_ban", "THƯ KÝ"), ("quyet_dinh_ban_hanh", "QUYẾT ĐỊNH:")]
)
def test_a_line_of_the_sample_that_is_missing_or_thin_is_found(form, line):
    pages = reading.sheets(render.pdf(PAPERS[form]).pdf)
    gone = [replace(s, lines=tuple(one for one in s.lines if one.text != line)) for s in pages]
    thin = [
        replace(s, lines=tuple(replace(one, bold=False) if one.text == line else one for one in s.lines)) for s in pages
    ]
    for wrong in (gone, thin):
        assert [one.rule for one in check(wrong, expected(PAPERS[form]))] == ["form"]


@pytest.mark.parametrize(
    ("code", "subject", "form"),
    [
        ("quyet-dinh", "Ban hành  Quy chế làm việc", "quyet_dinh_ban_hanh"),
        ("quyet-dinh", "phê duyệt Đề án", "quyet_dinh_ban_hanh"),
        ("quyet-dinh", "thành lập Hội đồng", "quyet_dinh"),
        ("ke-hoach", "ban hành quy chế", "co_ten"),
        ("nghi-quyet", "x", "nghi_quyet"),
        ("bien-ban", "", "bien_ban"),
        ("giay-nghi-phep", "", "giay_nghi_phep"),
        ("giay-gioi-thieu", "", "giay_gioi_thieu"),
    ],
    ids=["promulgates", "approves", "direct", "plan", "resolution", "minutes", "leave", "introduction"],
)
def test_the_form_of_a_paper(code, subject, form):
    assert forms.form_for(code, subject) == form


def test_typed_text_is_never_a_pattern():
    odd = replace(PAPERS["giay_gioi_thieu"], fields=(*INTRODUCED[:4], ("until", "{agency} {0} {__class__} %s")))
    assert "{agency} {0} {__class__} %s" in text_of(odd)


def test_minutes_are_numbered_without_a_date_and_every_form_can_be_signed(office):
    fields = dict(MET)
    content = DraftContent(subject="họp Hội đồng", body="1. Một việc.", fields=fields)
    pk = new_draft(office, type_code="bien-ban", content=content)
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    draft = Draft.objects.get(pk=pk)
    draft.steps.filter(kind__in=["head", "form"]).update(state="approved")
    draft.steps.filter(kind="sign").update(state="current")
    Draft.objects.filter(pk=pk).update(state="signing")
    ready = held(office.actor("chairman"), pk, 1, "tm", NOW)
    printed, prepared = page_to_sign(ready, NOW, None)
    assert not any(printed.layout.date_box)
    writer = open_for_update(prepared)
    assert (has_field(writer, NUMBER_FIELD), has_field(writer, DATE_FIELD)) == (True, False)
    assert len(fill_number_and_date(prepared, "05", None)) > len(prepared)
    assert form_checks.check_version(draft, draft.versions.get(), on=NOW.date()).errors == 0


def test_an_unfinished_slip_is_not_submitted(office):
    content = DraftContent(subject="cử cán bộ", fields={"person": "Trần Văn Bình", "until": " "})
    pk = new_draft(office, type_code="giay-gioi-thieu", content=content)
    with pytest.raises(DraftInvalid, match=r"Được cử đến.*Có giá trị đến hết ngày"):
        submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)


def test_the_drafting_page_asks_for_the_fields_of_each_form(client, office):
    client.force_login(office.accounts["officer"])
    for code, field in (("giay-nghi-phep", "muc_asked_on"), ("bien-ban", "muc_secretary"), ("nghi-quyet", "grounds")):
        assert f'name="{field}"' in client.get(f"/du-thao/moi/{code}/").content.decode(), code
