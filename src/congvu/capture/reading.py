"""Reading pages: the text layer where there is one, else tesseract on a picture of the page; separator sheets.

Every step is bounded in pages, pixels and seconds; a hostile file ends as Unreadable, never as a crash of the worker.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from congvu.kernel.api import text as vn

MOST_PAGES: Final = 300  # of a batch from a scanner
MOST_READ: Final = 40  # pages that are read for one paper
MOST_PIXELS: Final = 40_000_000
OCR_DPI: Final = 300
SHEET_DPI: Final = 110
SECONDS_A_PAGE: Final = 60
SEPARATOR: Final = "CONGVU:TACH-VAN-BAN"
FEWEST_LETTERS: Final = 30  # a page with fewer has no text layer worth the name
PDF: Final = "application/pdf"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/tiff"})
_SIGNED: Final = re.compile(rb"/ByteRange\s*\[")


class Unreadable(Exception):
    """The file cannot be read as what it claims to be."""


@dataclass(frozen=True, slots=True)
class Read:
    """The text of the first pages, how many pages there are, and whether tesseract was needed and there."""

    pages: list[str]
    count: int
    wanted_ocr: bool
    had_ocr: bool


def has_ocr() -> bool:
    """Return whether tesseract and its Vietnamese data are installed."""
    return _languages() != ""


@lru_cache(maxsize=1)
def _languages() -> str:
    if shutil.which("tesseract") is None:
        return ""
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False, timeout=20)
    there = set(done.stdout.split())
    return "vie+eng" if {"vie", "eng"} <= there else "vie" if "vie" in there else ""


def is_signed(data: bytes) -> bool:
    """Return whether a PDF carries a digital signature: its bytes must stay as they are."""
    return _SIGNED.search(data) is not None


def read(data: bytes, media_type: str) -> Read:
    """Return the text of a PDF or a picture, page by page. Raises Unreadable."""
    if media_type in PICTURES:
        return _read_picture(data)
    with _document(data) as document:
        count = len(document)
        texts = [_layer(document, place) for place in range(min(count, MOST_READ))]
        bare = [place for place, text in enumerate(texts) if len(text.strip()) < FEWEST_LETTERS]
        if bare and has_ocr():
            for place in bare:
                texts[place] = _by_tesseract(_picture(document, place, OCR_DPI)) or texts[place]
        return Read([vn.nfc(text) for text in texts], count, bool(bare), has_ocr())


def pieces(data: bytes) -> list[tuple[int, int]]:
    """Return where a scanned batch parts into papers, as [first, end) of pages, by its separator sheets.

    The sheets themselves belong to no paper. A batch without sheets is one paper; a signed PDF is never parted.
    Raises Unreadable.
    """
    with _document(data) as document:
        count = len(document)
        if count > MOST_PAGES or is_signed(data):
            return [(0, count)]
        sheets = [place for place in range(count) if _is_sheet(document, place)]
    bounds = [-1, *sheets, count]
    return [(a + 1, b) for a, b in pairwise(bounds) if b > a + 1]


def cut(data: bytes, spans: Sequence[tuple[int, int]]) -> list[bytes]:
    """Return the papers of a batch as PDFs of their own. Raises Unreadable."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        made = []
        for first, end in spans:
            writer = PdfWriter()
            for place in range(first, end):
                writer.add_page(reader.pages[place])
            out = io.BytesIO()
            writer.write(out)
            made.append(out.getvalue())
        return made
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise Unreadable from error


@contextmanager
def _document(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable from error
    try:
        if not len(document):
            raise Unreadable
        yield document
    except pypdfium2.PdfiumError as error:
        raise Unreadable from error
    finally:
        document.close()


def _layer(document: pypdfium2.PdfDocument, place: int) -> str:
    page = document[place]
    try:
        return str(page.get_textpage().get_text_bounded())
    finally:
        page.close()


def _picture(document: pypdfium2.PdfDocument, place: int, dpi: int) -> Image.Image:
    """Return a page in grey, smaller than asked where its size would not be sane."""
    page = document[place]
    try:
        width, height = page.get_size()
        scale = dpi / 72
        if width * height * scale * scale > MOST_PIXELS:
            scale = (MOST_PIXELS / (width * height)) ** 0.5
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return picture
    finally:
        page.close()


def _is_sheet(document: pypdfium2.PdfDocument, place: int) -> bool:
    codes = zxingcpp.read_barcodes(
        _picture(document, place, SHEET_DPI), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return any(code.text.startswith(SEPARATOR) for code in codes)


def _read_picture(data: bytes) -> Read:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable from error
    return Read([vn.nfc(_by_tesseract(grey)) if has_ocr() else ""], 1, True, has_ocr())


def _by_tesseract(picture: Image.Image) -> str:
    """Return what tesseract reads; nothing when it takes too long or fails."""
    with tempfile.TemporaryDirectory(prefix="congvu-ocr-") as folder:
        picture.save(f"{folder}/page.png")
        try:
            done = subprocess.run(
                ["tesseract", f"{folder}/page.png", "stdout", "-l", _languages(), "--psm", "3"],
                capture_output=True,
                timeout=SECONDS_A_PAGE,
                check=False,
                stdin=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
