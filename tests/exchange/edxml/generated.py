"""Messages of every shape, made by hypothesis."""

import hashlib
import io
import unicodedata
from datetime import datetime
from functools import cache

from hypothesis import strategies as st

from congvu.exchange.edxml import specs
from congvu.exchange.edxml.carrying import File, attach
from congvu.exchange.edxml.names import QCVN
from congvu.exchange.edxml.specs import Leaf
from congvu.exchange.edxml.types import Attribute, Edoc, Extra, Loose, Node
from congvu.exchange.edxml.values import VIETNAM

LETTERS = "aăâbcdđeêớợủỹ ỒỪ Đ0129/.,-–“”&<>\"'\t\n\r𝄞Ａ"
_FIRST, _LAST = datetime(1000, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001
NAMES = ["Ghi", "chu", "x-1", "_n"]


def texts(most=30):
    """Texts as the reader gives them: no blanks around, NFC."""
    return (
        st.text(LETTERS, min_size=1, max_size=most)
        .map(lambda text: unicodedata.normalize("NFC", text).strip())
        .filter(bool)
    )


def values(item):
    if item.kind in {"text", "exact"}:
        return texts(min(item.length, 30))
    if item.kind == "int":
        return st.integers(-1, 10**9 - 1)
    if item.kind == "bool":
        return st.booleans()
    if item.kind == "date":
        return st.dates()
    return st.datetimes(min_value=_FIRST, max_value=_LAST).map(lambda at: at.replace(microsecond=0, tzinfo=VIETNAM))


attributes = st.lists(
    st.builds(Attribute, st.sampled_from(["", "urn:a", "urn:b"]), st.sampled_from(NAMES), st.text(LETTERS, max_size=9)),
    max_size=2, unique_by=lambda one: (one.namespace, one.name),
).map(lambda held: tuple(sorted(held, key=lambda one: (one.namespace, one.name))))  # fmt: skip


def _content(children):
    """Text alone, or elements with text that is more than blanks between them."""
    mixed = st.lists(st.one_of(children, texts(9)), min_size=1, max_size=3).map(_apart)
    return st.one_of(st.just(()), texts(9).map(lambda text: (text,)), mixed)


def _apart(content):
    kept = []
    for one in content:
        if not (isinstance(one, str) and kept and isinstance(kept[-1], str)):
            kept.append(one)
    return tuple(kept)


def _node(children):
    return st.builds(
        Node, st.sampled_from(["urn:a", "urn:b", QCVN]), st.sampled_from(NAMES), attributes, _content(children)
    )


nodes = st.recursive(st.builds(Node, st.just("urn:a"), st.sampled_from(NAMES)), _node, max_leaves=4)


def extras(record):
    """Foreign things at the beginning of a record."""
    loose = st.lists(st.builds(Loose, nodes, st.just("")), max_size=2).map(tuple)
    return st.builds(Extra, attributes, loose)


@cache
def records(record, must=frozenset()):
    """Records of a kind; of an agency at least the code is said, of others at least something."""
    must = must | {"organ_id"} if record is specs.ORGAN else must
    strategies = {}
    for item in record.items:
        strategy = values(item) if isinstance(item, Leaf) else records(item.record)
        needed = item.field in must
        if item.many:
            strategies[item.field] = st.lists(strategy, min_size=needed, max_size=3).map(tuple)
        elif needed:
            strategies[item.field] = strategy
        else:
            strategies[item.field] = st.one_of(st.just(None), strategy)
    if record.make is not Edoc:
        strategies["extra"] = extras(record)
    return st.fixed_dictionaries(strategies).map(lambda said: _made(record, said))


def _made(record, said):
    made = record.make(**{name: value for name, value in said.items() if value is not None})
    # An empty record is not said at all.
    empty = record.make is not Edoc and made == record.make()
    return record.make(extra=Extra((Attribute("", "a", "1"),))) if empty else made


@st.composite
def messages(draw):
    """A document that may be written, with files."""
    must = {"sender", "receivers", "document_id", "code", "promulgation", "document_type", "subject", "signer"}
    made = draw(records(specs.EDOC, frozenset(must)))
    said = {item.field: getattr(made, item.field) for item in specs.EDOC.items}
    said["trace"] = draw(records(specs.TRACES, frozenset({"traces"})))
    content = draw(st.lists(st.binary(max_size=200), max_size=3))
    names = [f"tệp {number}.{ending}" for number, ending in enumerate(["pdf", "docx", "bin"])]
    files = [
        File(
            name,
            "application/octet-stream",
            len(data),
            hashlib.sha256(data).hexdigest(),
            lambda data=data: io.BytesIO(data),
        )
        for name, data in zip(names, content, strict=False)
    ]
    return Edoc(**said, attachments=attach(files, zipped=draw(st.booleans())))
