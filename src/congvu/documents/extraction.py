"""Text out of files, for search: bounded in time and size, never raising for a bad file."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from congvu.kernel.api import libreoffice as office
from congvu.kernel.api import text as vn

from . import pdf_reader

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD_PAPERS: Final = frozenset(
    {
        DOCX,
        XLSX,
        "application/msword",
        "application/vnd.ms-excel",
        "application/rtf",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)
MOST_CHARACTERS: Final = 1_000_000
MOST_UNPACKED: Final = 32 * 1024 * 1024  # bytes of XML read out of a Word or spreadsheet file
MOST_PARTS: Final = 50
WORD_PARTS: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
SHEET_PARTS: Final = re.compile(r"xl/sharedStrings\.xml")
MOST_PAGES: Final = 500
PROPERTIES: Final = "docProps/app.xml"
MOST_PROPERTIES: Final = 1024 * 1024
MOST_SAID: Final = 9999
SECONDS: Final = 20
IN_THE_ACT: Final = 5 * 1024 * 1024  # larger files are read by a job
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file (may be empty: a scan) and its pages where known."""

    text: str
    pages: int | None = None


class Unreadable(Exception):
    """The file cannot be read as what it claims to be."""


def can_extract(media_type: str) -> bool:
    """Return whether text of this kind of file can be read here."""
    return media_type in {PDF, DOCX, XLSX} or media_type.startswith("text/")


def can_view(media_type: str) -> bool:
    """Return whether LibreOffice could make a PDF of it."""
    return media_type in WORD_PAPERS


def extract(stream: BinaryIO, media_type: str) -> Extracted:
    """Return the text of a file. Raises Unreadable."""
    if media_type == PDF:
        return _from_pdf(stream)
    if media_type == DOCX:
        # Nơi có LibreOffice thì bản xem PDF cho số trang đúng như dàn trang; nơi không có thì theo tệp tự ghi.
        text = _from_zip(stream, WORD_PARTS, _W + "t", _W + "p")
        return Extracted(text, None if libreoffice() else pages_said(stream))
    if media_type == XLSX:
        return Extracted(_from_zip(stream, SHEET_PARTS, _S + "t", _S + "si"))
    if media_type.startswith("text/"):
        return Extracted(vn.nfc(stream.read(MOST_CHARACTERS).decode("utf-8", "replace")))
    raise Unreadable


def _from_pdf(stream: BinaryIO) -> Extracted:
    with _on_disk(stream) as path:
        try:
            found = pdf_reader.read(path, most_pages=MOST_PAGES, most_characters=MOST_CHARACTERS, seconds=SECONDS)
        except pdf_reader.HelperFailed as error:
            raise Unreadable from error
    if found is None:
        raise Unreadable
    text, pages = found
    return Extracted(vn.nfc(text), pages or None)


@contextlib.contextmanager
def _on_disk(stream: BinaryIO) -> Iterator[str]:
    """Give the path of a stored file, or of a copy where the storage is no folder."""
    name = getattr(stream, "name", None)
    if isinstance(name, str) and os.path.isabs(name) and os.path.isfile(name):
        yield name
        return
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield copy.name


def _from_zip(stream: BinaryIO, part: re.Pattern[str], word_tag: str, line_tag: str) -> str:
    """Read the words of an Office Open XML file, header and foot included, without resolving any entity."""
    found: list[str] = []
    try:
        with zipfile.ZipFile(stream) as archive:
            names = sorted(
                filter(part.fullmatch, archive.namelist()), key=lambda n: (not n.endswith("document.xml"), n)
            )
            if sum(archive.getinfo(name).file_size for name in names) > MOST_UNPACKED:
                raise Unreadable
            for name in names[:MOST_PARTS]:
                with archive.open(name) as xml:
                    _words(xml, word_tag, line_tag, found)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable from error
    return vn.nfc("".join(found))[:MOST_CHARACTERS]


def _words(xml: object, word_tag: str, line_tag: str, found: list[str]) -> None:
    length = 0
    parser = etree.iterparse(
        xml,
        events=("end",),
        tag=(word_tag, line_tag, _W + "tab", _W + "br"),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    for _event, node in parser:
        if node.tag == word_tag:
            found.append(node.text or "")
            length += len(found[-1])
        elif node.tag == line_tag:
            found.append("\n")
            node.clear()
        else:
            found.append(" ")
        if length > MOST_CHARACTERS:
            return


def make_pdf(source: BinaryIO, *, ending: str, seconds: int = 120) -> bytes:
    """Return the PDF that LibreOffice makes of a file, in a profile of its own, killed when it hangs.

    Raises Unreadable when it makes none. Call it where no transaction is open.
    """
    try:
        return office.convert(source, ending=ending, to="pdf", with_program=libreoffice(), seconds=seconds)
    except office.CannotConvert as error:
        raise Unreadable from error


def page_count(pdf: bytes) -> int | None:
    """Return how many pages a PDF has, None where it cannot be told."""
    try:
        return len(PdfReader(io.BytesIO(pdf), strict=False).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        return None


def libreoffice() -> str | None:
    """Return the LibreOffice program of this machine, or None."""
    return office.program()


def pages_said(stream: BinaryIO) -> int | None:
    """Return how many pages a Word file says it has, as the program that saved it counted them; None where unsaid."""
    try:
        with zipfile.ZipFile(stream) as archive:
            if archive.getinfo(PROPERTIES).file_size > MOST_PROPERTIES:
                return None
            with archive.open(PROPERTIES) as xml:
                root = etree.parse(xml, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, NotImplementedError, RuntimeError, OSError):
        return None
    said = (root.findtext(_P + "Pages") or "").strip()
    return int(said) if said.isascii() and said.isdigit() and 0 < int(said[:9]) <= MOST_SAID else None
