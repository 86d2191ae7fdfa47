"""Lines of a register in the order of any column, paged by the place of the last line (never OFFSET)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.db.models import Expression, F, Func, QuerySet, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan

from ..models import Document
from ..models.places import PLACES
from .nearest import column_of_part, within

SALT: Final = "congvu.documents.order"
LONGEST: Final = 2000
MOST_PARTS: Final = 3


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
    rows: QuerySet[Document],
    order: Order,
    *,
    backward: bool = False,
    hidden: bool = False,
    **edge: str,
) -> QuerySet[Document]:
    """Return the rows in an order, each with `place_0`, … by which it stands there, those beyond the edge only.

    `hidden`: no index is to be walked for the order, since what is asked for is rare.
    """
    parts = [*PLACES[order.name], F("id")]
    shown = [_hidden(part) for part in parts] if hidden else parts
    named = {f"place_{n}": part for n, part in enumerate(shown)}
    rows = rows.annotate(**named)
    down = order.descending != backward
    if edge:
        given = [Value(edge[f"edge_{n}"], output_field=TextField()) for n in range(len(parts))]
        beyond = LessThan if down else GreaterThan
        rows = rows.filter(beyond(_row(shown), _row(given)))
    return rows.order_by(*((F(name).desc() if down else F(name).asc()) for name in named))


def arranged_in(
    rows: QuerySet[Document],
    of: QuerySet[Document],
    order: Order,
    *,
    most: int,
    backward: bool = False,
    **edge: str,
) -> QuerySet[Document]:
    """Return those of the rows that are among the first `most` of others in an order, arranged as these are."""
    part = arranged(of, order, backward=backward, hidden=False, **edge)[:most]
    names = place_names(order)
    rows = within(rows, part).annotate(
        **{name: column_of_part(name, part.query.annotations[name].output_field) for name in names}
    )
    down = order.descending != backward
    return rows.order_by(*(F(name).desc() if down else F(name).asc() for name in names))


def place_names(order: Order) -> list[str]:
    """Return the names under which `arranged` gives a line's place."""
    return [f"place_{n}" for n in range(len(PLACES[order.name]) + 1)]


def place_of(line: Document, order: Order) -> list[object]:
    """Return where a line that `arranged` gave stands."""
    return [getattr(line, name) for name in place_names(order)]


def _row(parts: Sequence[Expression | F | Value]) -> Func:
    return Func(*parts, function="row", output_field=TextField())


def _hidden(part: Expression | F) -> Func:
    """The same value, but not the expression that an index is built on."""
    return Func(part, template="(select %(expressions)s)", output_field=getattr(part, "output_field", None))
