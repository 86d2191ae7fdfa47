from datetime import timedelta

import pytest

from congvu.documents import policy
from congvu.documents.api import forward, instruct, void_number
from congvu.documents.models import Document, Handling
from congvu.documents.types import HandlingRole, Target
from congvu.identity.types import DelegationScope
from congvu.kernel.types import OnBehalf
from congvu.search.api import grants_of
from congvu.search.models import Entry as SearchRow
from tests.conftest import NOW

from .conftest import SEATS

pytestmark = pytest.mark.django_db
EVERYBODY = [seat[0] for seat in SEATS]


@pytest.fixture
def papers(office, register, now):
    """Papers in every situation: untouched, given to a unit, forwarded, informed, secret, voided."""
    units, posts = office.units, office.posts
    untouched, to_unit, forwarded, informed = (register(code_number=str(n)) for n in range(1, 5))
    secret, void = register(code_number="5", secrecy=2), register(code_number="6")
    chairman = office.actor("chairman")

    def give(document: Document, *targets: Target) -> None:
        instruct(actor=chairman, uid=document.uid, text="", targets=targets, now=now)

    give(to_unit, Target(role=HandlingRole.LEAD, unit_id=units["economy"].pk))
    give(forwarded, Target(role=HandlingRole.LEAD, unit_id=units["general"].pk))
    forward(
        actor=office.actor("head"),
        handling_uid=Handling.objects.get(document=forwarded).uid,
        text="",
        targets=[Target(role=HandlingRole.LEAD, post_id=posts["officer"].pk)],
        now=now,
    )
    give(informed, Target(role=HandlingRole.INFO, unit_id=units["economy"].pk))
    void_number(actor=office.actor("clerk"), uid=void.uid, reason="Nhầm", now=now)
    names = ("untouched", "to_unit", "forwarded", "informed", "secret", "void")
    return dict(zip(names, (untouched, to_unit, forwarded, informed, secret, void), strict=True))


SEES = {
    "chairman": {"untouched", "to_unit", "forwarded", "informed", "void"},
    "chief": {"untouched", "to_unit", "forwarded", "informed", "void"},
    "clerk": {"untouched", "to_unit", "forwarded", "informed", "secret", "void"},
    "head": {"forwarded"},
    "deputy": {"forwarded"},
    "officer": {"forwarded"},
    "econ_head": {"to_unit", "informed"},
    "econ_officer": {"informed"},
    "admin": set(),
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_sees_what_is_hers(office, papers, who):
    seen = set(policy.visible_documents(office.actor(who)).values_list("pk", flat=True))
    assert {name for name, paper in papers.items() if paper.pk in seen} == SEES[who]


def test_both_halves_agree_on_every_row(office, other_office, papers):
    actors = [*map(office.actor, EVERYBODY), *map(other_office.actor, EVERYBODY)]
    for actor in actors:
        seen = set(policy.visible_documents(actor).values_list("pk", flat=True))
        for document in Document.objects.all():
            assert bool(policy.may_view(actor, document)) == (document.pk in seen), (actor.post_title, document.pk)


def test_search_finds_exactly_what_may_be_seen_and_no_secret(office, papers):
    rows = {row.key: set(row.grants) for row in SearchRow.objects.filter(kind="documents.incoming")}
    for who in EVERYBODY:
        actor = office.actor(who)
        found = {name for name, d in papers.items() if rows.get(d.search_key, set()) & set(grants_of(actor))}
        assert found == SEES[who] - {"secret"}, who


def test_people_of_another_agency_see_nothing(other_office, papers):
    for who in EVERYBODY:
        assert not policy.visible_documents(other_office.actor(who)).exists()


def behalf(*scopes: str) -> OnBehalf:
    return OnBehalf(1, "Nguyễn Văn Khải", "12/GUQ", frozenset(scopes), NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("scopes", "sees", "instructs"),
    [
        ([DelegationScope.HANDLE_DOCUMENTS], True, True),
        ([DelegationScope.SIGN], True, False),
        ([DelegationScope.CHAIR_MEETINGS], False, False),
    ],
)
def test_a_delegation_gives_only_its_scope(office, papers, scopes, sees, instructs):
    actor = office.actor("chairman", on_behalf_of=behalf(*scopes))
    assert policy.visible_documents(actor).exists() is sees
    assert bool(policy.may_view(actor, papers["untouched"])) is sees
    assert bool(policy.may_instruct(actor, papers["untouched"])) is instructs


def test_held_handlings_are_those_that_the_actor_holds(office, papers):
    for who in EVERYBODY:
        actor = office.actor(who)
        held = set(policy.held_handlings(actor).values_list("pk", flat=True))
        expected = {h.pk for h in Handling.objects.filter(state="open") if policy.holds(actor, h)}
        assert held == expected


def test_secret_registers_are_for_clerks(office, papers):
    assert policy.visible_registers(office.actor("clerk")).filter(is_secret=True).count() == 1
    assert policy.visible_registers(office.actor("chairman")).filter(is_secret=True).count() == 0
    assert policy.visible_registers(office.actor("admin")).count() == 0
