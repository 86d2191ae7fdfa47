"""Periods of reports. Pure: the day is passed in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from congvu.kernel.api import measures

WEEK, MONTH, LAST_MONTH, QUARTER, YEAR, LAST_YEAR = "tuan", "thang", "thang-truoc", "quy", "nam", "nam-truoc"
PERIODS: Final = (WEEK, MONTH, LAST_MONTH, QUARTER, YEAR, LAST_YEAR)


def period(word: str, today: date) -> measures.Period:
    """Return the period that a word names on a day; an unknown word is the month.

    Weeks begin on Monday; all end with their last day, also when that is still to come.
    """
    if word == WEEK:
        first = today - timedelta(days=today.weekday())
        return measures.Period(first, first + timedelta(days=6))
    if word == QUARTER:
        return _months(today.year, today.month - (today.month - 1) % 3, 3)
    if word == YEAR:
        return measures.Period.year(today.year)
    if word == LAST_YEAR:
        return measures.Period.year(today.year - 1)
    if word == LAST_MONTH:
        before = today.replace(day=1) - timedelta(days=1)
        return _months(before.year, before.month, 1)
    return _months(today.year, today.month, 1)


def _months(year: int, month: int, count: int) -> measures.Period:
    first = date(year, month, 1)
    after = date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)
    return measures.Period(first, after - timedelta(days=1))
