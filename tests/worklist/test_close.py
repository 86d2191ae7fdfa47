import pytest

from congvu.worklist import api
from congvu.worklist.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(specialist, entry_for):
    for key in ("documents.incoming:1", "documents.incoming:1:a", "documents.incoming:1:b", "documents.incoming:12"):
        api.put(entry_for(specialist, key))


def open_keys():
    return sorted(Entry.objects.filter(closed_at=None).values_list("key", flat=True))


def test_a_key_closes_itself_and_what_continues_it_but_not_a_longer_number(four, now):
    assert api.close("documents.incoming:1", now) == 3
    assert open_keys() == ["documents.incoming:12"]


def test_an_exact_key_closes_one(four, now):
    assert api.close("documents.incoming:1:a", now) == 1
    assert open_keys() == ["documents.incoming:1", "documents.incoming:12", "documents.incoming:1:b"]


def test_a_prefix_that_ends_in_a_border_closes_all_behind_it(four, now):
    assert api.close("documents.incoming:1:", now) == 2
    assert open_keys() == ["documents.incoming:1", "documents.incoming:12"]


def test_closing_twice_changes_nothing(four, now, specialist, leader):
    api.close("documents.incoming:1", now, actor=specialist)
    assert api.close("documents.incoming:1", now, actor=leader) == 0
    assert set(Entry.objects.filter(closed_at=now).values_list("closed_by", flat=True)) == {"Võ Minh Quân"}


def test_signs_of_patterns_in_a_key_are_plain_letters(four, now):
    assert api.close("documents%", now) == 0
    assert api.close("documents_incoming:1", now) == 0


def test_an_empty_key_is_refused(four, now):
    with pytest.raises(ValueError, match="every"):
        api.close("", now)


def test_closing_takes_one_statement(four, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        api.close("documents.incoming:1", now)
