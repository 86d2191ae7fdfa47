"""A draft written in Word: made into a PDF by LibreOffice, with the places for number, date and signatures found."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from . import fonts
from .errors import ConversionFailed, NoConverter, NotationDiffers, PlacesNotFound
from .types import Box, Layout, Printed

TIMEOUT = 90  # seconds; a hung conversion must not hold a worker
MM = 72 / 25.4
GAP = "\u00a0"  # a space that is neither collapsed nor trimmed
ANCHOR = "\u2060"  # keeps the spaces before it when the line is centred
NUMBER_GAP = 9
DATE_GAP = 46  # as wide as "ngày 28 tháng 12 năm 2028" in italics
PDF_FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'

_NUMBER = re.compile(r"^(Số\s*:)[\s….·_\u00a0\d]*(/.*)$")
_DATE = re.compile(r"^(.{1,80}?),?\s*ngày[\s….·_\u00a0\d]*tháng[\s….·_\u00a0\d]*năm[\s….·_\u00a0\d]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on a page, with where it begins and its size."""

    page: int
    x: float
    y: float
    size: float
    text: str


def converter() -> str | None:
    """Return the LibreOffice program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(content: bytes, *, signer_name: str, notation: str = "", check_url: str = "") -> Printed:
    """Return the Word file as PDF/A with empty number and date, and where everything goes.

    The given file is not changed: a copy gets the empty places. `notation` is what the register will say; the page
    must say the same. Raises NoConverter, ConversionFailed, PlacesNotFound or NotationDiffers.
    """
    copy, missing, written = _with_empty_places(content)
    if missing:
        raise PlacesNotFound(missing=", ".join(missing))
    if notation and written != notation:
        raise NotationDiffers(written=written, expected=notation)
    made = convert(copy)
    return Printed(
        made, find_places(made, signer_name=signer_name, check_url=check_url), len(PdfReader(io.BytesIO(made)).pages)
    )


def convert(content: bytes) -> bytes:
    """Return the PDF/A that LibreOffice makes of a Word file. Raises NoConverter or ConversionFailed."""
    program = converter()
    if program is None:
        raise NoConverter
    with tempfile.TemporaryDirectory(prefix="congvu-word-") as folder:
        source = Path(folder) / "van-ban.docx"
        source.write_bytes(content)
        profile = (Path(folder) / "profile").as_uri()
        try:
            subprocess.run(
                [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", PDF_FILTER]
                + ["--outdir", folder, str(source)],
                check=True,
                timeout=TIMEOUT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise ConversionFailed from error


def find_places(pdf: bytes, *, signer_name: str, check_url: str = "") -> Layout:
    """Return where number, date and signatures go on a PDF that has "Số:", the place of issue and the signer's name.

    Raises PlacesNotFound naming what is not there.
    """
    try:
        lines = list(_lines(PdfReader(io.BytesIO(pdf))))
    except (PyPdfError, ValueError, KeyError) as error:
        raise ConversionFailed from error
    number = next((box for line in lines if line.page == 0 and (box := _number_box(line))), None)
    date = next((box for line in lines if line.page == 0 and (box := _date_box(line))), None)
    name = next((line for line in reversed(lines) if _same(line.text, signer_name)), None)
    if number is None or date is None or name is None:
        named = ((number, "“Số:”"), (date, "“ngày … tháng … năm …”"), (name, signer_name))
        raise PlacesNotFound(missing=", ".join(word for found, word in named if found is None))
    person = _above(name)
    return Layout(number, date, person, _seal_beside(person), name.page, qr_url=check_url)


def _with_empty_places(content: bytes) -> tuple[bytes, list[str], str]:
    """Return a copy whose number and date are spaces only, the places that were not found, the notation written."""
    try:
        document = docx.Document(io.BytesIO(content))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise ConversionFailed from error
    found = {"number": False, "date": False}
    notation = ""
    for paragraph in _paragraphs(document):
        text = unicodedata.normalize("NFC", paragraph.text).strip()
        if not found["number"] and (number := _NUMBER.match(text)):
            notation = "".join(number[2].lstrip("/").split())
            found["number"] = _set(paragraph, f"Số:{GAP * NUMBER_GAP}{number[2]}")
        elif not found["date"] and (date := _DATE.match(text)):
            found["date"] = _set(paragraph, f"{date[1].strip()},{GAP * DATE_GAP}{ANCHOR}")
        if all(found.values()):
            break
    out = io.BytesIO()
    document.save(out)
    missing = [word for key, word in (("number", "“Số:”"), ("date", "“ngày … tháng … năm …”")) if not found[key]]
    return out.getvalue(), missing, notation


def _paragraphs(document: WordDocument) -> Iterator[Paragraph]:
    """Every paragraph of the body, those in tables too, in order."""
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document._body)


def _set(paragraph: Paragraph, text: str) -> bool:
    if not paragraph.runs:
        return False
    paragraph.runs[0].text = text
    for run in paragraph.runs[1:]:
        run.text = ""
    return True


def _lines(reader: PdfReader) -> Iterator[Line]:
    """Put the pieces of text of each page together into lines, from top to bottom."""
    for number, page in enumerate(reader.pages):
        pieces: list[tuple[float, float, float, str]] = []

        def keep(
            text: str,
            cm: list[float],
            tm: list[float],
            _font: object,
            size: float,
            into: list[tuple[float, float, float, str]] = pieces,
        ) -> None:
            if text.strip("\n"):
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                into.append((y, x, size * abs(tm[3] or 1) * abs(cm[3] or 1), text.replace("\n", "")))

        page.extract_text(visitor_text=keep)
        yield from _joined(number, pieces)


def _joined(page: int, pieces: list[tuple[float, float, float, str]]) -> Iterator[Line]:
    """Join neighbours on one baseline; a gap wider than a word parts two columns."""
    current: Line | None = None
    for y, x, size, text in pieces:
        end = current.x + text_width(current.text, current.size) if current else 0.0
        if current and abs(current.y - y) < 1.5 and -2 <= x - end < 3 * size:
            current = Line(page, current.x, current.y, current.size, current.text + text)
            continue
        if current:
            yield current
        current = Line(page, x, y, size, text)
    if current:
        yield current


def text_width(text: str, size: float) -> float:
    """Return the width of text in the papers' upright letters; drafts are set in the same measures."""
    advances = fonts.advances()
    return sum(advances.get(ord(c), 0.5) for c in text) * size


