"""The register of outgoing documents: one register, filtered, newest number first, paged by number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from congvu.identity import api as identity
from congvu.kernel.api import Actor, next_number, text

from .. import policy
from ..models import Document, Register
from ..queries.lines import Line, found_lines, type_id
from ..queries.order import Edge, Order, in_order, write_edge
from ..queries.ordered import ENOUGH, LAST_DAY, SORTED, places_among, places_in_order
from ..types import Direction, State

PAGE_SIZE = 20
NEWEST = Order("number", descending=True)
LAST_KEY = str(2**63 - 1)  # beyond all lines of a number
MOST_WORDS = 12
TONES = {State.ISSUED: "good", State.SEALED: "run", State.NUMBERED: "run", State.REPLACED: "done"}


@dataclass(frozen=True, slots=True)
class OutgoingFilter:
    """What is asked of the register; empty means no filter."""

    words: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    type_code: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """A line of the register (sổ đăng ký văn bản đi, NĐ 30/2020 Phụ lục IV)."""

    uid: UUID
    number: int
    suffix: str
    code_number: str
    code_notation: str
    issued_on: date | None
    type_name: str
    subject: str
    signer: str
    receivers: str
    kept_by: str
    copies: int | None
    forwarded_at: datetime | None
    state_label: str
    state_tone: str
    is_void: bool
    is_secret: bool
    urgency: int
    reason: str
    note: str

    @property
    def code(self) -> str:
        """Số, ký hiệu as printed."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)


@dataclass(frozen=True, slots=True)
class OrderedPage:
    """One page of the register in the order of a column; `next` and `previous` are empty where there is none."""

    rows: list[OutgoingRow]
    next: str
    previous: str
    sorted_of: int = 0  # with words only so many matches, the newest, were sorted
    cut: bool = False


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """One page of the register."""

    rows: list[OutgoingRow]
    older_than: int | None
    newer_than: int | None


def registers(*, actor: Actor) -> list[Register]:
    """Return the outgoing registers that the actor may open, newest year and default first."""
    rows = policy.visible_registers(actor).filter(direction=Direction.OUTGOING)
    return list(rows.order_by("-year", "is_secret", "-is_default", "name", "pk"))


def upcoming(register: Register) -> int:
    """Return the number that comes next in a register."""
    return next_number(key=register.series_key, year=register.year)


def lines(*, actor: Actor, register: Register, asked: OutgoingFilter) -> QuerySet[Document]:
    """Return the lines that the actor sees and the filter keeps, in no order."""
    rows = policy.visible_documents(actor, register_id=register.pk).filter(register=register)
    return _asked(rows, asked)


def _words(asked: OutgoingFilter) -> str:
    """Return the words as the database takes them; the last may go on."""
    found = re.findall(r"\w+", text.fold(asked.words).replace("_", " "))[:MOST_WORDS]
    return " & ".join([*found[:-1], f"{found[-1]}:*"]) if found else ""


