"""An agency with its people, and papers that arrive."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from congvu.documents.api import register_incoming
from congvu.documents.models import Document, DocumentType
from congvu.documents.types import IncomingData, NewFile
from congvu.identity.models import Account, Agency, Assignment, Person, Post, Unit
from congvu.identity.types import Role
from congvu.kernel.types import Actor
from tests.conftest import NOW

SAMPLES = Path(os.environ.get("CONGVU_SAMPLES", Path(__file__).resolve().parents[3] / "shared" / "samples"))
DECREE = SAMPLES / "nd30" / "30_2020_ND_CP.docx"


@dataclass
class Office:
    """A provincial committee: its office, a department with a division, and who sits where."""

    agency: Agency
    units: dict[str, Unit]
    posts: dict[str, Post]
    people: dict[str, Person]
    accounts: dict[str, Account]

    def actor(self, who: str, **changes: object) -> Actor:
        """Return the actor of a post by its short name."""
        post = self.posts[who]
        chain: list[int] = []
        unit: Unit | None = post.unit
        while unit is not None:
            chain.append(unit.pk)
            unit = unit.parent
        values: dict[str, object] = {
            "person_id": self.people[who].pk,
            "person_name": self.people[who].full_name,
            "post_id": post.pk,
            "post_title": post.title,
            "unit_id": post.unit_id,
            "unit_name": post.unit.name,
            "unit_ids": tuple(chain),
            "agency_id": self.agency.pk,
            "agency_name": self.agency.name,
            "roles": frozenset(post.roles),
            "account_id": self.accounts[who].pk,
        }
        return Actor(**{**values, **changes})


SEATS = [
    # ai, họ tên, chức danh, đơn vị, vai trò, thứ bậc
    ("chairman", "Nguyễn Văn Khải", "Chủ tịch", "leaders", [Role.AGENCY_LEADER], 10),
    ("chief", "Trần Thị Ngọc Ánh", "Chánh Văn phòng", "office", [Role.OFFICE_CHIEF, Role.UNIT_LEADER], 20),
    ("clerk", "Đỗ Thị Bé Ba", "Văn thư", "office", [Role.RECORDS_CLERK], 60),
    ("head", "Phan Thị Mỹ Hạnh", "Trưởng phòng", "general", [Role.UNIT_LEADER], 30),
    ("deputy", "Lê Hoàng Phúc", "Phó Trưởng phòng", "general", [Role.UNIT_LEADER], 31),
    ("officer", "Công Tằng Tôn Nữ Thị Diễm Phương", "Chuyên viên", "general", [Role.SPECIALIST], 60),
    ("econ_head", "Huỳnh Quốc Việt", "Trưởng phòng", "economy", [Role.UNIT_LEADER], 30),
    ("econ_officer", "Đặng Thị Út", "Chuyên viên", "economy", [Role.SPECIALIST], 60),
    ("admin", "Võ Minh Trí", "Quản trị hệ thống", "office", [Role.ADMINISTRATOR], 70),
]


def keep_law() -> None:
    """Write the types and limits of the law again where a test that commits had its rows flushed with all others."""
    if not DocumentType.objects.exists():
        rows = import_module("congvu.documents.migrations.0003_rows")
        rows.fill_types(apps, None)
        rows.fill_limits(apps, None)


def build_office(name: str = "Ủy ban nhân dân tỉnh Tiền Giang", prefix: str = "") -> Office:
    """Write an agency with units, posts and accounts."""
    keep_law()
    agency = Agency.objects.create(name=name, abbreviation="UBND", tier="province", place_name="Tiền Giang")
    units = {"leaders": Unit.objects.create(agency=agency, name="Lãnh đạo Ủy ban", position=1)}
    units["office"] = Unit.objects.create(agency=agency, name="Văn phòng", position=2, is_records_office=True)
    units["general"] = Unit.objects.create(
        agency=agency, name="Phòng Tổng hợp", position=3, parent=units["office"], abbreviation="TH"
    )
    units["economy"] = Unit.objects.create(agency=agency, name="Phòng Kinh tế", position=4, abbreviation="KT")
    posts, people, accounts = {}, {}, {}
    for who, full_name, title, unit, roles, rank in SEATS:
        people[who] = Person.objects.create(full_name=full_name)
        posts[who] = Post.objects.create(unit=units[unit], title=title, roles=list(roles), rank=rank)
        Assignment.objects.create(person=people[who], post=posts[who], valid_from=date(2020, 1, 1))
        accounts[who] = Account.objects.create(username=f"{prefix}{who}", person=people[who])
    return Office(agency, units, posts, people, accounts)


@pytest.fixture
def office(db) -> Office:
    """The committee."""
    return build_office()


@pytest.fixture
def other_office(db) -> Office:
    """Another agency, whose people must see nothing of the first."""
    return build_office("Ủy ban nhân dân huyện Cai Lậy", prefix="cl-")


def incoming(**changes: object) -> IncomingData:
    """Return the registration of an ordinary letter."""
    values: dict[str, object] = {
        "document_type": "cong-van",
        "issuing_agency_name": "Bộ Nội vụ",
        "subject": "Về việc báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính",
        "arrived_at": NOW - timedelta(hours=2),
        "code_number": "5412",
        "code_notation": "BNV-CCHC",
        "issued_on": date(2026, 10, 13),
    }
    return IncomingData(**{**values, **changes})


@cache
def docx(text: str = "Kính gửi: Ủy ban nhân dân các tỉnh") -> bytes:
    """Return a small real Word file: the same bytes for the same text, whatever the clock of the archive says."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
        )
    return made.getvalue()


def new_file(content: bytes | None = None, name: str = "5412_BNV-CCHC.docx") -> NewFile:
    """Return a file as a form hands it in."""
    return NewFile(io.BytesIO(docx() if content is None else content), name)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Keep the files of a test in its own folder."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages


@pytest.fixture
def register(office):
    """Return a function that registers a paper and gives its row."""

    def run(*, now: datetime = NOW, files=(), **changes: object) -> Document:
        done = register_incoming(
            actor=office.actor("clerk"), data=incoming(**changes), files=files, now=now, confirm_duplicate=True
        )
        return Document.objects.get(pk=done.id)

    return run
