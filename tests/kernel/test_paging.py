import random
from datetime import date, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.kernel.models import DayOverride, WorkingHours
from congvu.kernel.paging import MOST_ROWS, BadCursor, page
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)


def fill(values):
    """Rows with a column that may be empty (agency_id) and one with many equal values (name)."""
    DayOverride.objects.all().delete()
    DayOverride.objects.bulk_create(
        DayOverride(
            agency_id=agency, day=START + timedelta(days=n), kind="local", name=name, decision="x", created_at=NOW
        )
        for n, (agency, name) in enumerate(values)
    )


def walk(key, size, *, most=1000):
    """Go to the end by next, and back by previous; return both lists of ids."""
    there, at = [], page(DayOverride.objects.all(), *key, size=size)
    assert at.previous is None
    for _ in range(most):
        there += [row.pk for row in at.rows]
        if at.next is None:
            break
        at = page(DayOverride.objects.all(), *key, after=at.next, size=size)
    back = [row.pk for row in at.rows]
    while at.previous is not None:
        at = page(DayOverride.objects.all(), *key, after=at.previous, size=size)
        back = [row.pk for row in at.rows] + back
    return there, back


def expected(key):
    order = [F(k.lstrip("-")).desc(nulls_first=True) if k.startswith("-") else F(k).asc(nulls_last=True) for k in key]
    last = key[-1].startswith("-") if key else False
    return list(DayOverride.objects.order_by(*order, "-pk" if last else "pk").values_list("pk", flat=True))


KEYS = [
    (),
    ("pk",),
    ("-pk",),
    ("agency_id",),
    ("-agency_id",),
    ("name", "-agency_id"),
    ("-agency_id", "name", "pk"),
    ("-day",),
    ("-created_at", "day"),
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", [1, 3, 7, 200])
def test_forwards_and_backwards_show_every_row_once_in_order(key, size):
    pick = random.Random(7)
    fill([(pick.choice([None, None, 1, 2, 3]), pick.choice("abc")) for _ in range(14)])
    there, back = walk(key, size)
    assert there == back == expected(key)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.none() | st.integers(-2, 2), st.sampled_from(["", "a", "ậ"])), max_size=9),
    st.sampled_from(KEYS),
    st.integers(1, 4),
)
def test_any_rows_any_order(values, key, size):
    fill(values)
    there, back = walk(key, size)
    assert there == back == expected(key)


def test_an_empty_list_is_one_empty_page():
    only = page(DayOverride.objects.all(), "pk")
    assert (only.rows, only.next, only.previous) == ([], None, None)


def test_rows_that_came_in_between_are_neither_doubled_nor_skipped_later():
    fill([(n, "a") for n in range(6)])
    first = page(DayOverride.objects.all(), "-agency_id", size=3)
    DayOverride.objects.create(agency_id=9, day=START, kind="local", name="a", decision="x", created_at=NOW)
    second = page(DayOverride.objects.all(), "-agency_id", after=first.next, size=3)
    assert [row.agency_id for row in first.rows + second.rows] == [5, 4, 3, 2, 1, 0]
    back = page(DayOverride.objects.all(), "-agency_id", after=second.previous, size=3)
    assert [row.agency_id for row in back.rows] == [5, 4, 3]
    assert back.previous is not None


@pytest.mark.parametrize("count", [10, 20])
def test_a_page_takes_one_query(count, django_assert_num_queries):
    fill([(n, "a") for n in range(count)])
    first = page(DayOverride.objects.all(), "name", "-day", size=4)
    with django_assert_num_queries(1):
        page(DayOverride.objects.all(), "name", "-day", after=first.next, size=4)


@pytest.mark.parametrize("size", [-5, 0, 10**9])
def test_sizes_are_kept_in_bounds(size):
    fill([(n, "a") for n in range(3)])
    assert len(page(DayOverride.objects.all(), size=size).rows) == (1 if size < 1 else 3)
    assert MOST_ROWS == 200


def test_hostile_cursors_are_refused():
    fill([(n, "a") for n in range(5)])
    true = page(DayOverride.objects.all(), "-day", size=2).next
    good_elsewhere = page(DayOverride.objects.all(), "name", size=2).next
    made_up = signing.dumps([0, 0, [1]], salt="congvu.kernel.paging")
    other_shape = signing.dumps("x", salt="congvu.kernel.paging")
    unsigned = signing.dumps([0, 0, [1]], salt="elsewhere")
    for cursor in (true[:-1], true + "x", good_elsewhere, made_up, other_shape, unsigned, "'; drop table x", "\x00",
                   "ậ" * 10, "." * 3000, "0", ":", ".:a:b"):  # fmt: skip
        with pytest.raises(BadCursor) as refusal:
            page(DayOverride.objects.all(), "-day", after=cursor, size=2)
        assert refusal.value.status == 400
        assert str(refusal.value).endswith(".")


def test_a_column_that_has_no_order_is_the_programmers_error():
    WorkingHours.objects.bulk_create(WorkingHours(valid_from=START + timedelta(days=n), week=[]) for n in range(2))
    with pytest.raises(TypeError, match="cannot be paged by list"):
        page(WorkingHours.objects.all(), "week", size=1)


def test_a_deep_page_reads_the_index_from_its_place():
    """No sort, no scan from the start: the plan enters the index at the cursor."""
    fill([(1, "a") for _ in range(300)])
    last = page(DayOverride.objects.all(), "-pk", size=100)
    with CaptureQueriesContext(connection) as seen:
        page(DayOverride.objects.all(), "-pk", after=last.next, size=100)
    with connection.cursor() as cursor:
        cursor.execute("analyze kernel_dayoverride")
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute("explain " + seen.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Sort" not in plan
    assert "Index Cond: ((id " in plan
