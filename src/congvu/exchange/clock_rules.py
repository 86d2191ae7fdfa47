"""The clocks of QĐ 28/2018/QĐ-TTg: when what is exchanged must have arrived, be registered, be answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from django.utils import timezone

from congvu.kernel.api import worktime


class Step(StrEnum):
    """What is waited for."""

    TAKE = "take"  # văn bản đến chờ văn thư tiếp nhận hoặc trả lại
    ANSWER = "answer"  # nơi gửi xin lấy lại, cập nhật, thay thế
    ARRIVE = "arrive"  # gói tin đi chưa có biên nhận
    BE_TAKEN = "be_taken"  # nơi nhận đã có gói tin, chưa tiếp nhận cũng chưa trả lại


@dataclass(frozen=True, slots=True)
class Law:
    """One rule from a day on: an urgent paper in so many working minutes, another by the end of a working day.

    `working_days` 0 is the same day, 1 the next working day at the latest.
    """

    step: Step
    urgent_from: int
    urgent_minutes: int
    working_days: int
    basis: str
    valid_from: date
    valid_to: date | None = None


_FROM: Final = date(2018, 7, 12)
# Điều 5: văn bản khẩn xử lý ngay, văn bản thường trong ngày, chậm nhất ngày làm việc tiếp theo. "Ngay" không có số
# phút trong luật: lấy 30 phút làm việc, như quy chế văn thư của nhiều cơ quan.
LAWS: Final = (
    Law(Step.TAKE, 1, 30, 1, "QĐ 28/2018/QĐ-TTg Điều 5, 9; NĐ 30/2020/NĐ-CP Điều 22", _FROM),
    Law(Step.ANSWER, 1, 30, 1, "QĐ 28/2018/QĐ-TTg Điều 5, 9", _FROM),
    Law(Step.ARRIVE, 1, 30, 0, "QĐ 28/2018/QĐ-TTg Điều 5", _FROM),
    Law(Step.BE_TAKEN, 1, 60, 1, "QĐ 28/2018/QĐ-TTg Điều 5, 9", _FROM),
)


def law_for(step: Step, *, on: date, laws: Sequence[Law] = LAWS) -> Law | None:
    """Return the rule in force on a day, None before any."""
    fits = [
        one
        for one in laws
        if one.step == step and one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
    ]
    return max(fits, key=lambda one: one.valid_from, default=None)


def due_at(law: Law, *, start: datetime, urgency: int, calendar: worktime.Calendar) -> datetime:
    """Return until when it must be done: an urgent paper's minutes run in working time, a day ends with its work."""
    if urgency >= law.urgent_from:
        return worktime.add_working_minutes(start, law.urgent_minutes, calendar)
    begun = worktime.settle(start, calendar)
    day = begun if law.working_days == 0 else worktime.add_working_days(begun, law.working_days, calendar)
    on = timezone.localdate(day)
    shifts = calendar.shifts(on)
    return timezone.make_aware(datetime.combine(on, shifts[-1][1] if shifts else time(23, 59)))


def missed(step: Step, *, start: datetime, urgency: int, calendar: worktime.Calendar, now: datetime) -> datetime | None:
    """Return the deadline that has passed, or None while there is time or where no rule is in force."""
    law = law_for(step, on=timezone.localdate(start))
    due = due_at(law, start=start, urgency=urgency, calendar=calendar) if law is not None else None
    return due if due is not None and due < now else None
