"""Papers on which the lean comparison of revisions is held against pyHanko's own, and changes in their syntax."""

import re
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from congvu.signing.checking import reader as opening
from congvu.signing.checking.document import check_file
from congvu.signing.checking.lean.reader import LeanReader
from congvu.signing.paper.document import PERSON_FIELD
from congvu.signing.paper.prepare import prepare
from congvu.signing.paper.sign import sign_field
from congvu.signing.report_json import to_json

from . import attacks
from .conftest import LAYOUT, NOW, minutes
from .mutations import WAYS

_HIDDEN = re.compile(rb"stream\r?\n.*?endstream|<[0-9a-fA-F]{64,}>", re.DOTALL)
_WORDS = (
    b"/Parent /P /K /Kids /Type /Annots null << >> [ ] ( ) /StructTreeRoot /Pages \\ #41 /A#20 1.5 --1 true <41> <4> "
    b"endobj /Obj /StructElem 0"
).split() + [b"%x\n", b"1 0 R", b"0 R", b"\x00", b"\x0c", b"\x0b", b"  ", b"stream\n"]


def reports(data, trust, monkeypatch):
    """What a check says in pyHanko's way and in ours."""
    said = []
    for kind in (PdfFileReader, LeanReader):
        monkeypatch.setattr(opening, "LeanReader", kind)
        said.append(to_json(check_file(data, trust, at=minutes(30))))
    return said


def usages(data, kind):
    """Each revision's ways to everything that any later update touched, or that it cannot be told."""
    try:
        reader = kind(BytesIO(data), strict=True)
        count = reader.xrefs.total_revisions
        asked = {ref for number in range(count) for ref in reader.xrefs.explicit_refs_in_revision(number)}
    except Exception as error:  # noqa: BLE001  # tệp hỏng thì cả hai cách cùng không mở được
        return type(error).__name__
    return [_of_revision(reader.get_historical_resolver(number), asked) for number in range(count)]


def _of_revision(revision, asked):
    try:
        revision._load_reverse_xref_cache()
        return {ref: revision._get_usages_of_ref(ref) for ref in asked}
    except Exception as error:  # noqa: BLE001
        return type(error).__name__


def lean(data):
    """Which revisions were answered without pyHanko."""
    reader = LeanReader(BytesIO(data), strict=True)
    found = []
    for number in range(reader.xrefs.total_revisions):
        revision = reader.get_historical_resolver(number)
        assert isinstance(revision, HistoricalResolver)
        try:
            revision._load_reverse_xref_cache()
        except Exception:  # noqa: BLE001
            found.append(False)
        else:
            found.append(revision._usages is not None)
    return found


def change_syntax(data, pick):
    """Put a word of the syntax where objects are written, in place of what stands there or before it."""
    hidden = [(found.start(), found.end()) for found in _HIDDEN.finditer(data)]
    while True:
        at = pick.randrange(len(data))
        if not any(start <= at < end for start, end in hidden):
            break
    word = pick.choice(_WORDS)
    return data[:at] + word + data[at + pick.choice((0, len(word), len(word))) :]


def change_reference(data, pick):
    """Let a reference lead elsewhere."""
    found = pick.choice(list(re.finditer(rb"\b(\d+) 0 R", data)))
    highest = max(int(number) for number in re.findall(rb"\n(\d+) 0 obj", data))
    other = str(pick.randrange(1, highest + 3)).encode()
    if pick.random() < 0.7:
        other = other.rjust(len(found[1]), b"1")[-len(found[1]) :]
    return data[: found.start(1)] + other + data[found.end(1) :]


CHANGES = (change_syntax, change_reference, change_syntax, change_reference, *WAYS)


def odd_papers(plain_pdf, people):
    """Papers signed over structures that few programs write: some are read leanly, some only by pyHanko."""
    made = {name: make(plain_pdf) for name, make in _ODD.items()}
    return {name: sign_field(prepare(pdf, LAYOUT), PERSON_FIELD, people.person, at=NOW) for name, pdf in made.items()}


def _with(change):
    def make(pdf):
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        change(writer)
        return attacks.finish(writer)

    return make


def _names(**entries):
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})


