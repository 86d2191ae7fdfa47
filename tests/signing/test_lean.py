"""The lean comparison of revisions (`checking/lean`) says what pyHanko's own says, on sound papers and on bent ones."""

import random
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from congvu.signing.checking.lean.build import build
from congvu.signing.checking.lean.plain import NotPlain, read
from congvu.signing.checking.lean.reader import LeanReader

from .lean_cases import CHANGES, lean, odd_papers, reports, usages
from .test_attacks import bent  # noqa: F401

KINDS = ("prepared", "person_signed", "numbered", "sealed", "archived")


@pytest.mark.parametrize("kind", KINDS)
def test_our_papers_are_read_leanly_and_with_the_same_ways(request, kind):
    data = request.getfixturevalue(kind)
    assert all(lean(data))
    assert usages(data, LeanReader) == usages(data, PdfFileReader)


def test_attacks_are_judged_alike(bent, trust, monkeypatch):  # noqa: F811
    for name, data in bent.items():
        before, after = reports(data, trust, monkeypatch)
        assert before == after, name


def test_odd_papers_are_judged_alike(plain_pdf, people, trust, monkeypatch):
    plainly_read = set()
    for name, data in odd_papers(plain_pdf, people).items():
        before, after = reports(data, trust, monkeypatch)
        assert before == after, name
        if all(lean(data)):
            plainly_read.add(name)
    assert plainly_read >= {"outline", "many_leaves", "note", "one_child", "nested_text"}
    assert not plainly_read & {
        "comment",
        "escaped_name",
        "key_twice",
        "page_twice",
        "element_twice",
        "lost",
        "long_chain",
    }


@pytest.mark.parametrize("kind", ["numbered", "sealed"])
def test_random_changes_are_judged_alike(request, trust, monkeypatch, kind):
    """The short form of tests/proof/test_lean_checks.py."""
    data, pick = request.getfixturevalue(kind), random.Random(f"2026 {kind}")
    for number in range(28):
        changed = CHANGES[number % len(CHANGES)](data, pick)
        before, after = reports(changed, trust, monkeypatch)
        assert before == after, number


def test_the_private_parts_of_pyhanko_that_are_replaced_are_there():
    """A new pyHanko that names or calls them otherwise fails here; then look at `checking/lean/reader.py` again."""
    read_object = PdfFileReader._read_object.__code__
    assert read_object.co_varnames[: read_object.co_argcount] == (
        "self", "ref", "marker", "never_decrypt", "as_metadata_stream",
    )  # fmt: skip
    assert HistoricalResolver.get_object.__code__.co_varnames[:3] == ("self", "ref", "as_metadata_stream")
    assert HistoricalResolver._load_reverse_xref_cache.__code__.co_argcount == 1
    assert HistoricalResolver._get_usages_of_ref.__code__.co_varnames[:2] == ("self", "ref")
    assert PdfFileReader.get_historical_resolver.__code__.co_varnames[:2] == ("self", "revision")


PARTS = [
    *b"/A /P /Parent /Kids 1 -2.5 +7 .5 4. (a) ((b)\\)) (\\053) <41> true false null".split(),
    *(b"1 0 R", b"12 3 R", b"<4 >"),
]
PLAIN = len(PARTS)
PARTS += b"(\\53) (\\777) <4x> truex --1 1.2.3 R #20 /B#41 / { \xff \x00 %c\n".split(b" ")
PARTS += [b"1  0 R", b"0 0 R", b"\x0c", b"\x0b", b"123456789012 0 R", b"1 0 Rx"]


def written(pick, depth=0):
    """Something like an object: mostly well formed, of parts that are plain or not."""
    choice = pick.random()
    space = pick.choice([b"", b" ", b"\n", b"  "])
    if depth < 4 and choice < 0.25:
        return b"[" + space.join(written(pick, depth + 1) for _ in range(pick.randrange(5))) + b"]"
    if (depth < 4 and choice < 0.6) or not depth:
        pairs = [pick.choice(PARTS[:4]) + space + written(pick, depth + 1) for _ in range(pick.randrange(4))]
        return b"<<" + space.join(pairs) + pick.choice([b">>", b" >>", b">>", b">"])
    return pick.choice(PARTS if pick.random() < 0.15 else PARTS[:PLAIN]) + space


def shape(value):
    """All that an object of pyHanko's says of itself."""
    said = type(value), repr(value.container_ref), value.container_ref.pdf
    if isinstance(value, generic.IndirectObject):
        return said, value.idnum, value.generation, value.reference.pdf
    if isinstance(value, generic.DictionaryObject):
        held = [(type(key), key, shape(value.raw_get(key))) for key in value]
        return said, held, value.encoded_data if isinstance(value, generic.StreamObject) else None
    if isinstance(value, generic.ArrayObject):
        return said, [shape(value.raw_get(index)) for index in range(len(value))]
    if isinstance(value, generic.TextStringObject):
        return said, value, value.autodetected_encoding
    return said, value.value if isinstance(value, generic.BooleanObject) else value


STREAMS = (
    b"",
    b"\nstream\nabcd\nendstream",
    b" stream\r\nabcdendstream",
    b"\nstream\rabcd\nendstream",
    b"\nstream\nab endstream",
)


def test_whatever_is_read_plainly_pyhanko_reads_alike(plain_pdf):
    """3,000 objects: what `plain` takes, pyHanko takes, and what is built of it is the same to the last attribute."""
    reader, pick, taken, streams = PdfFileReader(BytesIO(plain_pdf)), random.Random(2026), 0, 0
    for _round in range(3000):
        body, tail = written(pick), pick.choice(STREAMS) if pick.random() < 0.3 else b""
        if tail and body.startswith(b"<<"):
            body = b"<</Length 4" + body[2:]
        text = b"7 0 obj\n" + body + tail + b"\nendobj\nxref"
        try:
            found = read(text, 0, (7, 0))
        except NotPlain:
            continue
        reader.stream, ref = BytesIO(text), generic.Reference(7, 0, reader)
        assert shape(build(found, ref, text)) == shape(reader._read_object(ref, 0)), text
        taken += 1
        streams += bool(tail)
    assert taken > 700
    assert streams > 50


def test_every_object_of_our_papers_is_built_alike(archived):
    """And in each revision it is what pyHanko gives, whichever of both reads it first."""
    lean, slow = LeanReader(BytesIO(archived)), PdfFileReader(BytesIO(archived))
    for number in range(slow.xrefs.total_revisions):
        now, then = lean.get_historical_resolver(number), slow.get_historical_resolver(number)
        for ref in {one for before in range(number + 1) for one in slow.xrefs.explicit_refs_in_revision(before)}:
            assert values(now.get_object(ref)) == values(then.get_object(ref))
            assert values(lean.get_object(ref)) == values(slow.get_object(ref))


def values(value):
    """An object without what it belongs to: views of a revision own what they give."""
    if isinstance(value, generic.IndirectObject):
        return value.idnum, value.generation
    if isinstance(value, generic.DictionaryObject):
        held = {key: values(value.raw_get(key)) for key in value}
        return type(value), held, value.encoded_data if isinstance(value, generic.StreamObject) else None
    if isinstance(value, generic.ArrayObject):
        return [values(value.raw_get(index)) for index in range(len(value))]
    return type(value), value
