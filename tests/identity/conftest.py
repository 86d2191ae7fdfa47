"""A small province: two agencies one above the other, units, posts and people with accounts."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.test import Client

from congvu.identity.hats import actor_in
from congvu.identity.models import Account, Agency, Assignment, Person, Post, Unit
from congvu.identity.types import Role
from congvu.kernel.types import Actor

PASSWORD = "Sông Tiền-864 chảy"  # 18 characters, four classes


@dataclass
class Official:
    """A person with an account and the posts she holds."""

    person: Person
    account: Account
    assignments: list[Assignment]

    @property
    def post(self) -> Post:
        return self.assignments[0].post

    def actor(self, now: datetime, key: str = "") -> Actor:
        found = actor_in(self.account, key, now=now)
        assert found is not None
        return found


def official(name: str, username: str, *posts: Post, kinds: tuple[str, ...] = ("main",), **account) -> Official:
    person = Person.objects.create(full_name=name, email=f"{username}@tiengiang.gov.vn")
    row = Account(person=person, username=username, email=person.email, **account)
    row.set_password(PASSWORD)
    row.save()
    held = [
        Assignment.objects.create(person=person, post=post, kind=kind, valid_from=date(2020, 1, 1))
        for post, kind in zip(posts, kinds, strict=True)
    ]
    return Official(person, row, held)


@pytest.fixture
def committee(db) -> Agency:
    return Agency.objects.create(
        name="Ủy ban nhân dân tỉnh Tiền Giang", abbreviation="UBND", tier="province", place_name="Tiền Giang"
    )


@pytest.fixture
def department(committee) -> Agency:
    return Agency.objects.create(
        name="Sở Nội vụ", abbreviation="SNV", tier="province", place_name="Tiền Giang", parent=committee
    )


@pytest.fixture
def office_unit(committee) -> Unit:
    return Unit.objects.create(agency=committee, name="Văn phòng", abbreviation="VP", is_records_office=True)


@pytest.fixture
def general_unit(committee, office_unit) -> Unit:
    return Unit.objects.create(agency=committee, parent=office_unit, name="Phòng Tổng hợp", abbreviation="TH")


@pytest.fixture
def department_unit(department) -> Unit:
    return Unit.objects.create(agency=department, name="Phòng Cải cách hành chính", abbreviation="CCHC")


@pytest.fixture
def clerk(office_unit) -> Official:
    post = Post.objects.create(unit=office_unit, title="Văn thư", roles=[Role.RECORDS_CLERK])
    return official("Đỗ Thị Bé Ba", "be.ba", post)


@pytest.fixture
def specialist(general_unit) -> Official:
    post = Post.objects.create(unit=general_unit, title="Chuyên viên", roles=[Role.SPECIALIST])
    return official("Huỳnh Thanh Trúc", "thanh.truc", post)


@pytest.fixture
def chief(office_unit, general_unit) -> Official:
    """Holds two posts."""
    main = Post.objects.create(
        unit=office_unit, title="Chánh Văn phòng", roles=[Role.OFFICE_CHIEF, Role.UNIT_LEADER], rank=20
    )
    second = Post.objects.create(unit=general_unit, title="Phụ trách phòng", roles=[Role.UNIT_LEADER], rank=30)
    return official("Lê Hoàng Phúc", "hoang.phuc", main, second, kinds=("main", "in_charge"))


@pytest.fixture
def administrator(office_unit) -> Official:
    post = Post.objects.create(unit=office_unit, title="Quản trị mạng", roles=[Role.ADMINISTRATOR])
    return official(
        "Bùi Quốc Đạt", "quoc.dat", post, password_changed_at=datetime.fromisoformat("2026-10-01T08:00:00+07:00")
    )


def sign_in(client: Client, who: Official) -> Client:
    client.force_login(who.account)
    return client


@pytest.fixture
def as_clerk(client, clerk) -> Client:
    return sign_in(client, clerk)
