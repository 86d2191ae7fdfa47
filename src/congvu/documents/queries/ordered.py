"""Lines of a register in the order of any column: the short way to those of a page.

Places (`models.places`) are asked alone, rights, filter and order; only the lines of the page are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from congvu.kernel.api import Actor, statements

from .. import policy
from ..models import Document, Place
from .lines import FEW, Line, found_lines, shown
from .nearest import HERS, windows, within
from .order import Edge, Order, Shape, arranged, asked_of_places, expected, place_names

WALKED = 20_000  # lines of an order that are looked at before what is asked for is collected
ASKED_FOR = 8000  # of these, lines that the filter keeps and whose rights are looked up
SORTED = 500  # lines that hold words, sorted
ENOUGH = 200  # of her nearest lines, that far ones need not be looked for
LAST_DAY: Final = date(8999, 12, 31)  # lines without a day lie beyond

# What of a filter is the very order asked for, or has its index: the walk begins and ends with it.
_OF_ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "arrived": ("since", "until"),
    "issued": ("issued_since", "issued_until"),
    "due": ("now",),
    "issuer": ("issuer", "issuer_end"),
    "type": ("type_id",),
    "handler": ("unit", "drafted_by"),
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """Lines in the order of a column, each with its place there.

    `sorted_of`: with words only so many matches, the newest, were sorted; `cut`: others match too.
    """

    lines: list[tuple[Line, tuple[Any, ...]]]
    sorted_of: int = 0
    cut: bool = False


def lines_in_order(
    actor: Actor, shape: Shape, order: Order, edge: Edge | None, values: dict[str, Any], *, size: int
) -> Ordered:
    """Return the lines of a page in any order. Of lines that hold words the newest SORTED are sorted."""
    if "words" in values:
        newest, is_all = found_lines(actor, (*shape, False, SORTED + 1), values, enough=ENOUGH)
        lines = {line.pk: line for line in newest[:SORTED]}
        places = places_among(list(lines), order, edge, size=size)
        cut = not is_all or len(newest) > SORTED
        return Ordered([(lines[place[-1]], place) for place in places], len(lines), cut)
    places = places_in_order(actor, shape, order, edge, values, size=size)
    read = statements.kept(_read, ids=[place[-1] for place in places]) if places else []
    lines = {line.pk: line for line in (Line(*row) for row in read)}
    return Ordered([(lines[place[-1]], place) for place in places])


def places_in_order(
    actor: Actor, shape: Shape, order: Order, edge: Edge | None, values: dict[str, Any], *, size: int
) -> list[tuple[Any, ...]]:
    """Return the places of a page, the document's key the last part of each, by the way that is short.

    The order's index is walked for a while, which meets the page of anything common. Otherwise the lines that the
    filter keeps are collected and sorted when these are few, however they lie in the order; of many, all of hers are
    for who sees by grants (at once when these are few), and for others the index is walked to its end.
    """
    backward, beyond = (edge.backward, edge.values()) if edge else (False, {})
    found: list[tuple[Any, ...]] = []
    for way in _ways(actor, shape, order, values):
        found = statements.kept(_picked, *shape, order, backward, size, way, actor=actor, **values, **beyond)
        if len(found) == size:
            break
    return found


def places_among(ids: list[int], order: Order, edge: Edge | None, *, size: int) -> list[tuple[Any, ...]]:
    """Return the places of a page of some documents."""
    backward, beyond = (edge.backward, edge.values()) if edge else (False, {})
    rows = arranged(Place.objects.filter(document__in=ids), order, backward=backward, hidden=True, **beyond)
    return list(rows.values_list(*place_names(order))[:size])


def _ways(actor: Actor, shape: Shape, order: Order, values: dict[str, Any]) -> Iterator[str]:
    by_grants = policy.sees_by_grants(actor)
    if by_grants:
        _bound, is_all = next(windows(actor, register=values["register"], below=None, above=None, sizes=HERS[1:]))
        if is_all:
            yield "hers"
            return
    lie_together = by_grants and order.name == "handler"  # hers name her own unit: far from where the order begins
    if not lie_together or "unit" in values or "drafted_by" in values:
        yield "walk"
    if expected(shape, values) <= FEW:
        yield "collect"
    else:
        yield "hers" if by_grants else "to the end"


def _picked(
    actor: Actor, state: str, urgent: bool, order: Order, backward: bool, size: int, way: str, **values: Any
) -> QuerySet[Place, Any]:
    beyond = {name: values.pop(name) for name in list(values) if name.startswith("edge_")}
    rows = policy.visible_places(actor, collected=way == "hers", register_id=values["register"])
    if way == "walk":
        own = ("register", *_OF_ORDER.get(order.name, ()))
        ordered_state = state if order.name == "state" else ""
        first = asked_of_places(Place.objects.all(), ordered_state, False, **_only(own, values))
        near = within(Place.objects.all(), arranged(first, order, backward=backward, **beyond)[:WALKED])
        kept = arranged(asked_of_places(near, state, urgent, **values), order, backward=backward)
        rows = within(rows, kept[:ASKED_FOR])
    rows = asked_of_places(rows, state, urgent, **values)
    rows = arranged(rows, order, backward=backward, hidden=way == "collect", **beyond)
    return rows.values_list(*place_names(order))[:size]


def _only(names: tuple[str, ...], values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _read(*, ids: list[int]) -> QuerySet[Document, Any]:
    return shown(Document.objects.filter(id__one_of=ids))
