"""What a signature shows on the page (NĐ 30/2020 Phụ lục I; domain/documents 1.7).

A mark is a one-page PDF without a background; it becomes the appearance of the signature's field.
"""

from __future__ import annotations

import json
import threading
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from . import fonts
from .strokes import hand_strokes

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SIGNING_TIME_PATTERN = "%Y-%m-%dT%H:%M:%S%:z"
"""Cách viết thời gian ký; `%:z` là múi giờ dạng +07:00 (ISO 8601)."""

_one_at_a_time = threading.Lock()  # trình dựng và bộ đọc PDF dùng chung không chịu được hai luồng

DEMO_NOTE = "MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
SEAL_NOTE = "MINH HỌA"
_TEMPLATE = Path(__file__).resolve().parent / "marks.typ"


def signing_time(at: datetime, pattern: str = SIGNING_TIME_PATTERN) -> str:
    """Return the moment in Vietnamese time: day, month, year, hour, minute, second, zone."""
    local = at.astimezone(VIETNAM)
    zone = local.strftime("%z")
    return local.strftime(pattern.replace("%:z", f"{zone[:3]}:{zone[3:]}"))


@lru_cache(maxsize=256)
def person_mark(name: str, width: float, height: float, *, picture: bytes | None = None, demo: bool = False) -> bytes:
    """Return the image of the hand signature in blue: the given picture, or strokes drawn from the name."""
    return _draw(
        {
            "kind": "person",
            "width": width,
            "height": height,
            "picture": list(picture) if picture else None,
            "strokes": hand_strokes(name),
            "note": DEMO_NOTE if demo else "",
        }
    )


@lru_cache(maxsize=256)
def agency_mark(agency: str, superior: str, size: float, *, picture: bytes | None = None, demo: bool = False) -> bytes:
    """Return the image of the seal in red: the given picture, or one drawn from the names."""
    radius = size / 2 - 1
    above, below = (superior.upper(), agency.upper()) if superior else (agency.upper(), "")
    return _draw(
        {
            "kind": "agency",
            "width": size,
            "height": size,
            "picture": list(picture) if picture else None,
            "above": above,
            "below": below,
            "above_size": _round_size(above, radius * 0.80, share=0.68),
            "below_size": _round_size(below, radius * 0.64, share=0.72),
            "note": SEAL_NOTE if demo else "",
            "note_size": 6.0,
        }
    )


@lru_cache(maxsize=64)
def text_mark(lines: tuple[str, ...], width: float, height: float) -> bytes:
    """Return the text of a separate attached file or electronic copy: Times-like 10 pt, black, at the right."""
    return _draw({"kind": "text", "width": width, "height": height, "lines": list(lines), "note": ""})


def _round_size(text: str, radius: float, *, share: float) -> float:
    """Return the letter size at which capitals fill at most a share of the circle."""
    room = 2 * 3.1416 * radius * share
    return round(min(7.0, room / max(len(text), 1) / 0.74), 2)


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Return one compiler for the process; fonts are loaded once."""
    return typst.Compiler(
        input=str(_TEMPLATE), font_paths=[str(fonts.find_font(fonts.REGULAR).parent)], ignore_system_fonts=True
    )


def _draw(data: dict[str, object]) -> bytes:
    serif = ["Tinos", "Liberation Serif", "Libertinus Serif"]
    values = {"data": json.dumps({**data, "serif": serif})}
    with _one_at_a_time:
        page = _compiler().compile(format="pdf", sys_inputs=values, pdf_standards=["a-2b"])
    if not isinstance(page, bytes):
        raise TypeError("a mark has one page")
    return page


@lru_cache(maxsize=256)
def _reader(page: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(page))


def _turn(turned: int) -> dict[str, generic.PdfObject]:
    """Return the matrix that keeps a mark upright on a page that is shown turned."""
    matrices = {90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}
    if turned not in matrices:
        return {}
    return {pdf_name("/Matrix"): generic.ArrayObject([generic.NumberObject(v) for v in matrices[turned]])}


def put_mark(writer: IncrementalPdfFileWriter, field: generic.DictionaryObject, page: bytes) -> None:
    """Make the one-page PDF the field's appearance, in proportion and centred."""
    left, bottom, right, top = (float(v) for v in field["/Rect"])
    width, height = right - left, top - bottom
    turned = int(field["/MK"]["/R"]) if "/MK" in field and "/R" in field["/MK"] else 0
    if turned in {90, 270}:
        width, height = height, width
    with _one_at_a_time:
        drawn = writer.import_page_as_xobject(_reader(page))
    x0, y0, x1, y1 = (float(v) for v in drawn.get_object()["/BBox"])
    scale = min(width / (x1 - x0), height / (y1 - y0))
    shift_x, shift_y = (width - (x1 - x0) * scale) / 2, (height - (y1 - y0) * scale) / 2
    appearance = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject([generic.FloatObject(round(v, 3)) for v in (0, 0, width, height)]),
            pdf_name("/Resources"): generic.DictionaryObject(
                {pdf_name("/XObject"): generic.DictionaryObject({pdf_name("/M"): drawn})}
            ),
            **_turn(turned),
        },
        stream_data=b"q %.5f 0 0 %.5f %.3f %.3f cm /M Do Q" % (scale, scale, shift_x, shift_y),
    )
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(appearance)})
    writer.update_container(field)
