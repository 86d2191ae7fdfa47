"""Copies on paper: the block of the copying agency under the last line, extracts set anew, pages picked out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typst
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

from ..types import ScanPage
from . import fonts, markup
from .errors import PaperFailed, PaperHasUnknownLetters

HERE: Final = Path(__file__).parent
MM: Final = 72 / 25.4
A4: Final = (595.28, 841.89)
BOTTOM: Final = 20 * MM  # mép dưới vùng trình bày
GAP: Final = 5 * MM
NEARLY: Final = 6.0
BROKEN: Final = (PyPdfError, IndexError, KeyError, ValueError, TypeError, AttributeError, RecursionError, OSError)


@dataclass(frozen=True, slots=True)
class CopyBlock:
    """What the copying agency writes under the copied paper (mẫu 3.1)."""

    kind: str
    agency: str
    number: str
    date: str
    signer_lines: tuple[str, ...]
    signer_name: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtractPaper:
    """The full form of a paper with only the chosen part of its body (Điều 25 khoản 3)."""

    agency: str
    code: str
    date: str
    type_name: str
    subject: str
    about: str
    body: tuple[str, ...]
    signer_lines: tuple[str, ...]
    signer_name: str


def block_pdf(block: CopyBlock) -> bytes:
    """Return the block alone, on a page as high as it is. Raises PaperHasUnknownLetters or PaperFailed."""
    return _set({"title": block.number, "block": _block(block)})


def extract_pdf(extract: ExtractPaper, block: CopyBlock | None) -> bytes:
    """Return an extract in the full form, with the block under it when it is for paper. Raises as `block_pdf`."""
    data: dict[str, Any] = {
        "title": markup.line(extract.subject) or markup.line(extract.code),
        "extract": {
            "agency": markup.line(extract.agency),
            "code": markup.line(extract.code),
            "date": markup.line(extract.date),
            "type_name": markup.line(extract.type_name),
            "subject": markup.line(extract.subject),
            "about": markup.line(extract.about),
            "body": [line for raw in extract.body if (line := markup.line(raw))],
            "signer_lines": [markup.line(line) for line in extract.signer_lines],
            "signer_name": markup.line(extract.signer_name),
        },
    }
    if block is not None:
        data["block"] = _block(block)
    return _set(data)


def with_block(pdf: bytes, block: CopyBlock) -> bytes:
    """Return a paper for printing with the block under its last line, on a page of its own where there is no room.

    A rendering for paper: digital signatures stay as pictures only. Raises PaperFailed for a PDF that cannot be read.
    """
    made = block_pdf(block)
    with _refused():
        writer = _flat(PdfReader(io.BytesIO(pdf)).pages)
        stamp = PdfReader(io.BytesIO(made)).pages[0]
        height = float(stamp.mediabox.height)
        last = writer.pages[-1]
        top = _free_below(last)
        if top is None or top - GAP - height < BOTTOM:
            last, top = writer.add_blank_page(*A4), A4[1] - BOTTOM + GAP
        last.merge_transformed_page(stamp, Transformation().translate(0, top - GAP - height))
        return _written(writer)


def block_alone(block: CopyBlock) -> bytes:
    """Return a page with the block only, to go behind a photocopy. Raises as `block_pdf`."""
    made = block_pdf(block)
    with _refused():
        writer = PdfWriter()
        page = writer.add_blank_page(*A4)
        stamp = PdfReader(io.BytesIO(made)).pages[0]
        page.merge_transformed_page(stamp, Transformation().translate(0, A4[1] - BOTTOM - float(stamp.mediabox.height)))
        return _written(writer)


def picked(pdf: bytes, numbers: Sequence[int]) -> bytes:
    """Return some pages of a PDF, counted from 1. Raises PaperFailed."""
    with _refused():
        pages = PdfReader(io.BytesIO(pdf)).pages
        return _written(_flat([pages[number - 1] for number in numbers]))


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has. Raises PaperFailed where it cannot be read."""
    with _refused():
        return len(PdfReader(io.BytesIO(pdf)).pages)


