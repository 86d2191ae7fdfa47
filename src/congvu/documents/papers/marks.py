"""Marks laid over the pages of a paper that no longer stands as it was issued; the signed file is never touched."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from . import fonts
from .errors import PageUnreadable

TEMPLATE: Final = Path(__file__).with_name("mark.typ")
_here = threading.local()  # a compiler belongs to one thread


@dataclass(frozen=True, slots=True)
class Mark:
    """What is laid over each page: ĐÃ THU HỒI, and by which paper."""

    words: str
    detail: str

    @property
    def key(self) -> str:
        """A short name of what it says, for caches and addresses."""
        return hashlib.sha256(f"{self.words}\n{self.detail}".encode()).hexdigest()[:12]


def on_picture(png: bytes, mark: Mark, *, dpi: int) -> bytes:
    """Return the picture of a page with the mark over it."""
    with Image.open(io.BytesIO(png)) as page:
        whole = page.convert("RGBA")
    size = (whole.width * 72 / dpi, whole.height * 72 / dpi)
    with Image.open(io.BytesIO(_drawn(mark, round(size[0], 1), round(size[1], 1), dpi))) as over:
        layer = over.convert("RGBA").resize(whole.size)
    out = io.BytesIO()
    Image.alpha_composite(whole, layer).convert("RGB").save(out, "PNG")
    return out.getvalue()


def on_pdf(pdf: bytes, mark: Mark) -> bytes:
    """Return a copy for printing with the mark on each page; it carries no signature any more.

    Raises PageUnreadable.
    """
    try:
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(pdf)).pages:
            added = writer.add_page(page)
            added.transfer_rotation_to_content()
            box = added.mediabox
            over = PdfReader(io.BytesIO(_laid(mark, round(float(box.width), 1), round(float(box.height), 1)))).pages[0]
            added.merge_translated_page(over, float(box.left), float(box.bottom))
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PageUnreadable from error
    return out.getvalue()


@lru_cache(maxsize=32)
def _drawn(mark: Mark, width: float, height: float, dpi: int) -> bytes:
    return _made(_compiler().compile(format="png", ppi=dpi, sys_inputs=_inputs(mark, width, height)))


@lru_cache(maxsize=32)
def _laid(mark: Mark, width: float, height: float) -> bytes:
    return _made(_compiler().compile(format="pdf", sys_inputs=_inputs(mark, width, height)))


def _made(found: bytes | list[bytes] | None) -> bytes:
    return found[0] if isinstance(found, list) else found or b""


def _inputs(mark: Mark, width: float, height: float) -> dict[str, str]:
    values = {"words": mark.words, "detail": mark.detail, "width": width, "height": height}
    return {"data": json.dumps({**values, "fonts": list(fonts.families())}, ensure_ascii=False)}


def _compiler() -> typst.Compiler:
    made: typst.Compiler | None = getattr(_here, "compiler", None)
    if made is None:
        made = typst.Compiler(input=TEMPLATE, root=TEMPLATE.parent, font_paths=fonts.library())
        _here.compiler = made
    return made
