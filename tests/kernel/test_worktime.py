"""Counting deadlines; the vectors of domain/public-services.md 2.7 and tables around weekends and Tết."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.kernel import worktime as wt
from congvu.kernel.worktime.rules import STANDARD_WEEK, ZONE, Calendar, WeekFrom
from congvu.kernel.worktime.shipped import shipped_days

ROWS = shipped_days()
VN = Calendar(
    off={row.day: row.name for row in ROWS if row.kind != "swapped_work"},
    worked={row.day: row.name for row in ROWS if row.kind == "swapped_work"},
)


def at(text):
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def end_of(text):
    return datetime.combine(at(f"{text} 00:00").date(), time(23, 59, 59), tzinfo=ZONE)


# --- the vectors ----------------------------------------------------------------------------------------------


def test_holiday_inside():
    assert wt.add_working_days(at("28/08/2025 16:10"), 3, VN) == at("04/09/2025 16:10")


def test_calendar_days_ending_on_a_sunday():
    assert wt.add_calendar_days(at("05/01/2026 09:00"), 20, VN) == end_of("26/01/2026")


PAUSE = (at("05/03/2026 10:00"), at("10/03/2026 14:30"))


def test_pause_and_continue():
    assert wt.due_after_pauses(at("02/03/2026 09:00"), 80 * 60, [PAUSE], VN) == at("19/03/2026 11:30")


def test_pause_and_restart():
    assert wt.add_working_days(PAUSE[1], 10, VN) == at("24/03/2026 14:30")


def test_after_closing():
    assert wt.add_working_hours(at("06/03/2026 18:20"), 4, VN) == at("09/03/2026 11:30")


def test_same_day_late():
    assert wt.same_day_due(at("10/03/2026 15:05"), VN) == at("11/03/2026 17:30")


# --- tables ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "settled"),
    [
        ("09/03/2026 06:00", "09/03/2026 07:30"),
        ("09/03/2026 07:30", "09/03/2026 07:30"),
        ("09/03/2026 11:30", "09/03/2026 13:30"),
        ("09/03/2026 12:00", "09/03/2026 13:30"),
        ("09/03/2026 17:29", "09/03/2026 17:29"),
        ("09/03/2026 17:30", "10/03/2026 07:30"),
        ("07/03/2026 10:00", "09/03/2026 07:30"),
        ("13/02/2026 18:00", "23/02/2026 07:30"),  # Tết Bính Ngọ
        ("02/01/2026 09:00", "05/01/2026 07:30"),  # nghỉ hoán đổi
        ("10/01/2026 09:00", "10/01/2026 09:00"),  # thứ Bảy làm bù
        ("23/11/2026 17:30", "25/11/2026 07:30"),  # Ngày Văn hóa Việt Nam
    ],
)
def test_a_moment_is_moved_into_working_time(start, settled):
    assert wt.settle(at(start), VN) == at(settled)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("09/03/2026 09:00", 0, "09/03/2026 09:00"),
        ("09/03/2026 09:00", 1, "10/03/2026 09:00"),
        ("06/03/2026 18:20", 1, "10/03/2026 07:30"),  # received after closing: Monday is the day of receipt
        ("13/02/2026 10:00", 1, "23/02/2026 10:00"),
        ("24/04/2026 10:00", 5, "06/05/2026 10:00"),  # Giỗ Tổ on a Sunday, 30/4, 1/5
        ("25/04/2025 10:00", 3, "29/04/2025 10:00"),  # Saturday 26/04 was worked
        ("21/08/2026 10:00", 7, "03/09/2026 10:00"),  # Saturday 22/08 is worked, 31/08 to 02/09 are off
    ],
)
def test_working_days_keep_the_clock_time(start, days, due):
    assert wt.add_working_days(at(start), days, VN) == at(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("09/03/2026 09:00", 4, "13/03/2026"),
        ("09/03/2026 23:00", 5, "16/03/2026"),
        ("30/12/2025 09:00", 3, "05/01/2026"),
        ("10/02/2026 09:00", 7, "23/02/2026"),
    ],
)
def test_calendar_days_that_end_on_a_day_off_move_on(start, days, due):
    assert wt.add_calendar_days(at(start), days, VN) == end_of(due)


def test_months_end_on_the_same_day_or_the_last_or_the_next_working_day():
    assert wt.add_months(at("31/01/2025 09:00"), 1, VN) == end_of("28/02/2025")
    assert wt.add_months(at("09/11/2026 09:00"), 3, VN) == end_of("11/02/2027")  # 09 and 10/02/2027 are Tết
    assert wt.add_months(at("15/12/2026 09:00"), 12, VN) == end_of("15/12/2027")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("10/03/2026 08:00", "10/03/2026 17:30"),
        ("10/03/2026 14:59", "10/03/2026 17:30"),
        ("10/03/2026 15:00", "11/03/2026 17:30"),
        ("13/03/2026 16:00", "16/03/2026 17:30"),
        ("14/03/2026 09:00", "16/03/2026 17:30"),
        ("13/03/2026 19:00", "16/03/2026 17:30"),
    ],
)
def test_the_same_day_rule(start, due):
    assert wt.same_day_due(at(start), VN) == at(due)


def test_hours_change_with_the_season_and_with_the_agency():
    summer = (((time(7), time(11, 30)), (time(13, 30), time(17))),) * 5 + (((time(7, 30), time(11)),), ())
    calendar = Calendar(
        weeks=(
            WeekFrom(date.min, None, STANDARD_WEEK),
            WeekFrom(date(2026, 4, 16), date(2026, 10, 15), summer),
        )
    )
    assert wt.settle(at("15/04/2026 07:10"), calendar) == at("15/04/2026 07:30")
    assert wt.settle(at("16/04/2026 07:10"), calendar) == at("16/04/2026 07:10")
    assert wt.settle(at("16/10/2026 07:10"), calendar) == at("16/10/2026 07:30")
    # A last day with shorter hours ends the limit with those hours.
    assert wt.add_working_days(at("17/04/2026 16:00"), 1, calendar) == at("18/04/2026 11:00")
    assert wt.add_working_days(at("17/04/2026 07:10"), 1, calendar) == at("18/04/2026 07:30")
    assert calendar.day_minutes(date(2026, 5, 4)) == 480


def test_a_worked_saturday_has_the_hours_of_an_ordinary_day():
    assert VN.shifts(date(2026, 8, 22)) == STANDARD_WEEK[0]
    assert VN.reason(date(2026, 8, 22)) == "Làm bù cho ngày 31/08/2026"


def test_a_calendar_without_a_working_day_is_an_error_not_a_loop():
    nothing = Calendar(weeks=(WeekFrom(date.min, None, ((),) * 7),))
    with pytest.raises(ValueError, match="no working day"):
        wt.settle(at("09/03/2026 09:00"), nothing)


# --- remaining ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "due", "minutes", "late", "words"),
    [
        ("09/03/2026 08:00", "09/03/2026 14:40", 280, False, "Còn 4 giờ 40"),
        ("09/03/2026 08:00", "09/03/2026 08:35", 35, False, "Còn 35 phút"),
        ("09/03/2026 08:00", "09/03/2026 10:00", 120, False, "Còn 2 giờ"),
        ("09/03/2026 08:00", "09/03/2026 10:05", 125, False, "Còn 2 giờ 05"),
        ("06/03/2026 16:30", "09/03/2026 08:30", 120, False, "Còn 2 giờ"),
        ("10/03/2026 10:10", "09/03/2026 08:00", 610, True, "Quá 1 ngày 2 giờ"),
        ("11/03/2026 08:00", "09/03/2026 08:00", 960, True, "Quá 2 ngày"),
        ("07/03/2026 08:00", "06/03/2026 17:30", 0, True, "Vừa quá hạn"),
        ("07/03/2026 08:00", "09/03/2026 07:30", 0, False, "Đến hạn"),
    ],
)
def test_what_remains_in_words(now, due, minutes, late, words):
    left = wt.remaining(at(due), at(now), VN)
    assert (left.minutes, left.late, left.used_percent) == (minutes, late, None)
    assert wt.remaining_text(left) == words


def test_how_much_is_used():
    start, due = at("09/03/2026 07:30"), at("10/03/2026 17:30")
    assert wt.remaining(due, start, VN, started_at=start).used_percent == 0
    assert wt.remaining(due, at("09/03/2026 11:30"), VN, started_at=start).used_percent == 25
    assert wt.remaining(due, due, VN, started_at=start).used_percent == 100
    assert wt.remaining(due, at("11/03/2026 15:30"), VN, started_at=start).used_percent == 137
    assert wt.remaining(due, at("07/03/2026 15:30"), VN, started_at=start).used_percent == 0
    assert wt.remaining(due, at("10/03/2026 09:00"), VN).soon
    assert not wt.remaining(due, start, VN).soon


# --- laws that hold for every moment ---------------------------------------------------------------------------

MOMENTS = st.integers(0, 20 * 366 * 1440).map(
    lambda minutes: datetime(2011, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)


@settings(max_examples=300, deadline=None)
@given(MOMENTS, st.integers(0, 5000))
def test_adding_and_measuring_are_inverse(start, minutes):
    due = wt.add_working_minutes(start, minutes, VN)
    assert wt.working_minutes_between(start, due, VN) == minutes


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.integers(0, 60))
def test_n_working_days_are_n_times_eight_hours(start, days):
    due = wt.add_working_days(start, days, VN)
    assert wt.working_minutes_between(start, due, VN) == days * 480
    assert wt.is_working_day(due.date(), VN)


@settings(max_examples=100, deadline=None)
@given(MOMENTS, MOMENTS)
def test_measuring_backwards_is_the_negative(one, other):
    assert wt.working_minutes_between(one, other, VN) == -wt.working_minutes_between(other, one, VN)
