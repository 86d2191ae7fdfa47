"""The conditions behind each figure: the same ones count a number and find its rows; `rules.states` says the same."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q

from congvu.kernel.api import worktime

from ..types import Reported, State

SOON_WORKING_DAYS = 5


def late(today: date) -> Q:
    """Open tasks past their deadline in force."""
    return Q(is_open=True) & late_of_open(today)


def late_of_open(today: date) -> Q:
    """`late` among rows that are open anyhow: an index that holds open tasks only answers it alone."""
    working = Q(state__in=[State.NEW, State.RECEIVED, State.REFUSED, State.NOT_STARTED, State.RUNNING])
    unknown = Q(state=State.REVIEW, result_on=None)
    handed_in = Q(state=State.REVIEW, result_on__gt=F("due_on"))
    return (working | unknown) & Q(due_on__lt=today) | handed_in


def soon(today: date, until: date) -> Q:
    """Open tasks whose deadline lies between today and a day, and whose result is not handed in."""
    return Q(is_open=True) & soon_of_open(today, until)


def soon_of_open(today: date, until: date) -> Q:
    """`soon` among rows that are open anyhow; `due_sort` is what the lists are ordered by, so that they begin there."""
    return Q(due_on__gte=today, due_on__lte=until, due_sort__gte=today, due_sort__lte=until) & ~Q(
        state__in=[State.REVIEW, State.PAUSED]
    )


def soon_until(agency_id: int, today: date) -> date:
    """Return the last day that counts as near: five working days ahead."""
    calendar = worktime.calendar_for(agency_id)
    day, left = today, SOON_WORKING_DAYS
    for _n in range(60):
        if not left:
            break
        day += timedelta(days=1)
        left -= worktime.is_working_day(day, calendar)
    return day


def classes(today: date) -> dict[str, Q]:
    """Return each class of the reports as a condition; every task that counts falls into exactly one."""
    done_late = Q(state=State.DONE, result_on__gt=F("due_on"))
    return {
        Reported.DONE_IN_TIME: Q(state=State.DONE)
        & (Q(due_on=None) | Q(result_on=None) | Q(result_on__lte=F("due_on"))),
        Reported.DONE_LATE: done_late,
        Reported.OPEN_IN_TIME: Q(is_open=True) & ~_late_or_null(today),
        Reported.OPEN_LATE: late(today),
    }


def _late_or_null(today: date) -> Q:
    """`late`, as a condition that is never unknown, so that it may be negated."""
    working = Q(state__in=[State.NEW, State.RECEIVED, State.REFUSED, State.NOT_STARTED, State.RUNNING])
    unknown = Q(state=State.REVIEW, result_on__isnull=True)
    past = Q(due_sort__lt=today)
    handed_in = Q(state=State.REVIEW, result_on__isnull=False, due_on__isnull=False) & Q(result_on__gt=F("due_on"))
    return (working | unknown) & past | handed_in


def counted() -> Q:
    """What a report counts: everything but what was cancelled, and regular tasks only by their periods."""
    return ~Q(state=State.CANCELLED) & ~Q(kind="regular")
