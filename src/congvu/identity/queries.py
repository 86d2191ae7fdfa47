"""Reads of agencies, units, posts and holders."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower

from congvu.kernel.api import statements
from congvu.kernel.errors import NotFound

from .models import Account, Agency, AgencyCode, Assignment, Person, SignIn, Unit
from .policy import in_force
from .types import AgencyCard, PostCard, SignInLine, SignInPage, UnitNode


def agency(agency_id: int) -> AgencyCard:
    """Return one agency. Raises NotFound."""
    found = agencies([agency_id])
    if not found:
        raise NotFound
    return found[0]


def agencies(ids: Iterable[int]) -> list[AgencyCard]:
    """Return the agencies, by name."""
    return _cards(Agency.objects.filter(pk__in=list(ids)).order_by("name", "pk"))


def agencies_after(*, after: int, size: int, on: date) -> list[AgencyCard]:
    """Return a page of the agencies in force on a day, by key."""
    return _cards(Agency.objects.filter(in_force(on), pk__gt=after).order_by("pk")[:size])


def agencies_below(agency_id: int, *, on: date) -> list[AgencyCard]:
    """Return the agencies in force right below an agency, by name."""
    return _cards(Agency.objects.filter(in_force(on), parent_id=agency_id).order_by("name", "pk"))


def _cards(rows: QuerySet[Agency]) -> list[AgencyCard]:
    primary = Prefetch("codes", AgencyCode.objects.filter(is_primary=True).order_by("-pk"), to_attr="primary_codes")
    return [
        AgencyCard(
            id=a.pk,
            name=a.name,
            abbreviation=a.abbreviation,
            code=a.primary_codes[0].value if a.primary_codes else "",
            place_name=a.place_name,
            superior_name=a.superior_name,
            parent_id=a.parent_id,
        )
        for a in rows.prefetch_related(primary)
    ]


def agencies_named(names: Iterable[str]) -> dict[str, int]:
    """Return the ids of agencies that stand in a list of names, by the name as given; of two alike the newer one."""
    wanted = set(names)
    rows = Agency.objects.filter(name__in=wanted, valid_to=None).order_by("pk").values_list("name", "pk")
    return dict(rows)


def staff(*, agency_id: int, on: date) -> QuerySet[Person]:
    """Return the people who hold a post of the agency on a day, for counting; who may see them is the caller's."""
    held = Assignment.objects.filter(in_force(on), in_force(on, "post__"), post__unit__agency_id=agency_id)
    return Person.objects.filter(pk__in=held.values("person_id"))


def units_in_force(*, agency_id: int, on: date) -> QuerySet[Unit]:
    """Return the units of the agency on a day, for counting."""
    return Unit.objects.filter(in_force(on), agency_id=agency_id)


def unit_tree(*, agency_id: int, on: date) -> list[UnitNode]:
    """Return the units in force on a day, each after its parent, siblings in their order."""
    rows = statements.kept(_units, agency_id=agency_id, on=on)
    known = {row[0] for row in rows}
    children: dict[int | None, list[tuple[Any, ...]]] = {}
    for row in rows:
        children.setdefault(row[3] if row[3] in known else None, []).append(row)
    found: list[UnitNode] = []

    def walk(parent: int | None, depth: int) -> None:
        for pk, name, abbreviation, parent_id, is_records_office in children.get(parent, []):
            found.append(UnitNode(pk, name, abbreviation, parent_id, depth, is_records_office))
            walk(pk, depth + 1)

    walk(None, 0)
    return found


def _units(*, agency_id: int, on: date) -> QuerySet[Unit, Any]:
    rows = Unit.objects.filter(in_force(on), agency_id=agency_id).order_by("position", "name", "pk")
    return rows.values_list("pk", "name", "abbreviation", "parent_id", "is_records_office")


