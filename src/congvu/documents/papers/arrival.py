"""The ĐẾN stamp laid over a copy of the first page, and the handling slip; the original bytes are never touched."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import typst
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PdfReadError

from . import fonts, free_place, markup
from .errors import PaperFailed
from .free_place import MM
from .page_ink import ink_of

HERE: Final = Path(__file__).parent
STAMP: Final = (50 * MM, 35 * MM)
A4: Final = (210 * MM, 297 * MM)


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
            ("Chuyển:", markup.line(stamp.passed_to)[:22]),
            ("Số và ký hiệu HS:", markup.line(stamp.file_code)[:16]),
        ],
    }
    return _set("arrival.typ", data)


def stamped(original: bytes, stamp: ArrivalStamp) -> bytes:
    """Return a copy of a PDF with the stamp on its first page, where the paper leaves room; else on a sheet behind it.

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
        first.transfer_rotation_to_content()
        _lay(writer, first, overlay)
        for page in writer.pages:  # empty signature pictures stay, the fields that could be signed do not
            for note in list(page.annotations or []):
                note.get_object().pop("/FT", None)
        out = io.BytesIO()
        writer.write(out)
    except (PdfReadError, IndexError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise PaperFailed(reason="PDF") from error
    return out.getvalue()


def _lay(writer: PdfWriter, first: PageObject, overlay: PageObject) -> None:
    """Put the stamp on free paper of the first page; where it has none, on a sheet of its own behind it."""
    ink = ink_of(_alone(first))
    place = free_place.free_place(ink, STAMP) if ink else None
    if place is None:
        writer.insert_blank_page(*A4, index=1)
        top_left = Transformation().translate(free_place.LEFT_EDGE, A4[1] - free_place.LEFT_EDGE - STAMP[1])
        writer.pages[1].merge_transformed_page(overlay, top_left)
        return
    box = first.cropbox
    left, top = float(box.left) + place.left, float(box.top) - place.top
    if place.turned:
        first.merge_transformed_page(overlay, Transformation().rotate(90).translate(left + STAMP[1], top - STAMP[0]))
    else:
        first.merge_transformed_page(overlay, Transformation().translate(left, top - STAMP[1]))


def _alone(page: PageObject) -> bytes:
    """Return a PDF of one page."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_page(page)
    writer.write(out)
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
