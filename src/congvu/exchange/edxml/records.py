"""Nodes to records: by name, in any order; what has no word in the model is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import values
from .errors import Doubled, Note, TextTooLong
from .names import QCVN
from .specs import Leaf, Part, Record, safe_length
from .tree import MOST_NOTES
from .types import Attribute, Extra, Loose, Node, OnLeaf


@dataclass
class Log:
    """What was noted so far, and the namespaces in which names mean what the standard says."""

    notes: list[Note]
    home: frozenset[str] = frozenset({"", QCVN})

    def note(self, code: str, place: str, **data: str | int) -> None:
        """Note something; the first two hundred are kept."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(code, place, data))


@dataclass
class Split:
    """The children of an element: those with a known name, and the rest where it stood."""

    known: dict[str, list[Node]] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    attributes: tuple[Attribute, ...] = ()

    def extra(self, leaves: tuple[OnLeaf, ...] = ()) -> Extra:
        """Return the rest."""
        return Extra(self.attributes, tuple(self.loose), leaves)

    def one(self, name: str, place: str, log: Log) -> Node | None:
        """Return the only element of a name, None when there is none. Raises Doubled."""
        found = self.known.get(name, [])
        if any(other != found[0] for other in found[1:]):
            raise Doubled(f"{place}/{name}")
        if found[1:]:
            log.note("doubled_same", f"{place}/{name}")
        return found[0] if found else None


def split(node: Node, names: Mapping[str, str], place: str, log: Log) -> Split:
    """Part the children of a node: `names` maps the names known here to those of the standard."""
    found = Split(attributes=node.attributes)
    after = ""
    for one in node.content:
        if isinstance(one, str):
            if one.strip():
                found.loose.append(Loose(one.strip(), after))
                log.note("stray_text", place)
        elif (name := names.get(one.name)) is not None and one.namespace in log.home:
            found.known.setdefault(name, []).append(one)
            after = name
        else:
            found.loose.append(Loose(one, after))
            log.note("unknown_element", f"{place}/{one.name}")
    return found


def read_record(node: Node, record: Record, place: str, log: Log, **defaults: object) -> Any:
    """Return the record that an element holds; `defaults` fill what it does not say. Raises Doubled, TextTooLong."""
    reading = _Reading(place, log)
    for one in node.content:
        if isinstance(one, str):
            reading.stray(one)
        elif (item := record.by_name.get(one.name)) is not None and one.namespace in log.home:
            reading.take(item, one)
        else:
            reading.keep(one, "unknown_element")
    filled = {item.field: reading.value(item) for item in record.items if item.field in reading.found}
    extra = Extra(node.attributes, tuple(reading.loose), tuple(reading.leaves))
    return record.make(**{**defaults, **filled, "extra": extra})


@dataclass
class _Reading:
    """The children of one record while they are read."""

    place: str
    log: Log
    found: dict[str, list[Any]] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    leaves: list[OnLeaf] = field(default_factory=list)
    after: str = ""

    def stray(self, text: str) -> None:
        if text.strip():
            self.loose.append(Loose(text.strip(), self.after))
            self.log.note("stray_text", self.place)

    def keep(self, node: Node, code: str, **data: str) -> None:
        self.loose.append(Loose(node, self.after))
        self.log.note(code, f"{self.place}/{node.name}", **data)

    def take(self, item: Leaf | Part, node: Node) -> None:
        if isinstance(item, Leaf):
            self.leaf(item, node)
            return
        made = read_record(node, item.record, f"{self.place}/{item.element}", self.log)
        if made != item.record.make():
            self.found.setdefault(item.field, []).append(made)
            self.after = item.element
        elif item.many:
            self.log.note("empty_record", f"{self.place}/{item.element}")

    def leaf(self, item: Leaf, node: Node) -> None:
        text = node.text
        value = None if any(node.elements()) else values.read(item.kind, text) if text else ""
        if value is not None and not text and not node.attributes and not item.required:
            return
        self.after = item.element  # what comes next stands behind this one, even when its text is kept as it was
        if value is None:
            self.keep(node, "unreadable_value", value=text[:80])
        elif text:
            self.measure(item, text)
            kept = self.found.setdefault(item.field, [])
            if node.attributes and (item.many or not kept):
                self.leaves.append(OnLeaf(item.element, node.attributes, len(kept)))
            kept.append(value)
        elif node.attributes:
            self.loose.append(Loose(node, self.after))

    def measure(self, item: Leaf, text: str) -> None:
        place = f"{self.place}/{item.element}"
        if item.length and len(text) > safe_length(item.length):
            raise TextTooLong(place, length=len(text), limit=item.length)
        if item.length and len(text) > item.length:
            self.log.note("too_long", place, length=len(text), limit=item.length)

    def value(self, item: Leaf | Part) -> object:
        kept = self.found[item.field]
        if item.many:
            return tuple(kept)
        place = f"{self.place}/{item.element}"
        if any(other != kept[0] for other in kept[1:]):
            raise Doubled(place)
        if kept[1:]:
            self.log.note("doubled_same", place)
        return kept[0]
