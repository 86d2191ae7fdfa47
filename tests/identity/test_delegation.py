from datetime import timedelta

import pytest
from django.utils import timezone

from congvu.identity.actions.delegation import DelegationTerms, give_delegation, revoke_delegation
from congvu.identity.errors import AlreadyDelegated, DelegationRefused
from congvu.identity.hats import actor_in, hats
from congvu.identity.models import Assignment, Delegation
from congvu.identity.rules.delegation import roles_handed
from congvu.identity.types import DelegationScope, Role
from congvu.kernel.errors import NotAllowed
from congvu.kernel.models import AuditEntry, OutboxEvent

from .conftest import official, sign_in

HANDLE, SIGN = DelegationScope.HANDLE_DOCUMENTS, DelegationScope.SIGN


def terms(to, now, *, scopes=(HANDLE,), days=10, start=timedelta(0), document="12/GUQ-VP"):
    return DelegationTerms(
        to_person_id=to.person.pk,
        scopes=frozenset(scopes),
        starts_at=now + start,
        ends_at=now + timedelta(days=days),
        document=document,
        reason="đi công tác",
    )


def give(giver, to, now, **changes):
    return give_delegation(actor=giver.actor(now), terms=terms(to, now, **changes), now=now)


def test_the_receiver_wears_the_post_and_acts_in_the_givers_place(chief, specialist, now):
    pk = give(chief, specialist, now)
    worn = hats(specialist.account, now=now)
    assert [h.key for h in worn] == [f"post:{specialist.post.pk}", f"delegation:{pk}"]
    actor = actor_in(specialist.account, f"delegation:{pk}", now=now)
    assert actor.post_id == chief.post.pk
    assert actor.display_name == "Huỳnh Thanh Trúc (thay mặt Lê Hoàng Phúc)"
    assert actor.roles == {Role.OFFICE_CHIEF, Role.UNIT_LEADER}
    assert actor.on_behalf_of.document == "12/GUQ-VP"
    entry = AuditEntry.objects.get()
    assert (entry.code, entry.person_name) == ("identity.delegation_given", "Lê Hoàng Phúc")
    assert OutboxEvent.objects.get().name == "identity.DelegationGiven"


def test_it_ends_by_itself(chief, specialist, now):
    pk = give(chief, specialist, now)
    key = f"delegation:{pk}"
    last = now + timedelta(days=10) - timedelta(seconds=1)
    assert actor_in(specialist.account, key, now=last).on_behalf_of is not None
    assert actor_in(specialist.account, key, now=now + timedelta(days=10)).on_behalf_of is None


def test_it_ends_with_the_givers_own_post(chief, specialist, now):
    pk = give(chief, specialist, now)
    Assignment.objects.filter(pk=chief.assignments[0].pk).update(valid_to="2026-10-13")
    assert actor_in(specialist.account, f"delegation:{pk}", now=now).on_behalf_of is None


def test_it_begins_on_its_day(chief, specialist, now):
    pk = give(chief, specialist, now, start=timedelta(days=3))
    assert actor_in(specialist.account, f"delegation:{pk}", now=now).on_behalf_of is None
    assert actor_in(specialist.account, f"delegation:{pk}", now=now + timedelta(days=3)).on_behalf_of is not None


def test_no_chains(chief, specialist, clerk, now):
    pk = give(chief, specialist, now)
    worn = actor_in(specialist.account, f"delegation:{pk}", now=now)
    with pytest.raises(NotAllowed):
        give_delegation(actor=worn, terms=terms(clerk, now), now=now)
    assert Delegation.objects.count() == 1


def test_administration_is_never_handed_on(administrator, specialist, office_unit, now):
    for scopes in ((HANDLE,), tuple(DelegationScope)):
        with pytest.raises(DelegationRefused):
            give(administrator, specialist, now, scopes=scopes)
    assert Role.ADMINISTRATOR not in roles_handed(post_roles=frozenset(Role), scopes=frozenset(DelegationScope))


