"""Lines of a register: what a filter asks of them, and the short way to those of a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from congvu.kernel.api import Actor, statements
from congvu.kernel.api import text as vn

from .. import policy
from ..models import Document, DocumentType, Place, Register
from ..models.places import one_of
from ..types import OPEN_STATES, State
from .nearest import HERS, windows, within
from .order import asked_of_places, expected
from .words import words_query

COUNT_AT_MOST = 200
FEW = 30_000  # lines that are collected and sorted as quickly
NEAR = 20_000  # lines that are looked at one by one in a few hundredths of a second
COUNTED = 3000  # of who sees by grants, lines among which is counted
PAGE_FULL = 21
WHOLE = 1_000_000  # a part that is not cut, only looked at first


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
    type_name: str
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
    "drafted_by": "drafting_unit_id",
    "issued_since": "issued_on__gte",
    "issued_until": "issued_on__lte",
}
_OF_RIGHTS = ("register", "below", "above")  # what rights know of the document too


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
        "type_id": type_id(asked.type_code) if asked.type_code else None,
        "now": now if asked.state == "late" else None,
        "starred_by": actor.person_id if asked.starred else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def type_id(code: str) -> int:
    """Return the key of a type or 0: by it the planner knows how many papers of a type there are, by a join not."""
    found = statements.rows("select id from documents_documenttype where code = %s", [code])
    return int(found[0][0]) if found else 0


def _lines(actor: Actor, state: str, urgent: bool, **values: Any) -> QuerySet[Document]:
    return _asked(_visible(actor, **values), state, urgent, **values)


def _visible(actor: Actor, **values: Any) -> QuerySet[Document]:
    """Return the lines of a register between some numbers that the actor sees."""
    bounds = _conditions(_OF_RIGHTS, values)
    return policy.visible_documents(actor, **bounds).filter(**bounds)


def _asked(rows: QuerySet[Document], state: str, urgent: bool, **values: Any) -> QuerySet[Document]:
    """Return those of the rows that a filter keeps."""
    rows = rows.filter(**_conditions(_CONDITIONS, values))
    if "words" in values:
        rows = rows.filter(words=SearchQuery(values["words"], config="simple", search_type="raw"))
    if urgent:
        rows = rows.filter(urgency__gt=0)
    if state in ("open", "late"):
        return rows.filter(state__in=OPEN_STATES)
    return rows.filter(state=state) if state in State.values else rows


def _conditions(names: Iterable[str], values: dict[str, Any]) -> dict[str, Any]:
    return {_CONDITIONS[name]: values[name] for name in names if name in values}


def _by_way(
    actor: Actor, way: str, state: str, urgent: bool, *, upward: bool, size: int, **values: Any
) -> QuerySet[Document]:
    """Return the lines of a filter; what the way names is looked at first, whatever else is asked.

    "near": what she sees between the given numbers; "walk": the nearest lines, whoever sees them; "placed": what is
    asked besides words, of places, "of hers" after all that was opened to her; others leave the choice to the planner.
    """
    order = ("number", "pk") if upward else ("-number", "-pk")
    if way == "near":
        return _asked(within(Document.objects.all(), _visible(actor, **values)[:WHOLE]), state, urgent, **values)
    if way == "walk":
        nearest = Document.objects.filter(**_conditions(_OF_RIGHTS, values)).order_by(*order)[:NEAR]
        return within(_lines(actor, state, urgent, **values), nearest)
    if way in ("placed", "placed of hers"):
        places = _places(actor, way, state, urgent, upward=upward, size=size, **values)
        rows = Document.objects.filter(one_of("pk", places.values("document_id")))
        return _asked(rows, "", False, **{name: value for name, value in values.items() if name == "words"})
    return _lines(actor, state, urgent, **values)


def _places(
    actor: Actor, way: str, state: str, urgent: bool, *, upward: bool, size: int, **values: Any
) -> QuerySet[Place]:
    """Return the places of the lines that a filter keeps, words apart; without words those of a page."""
    seen = policy.visible_places(actor, collected=way == "placed of hers", register_id=values["register"])
    places = asked_of_places(seen, state, urgent, **{name: value for name, value in values.items() if name != "words"})
    if "words" in values:
        return places
    number = F("number") + 0  # the index by number is not to be walked for what is rare
    return places.order_by(*((number, "pk") if upward else (number.desc(), "-pk")))[:size]


def shown(rows: QuerySet[Document], *more: str) -> QuerySet[Document, Any]:
    """Return what a `Line` is made of, and more."""
    # Not by a join: the planner would take it into account, and lose the order of what it joins.
    kind = DocumentType.objects.filter(pk=OuterRef("document_type_id")).values("name")
    return rows.annotate(type_name=Subquery(kind)).values_list(*Line._fields, *more)


class Found(NamedTuple):
    """Lines by number; `is_all`: all that match were looked for, up to COUNT_AT_MOST + 1 or the size asked for."""

    lines: list[Line]
    is_all: bool


def found_lines(actor: Actor, shape: tuple[Any, ...], values: dict[str, Any], *, enough: int = 0) -> Found:
    """Return the lines of a page by number, or more, by the way that is short for what is asked.

    Who sees by grants has her nearest lines looked through first, whatever is asked of them. Words that many papers
    hold are looked for in the nearest lines first: by their index all that hold them would be fetched and sorted.
    Only when too few are near, indexes are asked. `enough`: so many of the nearest do, be there others farther off.
    """
    *asked, size = shape
    found, collected = [], False
    for way, given, is_last in _ways(actor, shape, values):
        collected = is_last and way != "order"
        wanted = max(size, COUNT_AT_MOST + 1) if collected else size
        found = [Line(*row) for row in statements.kept(_page, *asked, wanted, way, actor=actor, **given)]
        if is_last or len(found) == size or 0 < enough <= len(found):
            break
    return Found(found, collected)


def _ways(actor: Actor, shape: tuple[Any, ...], values: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield the ways to the lines of a page, the shortest first, each with whether no other is needed."""
    common = "words" in values and _are_common(values["words"])
    if policy.sees_by_grants(actor):
        narrowed = shape[0] or shape[1] or not values.keys() <= set(_OF_RIGHTS)
        # What indexes find at once may lie far from here: hers are looked through only when they are few.
        anywhere = "since" in values or "until" in values or ("words" in values and not common)
        sizes = HERS[1:] if anywhere else HERS if narrowed else (shape[3],)
        bounds = {name: values.get(name) for name in ("below", "above")}
        for bound, is_all in windows(actor, register=values["register"], sizes=sizes, **bounds):
            if is_all or not anywhere:
                yield "near", values | bound, is_all
            if is_all:
                return
        others = narrowed and values.keys() - {*_OF_RIGHTS, "words", "since", "until"}
        if others or shape[0] or shape[1]:
            yield _placed(shape, values), values, True
            return
        if common:  # all of hers, one by one: fewer than all that hold the words
            yield "near", values, True
            return
    elif common:
        yield "walk", values, False
        if _kept(shape, values) <= FEW:
            yield "placed", values, True
            return
    yield ("words" if "words" in values else "order"), values, True


