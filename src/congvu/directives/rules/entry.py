"""Until when the tasks of a directing paper are entered (domain/documents 6.1).

The defaults are those of a province's rules: an urgent paper on its day, an ordinary one within one working day, one
for many agencies within two. Each agency may set its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

URGENT_DAYS, DAYS, MANY_DAYS = 0, 1, 2
MOST_DAYS = 30
LAST_HOUR = 17
LONGEST_REST = 30  # days in a row on which nobody works


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days for each sort of paper; 0 is the same day."""

    urgent: int = URGENT_DAYS
    ordinary: int = DAYS
    many: int = MANY_DAYS


def days_for(limits: Limits, *, urgency: int, receivers: int) -> int:
    """Return how many working days there are: urgency goes before the number of receivers."""
    if urgency > 0:
        return limits.urgent
    return limits.many if receivers > 1 else limits.ordinary


def last_day(at: datetime, days: int, is_working: Callable[[date], bool]) -> date:
    """Return the last day; what comes after work, or on a day of rest, begins on the next working day.

    `at` is in local time; its own day is not counted, as with every deadline in days.
    """
    day = at.date()
    if not is_working(day) or at.hour >= LAST_HOUR:
        day = _next(day, is_working)
    for _n in range(days):
        day = _next(day, is_working)
    return day


def _next(day: date, is_working: Callable[[date], bool]) -> date:
    for _n in range(LONGEST_REST):
        day += timedelta(days=1)
        if is_working(day):
            break
    return day
