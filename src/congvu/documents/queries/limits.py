"""The limits by urgency as the page shows them: the law's beside the agency's, and what held before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.kernel.api import Actor, paging

from ..desk_types import ClockSpan, ClockStep
from ..models import UrgencyClock
from ..types import Urgency

PAST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A dated limit in words; `state` is "now", "soon" or "ended"; `set_by` is empty for the law's."""

    id: int
    urgency: str
    words: str
    valid_from: date
    valid_to: date | None
    basis: str
    set_by: str
    set_at: datetime | None
    state: str
    may_end: bool

    @property
    def dialog_id(self) -> str:
        """The id of the dialog that ends it."""
        return f"thoi-{self.id}"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of urgency: the law's limits of both steps, the agency's own now and to come."""

    urgency: str
    register: LimitRow | None
    law: LimitRow | None
    own: tuple[LimitRow, ...]


@dataclass(frozen=True, slots=True)
class LimitsPage:
    """The levels from ordinary to hỏa tốc, and the agency's limits that no longer hold, newest first."""

    levels: list[Level]
    past: list[LimitRow]
    past_left: int = 0

    @property
    def ending(self) -> list[LimitRow]:
        """The agency's rows that may be ended."""
        return [row for level in self.levels for row in level.own if row.may_end]


def page(*, actor: Actor, today: date) -> LimitsPage:
    """Return the limits of the actor's agency and of the law. The caller has asked policy."""
    holds = Q(valid_to=None) | Q(valid_to__gte=today)
    mine = UrgencyClock.objects.filter(agency_id=actor.agency_id)
    law = UrgencyClock.objects.filter(holds, agency=None, valid_from__lte=today).order_by("valid_from", "pk")
    of_law = {(row.step, row.urgency): _row(row, today) for row in law}
    own: dict[int, list[LimitRow]] = {}
    for row in mine.filter(holds).order_by("valid_from", "pk"):
        own.setdefault(row.urgency, []).append(_row(row, today))
    levels = [
        Level(
            urgency=str(level.label),
            register=of_law.get((ClockStep.REGISTER, level.value)),
            law=of_law.get((ClockStep.PASS_ON, level.value)),
            own=tuple(own.get(level.value, ())),
        )
        for level in Urgency
    ]
    over, left = paging.first(mine.filter(valid_to__lt=today).order_by("-valid_to", "-pk"), PAST_SHOWN)
    return LimitsPage(levels, [_row(row, today) for row in over], left)


def words_of(*, span: str, minutes: int, all_hours: bool) -> str:
    """Return a limit in words."""
    if span != ClockSpan.AT_ONCE:
        return str(ClockSpan(span).label)
    said = ngettext("Ngay: trong %(n)d phút", "Ngay: trong %(n)d phút", minutes) % {"n": minutes}
    return f"{said}, {_('kể cả ngoài giờ') if all_hours else _('tính theo giờ làm việc')}"


def _row(row: UrgencyClock, today: date) -> LimitRow:
    ended = row.valid_to is not None and row.valid_to < today
    return LimitRow(
        id=row.pk,
        urgency=str(Urgency(row.urgency).label),
        words=words_of(span=row.span, minutes=row.minutes, all_hours=row.all_hours),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        basis=row.legal_basis,
        set_by=row.set_by,
        set_at=row.set_at,
        state="ended" if ended else "soon" if row.valid_from > today else "now",
        may_end=row.agency_id is not None and row.valid_to is None,
    )
