"""Annexes that come as PDF become pages of the paper itself, before it is signed (NĐ 30/2020 Phụ lục I, III)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from .errors import InsideUnusable
from .types import Printed

MOST_PAGES: Final = 2000
# Những gì một trang mang theo mà không phải nội dung: chương trình, hành động tự chạy.
ACTIVE: Final = ("/AA", "/A", "/PA", "/Next")
HARMLESS: Final = frozenset({"/URI", "/GoTo"})
BROKEN: Final = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError)
_PART: Final = re.compile(rb"pdfaid:part(?:\s*=\s*[\"']|>)\s*[1-4]")


@dataclass(frozen=True, slots=True)
class Inside:
    """A PDF that becomes pages of the paper; `title` is its bookmark."""

    title: str
    name: str
    content: bytes


def problem(content: bytes) -> str | Promise | None:
    """Return why a PDF cannot become pages of another one, or None."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return _("tệp có mật khẩu hoặc hạn chế quyền")
        if not reader.pages or len(reader.pages) > MOST_PAGES:
            return _("tệp không có trang nào, hoặc quá nhiều trang")
        root = reader.trailer["/Root"].get_object()
        form = _inner(root, "/AcroForm")
        fields = form.get("/Fields") if form is not None else None
    except BROKEN:
        return _("tệp hỏng, không đọc được trang")
    held = fields.get_object() if fields is not None else None
    if isinstance(held, ArrayObject) and len(held):
        return _("tệp có chữ ký số hoặc ô nhập, gộp vào thì mất; hãy kèm như tệp riêng")
    return None


def with_inside(printed: Printed, parts: Sequence[Inside]) -> Printed:
    """Return the paper followed by the pages of its annexes, each with a bookmark; places stay where they are.

    The paper says that it is PDF/A only while every part says so of itself. Raises InsideUnusable.
    """
    if not parts:
        return printed
    content, pages = appended(printed.pdf, parts)
    return replace(printed, pdf=content, pages=pages)


def appended(pdf: bytes, parts: Sequence[Inside]) -> tuple[bytes, int]:
    """Return a PDF followed by the pages of annexes, and how many pages that are. Raises InsideUnusable."""
    for part in parts:
        if (reason := problem(part.content)) is not None:
            raise InsideUnusable(name=part.name, reason=str(reason))
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    archival = True
    for part in parts:
        first = len(writer.pages)
        try:
            reader = PdfReader(io.BytesIO(part.content))
            archival = archival and _claims_archival(reader)
            for page in reader.pages:
                _quiet(writer.add_page(page))
        except BROKEN as error:
            raise InsideUnusable(name=part.name, reason=str(_("tệp hỏng, không đọc được trang"))) from error
        writer.add_outline_item(title=part.title, page_number=first)
    if not archival:
        _drop_claim(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), len(writer.pages)


def _quiet(page: PageObject) -> None:
    """Take away what would run by itself or lead out of the paper other than by a web address."""
    page.pop("/AA", None)
    for kept in page.get("/Annots") or ():
        annotation = kept.get_object()
        if not isinstance(annotation, DictionaryObject):
            continue
        action = _inner(annotation, "/A")
        plain = action is not None and action.get("/S") in HARMLESS
        for key in ACTIVE:
            if key in annotation and not (key == "/A" and plain):
                del annotation[key]
        if action is not None:
            action.pop("/Next", None)


def _inner(holder: object, key: str) -> DictionaryObject | None:
    """Return a dictionary inside another one, wherever it is kept."""
    kept = holder.get(key) if isinstance(holder, DictionaryObject) else None
    found = kept.get_object() if kept is not None else None
    return found if isinstance(found, DictionaryObject) else None


def _claims_archival(reader: PdfReader) -> bool:
    root = reader.trailer["/Root"].get_object()
    meta = root.get("/Metadata") if isinstance(root, DictionaryObject) else None
    stream = meta.get_object() if meta is not None else None
    return isinstance(stream, StreamObject) and _PART.search(stream.get_data()) is not None


def _drop_claim(writer: PdfWriter) -> None:
    root = writer.root_object
    meta = root.get("/Metadata")
    stream = meta.get_object() if meta is not None else None
    if isinstance(stream, StreamObject):
        made = StreamObject()
        made.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
        made.set_data(_without_claim(stream.get_data()))
        root[NameObject("/Metadata")] = writer._add_object(made)


def _without_claim(xmp: bytes) -> bytes:
    for name in (b"part", b"conformance", b"rev", b"amd"):
        xmp = re.sub(rb"<pdfaid:%b>[^<]*</pdfaid:%b>" % (name, name), b"", xmp)
        xmp = re.sub(rb"\s+pdfaid:%b\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name, b"", xmp)
    return xmp
