"""Lines of a register: what a filter asks of them, and the short way to those of a page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import BigIntegerField, F, Func, IntegerField, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from congvu.kernel.api import Actor, statements
from congvu.kernel.api import text as vn

from .. import policy
from ..models import Document, Register
from ..models.places import SPELT
from ..types import OPEN_STATES, State
from .order import Edge, Order, arranged, place_names
from .words import words_query

COUNT_AT_MOST = 1000
FEW, FEW_TEXTS = 30_000, 800  # lines that are collected and sorted as quickly; Vietnamese order costs more
SORTED = 500  # lines that hold words, sorted
NEAR = 20_000  # lines that are looked at one by one in a few hundredths of a second


class Line(NamedTuple):
    """The columns of a line that a row is made of."""

    pk: int
    uid: UUID
    agency_id: int
    number: int | None
    number_suffix: str
    arrived_at: datetime | None
    issuing_agency_name: str
    code_number: str
    code_notation: str
    issued_on: date | None
    document_type__name: str
    subject: str
    handler_text: str
    forwarded_at: datetime | None
    pass_on_due_at: datetime | None
    due_at: datetime | None
    state: str
    urgency: int
    secrecy: int
    closing_note: str
    note: str
    signer_name: str
    due_on: date | None
    pages: int | None
    copies: int | None
    received_via: str


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What is asked of a register. `state` is "open", "late" or a State; empty texts mean no filter."""

    text: str = ""
    arrived_from: date | None = None
    arrived_to: date | None = None
    issuer: str = ""
    unit_id: int | None = None
    state: str = ""
    type_code: str = ""
    urgent: bool = False
    starred: bool = False

    def __bool__(self) -> bool:
        """Whether anything narrows the register."""
        return self != RegisterFilter()

    def without(self, name: str) -> RegisterFilter:
        """Return the filter with one field open."""
        return replace(self, **{name: getattr(RegisterFilter(), name)})


def lines(*, actor: Actor, register: Register, asked: RegisterFilter, now: datetime) -> QuerySet[Document]:
    """Return the lines of a register that the actor sees and the filter keeps, in no order."""
    return _lines(actor, *shape_of(asked), **values_of(actor, register, asked, now))


# What each value of the filter asks of a line; "words" is asked apart.
_CONDITIONS = {
    "register": "register_id",
    "since": "arrived_at__gte",
    "until": "arrived_at__lt",
    "issuer": "issuer_fold__gte",
    "issuer_end": "issuer_fold__lt",
    "unit": "lead_unit_id",
    "type_id": "document_type_id",
    "now": "due_at__lt",
    "below": "number__lt",
    "above": "number__gt",
    "starred_by": "stars__person_id",
}


def shape_of(asked: RegisterFilter) -> tuple[str, bool]:
    """Return what of a filter changes the statement itself."""
    return asked.state, asked.urgent


