"""Deadlines in working time."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from congvu.kernel.api import statements, worktime

from ..desk_types import Aim, ClockSpan, ClockStep, Limit
from ..incoming import clocks, limits
from ..models import Document, UrgencyClock
from ..types import Urgency

_NOBODY = 0  # no agency has this key


def limit(*, agency_id: int, step: str, urgency: int, on: date) -> Limit:
    """Return the limit of a step on a day: the agency's own where it has one, else the country's (dated rows).

    An agency's own that a later law made too long gives way to the law.
    """
    found: list[UrgencyClock] = statements.kept_objects(_newest, str(step), int(urgency), agency_id=agency_id, on=on)
    law, own = _law(found), next((row for row in found if row.agency_id == agency_id), None)
    if own is None:
        return law
    mine = Limit(own.span, own.minutes, own.all_hours)
    return law if limits.looser(mine, law) else mine


def law_limit(*, step: str, urgency: int, on: date) -> Limit:
    """Return the country's limit of a step on a day."""
    return _law(statements.kept_objects(_newest, str(step), int(urgency), agency_id=_NOBODY, on=on))


def _law(found: list[UrgencyClock]) -> Limit:
    row = next((row for row in found if row.agency_id is None), None)
    if row is None:  # before the decree: as fast as for ordinary papers today
        return Limit(ClockSpan.NEXT_DAY)
    return Limit(row.span, row.minutes, row.all_hours)


def _newest(step: str, urgency: int, *, agency_id: int, on: date) -> QuerySet[UrgencyClock]:
    whose, holds = Q(agency_id=agency_id) | Q(agency=None), Q(valid_to=None) | Q(valid_to__gte=on)
    rows = UrgencyClock.objects.filter(whose, holds, step=step, urgency=urgency, valid_from__lte=on)
    return rows.order_by("-valid_from", "-pk")


def pass_on_aim(document: Document, *, start: datetime) -> Aim:
    """Return when the document should be submitted or passed on, and when at the latest (NĐ 30/2020 Điều 23).

    A paper "hỏa tốc hẹn giờ" must not pass its own hour.
    """
    found = clocks.aim(
        limit(
            agency_id=document.agency_id,
            step=ClockStep.PASS_ON,
            urgency=document.urgency,
            on=timezone.localdate(start),
        ),
        start=start,
        calendar=worktime.calendar_for(document.agency_id),
    )
    hour = document.due_at if document.urgency == Urgency.EXPRESS_TIMED else None
    if hour is None or hour >= found.due_at or hour <= start:
        return found
    return Aim(min(found.aim_at, hour), hour)


def pass_on_due(document: Document, *, start: datetime) -> datetime:
    """Return until when the document must be submitted or passed on at the latest."""
    return pass_on_aim(document, start=start).due_at


def first_reminder(*, document: Document, given_at: datetime, due_at: datetime | None) -> datetime | None:
    """Return when the holder of a part is first reminded of its deadline."""
    if due_at is None:
        return None
    rungs = clocks.ladder(
        given_at=given_at,
        due_at=due_at,
        urgent=document.urgency > Urgency.NORMAL,
        calendar=worktime.calendar_for(document.agency_id),
    )
    return clocks.following(rungs, now=given_at)


def end_of(day: date, *, agency_id: int) -> datetime:
    """Return when work ends on a day; on a day off the last minute of the day, since the law names the day."""
    shifts = worktime.calendar_for(agency_id).shifts(day)
    closing = shifts[-1][1] if shifts else time(23, 59)
    return timezone.make_aware(datetime.combine(day, closing))
