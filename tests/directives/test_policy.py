"""Rights: both halves agree on every row, and search finds exactly what may be seen."""

from datetime import timedelta
from itertools import product

import pytest

from congvu.directives import policy
from congvu.directives.api import give as give_task
from congvu.directives.api import hand_on, split
from congvu.directives.models import Directive
from congvu.directives.queries import conditions
from congvu.directives.rules import states
from congvu.directives.types import DirectiveData, Kind, Party, State
from congvu.identity.types import DelegationScope
from congvu.kernel.types import OnBehalf
from congvu.search.api import grants_of
from congvu.search.models import Entry as SearchRow
from tests.conftest import NOW
from tests.documents.conftest import SEATS

pytestmark = pytest.mark.django_db
EVERYBODY = [seat[0] for seat in SEATS]
ACTS = (policy.may_work_on, policy.may_decide, policy.may_hand_on, policy.may_split, policy.may_urge)


@pytest.fixture
def tasks(office, give, task):
    """Tasks in every relation: led by a unit, by a person, supported, watched, split, handed on, noted down."""
    units, posts = office.units, office.posts
    unit = give()
    person = give(lead=Party(post_id=posts["officer"].pk))
    supported = give(supporters=(Party(unit_id=units["general"].pk),))
    watched = give(monitor_post_id=posts["officer"].pk)
    whole = give(lead=Party(unit_id=units["general"].pk))
    part = split(
        actor=office.actor("head"), uid=whole.uid, rows=[task(lead=Party(post_id=posts["officer"].pk))], now=NOW
    )[0]
    handed = give()
    hand_on(actor=office.actor("econ_head"), uid=handed.uid, post_id=posts["econ_officer"].pk, note="", now=NOW)
    noted = give("chief", giver_post_id=posts["chairman"].pk)
    handed.refresh_from_db()
    return {
        "unit": unit,
        "person": person,
        "supported": supported,
        "watched": watched,
        "whole": whole,
        "part": Directive.objects.get(uid=part),
        "handed": handed,
        "noted": noted,
    }


SEES = {
    "chairman": {"unit", "person", "supported", "watched", "whole", "part", "handed", "noted"},
    "chief": {"unit", "person", "supported", "watched", "whole", "part", "handed", "noted"},
    "clerk": set(),
    "head": {"person", "supported", "whole", "part"},
    "deputy": {"person", "supported", "whole", "part"},
    "officer": {"person", "watched", "part"},
    "econ_head": {"unit", "supported", "watched", "handed", "noted"},
    "econ_officer": {"handed"},
    "admin": set(),
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_sees_what_is_hers_and_search_agrees(office, tasks, who):
    actor = office.actor(who)
    seen = set(policy.visible_directives(actor).values_list("pk", flat=True))
    assert {name for name, one in tasks.items() if one.pk in seen} == SEES[who]
    rows = {row.key: set(row.grants) for row in SearchRow.objects.filter(kind="directives.directive")}
    held = set(grants_of(actor))
    assert {name for name, one in tasks.items() if rows[one.search_key] & held} == SEES[who]


def test_both_halves_agree_on_every_row(office, other_office, tasks):
    give_task(
        actor=other_office.actor("chairman"),
        data=DirectiveData(
            content="Việc của huyện", lead=Party(unit_id=other_office.units["economy"].pk), kind=Kind.OPEN
        ),
        now=NOW,
    )
    for actor in [*map(office.actor, EVERYBODY), *map(other_office.actor, EVERYBODY)]:
        seen = set(policy.visible_directives(actor).values_list("pk", flat=True))
        for one in Directive.objects.all():
            assert bool(policy.may_view(actor, one)) == (one.pk in seen), (actor.post_title, one.code)
            if one.pk not in seen:
                for may in ACTS:
                    assert not may(actor, one), (may.__name__, actor.post_title, one.code)


def test_views_hold_only_what_is_seen(office, tasks):
    for who in EVERYBODY:
        actor = office.actor(who)
        seen = set(policy.visible_directives(actor).values_list("pk", flat=True))
        for view in (policy.to_do, policy.given, policy.watched, policy.supported):
            assert set(view(actor).values_list("pk", flat=True)) <= seen
        leads = {one.pk for one in tasks.values() if policy.leads(actor, one)}
        assert leads & seen == set(policy.to_do(actor).values_list("pk", flat=True))


def test_a_delegate_without_the_scope_only_reads(office, tasks):
    behalf = OnBehalf(1, "Nguyễn Văn Khải", "", frozenset({DelegationScope.SIGN}), NOW + timedelta(days=1))
    actor = office.actor("chairman", on_behalf_of=behalf)
    assert policy.may_view(actor, tasks["unit"])
    assert not policy.may_give(actor)
    assert not policy.may_decide(actor, tasks["unit"])
    stranger = office.actor("chairman", on_behalf_of=OnBehalf(1, "x", "", frozenset({"chair_meetings"}), NOW))
    assert not policy.visible_directives(stranger).exists()


def test_the_database_says_of_every_row_what_the_rules_say(office, give):
    today = NOW.date()
    days = [None, today - timedelta(days=3), today, today + timedelta(days=3)]
    one = give(kind=Kind.OPEN, due_on=None)
    shared = {
        name: getattr(one, name) for name in ("agency_id", "source", "level", "kind", "giver_post_id", "lead_key")
    }
    Directive.objects.bulk_create(
        Directive(
            **shared,
            year=2020,
            number=number,
            content="x",
            assigned_at=NOW,
            assigned_on=today,
            due_on=due,
            result_on=result,
            state=state,
        )
        for number, (state, due, result) in enumerate(product(State, days, days), start=1)
    )
    classes = conditions.classes(today)
    held = {name: set(Directive.objects.filter(q).values_list("pk", flat=True)) for name, q in classes.items()}
    for one in Directive.objects.all():
        right = states.reported(state=one.state, due_on=one.due_on, result_on=one.result_on, today=today)
        assert [name for name, found in held.items() if one.pk in found] == ([right] if right in held else []), (
            one.state,
            one.due_on,
            one.result_on,
        )
