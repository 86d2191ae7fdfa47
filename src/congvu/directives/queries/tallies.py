"""Open tasks in piles: by unit and by field, by how they stand and in which week they come due.

What a leader asks of her agency, or of what she gave, is read from the kept counts (`models.Tally`); what anybody else
asks is counted among the rows she sees, in one grouped statement. Both give the same piles; a test holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, CharField, Count, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, Least, Trunc

from congvu.kernel.api import Actor, statements

from .. import policy
from ..models import Directive, Sight
from ..types import Standing, State, TallyOf
from . import lists
from .lists import Asked

WEEKS: Final = 8
LATER: Final = WEEKS  # the pile of what comes due after the last week, or never
PAST: Final = -1
REVIEW: Final = frozenset({Standing.REVIEW, Standing.REVIEW_LATE, Standing.REVIEW_UNDATED})
DUE_PASSES: Final = frozenset({Standing.WORKING, Standing.REVIEW_UNDATED})
KEPT: Final = """
select dimension, key, standing,
  case when day < %(today)s then -1 when day > %(last)s then %(later)s else (day - %(monday)s) / 7 end as week,
  day <= %(until)s as near, sum(n)
from directives_tally
where agency_id = %(agency)s and scope = %(scope)s and dimension = any(%(dimensions)s)
group by 1, 2, 3, 4, 5 having sum(n) <> 0
"""
DONE: Final = """
select day, standing, sum(n) from directives_tally
where agency_id = %(agency)s and scope = %(scope)s and dimension = 5 and day >= %(first)s
group by day, standing having sum(n) <> 0
"""


@dataclass(frozen=True, slots=True)
class Pile:
    """`n` open tasks of a unit or field that stand alike; `week` 0 is this one; `near`: due soon, or past."""

    dimension: int
    key: int
    standing: str
    week: int
    near: bool
    n: int

    @property
    def is_late(self) -> bool:
        """As `conditions.late`."""
        return self.standing == Standing.REVIEW_LATE or (self.standing in DUE_PASSES and self.week == PAST)

    @property
    def is_soon(self) -> bool:
        """As `conditions.soon`."""
        return self.standing == Standing.WORKING and self.week != PAST and self.near

    @property
    def is_review(self) -> bool:
        """A result waits to be confirmed."""
        return self.standing in REVIEW


def kept_scope(actor: Actor, view: str) -> int | None:
    """Return under which scope the kept counts hold all that a view shows the actor; None where they do not."""
    if not policy.sees_whole_agency(actor):
        return None
    return {lists.ALL: 0, lists.GIVEN: actor.post_id}.get(view)


def monday_of(today: date) -> date:
    """Return the first day of the weeks that are told apart."""
    return today - timedelta(days=today.weekday())


def piles(
    *, actor: Actor, view: str, today: date, soon_until: date, dimensions: tuple[int, ...] = tuple(TallyOf)[:4]
) -> list[Pile]:
    """Return the piles of a view, in one statement."""
    scope = kept_scope(actor, view)
    if scope is None:
        rows = lists.counted_parts(actor, Asked(view=view))
        return [pile for part in rows for pile in counted(part, today=today, soon_until=soon_until)]
    values = {
        "agency": actor.agency_id,
        "scope": scope,
        "dimensions": list(dimensions),
        "today": today,
        "monday": monday_of(today),
        "last": monday_of(today) + timedelta(days=7 * WEEKS - 1),
        "later": LATER,
        "until": soon_until,
    }
    return [
        Pile(dimension, key, standing, week, near and standing != Standing.TROUBLED, int(n))
        for dimension, key, standing, week, near, n in statements.rows(KEPT, values)
    ]


def counted(rows: QuerySet[Directive] | QuerySet[Sight], *, today: date, soon_until: date) -> list[Pile]:
    """Return the piles of rows, whoever may see them, in one statement."""
    last = monday_of(today) + timedelta(days=7 * WEEKS - 1)
    # Mọi ngày trước hôm nay, và mọi ngày sau tuần cuối, gom về một ngày để ít nhóm.
    before, after = Value(today - timedelta(days=1)), Value(last + timedelta(days=1))
    day = Least(Greatest("due_sort", before, output_field=DateField()), after, output_field=DateField())
    names = ("lead_unit_id", "field_id", "standing", "day", "has_difficulties")
    found = (
        rows.filter(is_open=True)
        .order_by()
        .annotate(standing=_standing(), day=day)
        .values(*names)
        .annotate(n=Count(Value(1)))
    )
    made: list[Pile] = []
    for row in found:
        made += _piles_of(row, today=today, last=last, soon_until=soon_until)
    return made


def _standing() -> Case:
    late = Q(due_on__isnull=False, result_on__gt=F("due_on"))
    return Case(
        When(state=State.PAUSED, then=Value(Standing.PAUSED)),
        When(~Q(state=State.REVIEW), then=Value(Standing.WORKING)),
        When(result_on__isnull=True, then=Value(Standing.REVIEW_UNDATED)),
        When(late, then=Value(Standing.REVIEW_LATE)),
        default=Value(Standing.REVIEW),
        output_field=CharField(),
    )


def _piles_of(row: dict[str, Any], *, today: date, last: date, soon_until: date) -> list[Pile]:
    day: date = row["day"]
    week = PAST if day < today else LATER if day > last else (day - monday_of(today)).days // 7
    unit, field = row["lead_unit_id"] or 0, row["field_id"] or 0
    near = day <= soon_until
    found = [
        Pile(TallyOf.UNIT, unit, row["standing"], week, near, row["n"]),
        Pile(TallyOf.FIELD, field, row["standing"], week, near, row["n"]),
    ]
    if row["has_difficulties"]:
        found.append(Pile(TallyOf.TROUBLED_UNIT, unit, Standing.TROUBLED, LATER, False, row["n"]))
        found.append(Pile(TallyOf.TROUBLED_FIELD, field, Standing.TROUBLED, LATER, False, row["n"]))
    return found


def figures(found: list[Pile], *, unit_id: int | None = None, field_id: int | None = None) -> list[tuple[str, int]]:
    """Return the numbers of the situations that ask for attention: of all, of one unit, or of one field."""
    by_field = field_id is not None
    dimension = TallyOf.FIELD if by_field else TallyOf.UNIT
    troubled = TallyOf.TROUBLED_FIELD if by_field else TallyOf.TROUBLED_UNIT
    key = field_id if by_field else unit_id
    mine = [pile for pile in found if key is None or pile.key == key]
    open_ones = [pile for pile in mine if pile.dimension == dimension]
    return [
        (lists.OPEN, sum(pile.n for pile in open_ones)),
        (lists.LATE, sum(pile.n for pile in open_ones if pile.is_late)),
        (lists.SOON, sum(pile.n for pile in open_ones if pile.is_soon)),
        (lists.REVIEW, sum(pile.n for pile in open_ones if pile.is_review)),
        (lists.TROUBLED, sum(pile.n for pile in mine if pile.dimension == troubled)),
    ]


def figures_of_list(*, actor: Actor, asked: Asked, today: date, soon_until: date) -> list[tuple[str, int]]:
    """Return how many open tasks of the view, as narrowed, stand in each situation that asks for attention."""
    plain = replace(asked, situation=lists.OPEN, unit_id=None, field_id=None) == Asked(view=asked.view)
    one_key = asked.unit_id is None or asked.field_id is None
    if plain and one_key and kept_scope(actor, asked.view) is not None:
        by_field = asked.field_id is not None
        wanted = (TallyOf.FIELD, TallyOf.TROUBLED_FIELD) if by_field else (TallyOf.UNIT, TallyOf.TROUBLED_UNIT)
        found = piles(actor=actor, view=asked.view, today=today, soon_until=soon_until, dimensions=wanted)
        return figures(found, unit_id=asked.unit_id, field_id=asked.field_id)
    return lists.figures(actor=actor, asked=asked, today=today, soon_until=soon_until)


def done_by_month(*, actor: Actor, view: str, first: date) -> dict[date, tuple[int, int]]:
    """Return by month, from a day on, how many were completed in time and how many late; one statement."""
    scope = kept_scope(actor, view)
    if scope is None:
        parts = lists.counted_parts(actor, Asked(view=view))
        return _added([_done_among(part, agency_id=actor.agency_id, first=first) for part in parts])
    found: dict[date, tuple[int, int]] = {}
    for day, standing, n in statements.rows(DONE, {"agency": actor.agency_id, "scope": scope, "first": first}):
        in_time, late = found.get(day, (0, 0))
        found[day] = (in_time, late + int(n)) if standing == Standing.DONE_LATE else (in_time + int(n), late)
    return found


def _added(parts: list[dict[date, tuple[int, int]]]) -> dict[date, tuple[int, int]]:
    found: dict[date, tuple[int, int]] = {}
    for part in parts:
        for day, (in_time, late) in part.items():
            before = found.get(day, (0, 0))
            found[day] = (before[0] + in_time, before[1] + late)
    return found


def _done_among(
    rows: QuerySet[Directive] | QuerySet[Sight], *, agency_id: int, first: date
) -> dict[date, tuple[int, int]]:
    late = Q(due_on__isnull=False, result_on__gt=F("due_on"))
    counts = (
        rows.filter(agency_id=agency_id, state=State.DONE, result_on__gte=first)
        .order_by()
        .annotate(month=Trunc("result_on", "month", output_field=DateField()))
        .values("month")
        .annotate(late=Count(Value(1), filter=late), everything=Count(Value(1)))
    )
    return {row["month"]: (row["everything"] - row["late"], row["late"]) for row in counts}
