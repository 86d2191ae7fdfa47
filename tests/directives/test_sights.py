"""The narrow rows say to whom each task is open, as the tasks do; lists and counts out of them are the same."""

from datetime import date, timedelta

import pytest

from congvu.directives import api as directives
from congvu.directives import policy
from congvu.directives.models import SUPPORTS, Directive, Sight, Step, Supporter
from congvu.directives.queries import lists, tallies
from congvu.directives.types import Party
from tests.conftest import NOW
from tests.directives.conftest import TODAY

UNTIL = TODAY + timedelta(days=7)
COLUMNS = (
    "agency_id", "lead_unit_id", "field_id", "due_on", "due_sort", "result_on", "is_open", "has_difficulties", "state",
    "kind",
)  # fmt: skip


def kept():
    return set(Sight.objects.values_list("key", "directive_id", *COLUMNS))


def from_tasks():
    """Return the same, out of the tasks themselves."""
    found = set()
    supports = Supporter.objects.filter(until=None)
    for task in Directive.objects.all():
        keys = {*task.grants, *(f"{SUPPORTS}{one.key}" for one in supports if one.directive_id == task.pk)}
        found |= {(key, task.pk, *(getattr(task, name) for name in COLUMNS)) for key in keys}
    return found


@pytest.fixture
def supported(office, give):
    """Return tasks of another unit that the economy division and its officer support, among others."""
    general, economy = (Party(unit_id=office.units[name].pk) for name in ("general", "economy"))
    officer = Party(post_id=office.posts["officer"].pk)
    return [
        give(lead=general, supporters=support, due_on=TODAY + timedelta(days=9 - n))
        for n, support in enumerate([(economy,), (economy, officer), (officer,), ()] * 2)
    ]


def test_each_task_stands_under_each_word_of_its_grants_through_every_change(office, every_standing, supported):
    assert kept() == from_tasks()
    assert {key.partition(":")[0] for key, *_rest in kept()} == {"post", "unit", "support"}
    before = kept()
    first, other = supported[0], supported[1]
    directives.change_lead(
        actor=office.actor("chairman"), uid=first.uid, lead=Party(unit_id=office.units["economy"].pk),
        supporters=(Party(post_id=office.posts["officer"].pk),), reason="Đúng lĩnh vực", now=NOW,
    )  # fmt: skip
    directives.cancel(actor=office.actor("chairman"), uid=other.uid, reason="Giao trùng", now=NOW)
    assert kept() == from_tasks() != before
    Supporter.objects.filter(directive=other).update(until=NOW)
    Directive.objects.filter(pk=first.pk).update(grants=["post:1"], due_on=None, kind="open")
    Directive.objects.filter(pk=supported[3].pk).update(grants=[])
    assert kept() == from_tasks()
    Supporter.objects.filter(directive=other).update(until=None)
    assert kept() == from_tasks()
    gone = Supporter.objects.filter(directive=supported[2]), Step.objects.filter(directive=supported[2])
    for rows in (*gone, Directive.objects.filter(pk=supported[2].pk)):
        rows._raw_delete("default")
    assert kept() == from_tasks()
    assert not Sight.objects.filter(directive=supported[2]).exists()


WHO = ("econ_head", "officer", "chairman")


def plain(actor, asked):
    """Return the rows of a list by the tasks' own table and grants alone."""
    rows = policy.supported(actor) if asked.view == lists.SUPPORTED else policy.visible_directives(actor)
    found = lists.situation(asked.situation, today=TODAY, soon_until=UNTIL)
    return lists.narrowed(rows, asked).filter(found).order_by(*lists.key_of(asked))


@pytest.mark.parametrize("view", [lists.ALL, lists.SUPPORTED], ids=["seen", "supported"])
def test_lists_and_figures_are_those_of_the_tasks_themselves(office, every_standing, supported, monkeypatch, view):
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    unit, days = office.units["general"].pk, {"today": TODAY, "soon_until": UNTIL}
    some = 0
    for actor in map(office.actor, WHO):
        for situation in (*lists.SITUATIONS, ""):
            for asked in (
                lists.Asked(view=view, situation=situation),
                lists.Asked(view=view, situation=situation, unit_id=unit, due_from=TODAY + timedelta(days=1)),
            ):
                wanted = [row.uid for row in plain(actor, asked)]
                seen, after = [], None
                while True:
                    page = lists.page(actor=actor, asked=asked, after=after, **days)
                    seen += [row.uid for row in page.rows]
                    if not (after := page.next):
                        break
                assert seen == wanted, (actor.post_id, asked)
                assert [row.uid for row in lists.exported(actor=actor, asked=asked, **days)] == wanted
                assert lists.count(actor=actor, asked=asked, **days) == len(wanted)
                some += bool(lists.short_way(actor, asked) and wanted)
        asked = lists.Asked(view=view, unit_id=unit)
        every = plain(actor, asked).values_list("pk", flat=True)
        numbers = dict(lists.figures(actor=actor, asked=asked, **days))
        for name in numbers:
            assert (
                numbers[name]
                == Directive.objects.filter(
                    lists.situation(name, today=TODAY, soon_until=UNTIL), pk__in=list(every)
                ).count()
            )
    assert some > 20


def test_back_from_a_later_page_stands_what_stood_before(office, supported, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for situation in (lists.OPEN, ""):
        asked = {"actor": office.actor("econ_head"), "asked": lists.Asked(view=lists.SUPPORTED, situation=situation)}
        days = {"today": TODAY, "soon_until": UNTIL}
        first = lists.page(**asked, **days, after=None)
        second = lists.page(**asked, **days, after=first.next)
        assert lists.page(**asked, **days, after=second.previous).rows == first.rows


def test_the_page_of_who_sees_by_grants_counts_each_task_once(office, every_standing, supported):
    for who in WHO[:2]:
        actor = office.actor(who)
        rows = policy.visible_directives(actor)
        first = date(TODAY.year, 1, 1)
        assert tallies.done_by_month(actor=actor, view=lists.ALL, first=first) == tallies._done_among(
            rows, agency_id=actor.agency_id, first=first
        )
        found = tallies.piles(actor=actor, view=lists.ALL, today=TODAY, soon_until=UNTIL)
        wanted = tallies.counted(rows, today=TODAY, soon_until=UNTIL)
        assert tallies.figures(found) == tallies.figures(wanted)
    assert len(policy.seen_by(office.actor("econ_head"))) == 2


def test_what_somebody_supports_is_open_to_her(office, other_office, supported):
    for who in ("econ_head", "officer"):
        actor = office.actor(who)
        mine = policy.sights(actor).filter(key__in=policy.supported_by(actor)).values("directive")
        assert mine.exists()
        assert not Directive.objects.filter(pk__in=mine).exclude(pk__in=policy.visible_directives(actor)).exists()
    stranger = other_office.actor("econ_head")
    theirs, *_rest = policy.seen_by(stranger)
    assert Sight.objects.filter(key=policy.supported_by(actor)[-1]).update(key=theirs)
    assert not policy.sights(stranger).exists()  # a word that says the same elsewhere opens nothing