def _outline(writer):
    items = [writer.add_object(_names(Title=generic.pdf_string(f"Mục {n} (a)"))) for n in range(6)]
    top = writer.add_object(_names(First=items[0], Last=items[-1]))
    page = attacks.page_of(writer)[0]
    for index, item in enumerate(items):
        entry = item.get_object()
        entry[pdf_name("/Parent")] = top
        view = [
            generic.IndirectObject(page.idnum, 0, writer),
            pdf_name("/XYZ"),
            generic.NullObject(),
            generic.FloatObject("4."),
        ]
        entry[pdf_name("/Dest")] = generic.ArrayObject(view)
        if index:
            entry[pdf_name("/Prev")] = items[index - 1]
            items[index - 1].get_object()[pdf_name("/Next")] = item
    writer.root[pdf_name("/Outlines")] = top
    writer.update_root()


def _long_chain(writer):
    below = writer.add_object(_names(End=generic.BooleanObject(True)))
    for _round in range(300):
        below = writer.add_object(_names(Next=below))
    writer.root[pdf_name("/PieceInfo")] = below
    writer.update_root()


def _many_leaves(writer):
    leaves = [writer.add_object(_names(A=generic.NumberObject(n))) for n in range(600)]
    writer.root[pdf_name("/PieceInfo")] = _names(All=generic.ArrayObject(leaves))
    writer.update_root()


def _note(writer):
    _reference, page = attacks.page_of(writer)
    note = _names(Type=pdf_name("/Annot"), Subtype=pdf_name("/Text"), Contents=generic.pdf_string("Ghi chú"))
    page[pdf_name("/Annots")] = writer.add_object(generic.ArrayObject([writer.add_object(note)]))
    writer.update_container(page)


def _page_twice(writer):
    kids = writer.root["/Pages"]["/Kids"]
    kids.append(kids.raw_get(0))
    writer.update_container(writer.root["/Pages"])


def _kids_apart(writer):
    pages = writer.root["/Pages"]
    pages[pdf_name("/Kids")] = writer.add_object(generic.ArrayObject(pages["/Kids"]))
    writer.update_container(pages)


def _element_twice(writer):
    top = writer.root["/StructTreeRoot"]
    kids = top["/K"]
    kids.append(kids.raw_get(0))
    writer.update_container(top)


def _one_child(writer):
    top = writer.root["/StructTreeRoot"]
    top[pdf_name("/K")] = top["/K"].raw_get(0)
    writer.update_container(top)


def _no_tree(value):
    def change(writer):
        writer.root[pdf_name("/StructTreeRoot")] = value
        writer.update_root()

    return change


def _lost(writer):
    writer.root[pdf_name("/PieceInfo")] = _names(Nothing=generic.IndirectObject(9999, 0, writer))
    writer.update_root()


def _odd_text(text):
    def make(pdf):
        number = attacks.size_of(pdf)
        root = PdfFileReader(BytesIO(pdf)).trailer.raw_get("/Root").idnum
        catalog = re.search(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % root, pdf, re.DOTALL)[1]
        bent = b"<<" + catalog + b"/PieceInfo %d 0 R>>" % number
        made = attacks.bare_update(pdf, {number: text, root: bent}, trailer=b"/Info 1 0 R")
        return made.replace(b"/Size %d/Root" % number, b"/Size %d/Root" % (number + 1))

    return make


_ODD = {
    "outline": _with(_outline),
    "long_chain": _with(_long_chain),
    "many_leaves": _with(_many_leaves),
    "note": _with(_note),
    "page_twice": _with(_page_twice),
    "kids_apart": _with(_kids_apart),
    "element_twice": _with(_element_twice),
    "one_child": _with(_one_child),
    "tree_is_text": _with(_no_tree(generic.pdf_string("x"))),
    "tree_is_null": _with(_no_tree(generic.NullObject())),
    "lost": _with(_lost),
    "comment": _odd_text(b"<</A % (x\n/B>>"),
    "escaped_name": _odd_text(b"<</A#41 /B/Parent 1 0 R>>"),
    "key_twice": _odd_text(b"<</A 1/A 2>>"),
    "broken_number": _odd_text(b"<</A 1-2/B 7>>"),
    "broken_string": _odd_text(b"<</A (\\777)>>"),
    "nested_text": _odd_text(b"<</A ((a)(b)\\()/B<4 1>/C[[1 0 R][[2 0 R]]]/P 1 0 R>>"),
    "reference": _odd_text(b"1 0 R"),
}
