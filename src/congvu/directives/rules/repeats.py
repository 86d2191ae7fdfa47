"""When a regular task comes due: the last day of each period, moved by nothing (the calendar moves reminders)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext as _

from ..types import Repeat

_MONTHS = {Repeat.MONTH: 1, Repeat.QUARTER: 3, Repeat.HALF: 6, Repeat.YEAR: 12}
_FRIDAY = 4


def due_day(repeat: str, first_due: date, *, number: int) -> date:
    """Return the deadline of the period `number` (0 is the first): the same weekday, or the same day of the month.

    A day that a month lacks is its last: 31/01 is followed by 28/02 and 31/03.
    """
    if repeat == Repeat.WEEK:
        return first_due + timedelta(weeks=number)
    months = _MONTHS[Repeat(repeat)] * number
    year, month = divmod(first_due.year * 12 + first_due.month - 1 + months, 12)
    return date(year, month + 1, min(first_due.day, monthrange(year, month + 1)[1]))


def due_numbers(repeat: str, first_due: date, *, until: date, have: int) -> list[int]:
    """Return the periods that must stand open until a day, beyond the `have` that do; at most 60 at once."""
    found: list[int] = []
    number = have
    while due_day(repeat, first_due, number=number) <= until and len(found) < 60:
        found.append(number)
        number += 1
    return found


def opens_on(repeat: str, due: date) -> date:
    """Return the day on which the task of a period is to stand in the work list: its period's beginning."""
    if repeat == Repeat.WEEK:
        return due - timedelta(days=6)
    back = _MONTHS[Repeat(repeat)]
    year, month = divmod(due.year * 12 + due.month - 1 - back, 12)
    return date(year, month + 1, min(due.day, monthrange(year, month + 1)[1])) + timedelta(days=1)


def period_name(repeat: str, due: date) -> str:
    """Return how people call the period that ends with a deadline."""
    if repeat == Repeat.WEEK:
        return _("kỳ tuần đến %(day)s") % {"day": due.strftime("%d/%m/%Y")}
    if repeat == Repeat.MONTH:
        return _("kỳ tháng %(month)d/%(year)d") % {"month": due.month, "year": due.year}
    if repeat == Repeat.QUARTER:
        return _("kỳ quý %(quarter)s/%(year)d") % {
            "quarter": "I II III IV".split()[(due.month - 1) // 3],
            "year": due.year,
        }
    if repeat == Repeat.HALF:
        half = _("6 tháng đầu năm %(year)d") if due.month <= 6 else _("6 tháng cuối năm %(year)d")
        return half % {"year": due.year}
    return _("kỳ năm %(year)d") % {"year": due.year}
