"""Conditions on facets as the index is asked, and ranges of days and numbers as facets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from ..types import Wanted

LONGEST = 100
MOST = 400  # facets of one entry
MOST_ALTERNATIVES = 400
LARGEST_NUMBER = 999_999


def kept(facets: Iterable[str]) -> list[str]:
    """Return the facets of an entry as they are kept: cut, without empty ones, each once, not too many."""
    clean = {facet[:LONGEST] for facet in facets if facet.strip()}
    return sorted(clean)[:MOST]


def tsquery(wanted: Sequence[Wanted]) -> str:
    """Return all conditions for `::tsquery`; lexemes are quoted, so that nothing in them is an operator."""
    return " & ".join(one(condition) for condition in wanted)


def one(condition: Wanted) -> str:
    """Return one condition; one that names nothing matches nothing."""
    star = ":*" if condition.prefix else ""
    parts = [f"{_quoted(facet)}{star}" for facet in condition.any_of[:MOST_ALTERNATIVES] if facet.strip()]
    return f"({' | '.join(parts)})" if parts else _quoted("\u2205")


def _quoted(facet: str) -> str:
    plain = facet[:LONGEST].replace("\\", "\\\\").replace("'", "''").replace("\x00", "")
    return f"'{plain}'"


def of_day(name: str, day: date) -> list[str]:
    """Return the facets of a day: year, month and day, so that a range needs few of them."""
    return [f"{name}:y{day:%Y}", f"{name}:m{day:%Y-%m}", f"{name}:d{day:%Y-%m-%d}"]


def days(name: str, first: date | None, last: date | None) -> Wanted | None:
    """Return the condition that a day lies in a range; None without any limit. Years reach from 1900 to 2100."""
    if first is None and last is None:
        return None
    begin = max(first or date.min, date(1900, 1, 1))
    end = min(last or date.max, date(2100, 12, 31))
    return Wanted(tuple(f"{name}:{part}" for part in _cover_days(begin, end)))


def _cover_days(day: date, end: date) -> Iterator[str]:
    while day <= end:
        if (day.month, day.day) == (1, 1) and date(day.year, 12, 31) <= end:
            yield f"y{day:%Y}"
            day = date(day.year + 1, 1, 1)
        elif day.day == 1 and (following := _next_month(day)) - timedelta(days=1) <= end:
            yield f"m{day:%Y-%m}"
            day = following
        else:
            yield f"d{day:%Y-%m-%d}"
            day += timedelta(days=1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def of_number(name: str, number: int) -> list[str]:
    """Return the facets of a whole number: itself and its tens, hundreds… up to a hundred thousand."""
    return [f"{name}:{power}.{number // 10**power}" for power in range(6)]


def numbers(name: str, first: int | None, last: int | None) -> Wanted | None:
    """Return the condition that a number lies in a range; None without any limit."""
    if first is None and last is None:
        return None
    low, high = max(first or 0, 0), min(LARGEST_NUMBER if last is None else last, LARGEST_NUMBER)
    found = []
    while low <= high:
        power = next(p for p in range(5, -1, -1) if low % 10**p == 0 and low + 10**p - 1 <= high)
        found.append(f"{name}:{power}.{low // 10**power}")
        low += 10**power
    return Wanted(tuple(found))
