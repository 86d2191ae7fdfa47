"""Which posts an account may act in now, and the actor that results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from congvu.kernel.api import Actor, OnBehalf, statements

from .errors import DelegationOver, DelegationOverNoPost, NotYourPost, PostOver
from .models import Account, Assignment, Delegation
from .rules.delegation import roles_handed
from .sessions import recently_authenticated
from .types import AssignmentKind, Hat, Role

SESSION_KEY = "hat"


@dataclass(frozen=True, slots=True)
class Held:
    """A post in which somebody may act now: held by her, or handed to her by `delegation_id`.

    `holder` is who holds the post itself; `unit_ids` are its unit and the units above, nearest first.
    """

    kind: str
    until: date | None
    post_id: int
    title: str
    roles: frozenset[str]
    unit_id: int
    unit_name: str
    unit_ids: tuple[int, ...]
    agency_id: int
    agency_name: str
    holder_id: int
    holder: str
    person_id: int
    person_name: str
    account_id: int | None
    delegation_id: int | None
    document: str | None
    scopes: frozenset[str]
    ends_at: datetime | None

    @property
    def key(self) -> str:
        """What the session keeps of it."""
        return f"delegation:{self.delegation_id}" if self.delegation_id else f"post:{self.post_id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who a request comes from: the acting post, whether any post administers, and every way to act now.

    `lost` says that the hat kept in the session no longer holds, so that the actor is not who the person chose to be.
    """

    actor: Actor | None
    is_admin: bool
    held: Sequence[Held] = ()
    lost: NotYourPost | None = None


def standing_of(request: HttpRequest) -> Standing:
    """Return the standing of a request, in the hat kept in its session; one statement, its answer not kept."""
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
    held = _held(account, now) if account.person_id else []
    own = [one for one in held if one.delegation_id is None]
    is_admin = account.kind == Account.Kind.ADMIN or any(Role.ADMINISTRATOR in one.roles for one in own)
    worn = next((one for one in held if one.key == key), None)
    lost = _lost(account, key, own[0].title if own else "") if key and worn is None else None
    chosen = worn or (own[0] if own else None)
    if chosen is None:
        return Standing(None, is_admin, held, lost)
    return Standing(_actor(chosen, account.pk, address, assurance), is_admin, held, lost)


def _lost(account: Account, key: str, own: str) -> NotYourPost | None:
    """Return the sentence about a hat that no longer holds; None for one that the account never had."""
    kind, _, pk = key.partition(":")
    if not pk.isdigit() or not account.person_id:
        return None
    if kind == "delegation":
        rows = Delegation.objects.filter(pk=int(pk), to_person_id=account.person_id)
        given = rows.select_related("from_assignment__post", "from_assignment__person").first()
        if given is None:
            return None
        data = {"giver": given.from_assignment.person.full_name, "post": given.from_assignment.post.title}
        return DelegationOver(**data, own=own) if own else DelegationOverNoPost(**data)
    once = Assignment.objects.filter(post_id=int(pk), person_id=account.person_id).select_related("post").first()
    return PostOver(post=once.post.title, own=own) if once is not None and own else None


def acting(post_id: int, *, now: datetime) -> Actor | None:
    """Return the holder of a post as an actor, for acts that the system carries out in her name; None when vacant."""
    today = timezone.localdate(now)
    found = _ways(_HOLDERS, {"post": post_id, "today": today})
    return _actor(found[0], found[0].account_id, "", frozenset()) if found else None


def hats(account: Account, *, now: datetime, held: Sequence[Held] | None = None) -> list[Hat]:
    """Return every way the account may act now: own posts first, main post first, then delegations.

    `held` is what the same request has already asked for.
    """
    if held is None:
        held = _held(account, now) if account.person_id else []
    return [
        Hat(
            key=one.key,
            title=one.title,
            unit_name=one.unit_name,
            agency_name=one.agency_name,
            kind="ủy quyền" if one.delegation_id else str(AssignmentKind(one.kind).label),
            on_behalf_of=one.holder if one.delegation_id else "",
            until=timezone.localdate(one.ends_at) if one.ends_at else one.until,
        )
        for one in held
    ]


