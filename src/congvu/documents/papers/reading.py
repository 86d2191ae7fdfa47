"""The lines of a finished page: what stands where, in which letters; read by pdfium, one file at a time."""

from __future__ import annotations

import ctypes
import math
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from .errors import PageUnreadable

MOST_PAGES: Final = 60
COLUMN_GAP: Final = 1.6  # in sizes of the letters: wider is another column
SAME_LINE: Final = 2.0  # points
_one_at_a_time = threading.Lock()  # pdfium keeps state for the whole process


@dataclass(frozen=True, slots=True)
class Line:
    """One run of text on one baseline. `y` is the baseline, from the page's lower edge, in points."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    font: str
    black: bool
    text: str

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page with its lines from top to bottom, left to right."""

    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    x0: float
    x1: float
    y: float
    size: float
    font: str
    flags: int
    weight: int
    black: bool


def sheets(pdf: bytes) -> list[Sheet]:
    """Return the pages of a PDF, at most the first 60. Raises PageUnreadable."""
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise PageUnreadable from error
        try:
            return [_sheet(number, document[number]) for number in range(min(len(document), MOST_PAGES))]
        except pypdfium2.PdfiumError as error:
            raise PageUnreadable from error
        finally:
            document.close()


def first_page_size(pdf: bytes) -> tuple[float, float]:
    """Return width and height of the first page in points. Raises PageUnreadable."""
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
            width, height = document[0].get_size()
            document.close()
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise PageUnreadable from error
    return width, height


def _sheet(number: int, page: Any) -> Sheet:
    width, height = page.get_size()
    words = page.get_textpage()
    letters = [letter for place in range(words.count_chars()) if (letter := _letter(words.raw, place)) is not None]
    words.close()
    page.close()
    return Sheet(width, height, tuple(_lines(number, letters)))


def _letter(words: Any, place: int) -> _Letter | None:
    code = pdfium.FPDFText_GetUnicode(words, place)
    if code in {0, 10, 13, 0xFFFE} or pdfium.FPDFText_IsGenerated(words, place) == 1:
        return None
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharOrigin(words, place, x, y):
        return None
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(words, place, box)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(words, place, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(words, place, name, 128, flags)
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    coloured = pdfium.FPDFText_GetFillColor(words, place, r, g, b, a)
    return _Letter(
        chr(code),
        x.value,
        box.right,
        y.value,
        pdfium.FPDFText_GetFontSize(words, place) * scale,
        name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode("utf-8", "replace"),
        flags.value,
        pdfium.FPDFText_GetFontWeight(words, place),
        not coloured or max(r.value, g.value, b.value) < 60,
    )


def _lines(page: int, letters: list[_Letter]) -> Iterator[Line]:
    rows: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda c: (-c.y, c.x0)):
        if rows and abs(rows[-1][0].y - letter.y) <= SAME_LINE:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    for row in rows:
        run: list[_Letter] = []
        for letter in sorted(row, key=lambda c: c.x0):
            if run and letter.x0 - run[-1].x1 > COLUMN_GAP * max(letter.size, 1):
                yield from _line(page, run)
                run = []
            run.append(letter)
        yield from _line(page, run)


def _line(page: int, run: list[_Letter]) -> Iterator[Line]:
    text = ""
    for before, letter in zip([None, *run[:-1]], run, strict=True):
        if before is not None and letter.x0 - before.x1 > 0.18 * letter.size and not text.endswith(" "):
            text += " "
        text += letter.char
    text = " ".join(unicodedata.normalize("NFC", text).split())
    shown = [c for c in run if not c.char.isspace()]
    if not text or not shown:
        return
    count = len(shown)
    sizes = sorted(c.size for c in shown)
    bold = sum(1 for c in shown if c.weight >= 600 or "bold" in c.font.casefold())
    italic = sum(1 for c in shown if "italic" in c.font.casefold() or "oblique" in c.font.casefold())
    fonts = sorted({c.font for c in shown}, key=lambda name: -sum(1 for c in shown if c.font == name))
    yield Line(
        page,
        shown[0].x0,
        shown[-1].x1,
        shown[0].y,
        round(sizes[count // 2], 1),
        bold * 2 > count,
        italic * 2 > count,
        fonts[0],
        all(c.black for c in shown),
        text,
    )
