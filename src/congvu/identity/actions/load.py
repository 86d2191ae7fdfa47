"""Load whole organisations from plain values: demonstration agencies and benchmarks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from ..models import Account, Agency, AgencyCode, Assignment, Person, Post, Unit


@dataclass(frozen=True, slots=True)
class PostSpec:
    """A post and its holder. `username` empty: the holder gets no account; `person` empty: the post is vacant.

    The same `person_key` in several posts is one person with several posts.
    """

    key: str  # unique in the load, returned with the post's id
    title: str
    roles: tuple[str, ...]
    rank: int
    person_key: str
    person: str
    username: str
    email: str
    kind: str = Assignment.Kind.MAIN
    person_code: str = ""
    account_kind: str = Account.Kind.USER


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A unit with its posts and the units under it."""

    name: str
    abbreviation: str
    posts: tuple[PostSpec, ...]
    is_records_office: bool = False
    units: tuple["UnitSpec", ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class AgencySpec:
    """An agency with its code and units. `parent_code` names an agency loaded before or in the same call."""

    code: str
    name: str
    abbreviation: str
    tier: str
    superior_name: str
    place_name: str
    address: str
    parent_code: str
    units: tuple[UnitSpec, ...]
    valid_from: date
    is_demo: bool = True
    old_code: str = ""


@dataclass(slots=True)
class Loaded:
    """Ids made or found: agencies by code, posts by key, persons by key."""

    agencies: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)


def refresh_statistics() -> None:
    """Let the planner know of many new rows at once; until then its plans may take seconds."""
    tables = ", ".join(model._meta.db_table for model in (Agency, Unit, Post, Person, Account, Assignment))
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {tables}")


@transaction.atomic
def load_organisation(specs: Iterable[AgencySpec], *, since: date, password: str) -> Loaded:
    """Create the agencies that are not there yet (by code) with everything in them; return ids.

    Existing agencies are left as they are, with their posts found by title and order. Every account gets
    the same password; an empty one cannot sign in.
    """
    loaded = Loaded()
    hashed = make_password(password or None)
    for spec in specs:
        existing = AgencyCode.objects.filter(scheme=AgencyCode.Scheme.QD20, value=spec.code).first()
        if existing is not None:
            loaded.agencies[spec.code] = existing.agency_id
            _find_posts(spec, existing.agency_id, loaded)
            continue
        agency = _create_agency(spec, loaded)
        for position, unit in enumerate(spec.units):
            _create_unit(agency, None, unit, position, since, hashed, loaded)
    refresh_statistics()
    return loaded


def _create_agency(spec: AgencySpec, loaded: Loaded) -> Agency:
    agency = Agency.objects.create(
        parent_id=loaded.agencies.get(spec.parent_code),
        name=spec.name,
        abbreviation=spec.abbreviation,
        tier=spec.tier,
        superior_name=spec.superior_name,
        place_name=spec.place_name,
        address=spec.address,
        valid_from=spec.valid_from,
        is_demo=spec.is_demo,
    )
    AgencyCode.objects.create(agency=agency, scheme=AgencyCode.Scheme.QD20, value=spec.code)
    if spec.old_code:
        AgencyCode.objects.create(
            agency=agency, scheme=AgencyCode.Scheme.QCVN102, value=spec.old_code, is_primary=False
        )
    loaded.agencies[spec.code] = agency.pk
    return agency


def _create_unit(
    agency: Agency, parent: Unit | None, spec: UnitSpec, position: int, since: date, hashed: str, loaded: Loaded
) -> None:
    unit = Unit.objects.create(
        agency=agency,
        parent=parent,
        name=spec.name,
        abbreviation=spec.abbreviation,
        position=position,
        is_records_office=spec.is_records_office,
        code=spec.code,
    )
    for post in spec.posts:
        _create_post(agency, unit, post, since, hashed, loaded)
    for number, child in enumerate(spec.units):
        _create_unit(agency, unit, child, number, since, hashed, loaded)


def _create_post(agency: Agency, unit: Unit, spec: PostSpec, since: date, hashed: str, loaded: Loaded) -> None:
    post = Post.objects.create(unit=unit, title=spec.title, roles=list(spec.roles), rank=spec.rank)
    loaded.posts[spec.key] = post.pk
    if not spec.person:
        return
    person_id = loaded.persons.get(spec.person_key)
    if person_id is None:
        person = Person.objects.create(
            full_name=spec.person, email=spec.email, code=spec.person_code, is_demo=agency.is_demo
        )
        person_id = loaded.persons[spec.person_key] = person.pk
        if spec.username:
            Account.objects.create(
                person=person, username=spec.username, email=spec.email, kind=spec.account_kind, password=hashed
            )
    Assignment.objects.create(person_id=person_id, post=post, kind=spec.kind, valid_from=since)


def _find_posts(spec: AgencySpec, agency_id: int, loaded: Loaded) -> None:
    """Match the posts of an agency that stands with the spec: by unit and title, in the order they were made."""
    rows: dict[tuple[str, str], list[Post]] = {}
    for post in Post.objects.filter(unit__agency_id=agency_id).select_related("unit").order_by("pk"):
        rows.setdefault((post.unit.name, post.title), []).append(post)
    holders = dict(
        Assignment.objects.filter(post__unit__agency_id=agency_id).order_by("pk").values_list("post_id", "person_id")
    )

    def walk(units: tuple[UnitSpec, ...]) -> None:
        for unit in units:
            for post in unit.posts:
                if found := rows.get((unit.name, post.title)):
                    row = found.pop(0)
                    loaded.posts[post.key] = row.pk
                    if row.pk in holders:
                        loaded.persons[post.person_key] = holders[row.pk]
            walk(unit.units)

    walk(spec.units)
