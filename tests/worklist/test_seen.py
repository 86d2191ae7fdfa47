"""Reading marks: each person's own, in a shared queue too."""

from datetime import timedelta

import pytest

from congvu.worklist import api, queries
from congvu.worklist.models import SEEN_BY_ALL, Entry
from congvu.worklist.types import Bounds, Choice

pytestmark = pytest.mark.django_db
KEY = "documents.submit:7"


@pytest.fixture
def bounds(now):
    return Bounds(now=now, today_ends=now + timedelta(hours=4), soon_ends=now + timedelta(days=3))


@pytest.fixture
def queued(clerk, entry_for):
    api.put(entry_for(clerk, key=KEY, owner_post_id=None, owner_role="records_clerk", kind="register"))
    return Entry.objects.get()


def unread(actor, bounds) -> tuple[list[str], list[bool], int]:
    chosen = queries.work(actor=actor, bounds=bounds, choice=Choice(unread=True)).rows
    shown = queries.work(actor=actor, bounds=bounds, choice=Choice()).rows
    counted = queries.tally(actor=actor, bounds=bounds)
    return [row.key for row in chosen], [row.is_new for row in shown], counted.count(unread=True)


def test_what_one_clerk_has_read_is_new_to_the_next(clerk, second_clerk, queued, bounds):
    api.mark_seen(clerk, KEY)

    assert unread(clerk, bounds) == ([], [False], 0)
    assert unread(second_clerk, bounds) == ([KEY], [True], 1)
    api.mark_seen(second_clerk, KEY)
    assert unread(second_clerk, bounds) == ([], [False], 0)


def test_reading_twice_keeps_one_mark_and_the_first_moment(clerk, queued):
    api.mark_seen(clerk, KEY)
    first = Entry.objects.get().seen_at
    api.mark_seen(clerk, KEY)

    entry = Entry.objects.get()
    assert (entry.seen_by, entry.seen_at) == ([clerk.person_id], first)


def test_who_has_not_the_queue_leaves_no_mark(specialist, queued):
    api.mark_seen(specialist, KEY)

    assert Entry.objects.get().seen_by == []


def test_reading_takes_one_statement(clerk, queued, django_assert_num_queries):
    with django_assert_num_queries(1):
        api.mark_seen(clerk, KEY)


def test_marks_of_the_time_when_they_were_shared_hold_for_everybody(clerk, second_clerk, queued, bounds):
    Entry.objects.update(seen_by=[SEEN_BY_ALL])

    assert unread(clerk, bounds) == unread(second_clerk, bounds) == ([], [False], 0)


def test_another_kind_of_work_is_new_to_all_again(clerk, second_clerk, queued, entry_for, bounds):
    for actor in (clerk, second_clerk):
        api.mark_seen(actor, KEY)
    api.put(entry_for(clerk, key=KEY, owner_post_id=None, owner_role="records_clerk", kind="seal"))

    assert unread(clerk, bounds) == unread(second_clerk, bounds) == ([KEY], [True], 1)


def test_work_given_is_new_until_somebody_there_has_read_it(leader, clerk, entry_for, bounds):
    api.put(entry_for(clerk, key=KEY, given_by_post_id=leader.post_id))
    given = Choice(given=True)
    assert [row.is_new for row in queries.work(actor=leader, bounds=bounds, choice=given).rows] == [True]
    api.mark_seen(clerk, KEY)

    assert [row.is_new for row in queries.work(actor=leader, bounds=bounds, choice=given).rows] == [False]
