"""The ĐẾN stamp laid over a copy of the first page, and the handling slip; the original bytes are never touched."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import typst
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.errors import PdfReadError

from . import fonts, markup
from .errors import PaperFailed

HERE: Final = Path(__file__).parent
MM: Final = 72 / 25.4
STAMP: Final = (50 * MM, 35 * MM)
# Chỗ trống dưới số, ký hiệu (hoặc trích yếu công văn) ở nửa trái; rồi dưới ngày tháng ở nửa phải (Phụ lục IV).
LEFT_EDGE: Final = 22 * MM
RIGHT_EDGE: Final = 12 * MM
PLACES_FROM_TOP: Final = (52 * MM, 60 * MM, 68 * MM, 76 * MM)


@dataclass(frozen=True, slots=True)
class ArrivalStamp:
    """What stands in the stamp."""

    agency: str
    number: str
    day: str
    passed_to: str = ""
    file_code: str = ""


@dataclass(frozen=True, slots=True)
class SlipEntry:
    """One word on the slip: who, when, how it was written, what, to whom."""

    who: str
    at: str
    text: str
    given: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A handling slip: the facts of the document and the three parts of the form."""

    agency: str
    superior: str
    facts: tuple[tuple[str, str], ...]
    subject: str
    parts: tuple[tuple[str, tuple[SlipEntry, ...]], ...]
    footer: str = field(default="")


def stamp_pdf(stamp: ArrivalStamp) -> bytes:
    """Return the stamp alone on a page of 50 × 35 mm. Raises PaperFailed."""
    data = {
        "title": "Dấu đến",
        "agency": markup.line(stamp.agency).upper(),
        "lines": [
            ("Số:", markup.line(stamp.number)),
            ("Ngày:", markup.line(stamp.day)),
            ("Chuyển:", markup.line(stamp.passed_to)[:26]),
            ("Số và ký hiệu HS:", markup.line(stamp.file_code)[:16]),
        ],
    }
    return _set("arrival.typ", data)


def stamped(original: bytes, stamp: ArrivalStamp) -> bytes:
    """Return a copy of a PDF with the stamp over its first page, where the paper leaves room.

    A rendering for eyes and paper: its signatures no longer hold, which the original keeps. Raises PaperFailed for a
    PDF that cannot be read.
    """
    overlay = PdfReader(io.BytesIO(stamp_pdf(stamp))).pages[0]
    try:
        reader = PdfReader(io.BytesIO(original))
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        first = writer.pages[0]
        x, y = _place(reader.pages[0])
        first.transfer_rotation_to_content()
        first.merge_transformed_page(overlay, Transformation().translate(x, y))
        for page in writer.pages:  # empty signature pictures stay, the fields that could be signed do not
            for note in list(page.annotations or []):
                note.get_object().pop("/FT", None)
        out = io.BytesIO()
        writer.write(out)
    except (PdfReadError, IndexError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise PaperFailed(reason="PDF") from error
    return out.getvalue()


def slip_pdf(slip: Slip) -> bytes:
    """Return the handling slip as PDF. Raises PaperFailed."""
    data = {
        "title": "Phiếu giải quyết văn bản đến",
        "agency": markup.line(slip.agency),
        "superior": markup.line(slip.superior),
        "facts": [(name, markup.line(value)) for name, value in slip.facts if value],
        "subject": markup.line(slip.subject),
        "parts": [{"title": title, "entries": [_entry(one) for one in entries]} for title, entries in slip.parts],
        "footer": markup.line(slip.footer),
    }
    return _set("slip.typ", data)


def _entry(one: SlipEntry) -> dict[str, Any]:
    return {
        "who": markup.line(one.who),
        "at": one.at,
        "note": markup.line(one.note),
        "text": markup.line(one.text),
        "given": [markup.line(text) for text in one.given],
    }


def _set(template: str, data: dict[str, Any]) -> bytes:
    data = data | {"fonts": list(fonts.families())}
    compiler = typst.Compiler(input=HERE / template, root=HERE, font_paths=fonts.library())
    try:
        made = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    except typst.TypstError as refusal:
        raise PaperFailed(reason=refusal.message) from refusal
    if not isinstance(made, bytes):
        raise PaperFailed(reason="PDF")
    return made


def _place(page: Any) -> tuple[float, float]:
    """Return the lower left corner for the stamp: the first usual place without writing, else the first of them."""
    box = page.mediabox
    width, height = float(box.width), float(box.height)
    left = float(box.left) + LEFT_EDGE
    right = float(box.right) - RIGHT_EDGE - STAMP[0]
    tops = [float(box.top) - down for down in PLACES_FROM_TOP]
    places = [(x, top - STAMP[1]) for top in tops for x in (left, right)]
    written = _writing(page)
    free = [place for place in places if not any(_inside(spot, place) for spot in written)]
    chosen = free[0] if free else places[0]
    return max(0.0, min(chosen[0], width - STAMP[0])), max(0.0, min(chosen[1], height - STAMP[1]))


def _writing(page: Any) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []

    def visit(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append((float(tm[4]), float(tm[5])))
            found.append((float(tm[4]) + 4.5 * len(text.strip()), float(tm[5])))

    page.extract_text(visitor_text=visit)
    return found


def _inside(spot: tuple[float, float], place: tuple[float, float]) -> bool:
    return place[0] <= spot[0] <= place[0] + STAMP[0] and place[1] - 4 <= spot[1] <= place[1] + STAMP[1]
