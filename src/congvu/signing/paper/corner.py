"""The text block at the top right of the first page (NĐ 30/2020 Phụ lục I; ô 14): its lines, and where it stands."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic

from ..errors import PdfUnusable
from ..types import MM, Box, CopyMark
from . import fonts
from .document import BROKEN_PDF, open_for_update, value

SIZE = 10.0
LEADING = 12.5
WIDEST = 80 * MM
FROM_RIGHT = 15 * MM
FROM_TOP = 8 * MM


def copy_lines(kind: CopyMark, agency: str, time: str) -> tuple[str, ...]:
    """Return the lines of an electronic copy: kind of copy, agency, time."""
    return (str(kind.label), agency, time)


def wrapped(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines broken at spaces so that none is wider than the block."""
    shown: list[str] = []
    for line in lines:
        current = ""
        for word in line.split():
            longer = f"{current} {word}".strip()
            if current and _width(longer) > WIDEST:
                shown.append(current)
                longer = word
            current = longer
        shown.append(current)
    return tuple(line for line in shown if line)


def corner_box(pdf: bytes, lines: tuple[str, ...]) -> tuple[Box, int]:
    """Return the block's box in the coordinates of page 1, and by how much the page is turned. Raises PdfUnusable."""
    width = min(max(_width(line) for line in lines) + 4, WIDEST)
    height = LEADING * len(lines) + 4
    writer = open_for_update(pdf)
    try:
        page = writer.find_page_for_modification(0)[0].get_object()
        left, bottom, right, top = _visible(page)
        turned = int(_inherited(page, "/Rotate") or 0) % 360
    except BROKEN_PDF as error:
        raise PdfUnusable(reason=_("cấu trúc tệp bị hỏng.")) from error
    if min(right - left, top - bottom) < width + FROM_RIGHT:
        raise PdfUnusable(reason=_("trang đầu nhỏ quá, không đủ chỗ cho dòng chữ của cơ quan."))
    x0, x1 = right - FROM_RIGHT - width, right - FROM_RIGHT
    y0, y1 = top - FROM_TOP - height, top - FROM_TOP
    if turned == 90:
        x0, x1 = left + FROM_TOP, left + FROM_TOP + height
        y0, y1 = top - FROM_RIGHT - width, top - FROM_RIGHT
    elif turned == 180:
        x0, x1 = left + FROM_RIGHT, left + FROM_RIGHT + width
        y0, y1 = bottom + FROM_TOP, bottom + FROM_TOP + height
    elif turned == 270:
        x0, x1 = right - FROM_TOP - height, right - FROM_TOP
        y0, y1 = bottom + FROM_RIGHT, bottom + FROM_RIGHT + width
    return (x0, y0, x1, y1), turned


def _visible(page: generic.DictionaryObject) -> Box:
    held = _inherited(page, "/CropBox") or _inherited(page, "/MediaBox")
    x0, y0, x1, y1 = (float(v) for v in held)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _inherited(page: generic.DictionaryObject, key: str) -> Any:
    """Return an entry of the page or of the nearest group of pages above it."""
    holder: generic.DictionaryObject | None = page
    for _step in range(50):
        if holder is None or key in holder:
            break
        holder = value(holder, "/Parent")
    return value(holder, key) if holder is not None else None


@lru_cache(maxsize=1)
def _face() -> fonts.FieldFont:
    return fonts.field_font(fonts.find_font(fonts.REGULAR).read_bytes())


def _width(text: str) -> float:
    return _face().width(text, SIZE)
