"""Pages of NĐ 30/2020 Phụ lục I: measured in millimetres, hostile text stays text, long text keeps its margins."""

import dataclasses
import io

import pytest
from pypdf import PdfReader

from congvu.documents.papers import fonts, markup, render
from congvu.documents.papers.errors import PaperHasUnknownLetters, PaperTooLong
from congvu.documents.papers.types import Annex, Paper, Signer

MM = 72 / 25.4
LETTER = Paper(
    form="cong_van",
    type_name="Công văn",
    agency="Bộ Nội vụ",
    notation="/BNV-CCHC",
    place="Hà Nội",
    subject="báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính",
    body="Thực hiện nhiệm vụ được giao.\n1. Số hồ sơ tiếp nhận.\nBộ Nội vụ trân trọng cảm ơn.",
    signer=Signer(("KT. Bộ trưởng", "Thứ trưởng"), "Phạm Quốc Thịnh"),
    send_to=("Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương",),
    recipients=("Bộ trưởng (để b/c)",),
    file_line="VT, CCHC. PL.(300)",
)
DECISION = dataclasses.replace(
    LETTER,
    form="quyet_dinh",
    type_name="Quyết định",
    notation="/QĐ-BNV",
    subject="ban hành Quy chế làm việc",
    body="Điều 1. Ban hành Quy chế.\nĐiều 2. Hiệu lực từ ngày ký",
    authority="Bộ trưởng Bộ Nội vụ",
    grounds=("Căn cứ Luật Tổ chức Chính phủ;", "Theo đề nghị của Chánh Văn phòng Bộ."),
    send_to=(),
)


@pytest.fixture(autouse=True)
def _fonts():
    if not fonts.letters():
        pytest.skip("Máy này chưa có phông Tinos (make assets) hay Liberation Serif.")


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def words_of(paper: Paper) -> list[tuple[float, float, float, str]]:
    """Each piece of text with its left, baseline and size."""
    found: list[tuple[float, float, float, str]] = []

    def keep(text, cm, tm, _font, size):
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            found.append((x, tm[4] * cm[1] + tm[5] * cm[3] + cm[5], size * abs(tm[0]) * abs(cm[0]), text.strip()))

    PdfReader(io.BytesIO(render.pdf(paper).pdf)).pages[0].extract_text(visitor_text=keep)
    return found


def test_a_paper_is_a4_and_says_that_it_is_pdf_a_2b():
    made = render.pdf(LETTER)
    box = PdfReader(io.BytesIO(made.pdf)).pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (210, 297)
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B<" in made.pdf
    assert made.pages == 1


def test_text_keeps_the_margins_of_the_decree():
    long = dataclasses.replace(LETTER, body="Nội dung dài của công văn. " * 400)
    reader = PdfReader(io.BytesIO(render.pdf(long).pdf))
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, start=1):
        places: list[tuple[float, float, str]] = []
        page.extract_text(
            visitor_text=lambda t, cm, tm, _f, _s, into=places: (
                into.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5], t)) if t.strip() else None
            )
        )
        body = [(x, y) for x, y, t in places if not (number > 1 and t.strip() == str(number))]
        assert 30 <= round(min(x for x, _ in body) / MM, 2) <= 35
        assert round(min(y for _, y in body) / MM, 2) >= 20
        assert max(y for _, y in body) / MM <= 297 - 20


def test_page_numbers_stand_centred_on_top_from_the_second_page_and_start_again_in_an_annex():
    long = dataclasses.replace(LETTER, body="Nội dung. " * 1500, annexes=(Annex("Biểu số liệu", "Số liệu. " * 1500),))
    pages = PdfReader(io.BytesIO(render.pdf(long).pdf)).pages
    first = [page.extract_text().strip().split("\n")[0].strip() for page in pages]
    annex = next(i for i, page in enumerate(pages) if "Phụ lục" in page.extract_text())
    assert [name for name in first[1:annex]] == [str(i) for i in range(2, annex + 1)]
    assert first[annex] != "1"
    assert first[annex + 1] == "2"


