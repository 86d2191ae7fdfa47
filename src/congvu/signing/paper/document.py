"""Opening a PDF for an incremental update, and finding the fields of a paper in it."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError

from ..errors import NotPrepared, PdfUnusable

NUMBER_FIELD = "CV_So"
DATE_FIELD = "CV_Ngay"
PERSON_FIELD = "CV_NguoiKy"
AGENCY_FIELD = "CV_CoQuan"
ATTACHMENT_FIELD = "CV_PhuLuc"
COPY_FIELD = "CV_BanSao"

# Đọc tệp hỏng thì thư viện ném nhiều loại lỗi; đây là các loại đã gặp khi thử tệp bị sửa ngẫu nhiên.
BROKEN_PDF = (
    PdfError,
    ArithmeticError,  # số quá lớn, số viết hỏng
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def open_for_update(pdf: bytes) -> IncrementalPdfFileWriter:
    """Return a writer that appends to the PDF. Raises PdfUnusable when it is no PDF, encrypted or broken."""
    if b"%PDF-" not in pdf[:1024]:
        raise PdfUnusable(reason=_("không phải tệp PDF."))
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        encrypted = writer.prev.encrypted
        hybrid = writer.prev.xrefs.hybrid_xrefs_present
        writer.root["/Pages"]["/Count"]
    except BROKEN_PDF as error:
        raise PdfUnusable(reason=_("cấu trúc tệp bị hỏng.")) from error
    if encrypted:
        raise PdfUnusable(reason=_("tệp được đặt mật khẩu."))
    if hybrid:
        raise PdfUnusable(reason=_("tệp dùng bảng tham chiếu lai, chương trình khác có thể đọc ra nội dung khác."))
    return writer


def find_field(writer: IncrementalPdfFileWriter, name: str) -> generic.DictionaryObject:
    """Return the field. Raises NotPrepared when the paper has none of this name."""
    for field in all_fields(writer):
        if value(field, "/T") == name:
            return field
    raise NotPrepared(field=name)


def all_fields(writer: IncrementalPdfFileWriter) -> list[generic.DictionaryObject]:
    """Return the fields at the top of the form; those that a paper is given stand there."""
    root = writer.root
    if "/AcroForm" not in root or "/Fields" not in root["/AcroForm"]:
        return []
    return [reference.get_object() for reference in root["/AcroForm"]["/Fields"]]


def value(holder: generic.DictionaryObject, key: str) -> Any:
    """Return an entry with its reference followed, or None."""
    try:
        return holder[key]  # `get` không đi theo tham chiếu
    except KeyError:
        return None


def has_field(writer: IncrementalPdfFileWriter, name: str) -> bool:
    """Return whether the paper has the field."""
    try:
        find_field(writer, name)
    except NotPrepared:
        return False
    return True


def is_filled(writer: IncrementalPdfFileWriter, name: str) -> bool:
    """Return whether the field holds a value or a signature. Raises NotPrepared."""
    return bool(value(find_field(writer, name), "/V"))


def filled(pdf: bytes, names: tuple[str, ...]) -> set[str]:
    """Return which of the fields hold a value or a signature. Raises PdfUnusable, NotPrepared."""
    writer = open_for_update(pdf)
    return {name for name in names if is_filled(writer, name)}


def finish(writer: IncrementalPdfFileWriter) -> bytes:
    """Return the whole file with the update appended."""
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
