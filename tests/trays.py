"""Rows that the tests of worklist, notices and search stand on."""

from datetime import date, datetime

from congvu.identity.models import Account, Agency, Assignment, Delegation, Person, Post, Unit
from congvu.kernel.types import Actor
from tests.conftest import make_actor


def make_agency(name: str = "Ủy ban nhân dân tỉnh Tiền Giang") -> Agency:
    return Agency.objects.create(name=name, abbreviation="UBND", tier="province", place_name="Tiền Giang")


def make_unit(agency: Agency, name: str = "Văn phòng", parent: Unit | None = None) -> Unit:
    return Unit.objects.create(agency=agency, name=name, parent=parent)


def make_post(unit: Unit, title: str = "Chuyên viên", roles: tuple[str, ...] = ("specialist",)) -> Post:
    return Post.objects.create(unit=unit, title=title, roles=list(roles))


def make_holder(post: Post, name: str = "Đỗ Thị Bé Ba", **person: str) -> Assignment:
    holder = Person.objects.create(full_name=name, **person)
    return Assignment.objects.create(person=holder, post=post, valid_from=date(2020, 1, 1))


def make_account(person: Person, username: str) -> Account:
    return Account.objects.create(person=person, username=username)


def delegate(held: Assignment, to: Person, starts_at: datetime, ends_at: datetime, *scopes: str) -> Delegation:
    return Delegation.objects.create(
        from_assignment=held,
        to_person=to,
        scopes=list(scopes or ("handle_documents",)),
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=starts_at,
    )


def actor_of(held: Assignment, **changes: object) -> Actor:
    post = held.post
    values: dict[str, object] = {
        "person_id": held.person_id,
        "person_name": held.person.full_name,
        "post_id": post.pk,
        "post_title": post.title,
        "unit_id": post.unit_id,
        "unit_name": post.unit.name,
        "unit_ids": (post.unit_id,),
        "agency_id": post.unit.agency_id,
        "agency_name": post.unit.agency.name,
        "roles": frozenset(post.roles),
    }
    return make_actor(**{**values, **changes})