def _placed(shape: tuple[Any, ...], values: dict[str, Any]) -> str:
    """Return whether all of hers are looked up first or what the filter keeps besides words is."""
    return "placed" if _kept(shape, values) <= FEW else "placed of hers"


def _kept(shape: tuple[Any, ...], values: dict[str, Any]) -> int:
    """Return how many lines are expected to hold what is asked besides the words."""
    asked = {name: value for name, value in values.items() if name not in ("words", "below", "above")}
    return expected((shape[0], shape[1]), asked)


def _page(
    actor: Actor, state: str, urgent: bool, upward: bool, size: int, way: str, **values: Any
) -> QuerySet[Document, Any]:
    rows = _by_way(actor, way, state, urgent, upward=upward, size=size, **values)
    order = ("place", "pk") if upward else ("-place", "-pk")
    if way in (
        "words",
        "near",
        "placed",
        "placed of hers",
    ):  # an order that no index has, so that the index of what is rare is used
        rows = rows.annotate(place=F("number") + 0)
    elif way == "order" and ("since" in values or "until" in values):
        # Numbers by their distance from the end: documents_reg_days finds the nearest among the lines of some days.
        far = "%(expressions)s <-> 0" if upward else "%(expressions)s <-> 2147483647"
        rows = rows.filter(register_id=Cast(values["register"], BigIntegerField()))
        distance = Func(F("number"), template=far, output_field=IntegerField())
        return shown(rows.order_by(distance, "pk" if upward else "-pk"))[:size]
    else:
        rows = rows.annotate(place=F("number"))
    return shown(rows.order_by(*order))[:size]


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


def count(*, actor: Actor, register: Register, asked: RegisterFilter, now: datetime) -> tuple[int, bool]:
    """Return how many lines the filter keeps, and whether there are more.

    Counted no further than COUNT_AT_MOST; common words, and what is seen by grants, no further than in the nearest
    lines when these hold a page.
    """
    values, shape = values_of(actor, register, asked, now), shape_of(asked)
    way, given, is_all = "order", values, True
    if policy.sees_by_grants(actor):
        bound, is_all = next(windows(actor, register=register.pk, below=None, above=None, sizes=(COUNTED,)))
        if is_all or not ("since" in values or "until" in values):  # days may lie anywhere
            way, given = "near", values | bound
        else:
            is_all = True
    elif "words" in values and _are_common(values["words"]):
        way, is_all = "walk", False
    found = statements.kept_count(_counted, *shape, way, actor=actor, **given)
    if not is_all and found < PAGE_FULL:
        is_all, found = True, statements.kept_count(_counted, *shape, "order", actor=actor, **values)
    return min(found, COUNT_AT_MOST), not is_all or found > COUNT_AT_MOST


def _counted(actor: Actor, state: str, urgent: bool, way: str, **values: Any) -> QuerySet[Document, Any]:
    rows = _by_way(actor, way, state, urgent, upward=False, size=COUNT_AT_MOST + 1, **values)
    return rows.values_list("pk")[: COUNT_AT_MOST + 1]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
