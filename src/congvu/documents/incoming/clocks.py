"""Limits and reminders, counted from dated data. Pure: calendar and moments are passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.utils import timezone

from congvu.kernel.api import worktime

from ..desk_types import Aim, ClockSpan, Limit

# Thang nhắc của việc thường, tính bằng ngày làm việc trước và sau hạn: thông lệ đôn đốc, không phải số của luật.
DAYS_BEFORE: Final = (3, 1)
DAYS_AFTER: Final = (1, 3, 5, 10)
# Việc khẩn: nhắc khi đã dùng nửa thời gian, rồi sau hạn từng này phút làm việc.
URGENT_AFTER_MINUTES: Final = (60, 240, 480)


class Told(StrEnum):
    """Who hears of a deadline: who works on it, then also who gave it, then also who urges for the agency."""

    HOLDER = "holder"
    GIVER = "giver"
    CHIEF = "chief"


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder: its place on the ladder, when, how far it reaches, whether the deadline has passed then."""

    step: int
    at: datetime
    told: Told
    late: bool


def aim(limit: Limit, *, start: datetime, calendar: worktime.Calendar) -> Aim:
    """Return when a step should be done and when at the latest (NĐ 30/2020 Điều 22, 23).

    "Trong ngày, chậm nhất ngày làm việc tiếp theo": the end of work that day, at the latest the end of the next one.
    """
    if limit.span == ClockSpan.AT_ONCE:
        if limit.all_hours:
            due = start + timedelta(minutes=limit.minutes)
        else:
            due = worktime.add_working_minutes(start, limit.minutes, calendar)
        return Aim(due, due)
    today = worktime.settle(start, calendar).date()
    closing = _closing(today, calendar)
    if limit.span == ClockSpan.SAME_DAY:
        return Aim(closing, closing)
    tomorrow = timezone.localdate(worktime.add_working_days(worktime.settle(start, calendar), 1, calendar))
    return Aim(closing, _closing(tomorrow, calendar))


def _closing(day: date, calendar: worktime.Calendar) -> datetime:
    shifts = calendar.shifts(day)
    return timezone.make_aware(datetime.combine(day, shifts[-1][1] if shifts else time(23, 59)))


def ladder(*, given_at: datetime, due_at: datetime, urgent: bool, calendar: worktime.Calendar) -> list[Rung]:
    """Return every reminder of a deadline in order: before it to the holder, after it to more and more people."""
    before = _half(given_at, due_at) if urgent else [_back(due_at, days, calendar) for days in DAYS_BEFORE]
    if urgent:
        after = [worktime.add_working_minutes(due_at, minutes, calendar) for minutes in URGENT_AFTER_MINUTES]
    else:
        after = [worktime.add_working_days(due_at, days, calendar) for days in DAYS_AFTER]
    moments = [(at, Told.HOLDER, False) for at in before if given_at < at < due_at]
    moments.append((due_at, Told.HOLDER, True))
    moments += [(at, Told.GIVER if place == 0 else Told.CHIEF, True) for place, at in enumerate(after)]
    return [Rung(step, at, told, late) for step, (at, told, late) in enumerate(moments, start=1)]


def reached(rungs: Sequence[Rung], *, now: datetime, sent: int) -> Rung | None:
    """Return the highest rung that is due and was not sent; lower ones missed meanwhile are not made up for."""
    due = [rung for rung in rungs if rung.at <= now and rung.step > sent]
    return due[-1] if due else None


def following(rungs: Sequence[Rung], *, now: datetime) -> datetime | None:
    """Return when the next rung is due, None after the last."""
    return next((rung.at for rung in rungs if rung.at > now), None)


def _half(given_at: datetime, due_at: datetime) -> list[datetime]:
    return [given_at + (due_at - given_at) / 2] if due_at > given_at else []


def _back(due_at: datetime, days: int, calendar: worktime.Calendar) -> datetime:
    """Return the opening of work so many working days before the day of a deadline."""
    day = timezone.localdate(due_at)
    left = days
    for _day in range(60):
        day -= timedelta(days=1)
        if worktime.is_working_day(day, calendar):
            left -= 1
            if not left:
                break
    shifts = calendar.shifts(day)
    return timezone.make_aware(datetime.combine(day, shifts[0][0] if shifts else time(8)))
