from datetime import timedelta

import pytest

from congvu.notices import api
from congvu.notices.models import Notice
from tests.trays import delegate, make_agency, make_holder, make_post, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return make_holder(make_post(make_unit(make_agency()), "Chánh Văn phòng", ("office_chief",)), "Lê Hoàng Phúc")


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


def test_a_vacant_post_and_a_holder_of_other_days_get_nothing(held, now):
    held.valid_to = (now - timedelta(days=30)).date()
    held.save()
    assert send(to_post_ids=[held.post_id], at=now) == 0
    assert Notice.objects.count() == 0
