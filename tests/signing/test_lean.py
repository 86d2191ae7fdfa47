"""The lean comparison of revisions (`checking/lean`) says what pyHanko's own says, on sound papers and on bent ones."""

import random
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from congvu.signing.checking.lean.plain import NULL, NotPlain, read
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
    """pyHanko's object in the shape that `plain` gives."""
    if isinstance(value, generic.IndirectObject):
        return value.idnum, value.generation
    if isinstance(value, generic.DictionaryObject):
        return {key.encode(): shape(value.raw_get(key)) for key in value}
    if isinstance(value, generic.ArrayObject):
        parts = [shape(part) for part in value]
        numbers = all(isinstance(part, generic.NumberObject | generic.FloatObject) for part in value)
        return [] if numbers else parts
    if isinstance(value, generic.NullObject):
        return NULL
    if isinstance(value, generic.NameObject):
        return value.encode()
    return float(value) if isinstance(value, generic.NumberObject | generic.FloatObject) else None


def as_numbers(value):
    if isinstance(value, dict):
        return {key: as_numbers(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_numbers(part) for part in value]
    return float(value) if isinstance(value, bytes) and value[:1] != b"/" else value


def test_whatever_is_read_plainly_pyhanko_reads_alike(plain_pdf):
    """3,000 objects: what `plain` takes, pyHanko takes, and it is the same."""
    reader, pick, taken = PdfFileReader(BytesIO(plain_pdf)), random.Random(2026), 0
    for _round in range(3000):
        text = b"7 0 obj\n" + written(pick) + b"\nendobj\nxref"
        try:
            found = read(text, 0, (7, 0))
        except NotPlain:
            continue
        reader.stream = BytesIO(text)
        theirs = reader._read_object(generic.Reference(7, 0, reader), 0)
        assert as_numbers(found.value) == shape(theirs), text
        taken += 1
    assert taken > 700