def read_scan(pdf: bytes) -> tuple[tuple[int, int], list[ScanPage]]:
    """Return the version of a PDF, and how fine the picture of each page is. Raises PaperFailed."""
    with _refused():
        reader = PdfReader(io.BytesIO(pdf))
        major, _dot, minor = reader.pdf_header.removeprefix("%PDF-").partition(".")
        return (int(major), int(minor[:1] or 0)), [ScanPage(_dpi(page)) for page in reader.pages]


def _dpi(page: PageObject) -> float | None:
    """Return the dots an inch of the largest picture as if it filled the page; None for pages with writing."""
    widths = [
        int(image["/Width"]) for image in _images(page) if int(image.get("/Width", 0)) and int(image.get("/Height", 0))
    ]
    if not widths or page.extract_text().strip():
        return None
    return max(widths) / (float(page.mediabox.width) / 72)


def _images(page: PageObject) -> list[Any]:
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    found = [one.get_object() for one in drawn.get_object().values()] if drawn is not None else []
    return [one for one in found if one.get("/Subtype") == "/Image"]


def _flat(pages: Any) -> PdfWriter:
    """Return a writer of the pages whose signatures and fields are pictures, no longer something to sign or check."""
    writer = PdfWriter()
    for page in pages:
        writer.add_page(page)
    for page in writer.pages:
        for note in list(page.annotations or []):
            note.get_object().pop("/FT", None)
    if not writer.pages:
        raise ValueError
    return writer


def _free_below(page: PageObject) -> float | None:
    """Return where the free part at the foot of a page begins; None where that cannot be told (scans, other sizes)."""
    box = page.mediabox
    plain = abs(float(box.width) - A4[0]) < NEARLY and abs(float(box.height) - A4[1]) < NEARLY
    if not plain or float(box.left) or float(box.bottom) or page.rotation or _images(page):
        return None
    lows: list[float] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, size: Any) -> None:
        if text.strip():
            y = float(tm[4]) * float(cm[1]) + float(tm[5]) * float(cm[3]) + float(cm[5])
            lows.append(y - 0.3 * float(size or 13))

    page.extract_text(visitor_text=visit)
    lows += [float(note.get_object()["/Rect"][1]) for note in page.annotations or []]
    # Dưới vùng trình bày là địa chỉ, số trang và mã kiểm tra: không phải dòng cuối của văn bản.
    inside = [low for low in lows if low >= BOTTOM - NEARLY]
    return min(inside) if inside else None


def _block(block: CopyBlock) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "agency": markup.line(block.agency),
        "number": markup.line(block.number),
        "date": markup.line(block.date),
        "signer_lines": [markup.line(line) for line in block.signer_lines],
        "signer_name": markup.line(block.signer_name),
        "recipients": [markup.line(line) for line in block.recipients],
    }


def _set(data: dict[str, Any]) -> bytes:
    if unknown := fonts.unknown_letters(json.dumps(data, ensure_ascii=False)):
        raise PaperHasUnknownLetters(letters=" ".join(unknown[:10]))
    inputs = {"data": json.dumps(data | {"fonts": list(fonts.families())}, ensure_ascii=False)}
    compiler = typst.Compiler(input=HERE / "copy.typ", root=HERE, font_paths=fonts.library())
    try:
        made = compiler.compile(format="pdf", sys_inputs=inputs)
    except typst.TypstError as refusal:
        raise PaperFailed(reason=refusal.message) from refusal
    if not isinstance(made, bytes):
        raise PaperFailed(reason="PDF")
    return made


def _written(writer: PdfWriter) -> bytes:
    writer.pdf_header = "%PDF-1.7"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@contextmanager
def _refused() -> Iterator[None]:
    """Turn what a broken file does to the reader into a refusal."""
    try:
        yield
    except BROKEN as error:
        raise PaperFailed(reason="PDF") from error
