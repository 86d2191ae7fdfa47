from datetime import date

import pytest

from congvu.identity.directory import search_people, tree_with_posts
from congvu.identity.models import Assignment, Person, Post
from congvu.identity.policy import administered_agency_ids, may_administer, visible_people

TODAY = date(2026, 10, 14)


@pytest.mark.parametrize("words", ["huynh thanh truc", "trúc huỳnh", "TRUC", "thanh.truc", "hùynh", "  trúc   thanh "])
def test_a_person_is_found_whatever_the_marks_and_the_order(specialist, clerk, now, words):
    found = search_people(actor=clerk.actor(now), words=words, on=TODAY)
    assert [p.name for p in found] == ["Huỳnh Thanh Trúc"]
    assert [(h.title, h.unit_name) for h in found[0].posts] == [("Chuyên viên", "Phòng Tổng hợp")]


def test_the_letter_d_with_a_bar_is_a_d(clerk, now):
    assert search_people(actor=clerk.actor(now), words="do ba", on=TODAY)[0].name == "Đỗ Thị Bé Ba"


def test_who_left_is_seen_by_administrators_only(clerk, specialist, administrator, now):
    Assignment.objects.filter(person=specialist.person).update(valid_to="2026-10-13")
    assert search_people(actor=clerk.actor(now), words="truc", on=TODAY) == []
    found = search_people(actor=administrator.actor(now), words="truc", on=TODAY)
    assert [p.posts for p in found] == [()]
    assert specialist.person in visible_people(administrator.actor(now), on=TODAY)


def test_given_names_that_match_come_first(clerk, general_unit, now):
    post = Post.objects.create(unit=general_unit, title="Chuyên viên")
    for name in ("Ba Văn Tư", "Nguyễn Ba Lan", "Lê Thị Ba"):
        Assignment.objects.create(person=Person.objects.create(full_name=name), post=post, valid_from=date(2020, 1, 1))
    found = [p.name for p in search_people(actor=clerk.actor(now), words="ba", on=TODAY)]
    assert found[:2] == ["Đỗ Thị Bé Ba", "Lê Thị Ba"]
    assert set(found[2:]) == {"Ba Văn Tư", "Nguyễn Ba Lan"}


@pytest.mark.parametrize("count", [10, 20])
def test_searching_and_picking_take_a_fixed_number_of_queries(
    clerk, general_unit, now, count, django_assert_num_queries
):
    for n in range(count):
        post = Post.objects.create(unit=general_unit, title=f"Chuyên viên {n}")
        person = Person.objects.create(full_name=f"Trần Văn Út {n}")
        Assignment.objects.create(person=person, post=post, valid_from=date(2020, 1, 1))
    actor = clerk.actor(now)
    with django_assert_num_queries(2):
        assert len(search_people(actor=actor, words="tran ut", on=TODAY, limit=50)) == count
    with django_assert_num_queries(2):
        branches = tree_with_posts(agency_id=actor.agency_id, on=TODAY)
    assert [(b.unit.name, b.unit.depth, len(b.posts)) for b in branches] == [
        ("Văn phòng", 0, 1),
        ("Phòng Tổng hợp", 1, count),
    ]


def test_an_administrator_reaches_her_agency_and_those_below(committee, department, administrator, clerk, now):
    assert administered_agency_ids(administrator.actor(now)) == {committee.pk, department.pk}
    assert administered_agency_ids(clerk.actor(now)) == frozenset()
    assert may_administer(administrator.actor(now), department.pk)
    assert not may_administer(clerk.actor(now), committee.pk)


def test_an_administrator_below_does_not_reach_above(committee, department, department_unit, now):
    from .conftest import official

    post = Post.objects.create(unit=department_unit, title="Quản trị", roles=["administrator"])
    below = official("Lý Văn Sang", "van.sang", post).actor(now)
    assert may_administer(below, department.pk)
    assert not may_administer(below, committee.pk)
