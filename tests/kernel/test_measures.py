from datetime import date, timedelta
from decimal import Decimal

import pytest

from congvu.kernel import measures
from congvu.kernel.errors import Invalid, NotFound
from congvu.kernel.measures import Figure, MeasureRow, Period, Rows
from congvu.kernel.models import DayOverride
from congvu.kernel.paging import BadCursor
from tests.conftest import NOW, make_actor

pytestmark = pytest.mark.django_db
YEAR = Period.year(2026)


def days_off(agency_id, period):
    """The share of an agency's special days that are days off: a sample measure over rows at hand."""
    base = DayOverride.objects.filter(agency_id=agency_id, day__range=(period.first, period.last))
    off = base.exclude(kind="swapped_work")

    def show(row):
        return MeasureRow(row.name, f"/ngay/{row.pk}/", row.decision, row.day)

    def visible(actor, queryset):
        return queryset.filter(agency_id=actor.agency_id)

    return Figure(off.count(), Rows(off, show, visible, ("-day",)), base.count(), Rows(base, show, visible))


@pytest.fixture(autouse=True)
def sample(monkeypatch):
    monkeypatch.setattr(measures, "_measures", {})
    measures.register("tests.days_off", "Tỷ lệ ngày nghỉ", "percent", days_off)


def fill(count, agency_id=1):
    DayOverride.objects.bulk_create(
        DayOverride(
            agency_id=agency_id,
            day=date(2026, 1, 1) + timedelta(days=n),
            kind="swapped_work" if n % 3 == 0 else "local",
            name=f"Ngày {n}",
            decision="1/QĐ",
            created_at=NOW,
        )
        for n in range(count)
    )


def test_a_value_has_numerator_denominator_and_percent():
    fill(9)
    fill(5, agency_id=2)
    (value,) = measures.values(1, YEAR)
    assert (value.code, value.label, value.unit) == ("tests.days_off", "Tỷ lệ ngày nghỉ", "percent")
    assert (value.numerator, value.denominator, value.percent) == (6, 9, Decimal("66.7"))


def test_nothing_to_divide_by_gives_no_percent():
    (value,) = measures.values(1, YEAR, ["tests.days_off"])
    assert (value.numerator, value.denominator, value.percent) == (0, 0, None)


def test_the_figure_opens_to_exactly_the_rows_it_counts():
    fill(9)
    (value,) = measures.values(1, YEAR)
    for side, number in (("numerator", value.numerator), ("denominator", value.denominator)):
        seen, after = [], None
        while True:
            page = measures.rows("tests.days_off", 1, YEAR, actor=make_actor(), side=side, after=after, size=2)
            seen += [row.url for row in page.rows]
            after = page.next
            if after is None:
                break
        assert len(seen) == len(set(seen)) == number
    first = measures.rows("tests.days_off", 1, YEAR, actor=make_actor(), size=1).rows[0]
    assert (first.title, first.meta, first.on) == ("Ngày 8", "1/QĐ", date(2026, 1, 9))


def test_who_may_not_see_the_rows_sees_the_number_alone():
    fill(9)
    assert measures.rows("tests.days_off", 1, YEAR, actor=make_actor(agency_id=2)).rows == []


def test_the_period_is_both_days_included():
    fill(9)
    (value,) = measures.values(1, Period(date(2026, 1, 2), date(2026, 1, 3)))
    assert value.denominator == 2
    with pytest.raises(Invalid):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("count", [10, 20])
def test_values_and_rows_take_a_fixed_number_of_queries(count, django_assert_num_queries):
    fill(count)
    with django_assert_num_queries(2):
        measures.values(1, YEAR)
    with django_assert_num_queries(3):
        measures.rows("tests.days_off", 1, YEAR, actor=make_actor(), size=5)


def test_unknown_codes_sides_and_cursors_are_refused():
    with pytest.raises(NotFound):
        measures.values(1, YEAR, ["tests.unknown"])
    with pytest.raises(BadCursor):
        measures.rows("tests.days_off", 1, YEAR, actor=make_actor(), after="x")
    measures.register("tests.single", "Số ngày", "count", lambda a, p: Figure(1, days_off(a, p).counted))
    with pytest.raises(NotFound):
        measures.rows("tests.single", 1, YEAR, actor=make_actor(), side="denominator")
    assert [one.code for one in measures.registered()] == ["tests.days_off", "tests.single"]


def test_a_code_belongs_to_one_measure():
    measures.register("tests.days_off", "Tỷ lệ", "percent", days_off)
    with pytest.raises(ValueError, match="registered twice"):
        measures.register("tests.days_off", "x", "count", lambda a, p: days_off(a, p))
    with pytest.raises(ValueError, match="reads"):
        measures.register("nodot", "x", "count", days_off)
