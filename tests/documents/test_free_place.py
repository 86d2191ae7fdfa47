"""Where the ĐẾN stamp goes on a page: below the number, else below the date, else wherever nothing is written."""

import io

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from congvu.documents.papers import arrival, fonts, render
from congvu.documents.papers.free_place import MM, Ink, Place, free_place
from congvu.documents.papers.page_ink import ink_of
from tests.documents.test_arrival import STAMP, words
from tests.documents.test_papers import LETTER

CELL = 4.0
SIZE = (50 * MM, 35 * MM)
COLUMNS, ROWS = 149, 211


def page(*inked: tuple[float, float, float, float]) -> Ink:
    """A page of A4 with ink in rectangles of millimetres: left, top, right, bottom."""
    rows = [bytearray(COLUMNS) for _row in range(ROWS)]
    for left, top, right, bottom in inked:
        for row in range(int(top * MM / CELL), min(ROWS, int(bottom * MM / CELL))):
            for column in range(int(left * MM / CELL), min(COLUMNS, int(right * MM / CELL))):
                rows[row][column] = 1
    return Ink(210 * MM, 297 * MM, CELL, tuple(map(bytes, rows)))


HEAD = (25, 15, 195, 50)
LEFT, RIGHT, TEXT = (20, 50, 105, 120), (105, 50, 195, 120), (30, 95, 195, 280)


@pytest.mark.parametrize(
    ("inked", "area"),
    [
        ((), (20, 50, 26, 56)),
        ((HEAD, (85, 60, 195, 90), TEXT), (20, 50, 30, 60)),
        ((HEAD, (20, 50, 130, 90), TEXT), (132, 50, 152, 60)),
        ((HEAD, LEFT, RIGHT, (30, 120, 195, 200)), (18, 200, 30, 215)),
        ((HEAD, (30, 50, 195, 297)), None),
        (((44, 0, 210, 297),), "turned"),
        (((0, 0, 210, 297),), None),
    ],
    ids=[
        "blank",
        "below the number",
        "below the date",
        "below the text",
        "no margin wide enough",
        "a wide margin",
        "full",
    ],
)
def test_the_stamp_takes_the_free_place_nearest_to_the_usual_ones(inked, area):
    ink = page(*inked)
    place = free_place(ink, SIZE)
    if area is None:
        assert place is None
        return
    assert place is not None
    width, height = (SIZE[1], SIZE[0]) if place.turned else SIZE
    if area == "turned":
        assert place.turned
    else:
        assert area[0] <= place.left / MM <= area[2]
        assert area[1] <= place.top / MM <= area[3]
    covered = [
        ink.rows[row][column]
        for row in range(int(place.top / CELL), int((place.top + height) / CELL) + 1)
        for column in range(int(place.left / CELL), int((place.left + width) / CELL) + 1)
    ]
    assert not any(covered)
    assert place.left + width < ink.width
    assert place.top + height < ink.height


def test_a_page_without_cells_has_no_place():
    assert free_place(Ink(10, 10, CELL, ()), SIZE) is None
    assert free_place(Ink(10, 10, CELL, (b"\x00",)), SIZE) is None


def picture(pdf: bytes, number: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        found: Image.Image = document[number].render(scale=1, grayscale=True).to_pil().convert("L")
        return found


def scan_of(pdf: bytes, *, turned: int = 0) -> bytes:
    """A page as a scanner gives it: one grey picture with dust, on a page that may be turned."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[0].render(scale=2, grayscale=True).to_pil().convert("L")
    grey = drawn.point([40 + shade * 200 // 255 for shade in range(256)])
    for dust in range(90, 1100, 130):
        grey.putpixel((dust, dust), 30)
    out = io.BytesIO()
    grey.rotate(turned, expand=True).save(out, "PDF", resolution=144)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out.getvalue())))
    writer.pages[0].rotate(turned)
    turned_out = io.BytesIO()
    writer.write(turned_out)
    return turned_out.getvalue()


@pytest.mark.parametrize("turned", [0, 90], ids=["upright", "scanned sideways"])
def test_on_a_real_scanned_page_no_letter_is_under_the_stamp(turned):
    if not fonts.letters():
        pytest.skip("Máy này chưa có phông Tinos (make assets) hay Liberation Serif.")
    scan = scan_of(render.pdf(LETTER).pdf, turned=turned)
    ink = ink_of(scan)
    place = free_place(ink, SIZE)
    assert place == Place(place.left, place.top, turned=False)
    assert place.left < 60 * MM
    assert 50 * MM < place.top < 120 * MM
    box = tuple(round(side) for side in (place.left, place.top, place.left + SIZE[0], place.top + SIZE[1]))
    before, after = picture(scan), picture(arrival.stamped(scan, STAMP))
    darkest, lightest = before.crop(box).getextrema()
    assert darkest > 200  # giấy, không có chữ
    assert lightest > 200
    assert after.crop(box).getextrema()[0] < 120  # dấu nằm đúng ở đó
    for one in (before, after):
        one.paste(255, (box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2))
    around = zip(before.reduce(8).tobytes(), after.reduce(8).tobytes(), strict=True)
    assert max(abs(one - other) for one, other in around) < 40  # mọi chỗ khác còn nguyên


def test_a_page_full_of_writing_is_stamped_on_a_sheet_behind_it():
    full = Image.new("L", (595, 842), 255)
    for row in range(0, 842, 6):
        full.paste(0, (0, row, 595, row + 2))
    out = io.BytesIO()
    full.save(out, "PDF", resolution=72)
    made = arrival.stamped(out.getvalue(), STAMP)
    assert len(PdfReader(io.BytesIO(made)).pages) == 2
    assert "ĐẾN" in words(made, 1)
    assert picture(made).tobytes() == picture(out.getvalue()).tobytes()
