"""Write number and date into a paper that the person has signed, as an update that her signature allows."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ..errors import AlreadySigned, LetterMissing, NotPrepared, TextTooLong
from . import fonts
from .document import AGENCY_FIELD, DATE_FIELD, NUMBER_FIELD, find_field, finish, is_filled, open_for_update, value

SMALLEST = 9.0  # cỡ chữ nhỏ nhất còn đọc được khi số, ký hiệu dài


def fill_number_and_date(pdf: bytes, number: str, date_text: str | None) -> bytes:
    """Return the PDF with number and date written into their fields, which stay read-only.

    `date_text` is None for a paper whose form bears no date. A text that is too wide for its box is set smaller, down
    to 9 pt. Raises PdfUnusable, NotPrepared (a field is missing or filled already), AlreadySigned (the agency has
    signed), TextTooLong, LetterMissing.
    """
    writer = open_for_update(pdf)
    if is_filled(writer, AGENCY_FIELD):
        raise AlreadySigned(who=_("cơ quan"))
    _write(writer, NUMBER_FIELD, _clean(number))
    if date_text is not None:
        _write(writer, DATE_FIELD, _clean(date_text))
    return finish(writer)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


@lru_cache(maxsize=8)
def _font(data: bytes) -> fonts.FieldFont:
    return fonts.field_font(data)


def _write(writer: IncrementalPdfFileWriter, name: str, text: str) -> None:
    field = find_field(writer, name)
    if value(field, "/V") or not text:
        raise NotPrepared(field=str(value(field, "/TU") or name))
    font_name, given, *_rest = str(field["/DA"]).split()
    reference = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(font_name)
    font = _font(reference.get_object()["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"].data)
    left, bottom, right, top = (float(v) for v in field["/Rect"])
    width, height = right - left, top - bottom
    size = _fitting(font, text, float(given), width)
    free = width - font.width(text, size)
    x = {0: 0.0, 1: free / 2, 2: free}[int(value(field, "/Q") or 0)]
    y = (height - (font.ascent - font.descent) * size / 1000) / 2 - font.descent * size / 1000
    drawing = b"/Tx BMC q BT 0 g %s %s Tf %.3f %.3f Td %s Tj ET Q EMC" % (
        font_name.encode("ascii"),
        b"%g" % size,
        x,
        y,
        font.encode(text),
    )
    appearance = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject([generic.FloatObject(v) for v in (0, 0, width, height)]),
            pdf_name("/Resources"): generic.DictionaryObject(
                {pdf_name("/Font"): generic.DictionaryObject({pdf_name(font_name): reference})}
            ),
        },
        stream_data=drawing,
    )
    field[pdf_name("/V")] = generic.pdf_string(text)
    field[pdf_name("/Ff")] = generic.NumberObject(1)
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(appearance)})
    writer.update_container(field)


def _fitting(font: fonts.FieldFont, text: str, size: float, width: float) -> float:
    if letters := font.missing(text):
        raise LetterMissing(text=text, letters=letters)
    while font.width(text, size) > width:
        size = round(size - 0.25, 2)
        if size < SMALLEST:
            raise TextTooLong(text=text)
    return size