def test_signing_needs_a_paper(chief, specialist, now):
    with pytest.raises(DelegationRefused) as refusal:
        give(chief, specialist, now, scopes=(SIGN,), document="")
    assert list(refusal.value.data["faults"]) == ["document"]
    assert give(chief, specialist, now, scopes=(SIGN,))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": ()}, "scopes"),
        ({"start": timedelta(days=-1)}, "starts_on"),
        ({"start": timedelta(days=11)}, "ends_on"),
        ({"days": 0}, "ends_on"),
        ({"days": 400}, "ends_on"),
    ],
)
def test_terms_that_break_a_rule_are_refused_by_field_and_nothing_is_written(chief, specialist, now, changes, field):
    with pytest.raises(DelegationRefused) as refusal:
        give(chief, specialist, now, **changes)
    assert list(refusal.value.data["faults"]) == [field]
    assert Delegation.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_only_people_of_the_house_receive(chief, now, department_unit, committee):
    from congvu.identity.models import Agency, Post, Unit

    below = official("Lý Văn Sang", "van.sang", Post.objects.create(unit=department_unit, title="Trưởng phòng"))
    assert give(chief, below, now)
    foreign = Agency.objects.create(name="Bộ Nội vụ", abbreviation="BNV", tier="central", place_name="Hà Nội")
    unit = Unit.objects.create(agency=foreign, name="Vụ")
    stranger = official("Trần Ai", "tran.ai", Post.objects.create(unit=unit, title="Vụ trưởng"))
    with pytest.raises(NotAllowed):
        give(chief, stranger, now)
    with pytest.raises(NotAllowed):
        give(chief, chief, now)


def test_the_same_twice_is_refused(chief, specialist, now):
    give(chief, specialist, now)
    with pytest.raises(AlreadyDelegated):
        give(chief, specialist, now, start=timedelta(days=2))
    give(chief, specialist, now, scopes=(SIGN,))


def test_the_giver_and_an_administrator_may_revoke_the_receiver_may_not(chief, specialist, clerk, administrator, now):
    pk = give(chief, specialist, now)
    for wrong in (specialist, clerk):
        with pytest.raises(NotAllowed):
            revoke_delegation(actor=wrong.actor(now), delegation_id=pk, now=now)
    revoke_delegation(actor=chief.actor(now), delegation_id=pk, now=now)
    assert actor_in(specialist.account, f"delegation:{pk}", now=now).on_behalf_of is None
    second = give(chief, specialist, now)
    revoke_delegation(actor=administrator.actor(now), delegation_id=second, now=now)
    assert Delegation.objects.filter(revoked_at=None).count() == 0


def test_revoked_at_the_next_request(client, chief, specialist):
    now = timezone.now()
    pk = give(chief, specialist, now)
    sign_in(client, specialist)
    client.post("/doi-vi-tri/", {"hat": f"delegation:{pk}"})
    assert client.get("/uy-quyen/").wsgi_request.actor.on_behalf_of.person_name == "Lê Hoàng Phúc"
    revoke_delegation(actor=chief.actor(now), delegation_id=pk, now=timezone.now())
    assert client.get("/uy-quyen/").wsgi_request.actor.on_behalf_of is None


OVER = (
    "Ủy quyền của Lê Hoàng Phúc (Chánh Văn phòng) đã hết; bạn đang làm việc với chức vụ Chuyên viên. "
    "Hãy làm lại nếu muốn thực hiện với chức vụ của mình."
)


def test_the_first_act_after_it_ended_is_refused_and_the_next_is_in_the_own_name(client, chief, specialist):
    now = timezone.now()
    pk = give(chief, specialist, now)
    sign_in(client, specialist)
    client.post("/doi-vi-tri/", {"hat": f"delegation:{pk}"})
    Delegation.objects.filter(pk=pk).update(ends_at=timezone.now())  # runs out while a page is open

    for _time in range(2):  # reading tells, and leaves the refusal to the first act
        assert OVER in client.get("/uy-quyen/").content.decode()
    sent = {"to_person": chief.person.pk}
    answer = client.post("/uy-quyen/lap/", sent)
    assert answer.status_code == 403
    assert OVER in answer.content.decode()
    assert Delegation.objects.count() == 1

    answer = client.post("/uy-quyen/lap/", sent)
    assert answer.status_code != 403
    assert OVER not in client.get("/uy-quyen/").content.decode()


