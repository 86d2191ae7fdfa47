"""Give a paper its empty fields: number, date, the person's and the agency's signature.

They stand in the file before the person signs, so that what is filled in later is what her signature allows
(DocMDP level 2: filling in fields and signing; domain/documents 1.7).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ..errors import AlreadySigned, PdfUnusable
from ..types import Box, PaperLayout, SignPlace
from . import fonts
from .document import (
    AGENCY_FIELD,
    ATTACHMENT_FIELD,
    DATE_FIELD,
    NUMBER_FIELD,
    PERSON_FIELD,
    finish,
    has_field,
    open_for_update,
)

PRINTED = 4  # in được
LOCKED = 128
READ_ONLY = 1
_QUADDING = {"left": 0, "center": 1, "right": 2}


def prepare(pdf: bytes, layout: PaperLayout) -> bytes:
    """Return the PDF with empty number and date fields and two empty signature fields.

    Raises PdfUnusable (not a PDF, encrypted, broken, a box outside a page) and AlreadySigned.
    """
    writer = open_for_update(pdf)
    if has_field(writer, PERSON_FIELD):
        raise AlreadySigned(who=_("người có thẩm quyền"))
    page, first = _page(writer, layout.page_of_signatures), _page(writer, 0)
    form = _form(writer)
    regular, italic = fonts.embed(writer, fonts.REGULAR), fonts.embed(writer, fonts.ITALIC)
    resources = generic.DictionaryObject(
        {
            pdf_name("/Font"): generic.DictionaryObject(
                {pdf_name("/CvSo"): regular, pdf_name("/CvNgay"): italic},
            )
        }
    )
    form[pdf_name("/DR")] = resources
    form[pdf_name("/DA")] = generic.pdf_string(f"/CvSo {layout.number_size} Tf 0 g")
    number = _widget(NUMBER_FIELD, _("Số, ký hiệu"), layout.number_box, "/Tx")
    bears_date = any(layout.date_box)  # biên bản (Phụ lục III, mẫu 1.9) không có chỗ ghi ngày ở đầu trang
    date = _widget(DATE_FIELD, _("Địa danh và thời gian"), layout.date_box, "/Tx") if bears_date else None
    _attach(writer, form, first, _text_field(number, "/CvSo", layout.number_size, layout.number_align))
    if date is not None:
        _attach(writer, form, first, _text_field(date, "/CvNgay", layout.date_size, layout.date_align))
    for name, label, box in (
        (PERSON_FIELD, _("Chữ ký số của người có thẩm quyền"), layout.person_box),
        (AGENCY_FIELD, _("Chữ ký số của cơ quan"), layout.seal_box),
    ):
        _attach(writer, form, page, _widget(name, label, box, "/Sig"))
    if layout.qr_url and layout.qr_box:
        _add_annotation(writer, first, _link(layout.qr_url, layout.qr_box))
    return finish(writer)


def prepare_places(pdf: bytes, places: Sequence[SignPlace]) -> bytes:
    """Return the PDF with an empty signature field for each person who is to sign it, in their order.

    Raises PdfUnusable (not a PDF, encrypted, broken, a box outside a page) and AlreadySigned (a name is taken).
    """
    writer = open_for_update(pdf)
    form = _form(writer)
    for place in places:
        if has_field(writer, place.name):
            raise AlreadySigned(who=place.label)
        _attach(writer, form, _page(writer, place.page), _widget(place.name, place.label, place.box, "/Sig"))
    return finish(writer)


def prepare_attachment(pdf: bytes, box: Box, name: str = ATTACHMENT_FIELD, *, turned: int = 0) -> bytes:
    """Return a separate file with one empty signature field for the agency on page 1.

    `turned` is by how much the page is turned when shown: the mark is turned with it and stands upright.
    """
    writer = open_for_update(pdf)
    if has_field(writer, name):
        raise AlreadySigned(who=_("cơ quan"))
    field = _widget(name, _("Chữ ký số của cơ quan"), box, "/Sig")
    if turned:
        field[pdf_name("/MK")] = generic.DictionaryObject({pdf_name("/R"): generic.NumberObject(turned)})
    _attach(writer, _form(writer), _page(writer, 0), field)
    return finish(writer)


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(round(v, 3)) for v in values])


def _page(writer: IncrementalPdfFileWriter, number: int) -> generic.IndirectObject:
    count = int(writer.root["/Pages"]["/Count"])
    if not -count <= number < count:
        raise PdfUnusable(reason=_("tệp không có trang thứ %(page)s.") % {"page": number + 1})
    found: generic.IndirectObject = writer.find_page_for_modification(number % count)[0]
    return found


def _form(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    root = writer.root
    if "/AcroForm" not in root:
        empty = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        root[pdf_name("/AcroForm")] = writer.add_object(empty)
        writer.update_root()
    form: generic.DictionaryObject = root["/AcroForm"]
    form.pop(pdf_name("/NeedAppearances"), None)
    form[pdf_name("/SigFlags")] = generic.NumberObject(3)
    writer.update_container(form)
    return form


def _widget(name: str, label: str, box: Box, kind: str) -> generic.DictionaryObject:
    left, bottom, right, top = box
    if not (left < right and bottom < top):
        raise PdfUnusable(reason=_("ô “%(field)s” không có diện tích.") % {"field": label})
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name(kind),
            pdf_name("/T"): generic.pdf_string(name),
            pdf_name("/TU"): generic.pdf_string(label),
            pdf_name("/Rect"): _numbers(*box),
            pdf_name("/F"): generic.NumberObject(PRINTED | LOCKED),
        }
    )


def _text_field(field: generic.DictionaryObject, font: str, size: float, align: str) -> generic.DictionaryObject:
    field[pdf_name("/Ff")] = generic.NumberObject(READ_ONLY)
    field[pdf_name("/DA")] = generic.pdf_string(f"{font} {size} Tf 0 g")
    field[pdf_name("/Q")] = generic.NumberObject(_QUADDING[align])
    return field


def _attach(
    writer: IncrementalPdfFileWriter,
    form: generic.DictionaryObject,
    page: generic.IndirectObject,
    field: generic.DictionaryObject,
) -> None:
    left, bottom, right, top = (float(v) for v in field["/Rect"])
    empty = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _numbers(0, 0, right - left, top - bottom),
            pdf_name("/Resources"): generic.DictionaryObject(),
        },
        stream_data=b"/Tx BMC EMC" if field["/FT"] == "/Tx" else b"",
    )
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(empty)})
    reference = _add_annotation(writer, page, field)
    form["/Fields"].append(reference)
    writer.update_container(form["/Fields"])


def _add_annotation(
    writer: IncrementalPdfFileWriter, page: generic.IndirectObject, annotation: generic.DictionaryObject
) -> generic.IndirectObject:
    annotation[pdf_name("/P")] = page
    reference = writer.add_object(annotation)
    holder = page.get_object()
    if "/Annots" in holder:
        holder["/Annots"].append(reference)
        writer.update_container(holder["/Annots"])
    else:
        holder[pdf_name("/Annots")] = generic.ArrayObject([reference])
    writer.mark_update(page.reference)
    return reference


def _link(url: str, box: Box) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Link"),
            pdf_name("/Rect"): _numbers(*box),
            pdf_name("/F"): generic.NumberObject(PRINTED),
            pdf_name("/Border"): generic.ArrayObject([generic.NumberObject(0)] * 3),
            pdf_name("/Contents"): generic.pdf_string(_("Mở trang kiểm tra văn bản")),
            pdf_name("/A"): generic.DictionaryObject(
                {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): generic.pdf_string(url)}
            ),
        }
    )
