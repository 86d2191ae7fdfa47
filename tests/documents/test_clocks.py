"""Limits of NĐ 30/2020 Điều 22-23, and the ladder of reminders, around weekends and nights."""

from datetime import datetime

import pytest

from congvu.documents.desk_types import ClockSpan, Limit
from congvu.documents.incoming.clocks import Told, aim, following, ladder, reached
from congvu.kernel.api import worktime

CALENDAR = worktime.Calendar()


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=worktime.rules.ZONE)


@pytest.mark.parametrize(
    ("limit", "start", "aim_at", "due_at"),
    [
        (Limit(ClockSpan.NEXT_DAY), "14/10/2026 10:20", "14/10/2026 17:30", "15/10/2026 17:30"),
        (Limit(ClockSpan.NEXT_DAY), "16/10/2026 16:50", "16/10/2026 17:30", "19/10/2026 17:30"),  # Friday
        (Limit(ClockSpan.NEXT_DAY), "17/10/2026 09:00", "19/10/2026 17:30", "20/10/2026 17:30"),  # Saturday
        (Limit(ClockSpan.SAME_DAY), "14/10/2026 10:20", "14/10/2026 17:30", "14/10/2026 17:30"),
        (Limit(ClockSpan.AT_ONCE, 120), "14/10/2026 10:20", "14/10/2026 14:20", "14/10/2026 14:20"),
        (Limit(ClockSpan.AT_ONCE, 30, all_hours=True), "17/10/2026 22:00", "17/10/2026 22:30", "17/10/2026 22:30"),
    ],
    ids=["same day, at latest the next", "over a weekend", "arrived on Saturday", "same day", "urgent", "hỏa tốc"],
)
def test_a_step_is_due_as_the_law_says(limit, start, aim_at, due_at):
    found = aim(limit, start=at(start), calendar=CALENDAR)
    assert (found.aim_at, found.due_at) == (at(aim_at), at(due_at))


def test_reminders_come_before_the_deadline_and_climb_after_it():
    rungs = ladder(given_at=at("05/10/2026 09:00"), due_at=at("16/10/2026 17:00"), urgent=False, calendar=CALENDAR)
    assert [(rung.at, rung.told, rung.late) for rung in rungs] == [
        (at("13/10/2026 07:30"), Told.HOLDER, False),
        (at("15/10/2026 07:30"), Told.HOLDER, False),
        (at("16/10/2026 17:00"), Told.HOLDER, True),
        (at("19/10/2026 17:00"), Told.GIVER, True),
        (at("21/10/2026 17:00"), Told.CHIEF, True),
        (at("23/10/2026 17:00"), Told.CHIEF, True),
        (at("30/10/2026 17:00"), Told.CHIEF, True),
    ]


def test_urgent_work_is_reminded_half_way_and_climbs_within_hours():
    rungs = ladder(given_at=at("14/10/2026 08:00"), due_at=at("14/10/2026 10:00"), urgent=True, calendar=CALENDAR)
    assert [(rung.at, rung.told) for rung in rungs] == [
        (at("14/10/2026 09:00"), Told.HOLDER),
        (at("14/10/2026 10:00"), Told.HOLDER),
        (at("14/10/2026 11:00"), Told.GIVER),
        (at("14/10/2026 16:00"), Told.CHIEF),
        (at("15/10/2026 10:00"), Told.CHIEF),
    ]


def test_missed_rungs_are_not_made_up_for():
    rungs = ladder(given_at=at("05/10/2026 09:00"), due_at=at("16/10/2026 17:00"), urgent=False, calendar=CALENDAR)
    now = at("22/10/2026 08:00")
    rung = reached(rungs, now=now, sent=1)
    assert rung is not None
    assert rung.step == 5
    assert following(rungs, now=now) == at("23/10/2026 17:00")
    assert reached(rungs, now=now, sent=5) is None
    assert following(rungs, now=at("01/11/2026 08:00")) is None
