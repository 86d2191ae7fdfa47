"""Which posts an account may act in now, and the actor that results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congvu.kernel.types import Actor, OnBehalf

from .models import Account, Assignment, Delegation, Unit
from .rules.delegation import roles_handed
from .sessions import recently_authenticated
from .types import Hat, Role

SESSION_KEY = "hat"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who a request comes from: the acting post, whether any post administers, and the posts held today."""

    actor: Actor | None
    is_admin: bool
    held: Sequence[Assignment] = ()


def standing_of(request: HttpRequest) -> Standing:
    """Return the standing of a request, in the hat kept in its session; at most three queries, none kept."""
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return Standing(None, False)
    return _standing(
        account,
        request.session.get(SESSION_KEY, ""),
        now=timezone.now(),
        address=client_address(request),
        assurance=_assurance(request),
    )


def actor_for_request(request: HttpRequest) -> Actor | None:
    """Return the actor of a signed-in request, in the hat kept in the session, or in the main post."""
    return standing_of(request).actor


def factors(request: HttpRequest) -> frozenset[str]:
    """Return what proved the person in this session: password, totp, webauthn, recovery_codes, socialaccount."""
    records = get_authentication_records(request, request.user)
    return frozenset(str(record.get("type") or record.get("method")) for record in records)


def _assurance(request: HttpRequest) -> frozenset[str]:
    """Return the factors, and `recent` while the last proof is fresh: acts such as signing may ask for it."""
    found = factors(request)
    return found | {"recent"} if recently_authenticated(request) else found


def client_address(request: HttpRequest) -> str:
    """Return the network address of the client, seen through as many own proxies as the settings name."""
    proxies: int = settings.TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return str(hops[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def actor_in(
    account: Account, key: str, *, now: datetime, address: str = "", assurance: frozenset[str] = frozenset()
) -> Actor | None:
    """Return the actor for one hat of an account; for a hat that no longer holds, the main post; None without any."""
    if not account.is_active:
        return None
    return _standing(account, key, now=now, address=address, assurance=assurance).actor


def _standing(account: Account, key: str, *, now: datetime, address: str, assurance: frozenset[str]) -> Standing:
    held = _assignments(account, timezone.localdate(now)) if account.person_id else []
    is_admin = account.kind == Account.Kind.ADMIN or any(Role.ADMINISTRATOR in a.post.roles for a in held)
    kind, _, pk = key.partition(":")
    if kind == "delegation" and pk.isdigit() and account.person_id:
        delegation = _delegations(account, now).filter(pk=int(pk)).first()
        if delegation is not None:
            return Standing(_actor(account, delegation.from_assignment, delegation, address, assurance), is_admin, held)
    if not held:
        return Standing(None, is_admin)
    chosen = next((a for a in held if kind == "post" and pk == str(a.post_id)), held[0])
    return Standing(_actor(account, chosen, None, address, assurance), is_admin, held)


def acting(post_id: int, *, now: datetime) -> Actor | None:
    """Return the holder of a post as an actor, for acts that the system carries out in her name; None when vacant."""
    today = timezone.localdate(now)
    rows = Assignment.objects.filter(_in_force(today), post_id=post_id, person__account__isnull=False)
    held = rows.select_related("post__unit__agency", "person__account").order_by("pk").first()
    return _actor(held.person.account, held, None, "", frozenset()) if held is not None else None


def hats(account: Account, *, now: datetime, held: Sequence[Assignment] | None = None) -> list[Hat]:
    """Return every way the account may act now: own posts first, main post first, then delegations.

    `held` are the posts that the same request has already asked for.
    """
    own = [
        Hat(
            key=f"post:{a.post_id}",
            title=a.post.title,
            unit_name=a.post.unit.name,
            agency_name=a.post.unit.agency.name,
            kind=a.get_kind_display(),
            on_behalf_of="",
            until=a.valid_to,
        )
        for a in (_assignments(account, timezone.localdate(now)) if held is None else held)
    ]
    received = [
        Hat(
            key=f"delegation:{d.pk}",
            title=d.from_assignment.post.title,
            unit_name=d.from_assignment.post.unit.name,
            agency_name=d.from_assignment.post.unit.agency.name,
            kind="ủy quyền",
            on_behalf_of=d.from_assignment.person.full_name,
            until=timezone.localdate(d.ends_at),
        )
        for d in _delegations(account, now)
    ]
    return own + received


def _in_force(today: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": today}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": today})
    )


def _still(today: date, prefix: str) -> Q:
    """Posts and units have open ends on both sides."""
    return (Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": today})) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": today})
    )


def _assignments(account: Account, today: date) -> list[Assignment]:
    # By the person's own key: the planner of a database without statistics would join the other way round.
    rows = Assignment.objects.filter(
        _in_force(today), _still(today, "post__"), _still(today, "post__unit__"), person_id=account.person_id or 0
    ).select_related("post__unit__agency", "person")
    return sorted(rows, key=lambda a: (a.kind != Assignment.Kind.MAIN, a.post.rank, a.pk))


def _delegations(account: Account, now: datetime) -> QuerySet[Delegation]:
    """Delegations in force; one ends by itself when its time, or the delegator's own assignment, is over."""
    return Delegation.objects.filter(
        _in_force(timezone.localdate(now), "from_assignment__"),
        _still(timezone.localdate(now), "from_assignment__post__"),
        to_person_id=account.person_id or 0,
        starts_at__lte=now,
        ends_at__gt=now,
        revoked_at=None,
    ).select_related("from_assignment__post__unit__agency", "from_assignment__person")


def _actor(
    account: Account, held: Assignment, delegation: Delegation | None, address: str, assurance: frozenset[str]
) -> Actor:
    post = held.post
    roles = frozenset(post.roles)
    person = held.person
    behalf = None
    if delegation is not None:
        roles = roles_handed(post_roles=roles, scopes=frozenset(delegation.scopes))
        behalf = OnBehalf(
            delegation_id=delegation.pk,
            person_name=held.person.full_name,
            document=delegation.document,
            scopes=frozenset(delegation.scopes),
            ends_at=delegation.ends_at,
        )
        assert account.person is not None
        person = account.person
    return Actor(
        person_id=person.pk,
        person_name=person.full_name,
        post_id=post.pk,
        post_title=post.title,
        unit_id=post.unit_id,
        unit_name=post.unit.name,
        unit_ids=_with_ancestors(post.unit),
        agency_id=post.unit.agency_id,
        agency_name=post.unit.agency.name,
        roles=roles,
        account_id=account.pk,
        on_behalf_of=behalf,
        address=address,
        assurance=assurance,
    )


def _with_ancestors(unit: Unit) -> tuple[int, ...]:
    parents = dict(Unit.objects.filter(agency_id=unit.agency_id).values_list("pk", "parent_id"))
    found: list[int] = []
    current: int | None = unit.pk
    while current is not None and current not in found:
        found.append(current)
        current = parents.get(current)
    return tuple(found)