@pytest.mark.parametrize(
    ("headers", "shape"),
    [({"HX-Request": "true"}, "text/html"), ({"Accept": "application/json"}, "application/problem+json")],
    ids=["fragment", "program"],
)
def test_the_refusal_takes_the_shape_the_caller_reads(client, chief, specialist, headers, shape):
    pk = give(chief, specialist, timezone.now())
    sign_in(client, specialist)
    client.post("/doi-vi-tri/", {"hat": f"delegation:{pk}"})
    revoke_delegation(actor=chief.actor(timezone.now()), delegation_id=pk, now=timezone.now())
    answer = client.post("/uy-quyen/lap/", {}, headers=headers)
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith(shape)
    assert "identity.delegation_over" in (answer.get("CV-Refusal") or answer.json()["code"])


def test_choosing_the_own_post_needs_no_refusal(client, chief, specialist):
    pk = give(chief, specialist, timezone.now())
    sign_in(client, specialist)
    client.post("/doi-vi-tri/", {"hat": f"delegation:{pk}"})
    revoke_delegation(actor=chief.actor(timezone.now()), delegation_id=pk, now=timezone.now())
    assert client.post("/doi-vi-tri/", {"hat": f"post:{specialist.post.pk}"}).status_code == 302
    assert OVER not in client.get("/uy-quyen/").content.decode()


def test_a_second_post_that_ended_is_told_the_same_way(client, specialist, chief, office_unit):
    second = Assignment.objects.create(
        person=specialist.person, post=chief.post, kind="concurrent", valid_from="2020-01-01"
    )
    sign_in(client, specialist)
    client.post("/doi-vi-tri/", {"hat": f"post:{chief.post.pk}"})
    Assignment.objects.filter(pk=second.pk).update(valid_to="2026-01-01")
    answer = client.post("/uy-quyen/lap/", {})
    assert answer.status_code == 403
    assert "Bạn không còn giữ chức vụ Chánh Văn phòng" in answer.content.decode()
    assert client.post("/uy-quyen/lap/", {}).status_code != 403


def test_the_pages_give_and_revoke(client, chief, specialist):
    sign_in(client, chief)
    today = timezone.localdate()
    found = client.get("/chon-nguoi/", {"q": "truc"}).content.decode()
    assert "Huỳnh Thanh Trúc" in found
    values = {"q": "truc", "scopes": [HANDLE], "starts_on": today, "ends_on": today + timedelta(days=5)}
    assert "Hãy tìm và chọn" in client.post("/uy-quyen/lap/", values).content.decode()
    values["to_person"] = specialist.person.pk
    assert client.post("/uy-quyen/lap/", values)["Location"] == "/uy-quyen/"
    page = client.get("/uy-quyen/").content.decode()
    assert "Đang hiệu lực" in page
    pk = Delegation.objects.get().pk
    client.post(f"/uy-quyen/{pk}/thu-hoi/")
    assert "Đã thu hồi" in client.get("/uy-quyen/").content.decode()


def test_searching_without_a_script_keeps_what_was_typed(client, chief, specialist):
    sign_in(client, chief)
    values = {"q": "truc", "search": "1", "document": "9/GUQ", "reason": "nghỉ phép"}
    page = client.post("/uy-quyen/lap/", values).content.decode()
    assert "Huỳnh Thanh Trúc" in page
    assert "9/GUQ" in page
    assert Delegation.objects.count() == 0


@pytest.mark.parametrize("count", [10, 20])
def test_the_list_takes_a_fixed_number_of_queries(chief, specialist, now, count, django_assert_num_queries):
    from congvu.identity.delegations import delegation_lists

    for n in range(count):
        Delegation.objects.create(
            from_assignment=chief.assignments[0],
            to_person=specialist.person,
            scopes=[HANDLE],
            starts_at=now,
            ends_at=now + timedelta(days=n + 1),
            created_at=now,
        )
    actor = chief.actor(now)
    with django_assert_num_queries(1):
        assert len(delegation_lists(actor=actor, now=now).given) == count