def posts(
    *,
    on: date,
    agency_id: int | None = None,
    ids: Iterable[int] | None = None,
    role: str | None = None,
    roles: Iterable[str] = (),
) -> list[PostCard]:
    """Return posts in force on a day with their holders, highest rank first, in one query.

    Narrow by agency, by ids, by a role, by any of some roles. A post held by several people gives one card a holder.
    """
    narrow = {
        "u.agency_id = %(agency)s": agency_id,
        "p.id = any(%(ids)s::bigint[])": None if ids is None else list(ids),
        "p.roles @> %(role)s::varchar[]": None if role is None else [role],
        "p.roles && %(roles)s::varchar[]": sorted(roles) or None,
    }
    conditions = "".join(f" and {condition}" for condition, value in narrow.items() if value is not None)
    values = dict(zip(("agency", "ids", "role", "roles"), narrow.values(), strict=True)) | {"on": on}
    return [
        PostCard(pk, title, unit, unit_name, agency, frozenset(held), person, name, rank)
        for pk, title, unit, unit_name, agency, held, person, name, rank in statements.rows(
            _POSTS.format(narrow=conditions), {k: v for k, v in values.items() if v is not None}
        )
    ]


_POSTS = """
select p.id, p.title, p.unit_id, u.name, u.agency_id, p.roles, h.person_id, coalesce(h.full_name, ''), p.rank
from identity_post p
join identity_unit u on u.id = p.unit_id
left join lateral (
  select a.id, a.person_id, e.full_name from identity_assignment a join identity_person e on e.id = a.person_id
  where a.post_id = p.id and a.valid_from <= %(on)s and (a.valid_to is null or a.valid_to >= %(on)s)
) h on true
where (p.valid_from is null or p.valid_from <= %(on)s) and (p.valid_to is null or p.valid_to >= %(on)s){narrow}
order by p.rank, p.id, h.id
"""


def post(post_id: int, *, on: date) -> PostCard:
    """Return one post with its holder. Raises NotFound."""
    found = posts(on=on, ids=[post_id])
    if not found:
        raise NotFound
    return found[0]


def has_second_factor(account_id: int) -> bool:
    """Whether the account has a TOTP application or a passkey."""
    return bool(
        Authenticator.objects.filter(
            user_id=account_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ).exists()
    )


def account(account_id: int) -> Account:
    """Return an account with its person. Raises NotFound."""
    found = Account.objects.select_related("person").filter(pk=account_id).first()
    if found is None:
        raise NotFound
    return found


def locked_until(account_id: int) -> datetime | None:
    """When the lock of an account ends, also if that is past."""
    return Account.objects.filter(pk=account_id).values_list("locked_until", flat=True).first()


SIGN_INS_A_PAGE = 30


def sign_ins(account_id: int, *, before: int | None = None) -> SignInPage:
    """Return attempts to sign in to one account, newest first, a page at a time by key."""
    rows = SignIn.objects.filter(account_id=account_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [
        SignInLine(row.pk, row.at, row.address, row.agent, row.outcome, row.method)
        for row in rows.order_by("-pk")[: SIGN_INS_A_PAGE + 1]
    ]
    more = len(found) > SIGN_INS_A_PAGE
    return SignInPage(found[:SIGN_INS_A_PAGE], found[SIGN_INS_A_PAGE - 1].id if more else None)


def active_account_of(person_uid: UUID) -> Account | None:
    """Return the active account of a person by her lasting mark."""
    return Account.objects.select_related("person").filter(person__uid=person_uid, is_active=True).first()


def account_by_email(email: str) -> Account | None:
    """Return the active account with a mail address, in any case of letters."""
    wanted = email.strip().lower()
    if not wanted:
        return None
    return Account.objects.alias(low=Lower("email")).filter(low=wanted, is_active=True).first()


def last_factors(account_id: int) -> list[str]:
    """Return what proved the person at her last finished sign-in."""
    last = SignIn.objects.filter(account_id=account_id, outcome="ok").order_by("-pk").first()
    return last.method.split("+") if last else []