@pytest.mark.parametrize(
    ("word", "width"), [("KHẨN", 20), ("THƯỢNG KHẨN", 40), ("HỎA TỐC", 30)], ids=["khan", "thuong", "hoa-toc"]
)
def test_stamps_of_urgency_have_the_sizes_of_the_decree(word, width):
    made = PdfReader(io.BytesIO(render.pdf(dataclasses.replace(LETTER, urgency=word)).pdf)).pages[0]
    plain = PdfReader(io.BytesIO(render.pdf(LETTER).pdf)).pages[0]
    assert word in made.extract_text()
    drawn = rectangles(made) - rectangles(plain)
    assert (float(width), 8.0) in drawn


def rectangles(page) -> set[tuple[float, float]]:
    """Sizes in millimetres of the closed outlines drawn on a page."""
    found: set[tuple[float, float]] = set()
    points: list[tuple[float, float]] = []
    for operands, operator in page.get_contents().operations if hasattr(page.get_contents(), "operations") else []:
        if operator in (b"m", b"l"):
            if operator == b"m":
                points = []
            points.append((float(operands[0]), float(operands[1])))
        elif operator == b"re":
            found.add((round(abs(float(operands[2])) / MM, 1), round(abs(float(operands[3])) / MM, 1)))
        elif operator in (b"h", b"S", b"s") and len(points) >= 4:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            found.add((round((max(xs) - min(xs)) / MM, 1), round((max(ys) - min(ys)) / MM, 1)))
            points = []
    return found


def test_number_and_date_stand_on_one_line_under_agency_and_motto():
    layout = render.pdf(LETTER).layout
    assert layout.number_box[1] == pytest.approx(layout.date_box[1], abs=0.5)
    assert 30 * MM < layout.number_box[0] < layout.number_box[2] < 105 * MM < layout.date_box[0] < layout.date_box[2]
    assert layout.date_box[2] < 195 * MM


def test_the_seal_covers_a_third_of_the_signature_from_the_left():
    layout = render.pdf(LETTER).layout
    left, bottom, right, top = layout.person_box
    assert (right - left) / MM == pytest.approx(45, abs=0.1)
    covered = layout.seal_box[2] - left
    assert covered / (right - left) == pytest.approx(1 / 3, abs=0.01)
    assert (layout.seal_box[2] - layout.seal_box[0]) / MM == pytest.approx(36, abs=0.1)
    assert (layout.seal_box[1] + layout.seal_box[3]) / 2 == pytest.approx((bottom + top) / 2, abs=0.5)


def test_sizes_of_letters_are_those_of_phu_luc_i():
    sizes = {text: round(size, 1) for _x, _y, size, text in words_of(LETTER)}

    def of(part: str) -> float:
        return next(size for text, size in sizes.items() if part in text)

    assert 12 <= of("CỘNG HÒA") <= 13
    assert 13 <= of("Độc lập") <= 14
    assert 12 <= of("BỘ NỘI VỤ") <= 13
    assert of("/BNV-CCHC") == 13
    assert 13 <= of("Hà Nội") <= 14
    assert 12 <= of("V/v") <= 13
    assert 13 <= of("Thực hiện") <= 14
    assert of("Nơi nhận") == 12
    assert of("Bộ trưởng (để b/c)") == 11
    assert 13 <= of("Phạm Quốc Thịnh") <= 14


def test_nothing_typed_can_command_the_typesetter():
    body = '#read("/etc/passwd") #import "x": * $x^2$ \\u{41} `raw` [x] <label> @ref #{panic()} \\ // chú thích /* */'
    made = text_of(render.pdf(dataclasses.replace(LETTER, body=body, subject=body, send_to=(body,))).pdf)
    flat = "".join(made.split())
    assert flat.count('#read("/etc/passwd")') == 3
    assert "root:" not in made
    assert flat.count("/*") == 3


