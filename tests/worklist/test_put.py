from datetime import timedelta

import pytest
from django.db import transaction

from congvu.worklist import api
from congvu.worklist.models import Entry

pytestmark = pytest.mark.django_db


def test_an_entry_stands_in_the_tray_of_its_post_and_in_no_other(specialist, leader, entry_for):
    api.put(entry_for(specialist))

    assert api.count_for(specialist) == 1
    assert api.count_for(leader) == 0


def test_put_twice_it_is_one_entry_with_the_later_words_and_stays_read(specialist, entry_for):
    api.put(entry_for(specialist))
    api.mark_seen(specialist, "documents.incoming:1:handle:1")
    api.put(entry_for(specialist, title="Tiêu đề đã sửa"))

    entry = Entry.objects.get()
    assert entry.title == "Tiêu đề đã sửa"
    assert entry.seen_at is not None


def test_handed_to_another_post_it_is_unread_again(specialist, leader, entry_for):
    api.put(entry_for(specialist))
    api.mark_seen(specialist, "documents.incoming:1:handle:1")
    api.put(entry_for(leader))

    assert (Entry.objects.get().seen_at, Entry.objects.get().seen_by) == (None, [])
    assert (api.count_for(specialist), api.count_for(leader)) == (0, 1)


def test_a_queue_of_a_role_is_shared_by_its_clerks_in_one_agency_only(clerk, second_clerk, specialist, entry_for):
    api.put(entry_for(clerk, owner_post_id=None, owner_role="records_clerk", kind="register"))

    assert [api.count_for(actor) for actor in (clerk, second_clerk, specialist)] == [1, 1, 0]


def test_taken_up_again_it_is_open_and_the_closed_one_stays_as_history(specialist, entry_for, now):
    api.put(entry_for(specialist))
    api.close("documents.incoming:1:handle:1", now, actor=specialist)
    api.put(entry_for(specialist))

    assert api.count_for(specialist) == 1
    closed = Entry.objects.get(closed_at__isnull=False)
    assert (closed.closed_at, closed.closed_by) == (now, "Võ Minh Quân")


def test_an_entry_without_exactly_one_owner_is_refused(specialist, entry_for):
    with pytest.raises(ValueError, match="either"):
        api.put(entry_for(specialist, owner_role="records_clerk"))
    with pytest.raises(ValueError, match="either"):
        api.put(entry_for(specialist, owner_post_id=None))
    assert Entry.objects.count() == 0


def test_long_texts_are_cut_and_hostile_ones_kept_as_text(specialist, entry_for):
    api.put(entry_for(specialist, title="a\x00" + "ữ" * 5000, meta="<script>alert(1)</script>"))

    entry = Entry.objects.get()
    assert len(entry.title) == 1000
    assert entry.title.endswith("ữ…")
    assert entry.meta == "<script>alert(1)</script>"


def test_in_an_act_that_fails_nothing_is_put(specialist, entry_for):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        api.put(entry_for(specialist))
        raise ZeroDivisionError
    assert Entry.objects.count() == 0


def test_putting_takes_one_statement(specialist, entry_for, django_assert_num_queries, now):
    with django_assert_num_queries(1):
        api.put(entry_for(specialist, due_at=now + timedelta(days=1)))
