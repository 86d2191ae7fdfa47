"""The lines nearest to where a page begins: a part that is looked through whatever is asked of its lines.

What is asked for may be common or rare, and no figures of the planner say how it lies in an order. So a bounded part
is looked through first: it gives the page of anything common, and is cheap to have been looked through in vain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable

from congvu.kernel.api import Actor, statements

from .. import policy

LAST = 2_147_483_647
HERS = (300, 3000)  # of who sees by grants, so many of her nearest lines are looked through before all of hers
# For each grant the number beyond the nearest `most` lines; the line farthest from it that all grants are known up to.
_DOWN = """
select max(far.number) from unnest(%(grants)s::text[]) held (one) cross join lateral (
  select a.number from documents_access a
  where a."grant" = held.one and a.register_id = %(register)s and a.closed_at is null and a.number < %(start)s
  order by a.number desc offset %(most)s limit 1) far
"""
_UP = (
    _DOWN.replace("max(", "min(").replace("a.number < ", "a.number > ").replace("number desc", "number")
)  # the same from below


class _Part(BaseTable):
    """A table of which only the rows of a query set are there; PostgreSQL never looks at others."""

    def __init__(self, alias: str, rows: QuerySet[Any]) -> None:
        super().__init__(rows.model._meta.db_table, alias)
        self._alias, self._rows = alias, rows

    def as_sql(self, _compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return the query set in place of the table."""
        statement, values = self._rows.query.get_compiler(connection=connection).as_sql()
        return f"({statement}) {connection.ops.quote_name(self._alias)}", tuple(values)


def within(rows: QuerySet[Any], part: QuerySet[Any]) -> QuerySet[Any]:
    """Return `rows` among those of `part` only, a slice of the same model in an order.

    They come in the order of the part when `rows` are ordered by its very columns: PostgreSQL stops as soon as a page
    is full.
    """
    rows = rows.all()
    alias = rows.query.get_initial_alias()
    rows.query.alias_map[alias] = _Part(alias, part)
    return rows


def beyond_nearest(actor: Actor, *, register: int, most: int, start: int, upward: bool = False) -> int | None:
    """Return the number of a line of hers beyond about the `most` nearest; None when there are no more.

    Of who sees by grants: for every grant all lines up to that number, which itself is not among them, are at most
    `most`. Closed grants do not count.
    """
    values = {"grants": policy.grants_held(actor), "register": register, "start": start, "most": most}
    found = statements.rows(_UP if upward else _DOWN, values)[0][0]
    return None if found is None else int(found)


def windows(
    actor: Actor, *, register: int, below: int | None, above: int | None, sizes: Sequence[int] = HERS
) -> Iterator[tuple[dict[str, int], bool]]:
    """Yield bounds of her nearest lines by number, wider each time, and whether all she sees lies within.

    The last is all she sees only when she sees so few. With `above` (and no `below`) the page goes upward.
    """
    upward = above is not None and below is None
    start = (above if upward else below) or (0 if upward else LAST)
    for most in sizes:
        far = beyond_nearest(actor, register=register, most=most, start=start, upward=upward)
        if far is None:
            yield {}, True
            return
        yield {"below" if upward else "above": far}, False
