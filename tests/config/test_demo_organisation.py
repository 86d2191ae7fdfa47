import pytest
from django.utils import timezone

from congvu.config import demo
from congvu.identity.api import actor_in, posts
from congvu.identity.models import Account, Agency, Person


@pytest.mark.django_db
def test_the_demonstration_can_be_loaded_twice_and_is_marked():
    demo.load_agencies()
    before = (Agency.objects.count(), Person.objects.count())
    demo.load_agencies()

    assert (Agency.objects.count(), Person.objects.count()) == before
    assert before[0] == 12
    assert not Agency.objects.filter(is_demo=False).exists()
    assert not Person.objects.filter(is_demo=False).exists()


@pytest.mark.django_db
def test_each_shown_account_can_act_in_its_post():
    demo.load_agencies()
    for shown in demo.accounts():
        account = Account.objects.get(username=shown.username)
        actor = actor_in(account, "", now=timezone.now())
        assert actor is not None
        assert (actor.post_title, actor.agency_name) == (shown.title, shown.agency)
        assert account.check_password(demo.PASSWORD)


@pytest.mark.django_db
def test_every_agency_has_a_clerk_and_a_leader():
    demo.load_agencies()
    today = timezone.localdate()
    for agency in Agency.objects.all():
        assert posts(on=today, agency_id=agency.pk, role="records_clerk"), agency
        assert posts(on=today, agency_id=agency.pk, role="agency_leader"), agency


@pytest.mark.django_db
def test_reading_posts_takes_the_same_number_of_queries_for_any_size(django_assert_num_queries):
    demo.load_agencies()
    with django_assert_num_queries(1):
        assert len(posts(on=timezone.localdate())) > 100
