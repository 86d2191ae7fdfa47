"""The leader's page: what is late and near, by unit and by field, and how the deadlines lie in the coming weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor

from ..models import Field
from ..rules import figures as rules
from ..types import TallyOf
from . import lists, tallies
from .tallies import Pile

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


def by_unit(found: list[Pile], *, actor: Actor, today: date) -> list[GroupLine]:
    """Return the open tasks by the unit that leads, the most late first."""
    names = {node.id: node.name for node in identity.unit_tree(agency_id=actor.agency_id, on=today)}
    return _grouped(found, TallyOf.UNIT, names, _("Cơ quan khác"))


def by_field(found: list[Pile], *, actor: Actor) -> list[GroupLine]:
    """Return the open tasks by field of work, the most late first."""
    names = dict(Field.objects.filter(agency_id=actor.agency_id).values_list("pk", "name"))
    return _grouped(found, TallyOf.FIELD, names, _("Chưa ghi lĩnh vực"))


def _grouped(found: list[Pile], dimension: TallyOf, names: Mapping[int, str], missing: str) -> list[GroupLine]:
    lines = [
        GroupLine(
            key,
            names.get(key, _("Đơn vị cũ") if key else missing),
            sum(pile.n for pile in mine),
            sum(pile.n for pile in mine if pile.is_late),
            sum(pile.n for pile in mine if pile.is_soon),
            sum(pile.n for pile in mine if pile.is_review),
        )
        for key, mine in _by_key(found, dimension).items()
    ]
    lines.sort(key=lambda line: (-line.late, -line.open, line.label))
    return lines[:MOST_LINES]


def _by_key(found: list[Pile], dimension: TallyOf) -> dict[int, list[Pile]]:
    lines: dict[int, list[Pile]] = {}
    for pile in found:
        if pile.dimension == dimension:
            lines.setdefault(pile.key, []).append(pile)
    return lines


def weeks(today: date) -> list[tuple[date, date]]:
    """Return the weeks from this one on, Monday to Sunday."""
    monday = tallies.monday_of(today)
    return [(monday + timedelta(weeks=n), monday + timedelta(weeks=n, days=6)) for n in range(tallies.WEEKS)]


def heat(found: list[Pile], *, actor: Actor, today: date) -> list[HeatLine]:
    """Return, for each unit, how many open tasks are past due and how many come due in each week."""
    spans = weeks(today)
    counts = {
        key: (sum(p.n for p in mine if p.is_late), [sum(p.n for p in mine if p.week == n) for n in range(len(spans))])
        for key, piles in _by_key(found, TallyOf.UNIT).items()
        if (mine := [pile for pile in piles if pile.week != tallies.LATER])
    }
    most = max((n for _past, numbers in counts.values() for n in numbers), default=0)
    names = {node.id: node.name for node in identity.unit_tree(agency_id=actor.agency_id, on=today)}
    lines = []
    for key, (past, numbers) in counts.items():
        cells = [Cell(None, None, past, 0, is_past=True)]
        cells += [
            Cell(max(first, today), last, n, rules.heat(n, most))
            for n, (first, last) in zip(numbers, spans, strict=True)
        ]
        lines.append(HeatLine(key, names.get(key, _("Đơn vị cũ") if key else _("Cơ quan khác")), tuple(cells)))
    lines.sort(key=lambda line: (-line.cells[0].count, -sum(c.count for c in line.cells), line.label))
    return lines[:MOST_LINES]
