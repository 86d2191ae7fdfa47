from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from congvu.identity.models import Person
from congvu.notices import api
from congvu.notices.models import Notice
from tests.trays import delegate, make_holder, make_post

pytestmark = pytest.mark.django_db


def send(key="k1", at=None, **to):
    return api.send(key, text="Sở Nội vụ đề nghị gia hạn", url="/van-ban/1/", at=at, kind="extension", **to)


def test_a_post_s_notice_reaches_its_holder_once(held, now):
    assert send(to_post_ids=[held.post_id], at=now) == 1
    assert send(to_post_ids=[held.post_id], to_person_ids=[held.person_id], at=now) == 0
    notice = Notice.objects.get()
    assert (notice.person_id, notice.post_id, notice.read_at) == (held.person_id, held.post_id, None)


def test_it_reaches_those_who_act_in_the_post_under_a_delegation_now(held, now):
    deputy = make_holder(make_post(held.post.unit), "Trần Thị Ngọc Ánh").person
    late = make_holder(make_post(held.post.unit), "Bùi Quốc Đạt").person
    delegate(held, deputy, now - timedelta(days=1), now + timedelta(days=1))
    delegate(held, late, now - timedelta(days=9), now - timedelta(days=2))

    assert send(to_post_ids=[held.post_id], at=now) == 2
    assert set(Notice.objects.values_list("person_id", flat=True)) == {held.person_id, deputy.pk}


def test_whoever_did_it_is_left_out(held, now):
    other = make_holder(make_post(held.post.unit), "Trần Thị Ngọc Ánh").person

    assert send(to_post_ids=[held.post_id], to_person_ids=[other.pk], but_person_ids=[held.person_id], at=now) == 1
    assert Notice.objects.get().person_id == other.pk


def test_a_vacant_post_and_a_holder_of_other_days_get_nothing(held, now):
    held.valid_to = (now - timedelta(days=30)).date()
    held.save()
    assert send(to_post_ids=[held.post_id], at=now) == 0
    assert Notice.objects.count() == 0


def test_a_text_is_one_clean_line_of_a_bearable_length(held, now):
    api.send("k", to_person_ids=[held.person_id], text="a\x00\n" + "ữ" * 900, url="", at=now, kind="x")
    notice = Notice.objects.get()
    assert notice.text.startswith("a ữ")
    assert len(notice.text) == 500


def test_nothing_is_sent_by_an_act_that_fails(held, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send(to_person_ids=[held.person_id], at=now)
        raise ZeroDivisionError
    assert Notice.objects.count() == 0


def test_the_number_of_statements_does_not_grow_with_the_people(held, now):
    def statements(key, count):
        people = [Person.objects.create(full_name=f"Người {n}").pk for n in range(count)]
        with CaptureQueriesContext(connection) as found:
            assert send(key, to_person_ids=people, at=now) == count
        return len(found)

    assert statements("a", 10) == statements("b", 20)
