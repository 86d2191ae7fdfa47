"""What the pages of administration show. Each read starts from what the actor administers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max, Q

from congvu.kernel.api import Actor, text
from congvu.kernel.errors import NotFound

from . import policy
from .models import Account, Agency, ApiToken, Assignment, ImportDraft, Person, Post, Unit
from .types import Role

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An administered agency in the tree."""

    id: int
    name: str
    depth: int
    code: str
    unit_count: int
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class HolderLine:
    """Somebody who holds, held or will hold a post."""

    assignment_id: int
    person_id: int
    person_name: str
    kind: str
    valid_from: date
    valid_to: date | None
    decision_no: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post with its holders of a day."""

    id: int
    title: str
    rank: int
    roles: tuple[str, ...]
    holders: tuple[HolderLine, ...]
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list, with the account's state."""

    id: int
    name: str
    email: str
    posts: str
    account_id: int | None
    username: str
    state: str  # none, open, locked, closed


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """People by name, a page at a time; `next` is the key of the following page."""

    rows: list[PersonLine]
    next: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """An account in the half-yearly review (6.3)."""

    account_id: int
    person_id: int | None
    name: str
    username: str
    kind: str
    posts: str
    created_at: datetime
    last_login: datetime | None
    days_unused: int
    is_active: bool
    has_factor: bool
    is_admin: bool


