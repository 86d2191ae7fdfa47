from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from congvu.search.rules import periods

DAYS = st.integers(-3000, 12000)


@given(first=DAYS, length=st.integers(0, 1500))
def test_a_span_holds_its_days_and_no_other(first, length):
    numbers = set(periods.span(first, first + length - 1))
    for day in (first - 1, first, first + length // 2, first + length - 1, first + length):
        moment = datetime(2000, 1, 1, 5, tzinfo=UTC) + timedelta(days=day)
        assert bool(numbers & set(periods.of(moment))) == (first <= day < first + length)


def test_a_year_needs_few_numbers():
    assert len(periods.span(9500, 9865)) <= 25
    assert periods.span(5, 4) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 14, 23, 59, tzinfo=timezone(timedelta(hours=7))),
        datetime(2026, 10, 15, 6, 59, 59, tzinfo=timezone(timedelta(hours=7))),
        datetime(1999, 12, 31, 23, 59, tzinfo=UTC),
        datetime(1945, 9, 2, tzinfo=UTC),
    ],
    ids=["evening", "morning", "before 2000", "long ago"],
)
def test_sql_gives_the_same_numbers(moment):
    with connection.cursor() as cursor:
        cursor.execute("select search_periods(%s)", [moment])
        assert cursor.fetchone()[0] == periods.of(moment)