def _number_box(line: Line) -> Box | None:
    found = re.match(r"^\s*Số\s*:[\s\u00a0]+/", line.text)
    if found is None:
        return None
    start = line.x + text_width(found.group()[: found.group().index(":") + 1], line.size) + 2
    end = line.x + text_width(found.group()[:-1], line.size)
    return (start, line.y - 4, end, line.y + 12)


def _date_box(line: Line) -> Box | None:
    found = re.match(r"^\s*[^,]{1,80},(?=[\u00a0 \u2060]{10,}$)", line.text)
    if found is None:
        return None
    start = line.x + text_width(found.group(), line.size) + 3
    return (start, line.y - 4, line.x + text_width(line.text, line.size) + 2, line.y + 12)


def _same(text: str, name: str) -> bool:
    def plain(value: str) -> str:
        return " ".join(unicodedata.normalize("NFC", value).split()).casefold()

    return bool(name) and plain(text) == plain(name)


def _above(name: Line) -> Box:
    """The place of the person's signature: centred over the name (NĐ 30/2020 Phụ lục I, ô 7c)."""
    middle = name.x + text_width(name.text.strip(), name.size) * 1.06 / 2  # tên in đậm rộng hơn chữ thường
    bottom = name.y + name.size + 4
    return (middle - 22.5 * MM, bottom, middle + 22.5 * MM, bottom + 22 * MM)


def _seal_beside(person: Box) -> Box:
    """The seal in its real size over the left third of the signature (Phụ lục I, mục II.8)."""
    left, bottom, right, top = person
    size = 36 * MM
    edge, middle = left + (right - left) / 3, (bottom + top) / 2
    return (edge - size, middle - size / 2, edge, middle + size / 2)
