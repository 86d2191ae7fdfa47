"""When a task is spoken of before and after its deadline. Pure: calendar and clock are passed in.

Design: N working days before (5 and 1 unless the agency set otherwise), on the day, then while it is overdue every so
many working days. One step is spoken of once, whatever the number of runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

BEFORE_DEFAULT: Final = (5, 1)
MOST_BEFORE: Final = 60
OVERDUE_EVERY_DEFAULT: Final = 5
ON_THE_DAY: Final = 1000
OVERDUE: Final = 1001
LONGEST_WALK: Final = 400
OVERDUE_STEPS: Final = 200

IsWorkingDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: `step` grows along it; `days_left` working days before, 0 on the day, below 0 after."""

    step: int
    on: date
    days_left: int


def ladder(
    *,
    due_on: date,
    given_on: date,
    before: Sequence[int],
    on_day: bool,
    overdue_every: int,
    is_working_day: IsWorkingDay,
    until: date,
) -> list[Rung]:
    """Return the steps up to `until`, in order. Days before the giving are none: nobody knew of the task."""
    rungs: list[Rung] = []
    for place, days in enumerate(sorted(set(before), reverse=True)):
        day = _back(due_on, days, is_working_day)
        if day > given_on:
            rungs.append(Rung(place + 1, day, days))
    if on_day:
        rungs.append(Rung(ON_THE_DAY, due_on, 0))
    rungs += _overdue(due_on, overdue_every, is_working_day, until)
    return [rung for rung in rungs if rung.on <= until]


def _overdue(due_on: date, every: int, is_working_day: IsWorkingDay, until: date) -> list[Rung]:
    if every <= 0:
        return []
    found: list[Rung] = []
    day, gone, step = due_on, 0, 0
    while day < until and step < OVERDUE_STEPS:
        day += timedelta(days=1)
        if not is_working_day(day):
            continue
        gone += 1
        if (gone - 1) % every == 0:
            found.append(Rung(OVERDUE + step, day, -gone))
            step += 1
    return found


def _back(day: date, working_days: int, is_working_day: IsWorkingDay) -> date:
    left, walked = working_days, 0
    while left > 0 and walked < LONGEST_WALK:
        day -= timedelta(days=1)
        walked += 1
        if is_working_day(day):
            left -= 1
    return day


def reached(rungs: Sequence[Rung], *, today: date, sent: int) -> Rung | None:
    """Return the highest step that is due and was not spoken of; steps that were slept through are not made up."""
    due = [rung for rung in rungs if rung.on <= today and rung.step > sent]
    return due[-1] if due else None


def following(rungs: Sequence[Rung], *, today: date) -> date | None:
    """Return the day of the next step after today."""
    return next((rung.on for rung in rungs if rung.on > today), None)
