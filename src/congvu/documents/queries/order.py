"""Lines of a register in the order of any column, paged by the place of the last line (never OFFSET)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan

from ..models import Document, Place
from ..models.places import PLACES, RANKS
from ..types import OPEN_STATES

SALT: Final = "congvu.documents.order"
LONGEST: Final = 2000
MOST_PARTS: Final = 3
Shape = tuple[str, bool]  # of a filter, its state and whether the urgent only

# What each value of a filter asks of a place.
CONDITIONS: Final[Mapping[str, str]] = {
    "register": "register_id",
    "since": "arrived__gte",
    "until": "arrived__lt",
    "issued_since": "issued__gte",
    "issued_until": "issued__lte",
    "issuer": "issuer__gte",
    "issuer_end": "issuer__lt",
    "unit": "unit_id",
    "drafted_by": "unit_id",
    "type_id": "document_type_id",
    "now": "due__lt",
    "below": "number__lt",
    "above": "number__gt",
    "starred_by": "document__stars__person_id",
}


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: a name of `PLACES`, up or down."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page begins: beyond a line, by its place as text; `backward` for the page before it."""

    place: tuple[str, ...]
    backward: bool = False

    def values(self) -> dict[str, str]:
        """Return the place by names, as a kept statement takes it."""
        return {f"edge_{n}": part for n, part in enumerate(self.place)}


def read_edge(text: str | None, order: Order) -> Edge | None:
    """Return what `write_edge` wrote for the same order; None for anything else, which is the first page."""
    if not text or len(text) > LONGEST:
        return None
    try:
        name, descending, backward, place = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if (name, descending) != (order.name, order.descending) or len(place) != len(PLACES[order.name]) + 1:
        return None
    return Edge(tuple(str(part) for part in place), bool(backward))


def write_edge(order: Order, place: Sequence[Any], *, backward: bool) -> str:
    """Return the address of the page beyond a line; the text cannot be made up."""
    return signing.dumps([order.name, order.descending, backward, [str(part) for part in place]], salt=SALT)


def arranged(
    rows: QuerySet[Place],
    order: Order,
    *,
    backward: bool = False,
    hidden: bool = False,
    **edge: str,
) -> QuerySet[Place]:
    """Return places in an order, those beyond the edge only.

    `hidden`: no index is to be walked for the order, since what is asked for is rare.
    """
    names = place_names(order)
    parts: list[F | Func] = [_hidden(name) if hidden else F(name) for name in names]
    down = order.descending != backward
    if edge:
        given = [Value(edge[f"edge_{n}"], output_field=TextField()) for n in range(len(names))]
        beyond = LessThan if down else GreaterThan
        rows = rows.filter(beyond(_row(parts), _row(given)))
    return rows.order_by(*(part.desc() if down else part.asc() for part in parts))


def in_order(rows: QuerySet[Document], order: Order | None) -> QuerySet[Document]:
    """Return whole lines in an order, or as the paper register has them: oldest first."""
    if order is None:
        return rows.order_by("number", "number_suffix", "pk")
    return rows.order_by(
        *(f"{'-' if order.descending else ''}place_in_register__{name}" for name in place_names(order))
    )


def place_names(order: Order) -> list[str]:
    """Return the columns of `Place` that say where a line stands, its key the last."""
    return [*(f"{name}_id" if name == "document_type" else name for name in PLACES[order.name]), "document_id"]


def _row(parts: Sequence[F | Func | Value]) -> Func:
    return Func(*parts, function="row", output_field=TextField())


def _hidden(name: str) -> Func:
    """The same value, but not the column that an index is built on."""
    field = Place._meta.get_field(name)
    return Func(F(name), template="(select %(expressions)s)", output_field=getattr(field, "target_field", field))


def asked_of_places(rows: QuerySet[Place], state: str, urgent: bool, **values: Any) -> QuerySet[Place]:
    """Return those of the places whose lines a filter keeps."""
    rows = rows.filter(**{CONDITIONS[name]: value for name, value in values.items()})
    if urgent:
        rows = rows.filter(urgency__gt=0)
    if state in ("open", "late"):
        return rows.filter(state__in=[RANKS[one] for one in OPEN_STATES])
    return rows.filter(state=RANKS[state]) if state in RANKS else rows


def expected(shape: Shape, values: dict[str, Any]) -> int:
    """Return how many lines the planner expects a filter without words to keep, whoever sees them."""
    rows = asked_of_places(Place.objects.all(), *shape, **values)
    return int(json.loads(rows.values_list("pk").explain(format="json"))[0]["Plan"]["Plan Rows"])