def agency_tree(actor: Actor) -> list[AgencyLine]:
    """Return the administered agencies, each after the one above it, in two queries."""
    rows = (
        policy.administered_agencies(actor)
        .annotate(
            unit_count=Count("units", distinct=True),
            code=Max("codes__value", filter=Q(codes__is_primary=True)),
        )
        .order_by("name", "pk")
    )
    by_parent: dict[int | None, list[Agency]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        by_parent.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[AgencyLine] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for row in by_parent.get(parent_id, []):
            code = row.code or ""  # type: ignore[attr-defined]
            found.append(AgencyLine(row.pk, row.name, depth, code, row.unit_count, row.valid_to))  # type: ignore[attr-defined]
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def agency_file(actor: Actor, agency_id: int) -> Agency:
    """Return an administered agency with its codes, the newest first. Raises NotFound."""
    found = (
        policy.administered_agencies(actor)
        .filter(pk=agency_id)
        .select_related("parent", "successor")
        .prefetch_related("codes")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def unit_file(actor: Actor, unit_id: int) -> Unit:
    """Return a unit of an administered agency. Raises NotFound."""
    ids = policy.administered_agency_ids(actor)
    found = Unit.objects.filter(pk=unit_id, agency_id__in=ids).select_related("agency", "parent").first()
    if found is None:
        raise NotFound
    return found


def post_file(actor: Actor, post_id: int) -> Post:
    """Return a post of an administered agency. Raises NotFound."""
    ids = policy.administered_agency_ids(actor)
    found = Post.objects.filter(pk=post_id, unit__agency_id__in=ids).select_related("unit__agency").first()
    if found is None:
        raise NotFound
    return found


def assignment_file(actor: Actor, assignment_id: int) -> Assignment:
    """Return an assignment to a post of an administered agency. Raises NotFound."""
    ids = policy.administered_agency_ids(actor)
    rows = Assignment.objects.filter(pk=assignment_id, post__unit__agency_id__in=ids)
    found = rows.select_related("post__unit__agency", "person").first()
    if found is None:
        raise NotFound
    return found


def posts_by_unit(agency_id: int, *, on: date) -> dict[int, list[PostLine]]:
    """Return the posts of an agency in force on a day with its holders, by unit, in two queries."""
    holders: dict[int, list[HolderLine]] = {}
    for row in _holders(Assignment.objects.filter(policy.in_force(on), post__unit__agency_id=agency_id), on=on):
        holders.setdefault(row[0], []).append(row[1])
    found: dict[int, list[PostLine]] = {}
    for post in Post.objects.filter(policy.in_force(on), unit__agency_id=agency_id).order_by("rank", "pk"):
        found.setdefault(post.unit_id, []).append(_post_line(post, holders.get(post.pk, [])))
    return found


def holders_of(post_id: int, *, on: date) -> list[HolderLine]:
    """Return everybody who ever held a post, the latest first."""
    return [line for _post, line in _holders(Assignment.objects.filter(post_id=post_id), on=on)]


def person_file(actor: Actor, person_id: int) -> Person:
    """Return an administered person. Raises NotFound."""
    found = policy.administered_people(actor).filter(pk=person_id).distinct().first()
    if found is None:
        raise NotFound
    return found


def posts_held(person_id: int) -> list[Assignment]:
    """Return all assignments of a person, the latest first."""
    rows = Assignment.objects.filter(person_id=person_id).select_related("post__unit__agency")
    return list(rows.order_by("-valid_from", "-pk"))


def account_of(person_id: int) -> Account | None:
    """Return the account of a person, if there is one."""
    return Account.objects.filter(person_id=person_id).first()


def account_file(actor: Actor, account_id: int) -> Account:
    """Return an administered account. Raises NotFound."""
    found = policy.administered_accounts(actor).filter(pk=account_id).select_related("person").first()
    if found is None:
        raise NotFound
    return found


def people_page(actor: Actor, *, words: str, after: str, on: date, now: datetime) -> PeoplePage:
    """Return administered people by name, 50 at a time by key, in four queries."""
    rows = policy.administered_people(actor).distinct()
    for part in text.fold(text.clean_line(words)).split():
        rows = rows.filter(Q(fold__contains=part) | Q(email__istartswith=part) | Q(code__iexact=part))
    if after:
        name, _, pk = after.rpartition("~")
        if pk.isdigit():
            rows = rows.filter(Q(fold__gt=name) | Q(fold=name, pk__gt=int(pk)))
    found = list(rows.order_by("fold", "pk").select_related("account")[: PEOPLE_A_PAGE + 1])
    shown = found[:PEOPLE_A_PAGE]
    posts = _posts_in_words([person.pk for person in shown], on=on)
    last = shown[-1] if len(found) > PEOPLE_A_PAGE else None
    return PeoplePage(
        [_person_line(person, posts.get(person.pk, ""), now) for person in shown],
        f"{last.fold}~{last.pk}" if last else "",
    )


def review(actor: Actor, *, now: datetime, on: date, unused_days: int = 0) -> list[ReviewLine]:
    """Return the accounts of the administered agencies for the review, the longest unused first, in four queries."""
    rows = policy.administered_accounts(actor).select_related("person").distinct()
    if unused_days:
        limit = now - timedelta(days=unused_days)
        rows = rows.filter(Q(last_login__lt=limit) | Q(last_login=None, created_at__lt=limit), is_active=True)
    found = list(
        rows.annotate(
            factors=Count("authenticator", filter=~Q(authenticator__type="recovery_codes"), distinct=True)
        ).order_by(F("last_login").asc(nulls_first=True), "pk")[:2000]
    )
    people = [row.person_id for row in found if row.person_id]
    posts = _posts_in_words(people, on=on)
    admins = set(
        Assignment.objects.filter(
            policy.in_force(on), person_id__in=people, post__roles__contains=[Role.ADMINISTRATOR]
        ).values_list("person_id", flat=True)
    )
    return [
        ReviewLine(
            account_id=row.pk,
            person_id=row.person_id,
            name=row.person.full_name if row.person else row.username,
            username=row.username,
            kind=row.get_kind_display(),
            posts=posts.get(row.person_id or 0, ""),
            created_at=row.created_at,
            last_login=row.last_login,
            days_unused=(now - (row.last_login or row.created_at)).days,
            is_active=row.is_active,
            has_factor=row.factors > 0,
            is_admin=row.kind == Account.Kind.ADMIN or row.person_id in admins,
        )
        for row in found
    ]


def tokens(actor: Actor) -> list[ApiToken]:
    """Return the tokens of posts in administered agencies, the newest first, at most 200."""
    ids = policy.administered_agency_ids(actor)
    rows = ApiToken.objects.filter(post__unit__agency_id__in=ids)
    return list(rows.select_related("owner__person", "post__unit__agency").order_by("-pk")[:200])


def _holders(rows: "Iterable[Assignment]", *, on: date) -> list[tuple[int, HolderLine]]:
    ordered = rows.select_related("person").order_by("-valid_from", "-pk")  # type: ignore[attr-defined]
    return [
        (
            row.post_id,
            HolderLine(
                row.pk,
                row.person_id,
                row.person.full_name,
                row.get_kind_display(),
                row.valid_from,
                row.valid_to,
                row.decision_no,
                row.valid_from <= on and (row.valid_to is None or row.valid_to >= on),
            ),
        )
        for row in ordered
    ]


def _post_line(post: Post, holders: list[HolderLine]) -> PostLine:
    roles = tuple(str(Role(role).label) for role in post.roles if role in Role.values)
    return PostLine(post.pk, post.title, post.rank, roles, tuple(holders), post.valid_to)


def _posts_in_words(person_ids: list[int], *, on: date) -> dict[int, str]:
    rows = (
        Assignment.objects.filter(policy.in_force(on), person_id__in=person_ids)
        .order_by("person_id", "pk")
        .values_list("person_id", "post__title", "post__unit__name", "post__unit__agency__name")
    )
    found: dict[int, list[str]] = {}
    for person_id, title, unit, agency in rows:
        found.setdefault(person_id, []).append(f"{title}, {unit}, {agency}")
    return {person_id: "; ".join(lines) for person_id, lines in found.items()}


def _person_line(person: Person, posts: str, now: datetime) -> PersonLine:
    account = getattr(person, "account", None)
    state = "none"
    if account is not None:
        locked = account.locked_until is not None and account.locked_until > now
        state = "closed" if not account.is_active else "locked" if locked else "open"
    return PersonLine(
        person.pk,
        person.full_name,
        person.email,
        posts,
        account.pk if account else None,
        account.username if account else "",
        state,
    )


def draft_file(actor: Actor, uid: UUID) -> ImportDraft:
    """Return an upload for an administered agency. Raises NotFound."""
    ids = policy.administered_agency_ids(actor)
    found = ImportDraft.objects.filter(uid=uid, agency_id__in=ids).select_related("agency").first()
    if found is None:
        raise NotFound
    return found
