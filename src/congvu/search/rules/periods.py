"""Stretches of time as few numbers: the index holds four for each entry, of 1, 8, 64 and 512 days.

The SQL function `search_periods` gives the same numbers for a moment (a test holds it).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

LEVELS = ((0, 0), (3, 1_000_000), (6, 2_000_000), (9, 3_000_000))  # days as powers of two; where the numbers begin
_FIRST = date(2000, 1, 1)


def day_of(moment: datetime) -> int:
    """Return the day of a moment, counted from 2000."""
    return (moment.astimezone(UTC).date() - _FIRST).days


def of(moment: datetime) -> list[int]:
    """Return the numbers of a moment, as the index holds them."""
    return [(day_of(moment) >> power) + base for power, base in LEVELS]


def span(first: int, last: int) -> list[int]:
    """Return the numbers that together stand for the days `first` to `last`: the longest that fit."""
    return list(_span(first, last))


def _span(first: int, last: int) -> Iterator[int]:
    while first <= last:
        for power, base in reversed(LEVELS):
            length = 1 << power
            if first % length == 0 and first + length - 1 <= last:
                yield (first // length) + base
                first += length
                break
