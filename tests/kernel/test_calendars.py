"""The dated data: shipped holidays, an administrator's days, hours of agencies."""

from datetime import date, datetime, timedelta

import holidays
import pytest
from django.db import connection

from congvu.kernel import worktime as wt
from congvu.kernel.errors import Invalid, NotFound
from congvu.kernel.models import AuditEntry, DayOverride, Holiday, OutboxEvent
from congvu.kernel.worktime.calendars import forget
from congvu.kernel.worktime.shipped import load_holidays, shipped_days
from tests.conftest import NOW, make_actor

YEARS = range(2011, 2031)
DECIDED_BEYOND_THE_PACKAGE = {date(2026, 1, 2): "swapped_off", date(2026, 1, 10): "swapped_work"}
MORNINGS = [[["07:30", "11:30"]]] * 6 + [[]]


@pytest.fixture(autouse=True)
def fresh():
    forget()
    yield
    forget()


def test_the_shipped_days_agree_with_the_maintained_package():
    package = holidays.VN(years=YEARS)
    ours_off = {row.day for row in shipped_days() if row.kind != "swapped_work"}
    ours_worked = {row.day for row in shipped_days() if row.kind == "swapped_work"}
    extra_off = {day for day, kind in DECIDED_BEYOND_THE_PACKAGE.items() if kind == "swapped_off"}
    assert ours_off == set(package) | extra_off
    assert ours_worked == package.weekend_workdays | (DECIDED_BEYOND_THE_PACKAGE.keys() - extra_off)


@pytest.mark.parametrize(
    ("new_year", "hung_kings"),
    [
        (date(2025, 1, 29), date(2025, 4, 7)),
        (date(2026, 2, 17), date(2026, 4, 26)),
        (date(2027, 2, 6), date(2027, 4, 16)),
        (date(2028, 1, 26), date(2028, 4, 4)),
        (date(2029, 2, 13), date(2029, 4, 23)),
        (date(2030, 2, 2), date(2030, 4, 12)),
    ],
)
def test_lunar_days_are_those_of_the_vietnamese_calendar(new_year, hung_kings):
    names = {row.day: row.name for row in shipped_days()}
    assert names[new_year] == "Tết Nguyên Đán"
    assert names[hung_kings] == "Ngày Giỗ Tổ Hùng Vương"


def test_every_day_has_its_law_and_swaps_come_in_pairs():
    rows = shipped_days()
    assert all(row.legal_basis and row.name for row in rows)
    assert len({row.day for row in rows}) == len(rows)
    assert sum(row.kind == "swapped_off" for row in rows) == sum(row.kind == "swapped_work" for row in rows)
    assert all(row.day.weekday() >= 5 for row in rows if row.kind == "swapped_work")


def test_years_without_a_decision_are_marked_as_computed():
    computed = {row.day for row in shipped_days() if row.is_computed}
    assert min(computed).year == 2027
    assert {date(2027, 2, 4), date(2027, 5, 3), date(2030, 9, 3)} <= computed
    assert date(2027, 2, 6) not in computed


@pytest.mark.django_db
def test_migrate_loads_them_and_a_second_time_changes_nothing():
    assert Holiday.objects.count() == len(shipped_days())
    assert load_holidays() == 0
    Holiday.objects.filter(day=date(2026, 2, 17)).update(name="x")
    Holiday.objects.create(day=date(2026, 7, 7), kind="holiday", name="y", legal_basis="z")
    assert load_holidays() == 2
    assert Holiday.objects.get(day=date(2026, 2, 17)).name == "Tết Nguyên Đán"


@pytest.mark.django_db
def test_a_calendar_takes_three_queries_then_none(django_assert_num_queries):
    with django_assert_num_queries(3):
        calendar = wt.calendar_for(5, date(2026, 1, 1), date(2026, 12, 31))
    with django_assert_num_queries(0):
        assert wt.calendar_for(5) is calendar
    assert not wt.is_working_day(date(2026, 9, 2), calendar)
    assert wt.is_working_day(date(2026, 8, 22), calendar)
    assert calendar.known_to == date(2030, 12, 31)


