"""The system reads the finished page back and says what is against Phụ lục I; our own pages have nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from congvu.documents.models import Draft
from congvu.documents.papers import form_check, reading, render
from congvu.documents.papers.errors import PageUnreadable
from congvu.documents.papers.findings import Expected
from congvu.documents.papers.form_check import check
from congvu.documents.papers.reading import Line, Sheet
from congvu.documents.papers.types import Annex, Paper, Signer
from tests.documents.drafts import at_step

LETTER = Paper(
    form="cong_van",
    type_name="Công văn",
    agency="Ủy ban nhân dân tỉnh Tiền Giang",
    notation="/UBND-TH",
    place="Tiền Giang",
    subject="báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính",
    body="\n".join(["Thực hiện yêu cầu của Bộ Nội vụ, Ủy ban nhân dân tỉnh báo cáo kết quả như sau:"] * 60),
    signer=Signer(("TM. Ủy ban nhân dân", "Chủ tịch"), "Nguyễn Văn Khải"),
    send_to=("Bộ Nội vụ",),
    recipients=("Chủ tịch UBND tỉnh (để b/c)",),
    file_line="VT, TH",
    check_url="https://congvu.example/kiem-tra/1",
    contact="Số 23, đường 30/4, thành phố Mỹ Tho",
    number="05",
    date_text="ngày 05 tháng 01 năm 2026",
)
EXPECTED = Expected(
    agency=LETTER.agency,
    type_name="Công văn",
    is_letter=True,
    notation="UBND-TH",
    place="Tiền Giang",
    signer_lines=LETTER.signer.lines,
    signer_name=LETTER.signer.name,
    needs_addressee=True,
)


@pytest.fixture(scope="module")
def good() -> list[Sheet]:
    return reading.sheets(render.pdf(LETTER).pdf)


@pytest.mark.parametrize("form", ["cong_van", "quyet_dinh", "co_ten", "giay_moi", "cong_dien"])
def test_our_own_pages_have_nothing_wrong(form):
    paper = replace(
        LETTER,
        form=form,
        type_name="Thông báo",
        authority="Chủ tịch Ủy ban nhân dân tỉnh",
        grounds=("Căn cứ Luật Tổ chức chính quyền địa phương",),
        urgency="KHẨN",
        annexes=(Annex("Biểu số liệu", "Một dòng"), Annex("Biểu ngang", "Một dòng", landscape=True)),
    )
    expected = replace(
        EXPECTED, is_letter=form == "cong_van", type_name="Thông báo", needs_addressee=form == "cong_van"
    )
    assert check(reading.sheets(render.pdf(paper).pdf), expected) == []


def test_no_comma_or_stop_at_the_end_of_a_line_hangs_into_the_right_margin():
    words = "triển khai, ký số, gửi, nhận, xử lý, lưu trữ, báo cáo. ".split() * 40
    paper = replace(LETTER, body="\n".join(" ".join(words[n:]) for n in range(8)))
    assert check(reading.sheets(render.pdf(paper).pdf), EXPECTED) == []


def changed(pages: list[Sheet], match: str, **changes: object) -> list[Sheet]:
    """Return the pages with the lines that begin with `match` changed."""
    found = 0

    def line(one: Line) -> Line:
        nonlocal found
        if not one.text.startswith(match):
            return one
        found += 1
        return replace(one, **changes)

    made = [replace(sheet, lines=tuple(line(one) for one in sheet.lines)) for sheet in pages]
    assert found, match
    return made


def without(pages: list[Sheet], match: str) -> list[Sheet]:
    return [replace(s, lines=tuple(one for one in s.lines if not one.text.startswith(match))) for s in pages]


WRONG = [
    # chỗ nào, sửa gì, luật nào bắt, đang là, phải là
    ("CỘNG HÒA", {"size": 14.0}, "country", "cỡ chữ 14", "cỡ chữ 12-13"),
    ("CỘNG HÒA", {"bold": False}, "country", "đứng, không đậm", "đứng, đậm"),
    ("CỘNG HÒA", {"text": "Cộng hòa xã hội chủ nghĩa Việt Nam"}, "country", "Cộng hòa", "CỘNG HÒA"),
    ("Độc lập", {"text": "Độc lập – Tự do – Hạnh phúc"}, "motto", "–", "Độc lập - Tự do"),
    ("Độc lập", {"size": 12.0}, "motto", "cỡ chữ 12", "cỡ chữ 13-14"),
    ("ỦY BAN NHÂN DÂN TỈNH", {"size": 14.0}, "agency", "cỡ chữ 14", "cỡ chữ 12-13"),
    ("Số:", {"size": 14.0}, "number", "cỡ chữ 14", "cỡ chữ 13"),
    ("Số:", {"text": "Số: 5/UBND-TH"}, "number", "5", "05"),
    ("Số:", {"text": "Số: 05/UBND - TH"}, "notation", "UBND - TH", "UBND-TH"),
    ("Số:", {"text": "Số: 05/CV-UBND"}, "notation", "CV-UBND", "UBND-TH"),
    ("Số:", {"text": "SỐ 05"}, "number", "không có", "UBND-TH"),
    ("Tiền Giang,", {"italic": False}, "date", "đứng", "nghiêng"),
    ("Tiền Giang,", {"text": "Tiền Giang, ngày 5 tháng 01 năm 2026"}, "date", "5", "05"),
    ("Tiền Giang,", {"text": "Tiền Giang, ngày 15 tháng 2 năm 2026"}, "date", "2", "02"),
    ("Tiền Giang,", {"text": "Tiền Giang, ngày 15 tháng 03 năm 2026"}, "date", "03", "3"),
    ("Tiền Giang,", {"text": "Mỹ Tho, ngày 15 tháng 3 năm 2026"}, "place", "Mỹ Tho", "Tiền Giang"),
    ("V/v", {"size": 14.0}, "subject", "cỡ chữ 14", "cỡ chữ 12-13"),
    ("V/v", {"text": "v/v báo cáo"}, "subject", "v/v", "V/v"),
    ("Kính gửi", {"bold": True}, "addressee", "đậm", "đứng, không đậm"),
    ("Thực hiện yêu cầu", {"size": 12.0}, "body", "12", "13-14"),
    ("Thực hiện yêu cầu", {"font": "Arial"}, "font", "Arial", "Times New Roman"),
    ("Thực hiện yêu cầu", {"font": ".VnTime"}, "font", ".VnTime", "TCVN 6909:2001"),
    ("Thực hiện yêu cầu", {"x0": 60.0}, "margin", "21.2 mm", "30-35 mm"),
    ("Thực hiện yêu cầu", {"x1": 570.0}, "margin", "8.9 mm", "15-20 mm"),
    ("Thực hiện yêu cầu", {"black": False}, "colour", "chữ màu", "màu đen"),
    ("TM.", {"bold": False}, "capacity", "không đậm", "đậm"),
    ("CHỦ TỊCH", {"text": "Chủ tịch"}, "capacity", "Chủ tịch", "CHỦ TỊCH"),
    ("Nguyễn Văn Khải", {"text": "TS. Nguyễn Văn Khải"}, "name", "TS. Nguyễn Văn Khải", "Nguyễn Văn Khải"),
    ("Nguyễn Văn Khải", {"size": 11.0}, "name", "cỡ chữ 11", "cỡ chữ 13-14"),
    ("Nơi nhận", {"size": 13.0}, "recipients", "cỡ chữ 13", "cỡ chữ 12"),
    ("- Như trên", {"size": 12.0}, "recipients", "12", "11"),
    ("- Như trên", {"text": "- Như trên"}, "recipients", "- Như trên", "dấu chấm phẩy"),
    ("- Lưu", {"text": "- Lưu: VT, TH;"}, "keeping", "- Lưu: VT, TH;", "dấu chấm"),
    ("2", {"x0": 500.0, "x1": 510.0}, "page", "lệch", "canh giữa"),
    ("2", {"size": 11.0}, "page", "cỡ chữ 11", "cỡ chữ 13-14"),
]


@pytest.mark.parametrize(
    ("match", "changes", "rule", "found", "wanted"), WRONG, ids=[f"{row[2]} {n}" for n, row in enumerate(WRONG)]
)
def test_each_fault_is_named_with_what_is_and_what_should_be(good, match, changes, rule, found, wanted):
    findings = [one for one in check(changed(good, match, **changes), EXPECTED) if one.rule == rule]
    assert findings, "không bắt được"
    assert any(found in one.found and wanted in one.expected for one in findings), findings
    assert all("Phụ lục I, mục" in one.basis for one in findings)


MISSING = [
    ("CỘNG HÒA", "country"),
    ("Độc lập", "motto"),
    ("ỦY BAN NHÂN DÂN TỈNH", "agency"),
    ("Số:", "number"),
    ("Tiền Giang,", "date"),
    ("V/v", "subject"),
    ("Kính gửi", "addressee"),
    ("TM.", "capacity"),
    ("Nguyễn Văn Khải", "name"),
    ("Nơi nhận", "recipients"),
    ("- Lưu", "keeping"),
    ("2", "page"),
]


@pytest.mark.parametrize(("match", "rule"), MISSING, ids=[rule for _match, rule in MISSING])
def test_each_missing_part_is_named(good, match, rule):
    assert [one.rule for one in check(without(good, match), EXPECTED)] == [rule]


def test_another_paper_size_and_a_number_on_the_first_page(good):
    letter = [replace(sheet, width=612.0, height=792.0) for sheet in good]
    assert {one.rule for one in check(letter, EXPECTED)} >= {"paper"}
    number = replace(good[1].lines[0], text="1", page=0)
    first = replace(good[0], lines=(number, *good[0].lines))
    assert [(one.rule, one.page) for one in check([first, *good[1:]], EXPECTED)] == [("page", 1)]


def test_nothing_on_the_page_is_one_finding():
    assert [one.rule for one in check([Sheet(595.3, 841.9, ())], EXPECTED)] == ["empty"]
    assert [one.rule for one in form_check.check([], EXPECTED)] == ["empty"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"x" * 4000], ids=["empty", "head only", "noise"])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(PageUnreadable):
        reading.sheets(content)


@pytest.mark.django_db
def test_the_check_stands_beside_the_draft_for_who_sees_it(client, office, other_office):
    pk = at_step(office, "form")
    address = f"/du-thao/{Draft.objects.get(pk=pk).uid}/the-thuc/"
    client.force_login(office.accounts["chief"])
    shown = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Đúng thể thức" in shown
    assert "<html" not in shown
    assert "Phiên bản 1" in client.get(address).content.decode()
    client.force_login(other_office.accounts["chief"])
    assert client.get(address).status_code == 404
