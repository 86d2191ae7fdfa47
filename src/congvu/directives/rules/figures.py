"""The rates of the reports.

Báo cáo 1270/BC-TCTTTg (27/12/2017) gives "of the tasks that had fallen due" 98,62 % done and 1,38 % overdue: 16.051 of
16.274 is 98,629…, cut after two places, and the overdue rate is what is left to 100. So here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from ..types import Counted

CENT = Decimal("0.01")
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares in percent, None without anything to divide by."""

    done_of_due: Decimal | None
    overdue_of_due: Decimal | None
    done_of_all: Decimal | None
    in_time_of_done: Decimal | None


def rates(counted: Counted) -> Rates:
    """Return both rates of the reports: of what had fallen due, and of everything; never rounded up."""
    done_of_due = _share(counted.done, counted.done + counted.open_late)
    return Rates(
        done_of_due=done_of_due,
        overdue_of_due=None if done_of_due is None else WHOLE - done_of_due,
        done_of_all=_share(counted.done, counted.total),
        in_time_of_done=_share(counted.done_in_time, counted.done),
    )


def _share(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * WHOLE / Decimal(whole)).quantize(CENT, ROUND_DOWN)


def average(total_days: int, count: int) -> Decimal | None:
    """Return the average delay in days with one decimal, None where nothing was late."""
    if not count:
        return None
    return (Decimal(total_days) / Decimal(count)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def heat(count: int, most: int) -> int:
    """Return how warm a cell is, 0..4, against the fullest cell; nothing is 0, anything at least 1."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, min(4, -(-count * 4 // most)))


def added(parts: Sequence[Counted]) -> Counted:
    """Return the sum of lines."""
    return Counted(
        sum(p.done_in_time for p in parts),
        sum(p.done_late for p in parts),
        sum(p.open_in_time for p in parts),
        sum(p.open_late for p in parts),
    )
