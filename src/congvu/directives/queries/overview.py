"""The leader's page: what is late and near, by unit and by field, and how the deadlines lie in the coming weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor

from .. import policy
from ..models import Directive, Field
from ..rules import figures as rules
from . import conditions, lists

WEEKS: Final = 8
MOST_LINES: Final = 12
SCOPES: Final = (lists.GIVEN, lists.ALL, lists.TO_DO)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The open tasks of a unit or a field."""

    key: int
    label: str
    open: int
    late: int
    soon: int
    review: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How many open tasks come due in a span of days; `heat` 0..4 against the fullest cell."""

    first: date | None
    last: date | None
    count: int
    heat: int
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class HeatLine:
    """A unit's row of the weeks."""

    key: int
    label: str
    cells: tuple[Cell, ...]


def rows_of(actor: Actor, scope: str) -> QuerySet[Directive]:
    """Return the open tasks that the page counts."""
    start = {lists.GIVEN: policy.given, lists.TO_DO: policy.to_do}
    return start.get(scope, policy.visible_directives)(actor).filter(is_open=True)


def by_unit(*, actor: Actor, scope: str, today: date, soon_until: date) -> list[GroupLine]:
    """Return the open tasks by the unit that leads, the most late first; two queries."""
    names = {node.id: node.name for node in identity.unit_tree(agency_id=actor.agency_id, on=today)}
    return _grouped("lead_unit_id", names, _("Cơ quan khác"), actor, scope, today, soon_until)


def by_field(*, actor: Actor, scope: str, today: date, soon_until: date) -> list[GroupLine]:
    """Return the open tasks by field of work; two queries."""
    names = dict(Field.objects.filter(agency_id=actor.agency_id).values_list("pk", "name"))
    return _grouped("field_id", names, _("Chưa ghi lĩnh vực"), actor, scope, today, soon_until)


def _grouped(
    column: str,
    names: Mapping[int, str],
    missing: str,
    actor: Actor,
    scope: str,
    today: date,
    soon_until: date,
) -> list[GroupLine]:
    conditions_of = {
        name: lists.situation(situation, today=today, soon_until=soon_until)
        for name, situation in (("late", lists.LATE), ("soon", lists.SOON), ("review", lists.REVIEW))
    }
    counts: dict[str, Any] = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions_of.items()}
    counted = rows_of(actor, scope).order_by().values(column).annotate(n_open=Count("pk"), **counts)
    found = [
        GroupLine(
            row[column] or 0,
            names.get(row[column] or 0, missing if not row[column] else _("Đơn vị cũ")),
            row["n_open"],
            row["n_late"],
            row["n_soon"],
            row["n_review"],
        )
        for row in counted
    ]
    found.sort(key=lambda line: (-line.late, -line.open, line.label))
    return found[:MOST_LINES]


def weeks(today: date) -> list[tuple[date, date]]:
    """Return the weeks from this one on, Monday to Sunday."""
    monday = today - timedelta(days=today.weekday())
    return [(monday + timedelta(weeks=n), monday + timedelta(weeks=n, days=6)) for n in range(WEEKS)]


def heat(*, actor: Actor, scope: str, today: date) -> list[HeatLine]:
    """Return, for each unit, how many open tasks are past due and how many come due in each week; two queries."""
    spans = weeks(today)
    rows = rows_of(actor, scope).filter(due_on__isnull=False, due_on__lte=spans[-1][1])
    counts: dict[str, Any] = {"n_past": Count("pk", filter=conditions.late(today))}
    for place, (first, last) in enumerate(spans):
        near = Q(due_on__gte=max(first, today), due_on__lte=last)
        counts[f"n_{place}"] = Count("pk", filter=near)
    group = "lead_unit_id"
    counted: list[Any] = list(rows.order_by().values(group).annotate(**counts))
    most = max((row[f"n_{n}"] for row in counted for n in range(WEEKS)), default=0)
    names = {node.id: node.name for node in identity.unit_tree(agency_id=actor.agency_id, on=today)}
    found = []
    for row in counted:
        key = row[group] or 0
        cells = [Cell(None, None, row["n_past"], 0, is_past=True)]
        cells += [
            Cell(max(first, today), last, row[f"n_{n}"], rules.heat(row[f"n_{n}"], most))
            for n, (first, last) in enumerate(spans)
        ]
        label = names.get(key, _("Đơn vị cũ") if key else _("Cơ quan khác"))
        found.append(HeatLine(key, label, tuple(cells)))
    found.sort(key=lambda line: (-line.cells[0].count, -sum(c.count for c in line.cells), line.label))
    return found[:MOST_LINES]
