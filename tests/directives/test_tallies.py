"""The kept counts say the same as the rows, through every act; a leader's page asks them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from congvu.directives.actions.tallies import gather
from congvu.directives.api import set_due
from congvu.directives.models import Directive, Tally
from congvu.directives.queries import lists, tallies
from congvu.directives.types import Party, TallyOf
from tests.conftest import NOW

TODAY = timezone.localdate(NOW)
UNTIL = TODAY + timedelta(days=7)


def piles_of(actor, view):
    """Return the piles of a view by what tells them apart, from the kept counts."""
    found = tallies.piles(actor=actor, view=view, today=TODAY, soon_until=UNTIL)
    return added(found)


def added(found):
    sums = {}
    for pile in found:
        key = (pile.dimension, pile.key, pile.standing, pile.week, pile.near)
        sums[key] = sums.get(key, 0) + pile.n
    return sums


def rows_of(actor, view):
    """Return the same, counted among the rows."""
    return added(tallies.counted(lists.in_view(actor, view), today=TODAY, soon_until=UNTIL))


@pytest.mark.parametrize("view", [lists.ALL, lists.GIVEN], ids=["all", "given"])
def test_the_kept_counts_say_what_the_rows_say(office, every_standing, view):
    actor = office.actor("chairman")
    assert piles_of(actor, view) == rows_of(actor, view)
    assert len({standing for _d, _k, standing, _w, _n in rows_of(actor, view)}) == 5 + (view == lists.ALL)
    first = date(TODAY.year, 1, 1)
    kept = tallies.done_by_month(actor=actor, view=view, first=first)
    assert kept == {TODAY.replace(day=1): (1, 0)}


def test_the_figures_above_a_list_are_the_same_from_both_sides(office, every_standing):
    actor = office.actor("chairman")
    unit = office.units["economy"].pk
    field = Directive.objects.filter(field__isnull=False).values_list("field_id", flat=True)[0]
    for asked in (
        lists.Asked(view=lists.ALL),
        lists.Asked(view=lists.ALL, situation=lists.LATE, unit_id=unit),
        lists.Asked(view=lists.GIVEN, field_id=field),
        lists.Asked(view=lists.ALL, field_id=0),
    ):
        kept = tallies.figures_of_list(actor=actor, asked=asked, today=TODAY, soon_until=UNTIL)
        assert kept == lists.figures(actor=actor, asked=asked, today=TODAY, soon_until=UNTIL)
    assert dict(kept)[lists.LATE] == 2


def test_summing_up_changes_no_sum_and_leaves_one_row_each(office, every_standing):
    actor = office.actor("chairman")
    task = Directive.objects.filter(state="new", due_on__gte=TODAY).earliest("pk")
    set_due(actor=actor, uid=task.uid, due_on=TODAY + timedelta(days=60), reason="Thêm việc", now=NOW)
    before, many = piles_of(actor, lists.ALL), Tally.objects.count()
    assert gather() > 0
    assert piles_of(actor, lists.ALL) == before
    keys = list(Tally.objects.values_list("agency_id", "scope", "dimension", "key", "day", "standing"))
    assert len(keys) == len(set(keys)) < many
    assert not Tally.objects.filter(n=0).exists()
    assert gather() == 0


def test_who_does_not_see_the_whole_agency_is_never_shown_its_counts(office, every_standing):
    for who in ("head", "officer", "econ_head"):
        assert tallies.kept_scope(office.actor(who), lists.ALL) is None
    seen = piles_of(office.actor("head"), lists.ALL)
    assert {key for dimension, key, *_rest in seen if dimension == TallyOf.UNIT} == {office.units["general"].pk}


def test_what_is_mine_by_several_ways_is_listed_once_in_order_forward_and_back(office, give, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    economy, head_post = office.units["economy"].pk, office.posts["econ_head"].pk
    leads = [Party(unit_id=economy), Party(post_id=head_post), Party(unit_id=office.units["general"].pk)]
    made = [give(due_on=TODAY + timedelta(days=9 - n), lead=leads[n % 3]) for n in range(9)]
    Directive.objects.filter(pk=made[2].pk).update(owner_post_id=head_post)  # another unit leads it
    actor = office.actor("econ_head")
    wanted = {row.pk for n, row in enumerate(made) if n % 3 != 2} | {made[2].pk}
    for situation, key in ((lists.OPEN, ("due_sort", "pk")), ("", ("-pk",))):
        asked = lists.Asked(view=lists.TO_DO, situation=situation)
        mine = lists.in_view(actor, lists.TO_DO).order_by(*key)
        assert {row.pk for row in mine} == wanted
        pages, after = [], None
        while True:
            page = lists.page(actor=actor, asked=asked, today=TODAY, soon_until=UNTIL, after=after)
            pages.append([row.uid for row in page.rows])
            if not (after := page.next):
                break
        assert [uid for page in pages for uid in page] == [row.uid for row in mine]
        back = lists.page(actor=actor, asked=asked, today=TODAY, soon_until=UNTIL, after=page.previous)
        assert [row.uid for row in back.rows] == pages[-2]
        assert lists.count(actor=actor, asked=asked, today=TODAY, soon_until=UNTIL) == 7
    assert dict(lists.figures(actor=actor, asked=asked, today=TODAY, soon_until=UNTIL))[lists.OPEN] == 7
    assert lists.waiting_count(actor=actor, today=TODAY) == 7
    sums = tallies.piles(actor=actor, view=lists.TO_DO, today=TODAY, soon_until=UNTIL)
    assert sum(pile.n for pile in sums if pile.dimension == TallyOf.UNIT) == 7