def enter(**changes):
    values = {
        "actor": make_actor(), "agency_id": 5, "day": date(2026, 11, 20), "kind": "local",
        "name": "Ngày truyền thống", "decision": "12/QĐ-UBND", "now": NOW,
    }  # fmt: skip
    return wt.set_day(**{**values, **changes})


@pytest.mark.django_db
def test_an_agencys_own_day_is_off_for_it_alone_and_leaves_a_trace():
    row = enter()
    assert wt.calendar_for(5).reason(date(2026, 11, 20)) == "Ngày truyền thống"
    assert wt.calendar_for(6).reason(date(2026, 11, 20)) == ""
    assert AuditEntry.objects.get().code == "kernel.calendar_day_set"
    assert OutboxEvent.objects.get().payload == {"agency_id": 5, "first_day": "2026-11-20"}

    wt.withdraw_day(actor=make_actor(), override_id=row, now=NOW)
    assert wt.calendar_for(5).reason(date(2026, 11, 20)) == ""
    assert DayOverride.objects.get().withdrawn_at == NOW
    with pytest.raises(NotFound):
        wt.withdraw_day(actor=make_actor(), override_id=row, now=NOW)


@pytest.mark.django_db
def test_the_agencys_day_beats_the_installations_and_that_beats_the_countrys():
    day = date(2026, 9, 2)
    enter(agency_id=None, day=day, kind="swapped_work", name="trực toàn tỉnh")
    assert wt.is_working_day(day, wt.calendar_for(5))
    enter(day=day, kind="local", name="nghỉ riêng")
    assert not wt.is_working_day(day, wt.calendar_for(5))
    assert wt.is_working_day(day, wt.calendar_for(6))


@pytest.mark.django_db
def test_a_second_entry_for_a_day_closes_the_first():
    enter()
    enter(kind="swapped_work", name="làm bù", decision="13/QĐ-UBND")
    assert list(DayOverride.objects.order_by("pk").values_list("kind", "withdrawn_at")) == [
        ("local", NOW), ("swapped_work", None),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"kind": "party"}, {"decision": " "}])
def test_a_day_without_kind_or_decision_is_refused(changes):
    with pytest.raises(Invalid):
        enter(**changes)
    assert DayOverride.objects.count() == 0


@pytest.mark.django_db
def test_an_agency_has_its_own_hours():
    wt.set_hours(actor=make_actor(), agency_id=5, valid_from=date(2026, 1, 1), week=MORNINGS, now=NOW)
    own, other = wt.calendar_for(5), wt.calendar_for(6)
    assert own.day_minutes(date(2026, 3, 2)) == 240
    assert wt.is_working_day(date(2026, 3, 7), own)
    assert other.day_minutes(date(2026, 3, 2)) == 480
    # Before its own hours began the standard ones held.
    assert own.day_minutes(date(2025, 12, 1)) == 480


@pytest.mark.django_db
@pytest.mark.parametrize(
    "week",
    [
        [],
        [[]] * 7,
        MORNINGS[:6],
        [[["7h30", "11:30"]]] + [[]] * 6,
        [[["11:30", "07:30"]]] + [[]] * 6,
        [[["07:30", "11:30"], ["11:00", "17:00"]]] + [[]] * 6,
        "abc",
        [[["07:30"]]] + [[]] * 6,
        None,
    ],
)
def test_hours_of_a_wrong_shape_are_refused(week):
    with pytest.raises(Invalid) as refusal:
        wt.set_hours(actor=None, agency_id=5, valid_from=date(2026, 1, 1), week=week, now=NOW)
    assert str(refusal.value).endswith(".")


@pytest.mark.django_db
def test_the_database_keeps_one_open_entry_a_day():
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where indexname = 'kernel_day_override_once'")
        assert "NULLS NOT DISTINCT" in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_holidays_are_back_after_a_flush():
    assert Holiday.objects.count() == len(shipped_days())


def test_counting_is_quick_enough_for_lists():
    """A page of 50 deadlines a year away costs milliseconds: each day of the calendar is looked up once."""
    calendar = wt.Calendar()
    start = datetime(2026, 3, 2, 9, 0, tzinfo=NOW.tzinfo)
    for _ in range(50):
        wt.remaining(start + timedelta(days=365), start, calendar)
    assert len(calendar._days) == 366
