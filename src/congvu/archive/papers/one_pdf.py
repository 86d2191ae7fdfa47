"""A whole case file as one PDF: contents, then every document in time order, with bookmarks and metadata.

Signed originals are attached byte for byte: pages copied into another file carry no signature that could be checked,
the attached originals do. Documents are read twice, to count their pages and to copy them, so that one of them at a
time is in memory (`growing`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import IO, BinaryIO, Final

from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject, RectangleObject

from ..errors import CannotExport
from ..types import CaseFileExport, ExportDocument, ExportFile
from . import contents, xml
from .growing import GrowingPdf
from .lists import Listing, pdf, sheets

PDF: Final = "application/pdf"
MOST_BYTES: Final = 2 << 30
MOST_PAGES: Final = 10_000
Opener = Callable[[str], BinaryIO]
Tell = Callable[[int], None]


def write(export: CaseFileExport, out: IO[bytes], *, open_content: Opener, tell: Tell = lambda _done: None) -> None:
    """Write the file as one PDF. `open_content` opens a stored file by its SHA-256; `tell` hears the documents done.

    A file that is no PDF is attached, with a page that says so in its place. Raises CannotExport when it is too large
    or a PDF cannot be read.
    """
    if sum(one.size for document in export.documents for one in document.files) > MOST_BYTES:
        raise CannotExport(reason=_("các tệp vượt %(n)d GB; hãy xuất gói lưu trữ") % {"n": MOST_BYTES >> 30})
    instead = _instead([one for one in export.documents if not _shown(one)])
    lengths = {
        one.ordinal: len(instead[one.ordinal]) if one.ordinal in instead else _length(one, open_content)
        for one in export.documents
    }
    if sum(lengths.values()) > MOST_PAGES:
        raise CannotExport(reason=_("hồ sơ có hơn %(n)d trang; hãy xuất gói lưu trữ") % {"n": MOST_PAGES})
    writer = GrowingPdf(out)
    _put(writer, _front(export, lengths))
    writer.add_outline_item(title=_("Mục lục văn bản"), page_number=0)
    for done, document in enumerate(export.documents, 1):
        first = len(writer.pages)
        _put(writer, instead.get(document.ordinal) or _pages(document, open_content))
        writer.add_outline_item(title=_label(document), page_number=first)
        tell(done)
    _attach(writer, export, open_content)
    _describe(writer, export)
    writer.finish()


def _front(export: CaseFileExport, lengths: Mapping[int, int]) -> list[PageObject]:
    """Return the pages of contents; set twice, as the page numbers depend on how long they are themselves."""
    length = 1
    for _turn in range(4):
        numbers, at = {}, length + 1
        for ordinal, pages in lengths.items():
            numbers[ordinal] = at
            at += pages
        made = PdfReader(io.BytesIO(pdf(contents.listing(export, pages=numbers))))
        if len(made.pages) == length:
            break
        length = len(made.pages)
    return list(made.pages)


def _shown(document: ExportDocument) -> list[ExportFile]:
    shown = [one for one in document.files if one.media_type == PDF]
    return [one for one in shown if one.role != "pdf_view"] or shown


def _length(document: ExportDocument, open_content: Opener) -> int:
    return sum(len(_read(one, open_content).pages) for one in _shown(document))


def _pages(document: ExportDocument, open_content: Opener) -> list[PageObject]:
    return [page for one in _shown(document) for page in _read(one, open_content).pages]


def _read(one: ExportFile, open_content: Opener) -> PdfReader:
    try:
        with open_content(one.sha256) as stream:
            reader = PdfReader(io.BytesIO(stream.read()))
        if reader.is_encrypted:
            raise CannotExport(reason=_("tệp “%(name)s” bị khóa bằng mật khẩu") % {"name": one.name})
        len(reader.pages)
    except (PyPdfError, ValueError, KeyError, RecursionError, OSError) as error:
        raise CannotExport(reason=_("không đọc được tệp “%(name)s”") % {"name": one.name}) from error
    return reader


def _instead(documents: Sequence[ExportDocument]) -> dict[int, list[PageObject]]:
    """Return pages for what has none (sound, film, spreadsheets, paper only) by ordinal, all set in one run."""
    if not documents:
        return {}
    content, firsts = sheets([_said_instead(one) for one in documents])
    pages = list(PdfReader(io.BytesIO(content)).pages)
    ends = [*firsts[1:], len(pages)]
    return {one.ordinal: pages[first:end] for one, first, end in zip(documents, firsts, ends, strict=True)}


def _said_instead(document: ExportDocument) -> Listing:
    names = ", ".join(one.name for one in document.files)
    words = (
        _("Tệp đính kèm trong PDF này: %(names)s.") % {"names": names}
        if names
        else _("Không có tệp: tài liệu giữ bản giấy hoặc bạn không có quyền xem nội dung.")
    )
    return Listing(
        title=document.type_name,
        agency=document.organ_name,
        subtitles=(document.full_code, contents.day(document.issued_on)),
        before=(document.subject, words),
        heads=False,
    )


def _put(writer: GrowingPdf, pages: list[PageObject]) -> None:
    for page in pages:
        copied = writer.add_page(page)
        # Ô ký và liên kết của bản gốc không còn ý nghĩa ở đây; hình ảnh chữ ký vẫn hiện vì đã nằm trong trang.
        _flatten(copied)
    writer.let_go()


def _flatten(page: PageObject) -> None:
    """Keep how annotations look and take away what they do: fields and actions belong to the original only."""
    kept = ArrayObject()
    for reference in page.get("/Annots") or []:
        annotation = reference.get_object()
        if annotation.get("/AP") is None:
            continue
        for name in ("/A", "/AA", "/FT", "/V", "/T", "/Parent", "/Lock", "/SV", "/DA"):
            annotation.pop(NameObject(name), None)
        annotation[NameObject("/Subtype")] = NameObject("/Stamp")
        annotation.setdefault(NameObject("/Rect"), RectangleObject((0, 0, 0, 0)))
        kept.append(reference)
    if "/Annots" in page:
        page[NameObject("/Annots")] = kept
    page.pop(NameObject("/AA"), None)


def _attach(writer: GrowingPdf, export: CaseFileExport, open_content: Opener) -> None:
    """Attach what is signed and what has no pages, as stored, and the XML of the file."""
    for document in export.documents:
        for one in document.files:
            if one.role == "pdf_view" or (one.media_type == PDF and not one.signed):
                continue
            with open_content(one.sha256) as stream:
                writer.add_attachment(f"{document.ordinal:03d}-{one.name}", stream.read())
            writer.let_go()
    writer.add_attachment("ho-so.xml", xml.document(export))


def _describe(writer: GrowingPdf, export: CaseFileExport) -> None:
    writer.page_mode = "/UseOutlines"
    writer.add_metadata(
        {
            "/Title": f"{export.file_code} {export.title}",
            "/Author": next((agent.name for agent in export.agents if agent.role == "creator"), ""),
            "/Subject": _("Hồ sơ xuất toàn bộ theo thứ tự thời gian"),
            "/Keywords": "; ".join(
                part
                for part in (
                    export.file_code,
                    export.arc_file_code,
                    export.retention.label,
                    export.usage_label,
                    export.keyword,
                )
                if part
            ),
            "/Creator": "Công vụ",
            "/CreationDate": _pdf_moment(export.made_at),
        }
    )


def _pdf_moment(at: datetime) -> str:
    zone = at.strftime("%z") or "+0000"
    return f"D:{at:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:]}'"


def _label(document: ExportDocument) -> str:
    parts = (f"{document.ordinal}.", document.full_code, contents.day(document.issued_on), document.subject)
    return " ".join(part for part in parts if part)[:200]
