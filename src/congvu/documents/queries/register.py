"""The register page: one register, filtered, newest number first, paged by number (never OFFSET)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, next_number, statements, worktime

from .. import policy
from ..models import Document, Register, Star
from ..types import OPEN_STATES, Channel, Direction, Secrecy, State
from .lines import (
    COUNT_AT_MOST,
    Line,
    RegisterFilter,
    count,
    found_lines,
    lines,
    shape_of,
    values_of,
)
from .lines import (
    shown as shown_of,
)
from .nearest import windows
from .order import Edge, Order, in_order, write_edge
from .ordered import lines_in_order

__all__ = [
    "COUNT_AT_MOST",
    "OrderedPage",
    "RegisterFilter",
    "RegisterPage",
    "RegisterRow",
    "all_rows",
    "count",
    "lines",
    "page",
    "page_in_order",
]
PAGE_SIZE = 20
ISSUERS_FROM = 100
SOON_MINUTES = 8 * 60  # under one working day left
TONES = {
    State.DONE: "good",
    State.FILED: "done",
    State.RETURNED: "soon",
    State.ASSIGNED: "run",
    State.IN_PROGRESS: "run",
    State.REVIEW: "run",
}


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """A register as the page heads it."""

    id: int
    name: str
    year: int
    is_secret: bool
    next_number: int
    void_count: int
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register as pages, prints and exports show it."""

    uid: UUID
    number: int
    suffix: str
    arrived_at: datetime | None
    issuer: str
    code_number: str
    code_notation: str
    issued_on: date | None
    type_name: str
    subject: str
    handler_text: str
    forwarded_at: datetime | None
    due_at: datetime | None
    due_tone: str
    state: str
    state_label: str
    state_tone: str
    urgency: int
    is_secret: bool
    closing_note: str
    note: str
    is_new: bool
    is_starred: bool
    pass_on_due_at: datetime | None  # while it waits to be handed up
    pass_on_tone: str
    signer: str
    reply_on: date | None
    pages: int | None
    copies: int | None
    via: str

    @property
    def code(self) -> str:
        """Số, ký hiệu as printed."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)

    @property
    def is_void(self) -> bool:
        """Whether the line is struck through."""
        return self.state in {State.VOID, State.RECALLED}

    @property
    def reason(self) -> str:
        """Why the line ended otherwise than by being done, shown under it."""
        return self.closing_note if self.is_void or self.state == State.RETURNED else ""


class _Dated(Protocol):
    """What has a deadline in an agency: a document, a line."""

    @property
    def agency_id(self) -> int: ...

    @property
    def due_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of a register."""

    rows: list[RegisterRow]
    older_than: int | None  # number to ask older lines with, None on the last page
    newer_than: int | None
    counted: int | None = None  # how many match, where the page could not but learn it; up to COUNT_AT_MOST + 1

    @property
    def last_number(self) -> int | None:
        """The smallest number on the page."""
        return self.rows[-1].number if self.rows else None

    @property
    def is_all(self) -> bool:
        """Whether nothing lies before or after the page."""
        return self.older_than is None and self.newer_than is None


@dataclass(frozen=True, slots=True)
class OrderedPage:
    """One page of a register in the order of a column; `next` and `previous` are empty where there is none.

    `sorted_of`: with words only so many matches, the newest, were sorted; `cut`: others match too.
    """

    rows: list[RegisterRow]
    next: str
    previous: str
    sorted_of: int = 0
    cut: bool = False
    counted: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing lies before or after the page."""
        return not self.next and not self.previous and not self.cut


def registers(*, actor: Actor, direction: str = Direction.INCOMING) -> list[Register]:
    """Return the registers that the actor may open, newest year first, the default before others."""
    return statements.kept_objects(_registers, actor=actor, direction=str(direction))


def open_registers(*, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the registers of incoming documents of a year that still take numbers, the default first."""
    rows = policy.visible_registers(actor).filter(direction=Direction.INCOMING, year=on.year, closed_on=None)
    ordered = rows.order_by("is_secret", "-is_default", "name", "pk")
    return [(row.pk, row.name) for row in ordered]


def _registers(actor: Actor, *, direction: str) -> QuerySet[Register]:
    rows = policy.visible_registers(actor).filter(direction=direction)
    return rows.order_by("-year", "is_secret", "-is_default", "name", "pk")


def card(register: Register) -> RegisterCard:
    """Return how the page heads a register."""
    following, void = statements.together(
        lambda: next_number(key=register.series_key, year=register.year),
        lambda: statements.kept_count(_void, register=register.pk),
    )
    return RegisterCard(
        id=register.pk,
        name=register.name,
        year=register.year,
        is_secret=register.is_secret,
        next_number=following,
        void_count=void,
        closed_on=register.closed_on,
    )


def _void(*, register: int) -> QuerySet[Document, Any]:
    return Document.objects.filter(register_id=register, state=State.VOID).values_list("pk")


def page(
    *,
    actor: Actor,
    register: Register,
    asked: RegisterFilter,
    now: datetime,
    older_than: int | None = None,
    newer_than: int | None = None,
    size: int = PAGE_SIZE,
) -> RegisterPage:
    """Return one page: the newest lines, or those older or newer than a number."""
    values = values_of(actor, register, asked, now)
    upward = newer_than is not None and older_than is None
    if older_than is not None:
        values["below"] = older_than
    if upward:
        values["above"] = newer_than
    found, is_all = found_lines(actor, (*shape_of(asked), upward, size + 1), values)
    counted = len(found) if is_all and older_than is None and newer_than is None else None
    more = len(found) > size
    found = found[:size]
    if upward:
        found.reverse()
    shown = _rows(actor, found, now=now)
    if not shown:
        return RegisterPage([], None, None, counted)
    return RegisterPage(
        shown,
        older_than=shown[-1].number if (more or upward) else None,
        newer_than=shown[0].number if (more and upward) or older_than is not None else None,
        counted=counted,
    )