def values_of(actor: Actor, register: Register, asked: RegisterFilter, now: datetime) -> dict[str, Any]:
    """Return the values of the filters in force by the names of `_CONDITIONS`."""
    start = vn.fold(asked.issuer)
    values = {
        "register": register.pk,
        "words": words_query(asked.text) if asked.text else None,
        "since": _midnight(asked.arrived_from) if asked.arrived_from else None,
        "until": _midnight(asked.arrived_to + timedelta(days=1)) if asked.arrived_to else None,
        "issuer": start if asked.issuer else None,
        "issuer_end": start + "\U0010ffff" if asked.issuer else None,
        "unit": asked.unit_id,
        "type_id": _type_id(asked.type_code) if asked.type_code else None,
        "now": now if asked.state == "late" else None,
        "starred_by": actor.person_id if asked.starred else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _type_id(code: str) -> int:
    """By its key the planner knows how many papers of a type there are, by a join it does not."""
    found = statements.rows("select id from documents_documenttype where code = %s", [code])
    return int(found[0][0]) if found else 0


def _lines(actor: Actor, state: str, urgent: bool, walked: bool = False, **values: Any) -> QuerySet[Document]:
    """`walked`: look for the words line by line, never by their index."""
    rows = policy.visible_documents(actor)
    rows = rows.filter(**{_CONDITIONS[name]: value for name, value in values.items() if name != "words"})
    if "words" in values:
        place = Func(F("words"), function="strip", output_field=SearchVectorField()) if walked else F("words")
        query = SearchQuery(values["words"], config="simple", search_type="raw")
        rows = rows.annotate(held=place).filter(held=query)
    if urgent:
        rows = rows.filter(urgency__gt=0)
    if state in ("open", "late"):
        return rows.filter(state__in=OPEN_STATES)
    return rows.filter(state=state) if state in State.values else rows


def found_lines(actor: Actor, shape: tuple[Any, ...], values: dict[str, Any]) -> list[Line]:
    """Return the lines of a page, by the way that is short for what is asked.

    Words that many papers hold are looked for in the nearest lines first: by their index all that hold them would be
    fetched and sorted. Only when too few are near, or the words are rare, the index is asked; who sees few lines of
    what else is asked has those looked at one by one.
    """
    ways: list[tuple[str, dict[str, Any]]] = [("order", values)]
    if "words" in values:
        ways = [("words", values)]
        if _are_common(values["words"]):
            ways.insert(0, ("walk", _near(values, upward=shape[2])))
    for way, given in ways:
        if way == "words" and len(ways) > 1 and _sees_few(actor, shape, values):
            way = "few"
        found = [Line(*row) for row in statements.kept(_page, *shape, way, actor=actor, **given)]
        if len(found) == shape[3]:
            break
    return found


def _sees_few(actor: Actor, shape: tuple[Any, ...], values: dict[str, Any]) -> bool:
    """Return whether the actor sees few lines of what is asked besides the words."""
    asked = {name: value for name, value in values.items() if name not in ("words", "below", "above")}
    return _expected(actor, (shape[0], shape[1]), asked) <= FEW


def _page(
    actor: Actor, state: str, urgent: bool, upward: bool, size: int, way: str, **values: Any
) -> QuerySet[Document, Any]:
    rows = _lines(actor, state, urgent, way in ("walk", "few"), **values)
    if way in ("words", "few"):  # an order that no index has, so that the index of the words or of the rights is used
        rows = rows.annotate(place=F("number") + 0)
    elif "since" in values or "until" in values:
        # Numbers by their distance from the end: documents_reg_days finds the nearest among the lines of some days.
        far = "%(expressions)s <-> 0" if upward else "%(expressions)s <-> 2147483647"
        rows = rows.filter(register_id=Cast(values["register"], BigIntegerField()))
        distance = Func(F("number"), template=far, output_field=IntegerField())
        return rows.order_by(distance, "pk" if upward else "-pk").values_list(*Line._fields)[:size]
    else:
        rows = rows.annotate(place=F("number"))
    order = ("place", "pk") if upward else ("-place", "-pk")
    return rows.order_by(*order).values_list(*Line._fields)[:size]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Lines in the order of a column, each with its place there.

    `sorted_of`: with words only so many matches, the newest, were sorted; `cut`: others match too.
    """

    lines: list[tuple[Line, tuple[Any, ...]]]
    sorted_of: int = 0
    cut: bool = False


def lines_in_order(
    actor: Actor, shape: tuple[str, bool], order: Order, edge: Edge | None, values: dict[str, Any], *, size: int
) -> Ordered:
    """Return the lines of a page in any order, by the way that is short for what is asked.

    Few lines are collected and sorted, however they lie in the order; many are met soon when the order's index is
    walked. Of lines that hold words the newest SORTED are sorted.
    """
    backward, place = (edge.backward, edge.values()) if edge else (False, {})
    if "words" in values:
        newest = found_lines(actor, (*shape, False, SORTED + 1), values)
        some = Document.objects.filter(pk__in=[line.pk for line in newest[:SORTED]])
        rows = arranged(some, order, backward=backward, hidden=True, **place)
        ordered = rows.values_list(*Line._fields, *place_names(order))[:size]
        return Ordered(_parted(ordered), min(len(newest), SORTED), len(newest) > SORTED)
    few = FEW_TEXTS if order.name in SPELT else FEW
    way = "collect" if _expected(actor, shape, values) <= few else "walk"
    found = statements.kept(_in_order, *shape, order, backward, size, way, actor=actor, **values, **place)
    return Ordered(_parted(found))


def _parted(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Line, tuple[Any, ...]]]:
    width = len(Line._fields)
    return [(Line(*row[:width]), tuple(row[width:])) for row in rows]


def _expected(actor: Actor, shape: tuple[str, bool], values: dict[str, Any]) -> int:
    """Return how many lines the planner expects the actor to see of those that the filter keeps."""
    asked = _lines(actor, *shape, **values).values_list("pk")
    return int(json.loads(asked.explain(format="json"))[0]["Plan"]["Plan Rows"])


def _in_order(
    actor: Actor, state: str, urgent: bool, order: Order, backward: bool, size: int, way: str, **values: Any
) -> QuerySet[Document, Any]:
    edge = {name: values.pop(name) for name in list(values) if name.startswith("edge_")}
    rows = arranged(_lines(actor, state, urgent, **values), order, backward=backward, hidden=way == "collect", **edge)
    return rows.values_list(*Line._fields, *place_names(order))[:size]


def _are_common(words: str) -> bool:
    """Return whether the planner expects each of the words in many lines; together they may still be rare."""
    each = sorted(set(words.split(" & ")))
    if not words:
        return False
    asked = " union all ".join(
        ["(select 1 from documents_document where words @@ to_tsquery('simple', %s))"] * len(each)
    )
    plan = statements.rows(f"explain (format json) {asked}", each)[0][0]
    found = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    parts = found["Plans"] if found["Node Type"] == "Append" else [found]
    return min(int(part["Plan Rows"]) for part in parts) > NEAR


_LAST = "select max(number) from documents_document where register_id = %s"


def _near(values: dict[str, Any], *, upward: bool) -> dict[str, Any]:
    """Return the values with a bound to the lines nearest to where the page begins."""
    if upward:
        return values | {"below": values["above"] + NEAR}
    last = values.get("below") or statements.rows(_LAST, [values["register"]])[0][0] or 0
    return values | {"above": max(last - NEAR, 0)}


def count(*, actor: Actor, register: Register, asked: RegisterFilter, now: datetime) -> tuple[int, bool]:
    """Return how many lines the filter keeps, and whether there may be more.

    Counted no further than COUNT_AT_MOST; common words no further than in the nearest NEAR lines.
    """
    values, shape = values_of(actor, register, asked, now), shape_of(asked)
    near = "words" in values and _are_common(values["words"])
    given = _near(values, upward=False) if near else values
    found = statements.kept_count(_counted, *shape, near, actor=actor, **given)
    return min(found, COUNT_AT_MOST), near or found > COUNT_AT_MOST


def _counted(actor: Actor, state: str, urgent: bool, walked: bool, **values: Any) -> QuerySet[Document, Any]:
    return _lines(actor, state, urgent, walked, **values).values_list("pk")[: COUNT_AT_MOST + 1]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