def _held(account: Account, now: datetime) -> list[Held]:
    """Return own posts, the main one first, then what was handed over; a delegation ends by itself when its time,
    or the delegator's own assignment, is over.
    """
    return _ways(_OWN_AND_RECEIVED, {"person": account.person_id, "now": now, "today": timezone.localdate(now)})


# Every page asks this once, so it is written out: by the ORM it is three statements, and building them costs more than
# answering. `ways` are the assignments to look at, each with who acts (`person`) and by which delegation.
_OWN_AND_RECEIVED = """
    select a.id as assignment, a.person_id as person, null::bigint as delegation
    from identity_assignment a join identity_post p on p.id = a.post_id join identity_unit u on u.id = p.unit_id
    where a.person_id = %(person)s
      and (u.valid_from is null or u.valid_from <= %(today)s) and (u.valid_to is null or u.valid_to >= %(today)s)
    union all
    select from_assignment_id, to_person_id, id from identity_delegation
    where to_person_id = %(person)s and starts_at <= %(now)s and ends_at > %(now)s and revoked_at is null
"""
_HOLDERS = """
    select a.id as assignment, a.person_id as person, null::bigint as delegation
    from identity_assignment a join identity_account c on c.person_id = a.person_id
    where a.post_id = %(post)s
"""
_SELECT = """
with ways as materialized ({ways})
select a.kind, a.valid_to, p.id, p.title, p.roles, u.id, u.name, (
    with recursive up (parent_id, path) as (
      select u.parent_id, array[u.id]
      union all
      select n.parent_id, path || n.id from up join identity_unit n on n.id = up.parent_id
      where n.agency_id = u.agency_id and n.id <> all(path)
    )
    select path from up order by cardinality(path) desc limit 1
  ), g.id, g.name, h.id, h.full_name, me.id, me.full_name, c.id, d.id, d.document, d.scopes, d.ends_at
from ways w
join identity_assignment a on a.id = w.assignment
join identity_post p on p.id = a.post_id
join identity_unit u on u.id = p.unit_id
join identity_agency g on g.id = u.agency_id
join identity_person h on h.id = a.person_id
join identity_person me on me.id = w.person
left join identity_account c on c.person_id = me.id
left join identity_delegation d on d.id = w.delegation
where a.valid_from <= %(today)s and (a.valid_to is null or a.valid_to >= %(today)s)
  and (p.valid_from is null or p.valid_from <= %(today)s) and (p.valid_to is null or p.valid_to >= %(today)s)
order by d.id is not null, a.kind <> 'main', p.rank, a.id, d.id
"""


def _ways(ways: str, values: dict[str, object]) -> list[Held]:
    return [_row(row) for row in statements.rows(_SELECT.format(ways=ways), values)]


def _row(row: tuple[Any, ...]) -> Held:
    kind, until, post, title, roles, unit, unit_name, units, *rest, scopes, ends_at = row
    return Held(  # type: ignore[call-arg]  # the middle of the row
        kind, until, post, title, frozenset(roles), unit, unit_name, tuple(units), *rest,
        frozenset(scopes or ()), ends_at,
    )  # fmt: skip


def _actor(held: Held, account_id: int | None, address: str, assurance: frozenset[str]) -> Actor:
    roles, behalf = held.roles, None
    if held.delegation_id is not None:
        assert held.ends_at is not None
        roles = roles_handed(post_roles=roles, scopes=held.scopes)
        behalf = OnBehalf(
            delegation_id=held.delegation_id,
            person_name=held.holder,
            document=held.document or "",
            scopes=held.scopes,
            ends_at=held.ends_at,
        )
    return Actor(
        person_id=held.person_id,
        person_name=held.person_name,
        post_id=held.post_id,
        post_title=held.title,
        unit_id=held.unit_id,
        unit_name=held.unit_name,
        unit_ids=held.unit_ids,
        agency_id=held.agency_id,
        agency_name=held.agency_name,
        roles=roles,
        account_id=account_id,
        on_behalf_of=behalf,
        address=address,
        assurance=assurance,
    )