def page_in_order(
    *,
    actor: Actor,
    register: Register,
    asked: RegisterFilter,
    order: Order,
    now: datetime,
    edge: Edge | None = None,
    size: int = PAGE_SIZE,
) -> OrderedPage:
    """Return one page of the register in the order of a column: the first, or the one beyond an edge."""
    values = values_of(actor, register, asked, now)
    ordered = lines_in_order(actor, shape_of(asked), order, edge, values, size=size + 1)
    more, found = len(ordered.lines) > size, ordered.lines[:size]
    backward = edge is not None and edge.backward
    if backward:
        found.reverse()
    if not found:
        return OrderedPage([], "", "")
    return OrderedPage(
        _rows(actor, [line for line, _place in found], now=now),
        next=write_edge(order, found[-1][1], backward=False) if more or backward else "",
        previous=write_edge(order, found[0][1], backward=True) if (more if backward else edge is not None) else "",
        sorted_of=ordered.sorted_of,
        cut=ordered.cut,
    )


def _rows(actor: Actor, found: list[Line], *, now: datetime) -> list[RegisterRow]:
    ids = [d.pk for d in found]
    new, starred = statements.together(lambda: _unseen(actor, ids), lambda: _starred(actor, ids))
    return [_row(d, new=new, starred=starred, now=now) for d in found]


def all_rows(
    *,
    actor: Actor,
    register: Register,
    asked: RegisterFilter,
    now: datetime,
    order: Order | None = None,
    most: int | None = None,
) -> Iterator[RegisterRow]:
    """Stream every line that the filter keeps, as the paper register has them (oldest first) or in an order."""
    rows = lines(actor=actor, register=register, asked=asked, now=now)
    ordered = shown_of(in_order(rows, order))
    for row in ordered[:most].iterator(chunk_size=1000):
        yield _row(Line(*row), new=frozenset(), starred=frozenset(), now=now)


def recent_issuers(*, actor: Actor, register: Register | None) -> list[str]:
    """Return who sent the latest papers, by name, to be offered while typing."""
    if register is None:
        return []
    bound: dict[str, int] = {}
    if policy.sees_by_grants(actor):
        bound, _is_all = next(windows(actor, register=register.pk, below=None, above=None, sizes=(ISSUERS_FROM,)))
    return sorted({name for (name,) in statements.kept(_issuers, actor=actor, register=register.pk, **bound)})


def _issuers(actor: Actor, *, register: int, above: int = 0) -> QuerySet[Document, Any]:
    bounds = {"register_id": register, "number__gt": above} if above else {"register_id": register}
    latest = policy.visible_documents(actor, **bounds).filter(**bounds)
    latest = latest.annotate(place=F("number") + 0) if above else latest.annotate(place=F("number"))
    return latest.order_by("-place", "-pk").values_list("issuing_agency_name")[:ISSUERS_FROM]


def _unseen(actor: Actor, ids: list[int]) -> frozenset[int]:
    return frozenset(pk for (pk,) in statements.kept(_held_unseen, actor=actor, ids=ids))


def _held_unseen(actor: Actor, *, ids: list[int]) -> QuerySet[Any, Any]:
    held = policy.held_handlings(actor).filter(document__id__one_of=ids, seen_at=None)
    return held.values_list("document_id")


def _starred(actor: Actor, ids: list[int]) -> frozenset[int]:
    return frozenset(pk for (pk,) in statements.kept(_own_stars, person=actor.person_id, ids=ids))


def _own_stars(*, person: int, ids: list[int]) -> QuerySet[Star, Any]:
    return Star.objects.filter(document__id__one_of=ids, person_id=person).values_list("document_id")


def _row(d: Line, *, new: frozenset[int], starred: frozenset[int], now: datetime) -> RegisterRow:
    is_open = d.state in OPEN_STATES
    pass_on = d.pass_on_due_at if d.state == State.REGISTERED else None
    late = is_open and d.due_at is not None and d.due_at < now
    return RegisterRow(
        uid=d.uid,
        number=d.number or 0,
        suffix=d.number_suffix,
        arrived_at=d.arrived_at,
        issuer=d.issuing_agency_name,
        code_number=d.code_number,
        code_notation=d.code_notation,
        issued_on=d.issued_on,
        type_name=d.type_name,
        subject=d.subject,
        handler_text=d.handler_text,
        forwarded_at=d.forwarded_at,
        due_at=d.due_at,
        due_tone=due_tone(d, now=now) if is_open else "",
        state=d.state,
        state_label=_("Quá hạn") if late else str(State(d.state).label),
        state_tone="late" if late else TONES.get(State(d.state), "none"),
        urgency=d.urgency,
        is_secret=d.secrecy > Secrecy.NONE,
        closing_note=d.closing_note,
        note=d.note,
        is_new=d.pk in new,
        is_starred=d.pk in starred,
        pass_on_due_at=pass_on,
        pass_on_tone="" if pass_on is None else "late" if pass_on < now else "soon" if d.urgency else "",
        signer=d.signer_name,
        reply_on=d.due_on,
        pages=d.pages,
        copies=d.copies,
        via=str(Channel(d.received_via).label) if d.received_via else "",
    )


def due_tone(document: _Dated, *, now: datetime) -> str:
    """Return "late", "soon" (under one working day) or nothing."""
    if document.due_at is None:
        return ""
    if document.due_at < now:
        return "late"
    if document.due_at > now + timedelta(days=15):
        return ""
    left = worktime.working_minutes_between(now, document.due_at, worktime.calendar_for(document.agency_id))
    return "soon" if left < SOON_MINUTES else ""