def test_a_paragraph_of_ten_thousand_letters_without_a_space_stays_on_the_page():
    made = render.pdf(dataclasses.replace(LETTER, body="ậ" * 10_000))
    assert made.pages > 1
    assert "".join(text_of(made.pdf).split()).count("ậ") >= 10_000


def test_a_name_of_sixty_letters_and_a_long_agency_are_printed_whole():
    name = "Công Tằng Tôn Nữ Hoàng Phương Nguyễn Thị Ngọc Thanh Thảo Vy"
    agency = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính"
    paper = dataclasses.replace(LETTER, signer=Signer(("Giám đốc",), name), agency=agency)
    flat = " ".join(text_of(render.pdf(paper).pdf).split())
    assert name in flat
    assert agency.upper() in flat


def test_tables_keep_every_cell():
    body = "| STT | Lĩnh vực | Số hồ sơ |\n|---|---|---|\n" + "\n".join(
        f"| {i} | Lĩnh vực {i} | {i * 7} |" for i in range(1, 61)
    )
    flat = " ".join(text_of(render.pdf(dataclasses.replace(LETTER, body=body)).pdf).split())
    assert "Lĩnh vực 60" in flat
    assert "420" in flat


def test_a_decision_has_authority_grounds_and_its_verb():
    flat = " ".join(text_of(render.pdf(DECISION).pdf).split())
    assert "Về việc ban hành Quy chế làm việc" in flat
    assert "BỘ TRƯỞNG BỘ NỘI VỤ Căn cứ Luật Tổ chức Chính phủ; Theo đề nghị của Chánh Văn phòng Bộ. QUYẾT ĐỊNH:" in flat
    assert "Hiệu lực từ ngày ký./." in flat
    assert "Như trên" not in flat


def test_several_addressees_stand_in_lines_that_end_as_the_decree_says():
    flat = " ".join(text_of(render.pdf(dataclasses.replace(LETTER, send_to=("Bộ Tài chính", "Bộ Y tế;"))).pdf).split())
    assert "Kính gửi: - Bộ Tài chính; - Bộ Y tế." in flat


def test_as_above_stands_once_even_when_typed():
    paper = dataclasses.replace(LETTER, recipients=("Như trên", "Bộ trưởng"))
    assert " ".join(text_of(render.pdf(paper).pdf).split()).count("Như trên") == 1


def test_signs_without_a_letter_are_refused_by_name():
    with pytest.raises(PaperHasUnknownLetters) as refusal:
        render.pdf(dataclasses.replace(LETTER, body="Xong 🎉"))
    assert "🎉" in str(refusal.value)


def test_a_body_beyond_the_limit_is_refused():
    with pytest.raises(PaperTooLong):
        render.pdf(dataclasses.replace(LETTER, body="a" * (markup.MAX_CHARACTERS + 1)))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Chương I. QUY ĐỊNH CHUNG", "chapter"),
        ("# QUYẾT NGHỊ:", "centre"),
        ("Điều 5. Hiệu lực", "para"),
        ("| a | b |", "table"),
        ("- gạch đầu dòng", "para"),
        ("1. Khoản một", "para"),
    ],
)
def test_lines_become_blocks(typed, kind):
    assert [b["kind"] for b in markup.blocks(typed)] == [kind]


def test_the_end_mark_is_set_once():
    assert markup.close(markup.blocks("Xin cảm ơn."))[-1]["runs"][-1]["t"] == "Xin cảm ơn./."
    assert markup.close(markup.blocks("Xin cảm ơn./."))[-1]["runs"][-1]["t"] == "Xin cảm ơn./."


def test_control_signs_are_taken_out():
    assert markup.clean("a\x00b\u202ec\r\nd\te") == "abc\nd e"


def test_the_picture_of_a_page_is_made_without_number_and_date():
    pages = render.pictures(LETTER, ppi=50)
    assert len(pages) == 1
    assert pages[0].startswith(b"\x89PNG")
