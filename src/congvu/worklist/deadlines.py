"""Deadlines of entries in working time."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from congvu.kernel.api import worktime
from congvu.ui.api import Due

from .types import Bounds

SOON_WORKING_DAYS = 3
# A calendar without a working day for so long is wrong; the list is shown all the same.
LONGEST_LOOK = 60


def bounds(*, now: datetime, calendar: worktime.Calendar) -> Bounds:
    """Return the moments that part the list: now, midnight, the end of the third working day after today."""
    today = timezone.localdate(now)
    last, left = today, SOON_WORKING_DAYS
    while left and last < today + timedelta(days=LONGEST_LOOK):
        last += timedelta(days=1)
        left -= worktime.is_working_day(last, calendar)
    return Bounds(now, _midnight_after(today), _midnight_after(last))


def left_today(*, now: datetime, calendar: worktime.Calendar) -> int:
    """Return the working minutes that today still has."""
    return worktime.working_minutes_between(now, _midnight_after(timezone.localdate(now)), calendar)


def due(
    *, due_at: datetime | None, started_at: datetime | None, now: datetime, calendar: worktime.Calendar
) -> Due | None:
    """Return what is left of a deadline as the work list shows it, None without a deadline."""
    if due_at is None:
        return None
    left = worktime.remaining(due_at, now, calendar, started_at=started_at)
    return Due(left.minutes, left.late, left.used_percent, due_at)


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
