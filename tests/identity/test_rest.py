from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from congvu.identity.actions.tokens import issue_token, revoke_token
from congvu.identity.models import ApiToken, Assignment
from congvu.kernel.errors import Invalid, NotAllowed

from .conftest import sign_in


def token_for(who, administrator, *, scopes=("identity:read",), days=30):
    now = timezone.now()
    return issue_token(
        actor=administrator.actor(now),
        owner_id=who.account.pk,
        post_id=who.post.pk,
        name="Phần mềm kế toán",
        scopes=list(scopes),
        expires_at=now + timedelta(days=days),
        now=now,
    )


def bearer(secret):
    return {"headers": {"Authorization": f"Bearer {secret}"}}


def test_a_stranger_gets_a_problem_with_401(client, db):
    answer = client.get("/api/v1/identity/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "api.unknown_caller"


def test_a_token_acts_in_its_post(client, clerk, administrator):
    answer = client.get("/api/v1/identity/me", **bearer(token_for(clerk, administrator)))
    assert answer.status_code == 200
    assert (answer.json()["post_title"], answer.json()["roles"]) == ("Văn thư", ["records_clerk"])
    assert ApiToken.objects.get().last_used_at is not None


def test_only_a_hash_of_the_token_is_kept(clerk, administrator):
    secret = token_for(clerk, administrator)
    assert secret not in str(ApiToken.objects.values().get())


def test_a_revoked_expired_or_foreign_token_is_refused_at_once(client, clerk, administrator):
    secret = token_for(clerk, administrator)
    revoke_token(actor=administrator.actor(timezone.now()), token_id=ApiToken.objects.get().pk, now=timezone.now())
    assert client.get("/api/v1/identity/me", **bearer(secret)).status_code == 401
    ApiToken.objects.update(revoked_at=None, expires_at=timezone.now())
    assert client.get("/api/v1/identity/me", **bearer(secret)).status_code == 401
    assert client.get("/api/v1/identity/me", **bearer("cv_sai")).status_code == 401


def test_a_token_dies_with_the_post(client, clerk, administrator):
    secret = token_for(clerk, administrator)
    Assignment.objects.filter(pk=clerk.assignments[0].pk).update(valid_to="2021-01-01")
    assert client.get("/api/v1/identity/me", **bearer(secret)).status_code == 401


def test_a_token_without_the_scope_is_refused(client, clerk, administrator):
    secret = token_for(clerk, administrator, scopes=["documents:read"])
    answer = client.get("/api/v1/identity/me", **bearer(secret))
    assert (answer.status_code, answer.json()["code"]) == (403, "kernel.not_allowed")


def test_only_administrators_issue_tokens_and_for_a_year_at_most(clerk, administrator, specialist):
    with pytest.raises(NotAllowed):
        token_for(clerk, specialist)
    with pytest.raises(Invalid):
        token_for(clerk, administrator, days=400)
    assert ApiToken.objects.count() == 0


def test_the_session_of_the_browser_counts_too(client, clerk, specialist, committee):
    sign_in(client, clerk)
    found = client.get("/api/v1/identity/people", {"q": "truc"}).json()
    assert [p["name"] for p in found] == ["Huỳnh Thanh Trúc"]
    units = client.get("/api/v1/identity/units", {"agency_id": committee.pk}).json()
    assert [u["name"] for u in units] == ["Văn phòng", "Phòng Tổng hợp"]


def test_agencies_are_paged_by_key(client, clerk, department):
    sign_in(client, clerk)
    first = client.get("/api/v1/identity/agencies", {"size": 1}).json()
    second = client.get("/api/v1/identity/agencies", {"size": 1, "after": first["next"]}).json()
    assert [first["items"][0]["name"], second["items"][0]["name"]] == ["Ủy ban nhân dân tỉnh Tiền Giang", "Sở Nội vụ"]


def test_a_malformed_call_is_a_problem_with_422(client, clerk):
    sign_in(client, clerk)
    answer = client.get("/api/v1/identity/units", {"agency_id": "x"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_session_needs_the_csrf_token_to_write(clerk, rf):
    from congvu.identity.tokens import ApiAuth

    client = Client(enforce_csrf_checks=True)
    sign_in(client, clerk)
    request = rf.post("/api/v1/x")
    request.actor = clerk.actor(timezone.now())
    request.user = clerk.account
    request._dont_enforce_csrf_checks = False
    with pytest.raises(NotAllowed):
        ApiAuth()(request)