def _values(register: Register, asked: OutgoingFilter) -> dict[str, Any]:
    """Return the filter as `found_lines` and `places_in_order` take it."""
    until = asked.issued_to or LAST_DAY
    given = {
        "register": register.pk,
        "words": _words(asked) or None,
        "type_id": type_id(asked.type_code) if asked.type_code else None,
        "drafted_by": asked.unit_id,
        "issued_since": asked.issued_from,
        "issued_until": min(until, LAST_DAY) if asked.issued_from or asked.issued_to else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _asked(rows: QuerySet[Document], asked: OutgoingFilter) -> QuerySet[Document]:
    """Return those of the rows that a filter keeps."""
    if words := _words(asked):
        rows = rows.filter(words=SearchQuery(words, config="simple", search_type="raw"))
    if asked.issued_from:
        rows = rows.filter(issued_on__gte=asked.issued_from)
    if asked.issued_to:
        rows = rows.filter(issued_on__lte=asked.issued_to)
    if asked.type_code:
        rows = rows.filter(document_type__code=asked.type_code)
    if asked.unit_id is not None:
        rows = rows.filter(drafting_unit_id=asked.unit_id)
    return rows


def page(
    *,
    actor: Actor,
    register: Register,
    asked: OutgoingFilter,
    older_than: int | None = None,
    newer_than: int | None = None,
    size: int = PAGE_SIZE,
) -> OutgoingPage:
    """Return one page: the newest lines, or those older or newer than a number."""
    upward = newer_than is not None and older_than is None
    values = _values(register, asked)
    if "words" in values:
        bounds = {"below": older_than, "above": newer_than if upward else None}
        values |= {name: value for name, value in bounds.items() if value is not None}
        keys = [line.pk for line in found_lines(actor, ("", False, upward, size + 1), values).lines]
    else:
        edge = Edge((str(newer_than), LAST_KEY), backward=True) if upward else None
        edge = Edge((str(older_than), "0")) if older_than is not None else edge
        keys = [place[-1] for place in places_in_order(actor, ("", False), NEWEST, edge, values, size=size + 1)]
    more, keys = len(keys) > size, keys[:size]
    if upward:
        keys.reverse()
    if not keys:
        return OutgoingPage([], None, None)
    read = Document.objects.select_related("document_type").in_bulk(keys)
    found = [read[key] for key in keys]
    units = _units(register)
    return OutgoingPage(
        [_row(d, units) for d in found],
        older_than=found[-1].number if more or upward else None,
        newer_than=found[0].number if (more and upward) or older_than is not None else None,
    )


def page_in_order(
    *,
    actor: Actor,
    register: Register,
    asked: OutgoingFilter,
    order: Order,
    edge: Edge | None = None,
    size: int = PAGE_SIZE,
) -> OrderedPage:
    """Return one page of the register in the order of a column: the first, or the one beyond an edge."""
    values, is_all = _values(register, asked), True
    newest: list[Line] = []
    if "words" in values:  # of lines that hold words the newest are sorted
        newest, is_all = found_lines(actor, ("", False, False, SORTED + 1), values, enough=ENOUGH)
        places = places_among([line.pk for line in newest[:SORTED]], order, edge, size=size + 1)
    else:
        places = places_in_order(actor, ("", False), order, edge, values, size=size + 1)
    backward = edge is not None and edge.backward
    more, places = len(places) > size, places[:size]
    if backward:
        places.reverse()
    if not places:
        return OrderedPage([], "", "")
    found = Document.objects.select_related("document_type").in_bulk([place[-1] for place in places])
    units = _units(register)
    has_previous = more if backward else edge is not None
    return OrderedPage(
        [_row(found[place[-1]], units) for place in places],
        next=write_edge(order, places[-1], backward=False) if more or backward else "",
        previous=write_edge(order, places[0], backward=True) if has_previous else "",
        sorted_of=min(len(newest), SORTED),
        cut=not is_all or len(newest) > SORTED,
    )


def all_rows(
    *,
    actor: Actor,
    register: Register,
    asked: OutgoingFilter,
    order: Order | None = None,
    most: int | None = None,
) -> Iterator[OutgoingRow]:
    """Give the lines that the filter keeps, as the paper register has them (oldest first) or in an order."""
    units = _units(register)
    rows = lines(actor=actor, register=register, asked=asked).select_related("document_type")
    for document in in_order(rows, order)[:most].iterator(chunk_size=1000):
        yield _row(document, units)


def unit_names(*, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the units of the actor's agency as a select shows them."""
    tree = identity.unit_tree(agency_id=actor.agency_id, on=on)
    return [(unit.id, f"{'– ' * unit.depth}{unit.name}") for unit in tree]


def _units(register: Register) -> dict[int, str]:
    tree = identity.unit_tree(agency_id=register.agency_id, on=date(register.year, 12, 31))
    return {unit.id: unit.name for unit in tree}


def _row(d: Document, units: dict[int, str]) -> OutgoingRow:
    state = State(d.state)
    capacity = f"{d.signer_capacity} " if d.signer_capacity else ""
    return OutgoingRow(
        uid=d.uid,
        number=d.number or 0,
        suffix=d.number_suffix,
        code_number=d.code_number,
        code_notation=d.code_notation,
        issued_on=d.issued_on,
        type_name=d.document_type.name,
        subject=d.subject,
        signer=f"{capacity}{d.signer_name}",
        receivers=d.handler_text,
        kept_by=", ".join(part for part in ("VT", units.get(d.drafting_unit_id or 0, "")) if part),
        copies=d.copies,
        forwarded_at=d.forwarded_at,
        state_label=str(state.label),
        state_tone=TONES.get(state, "none"),
        is_void=state in {State.VOID, State.RECALLED},
        is_secret=d.is_secret,
        urgency=d.urgency,
        reason=d.closing_note if state in {State.VOID, State.RECALLED, State.REPLACED} else "",
        note=d.note,
    )
