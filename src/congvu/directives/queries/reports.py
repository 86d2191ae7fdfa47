"""Reports of tasks by unit, agency, assigner, field and period; each number opens its rows (domain/documents 6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, measures

from .. import policy
from ..models import Directive, Field
from ..rules import figures as rules
from ..rules.figures import Rates
from ..types import Counted, Reported, State
from . import conditions, tallies

UNIT, AGENCY, GIVER, FIELD = "don-vi", "co-quan", "nguoi-giao", "linh-vuc"
GROUPS: Final[dict[str, str]] = {
    UNIT: "lead_unit_id",
    AGENCY: "lead_agency_id",
    GIVER: "giver_post_id",
    FIELD: "field_id",
}
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report; `key` is 0 for what belongs to none."""

    key: int
    label: str
    counted: Counted
    extended: int
    returned: int
    delay: Decimal | None  # average days late of those that are or were late
    rates: Rates


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its lines, the longest overdue first, and their sum."""

    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True, slots=True)
class Month:
    """What was completed in a month, in time and late."""

    first: date
    in_time: int
    late: int


def in_period(actor: Actor, period: measures.Period) -> QuerySet[Directive]:
    """Return what the actor sees of the tasks given in a period, as far as reports count it."""
    rows = policy.visible_directives(actor).filter(conditions.counted())
    return rows.filter(assigned_on__gte=period.first, assigned_on__lte=period.last)


def by(group: str, *, actor: Actor, period: measures.Period, today: date) -> Report:
    """Return the report by a group. Three queries at most, whatever the number of tasks."""
    column = GROUPS[group]
    rows = in_period(actor, period)
    if group == AGENCY:
        rows = rows.filter(lead_agency__isnull=False)
    found = _grouped(rows, column, today=today)
    return _report(found, _names(group, found, actor=actor, period=period))


def of_rows(rows: QuerySet[Directive], *, names: Mapping[int, str], period: measures.Period, today: date) -> Report:
    """Return the report by unit of rows that the caller may count, in one query; `names` are those of the units."""
    rows = rows.filter(conditions.counted(), assigned_on__gte=period.first, assigned_on__lte=period.last)
    return _report(_grouped(rows, GROUPS[UNIT], today=today), {0: _("Cơ quan khác chủ trì"), **names})


def _grouped(rows: QuerySet[Directive], column: str, *, today: date) -> dict[int, Any]:
    return {row[column] or 0: row for row in rows.order_by().values(column).annotate(**_sums(today))}


def _report(found: Mapping[int, Any], names: Mapping[int, str]) -> Report:
    lines = [_line(key, names.get(key, ""), row) for key, row in found.items()]
    lines.sort(key=lambda line: (-line.counted.open_late, -line.counted.total, line.label))
    return Report(tuple(lines), total_of(lines, found.values()))


def whole(rows: QuerySet[Directive], *, today: date) -> Line:
    """Return one line for all rows, in one query."""
    return _line(0, _("Cộng"), rows.aggregate(**_sums(today)))


def total_of(lines: list[Line], raw: Any) -> Line:
    """Return the sum of the lines."""
    counted = rules.added([line.counted for line in lines])
    late = [row for row in raw]
    return Line(
        0,
        _("Cộng"),
        counted,
        sum(line.extended for line in lines),
        sum(line.returned for line in lines),
        rules.average(sum(_days(row) for row in late), counted.done_late + counted.open_late),
        rules.rates(counted),
    )


def trend(*, actor: Actor, view: str, today: date) -> list[Month]:
    """Return what was completed in each of the last twelve months, oldest first, in one query."""
    months = [_month(today, back) for back in range(MONTHS - 1, -1, -1)]
    found = tallies.done_by_month(actor=actor, view=view, first=months[0])
    return [Month(first, *found.get(first, (0, 0))) for first in months]


def _month(today: date, back: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _sums(today: date) -> dict[str, Any]:
    classes = conditions.classes(today)

    def days(last: Any) -> Any:
        return ExpressionWrapper(last - F("due_on"), output_field=DurationField())

    late_with_result = classes[Reported.DONE_LATE] | (classes[Reported.OPEN_LATE] & Q(state=State.REVIEW))
    return {
        "n_done_in_time": Count("pk", filter=classes[Reported.DONE_IN_TIME]),
        "n_done_late": Count("pk", filter=classes[Reported.DONE_LATE]),
        "n_open_in_time": Count("pk", filter=classes[Reported.OPEN_IN_TIME]),
        "n_open_late": Count("pk", filter=classes[Reported.OPEN_LATE]),
        "n_extended": Count("pk", filter=Q(extended_count__gt=0)),
        "n_returned": Count("pk", filter=Q(returned_count__gt=0)),
        "d_result": Sum(days(F("result_on")), filter=late_with_result),
        "d_today": Sum(days(Value(today)), filter=classes[Reported.OPEN_LATE] & ~Q(state=State.REVIEW)),
    }


def _days(row: Mapping[str, Any]) -> int:
    found: list[timedelta] = [row[name] for name in ("d_result", "d_today") if row[name] is not None]
    return sum(one.days for one in found)


def _line(key: int, label: str, row: Mapping[str, Any]) -> Line:
    counted = Counted(row["n_done_in_time"], row["n_done_late"], row["n_open_in_time"], row["n_open_late"])
    return Line(
        key,
        label,
        counted,
        row["n_extended"],
        row["n_returned"],
        rules.average(_days(row), counted.done_late + counted.open_late),
        rules.rates(counted),
    )


def _names(group: str, found: Mapping[int, Any], *, actor: Actor, period: measures.Period) -> dict[int, str]:
    if group == UNIT:
        return {**unit_names(actor.agency_id, period), 0: _("Cơ quan khác chủ trì")}
    if group == AGENCY:
        return {card.id: card.name for card in identity.agencies(found)}
    if group == FIELD:
        return {**dict(Field.objects.filter(pk__in=found).values_list("pk", "name")), 0: _("Chưa ghi lĩnh vực")}
    cards = identity.posts(on=period.last, ids=[key for key in found if key])
    return {card.id: f"{card.person_name or _('(khuyết)')}, {card.title}" for card in cards}


def unit_names(agency_id: int, period: measures.Period) -> dict[int, str]:
    """Return the units of an agency by the names of the period's end, those gone before it by those of its start."""
    found = {node.id: node.name for node in identity.unit_tree(agency_id=agency_id, on=period.last)}
    for node in identity.unit_tree(agency_id=agency_id, on=period.first):
        found.setdefault(node.id, node.name)
    return found
