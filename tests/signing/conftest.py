"""A demonstration authority, a paper of an agency, and people with keys."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
import typst
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.identity.models import Account, Agency, Assignment, Person, Post, Unit
from congvu.identity.types import Role
from congvu.signing import vault
from congvu.signing.actions.raise_level import raised
from congvu.signing.checking import crl
from congvu.signing.checking.trust import Anchor, TrustStore
from congvu.signing.demo.ca import make_ca
from congvu.signing.demo.keys import ensure_demo_keys
from congvu.signing.levels.stamping import InProcess
from congvu.signing.paper import fonts, marks
from congvu.signing.paper.cms import SigningIdentity
from congvu.signing.paper.document import AGENCY_FIELD, PERSON_FIELD
from congvu.signing.paper.fill import fill_number_and_date
from congvu.signing.paper.prepare import prepare
from congvu.signing.paper.sign import sign_field
from congvu.signing.tsa import stamp_maker
from congvu.signing.types import PaperLayout, seal_box_beside
from tests.conftest import NOW, make_actor

PERSON = "Nguyễn Thị Phương Thảo"
AGENCY = "Ủy ban nhân dân tỉnh Tiền Giang"
NUMBER = "1234/QĐ-UBND"
DATE = "Tiền Giang, ngày 14 tháng 10 năm 2026"
PERSON_BOX = (350, 100, 500, 160)
LAYOUT = PaperLayout(
    number_box=(110, 765, 250, 785),
    date_box=(300, 765, 540, 785),
    person_box=PERSON_BOX,
    seal_box=seal_box_beside(PERSON_BOX),
)


NAMES = {
    Role.AGENCY_LEADER: "leader",
    Role.RECORDS_CLERK: "clerk",
    Role.ADMINISTRATOR: "admin",
    Role.SPECIALIST: "officer",
}


def asn1(certificate):
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def identity_of(issued, ca):
    return SigningIdentity(issued.key, asn1(issued.certificate), tuple(asn1(c) for c in ca.chain))


def trust_in(ca, *, at, revoked=None, with_lists=True):
    """What a check trusts: the authority's root, and its lists of revoked certificates."""
    lists = [crl.parse(made.public_bytes(Encoding.DER)) for made in ca.revocation_lists(at=at, revoked=revoked or {})]
    issuers = [ca.intermediate.certificate, ca.root.certificate]
    found = {crl.issuer_key(asn1(c).subject): one for c, one in zip(issuers, lists, strict=True)}
    anchor = Anchor(asn1(ca.root.certificate), "Gốc minh họa", is_demo=True)
    return TrustStore("thử", (anchor,), found.get if with_lists else lambda _issuer: None)


def make_pdf(pages=1, text=""):
    source = (
        '#set page(paper: "a4", margin: (left: 30mm, rest: 20mm))\n'
        '#set text(font: ("Tinos", "Liberation Serif"), size: 13pt)\n'
        "Số:\n\n" + (text or "Căn cứ Luật Tổ chức chính quyền địa phương.") + "\n#pagebreak()\nTrang sau." * (pages - 1)
    )
    folder = str(fonts.find_font(fonts.REGULAR).parent)
    compiler = typst.Compiler(font_paths=[folder], ignore_system_fonts=True)
    return compiler.compile(input=source.encode(), format="pdf", pdf_standards=["a-2b"])


@pytest.fixture(scope="session")
def ca(tmp_path_factory):
    return make_ca(tmp_path_factory.mktemp("ca"), at=NOW - timedelta(days=30))


@pytest.fixture(scope="session")
def people(ca):
    """The identities that sign: person, agency, time-stamping authority."""
    at = NOW - timedelta(days=20)
    person = ca.issue_person(name=PERSON, organisation=AGENCY, title="Chủ tịch", email="thao@tg.gov.vn", at=at)
    agency = ca.issue_agency(name=AGENCY, superior="", code="H57", email="", at=at)
    return SimpleNamespace(person=identity_of(person, ca), agency=identity_of(agency, ca), tsa=identity_of(ca.tsa, ca))


@pytest.fixture(scope="session")
def trust(ca):
    return trust_in(ca, at=NOW)


@pytest.fixture(scope="session")
def plain_pdf():
    return make_pdf()


@pytest.fixture(scope="session")
def prepared(plain_pdf):
    return prepare(plain_pdf, LAYOUT)


@pytest.fixture(scope="session")
def person_signed(prepared, people):
    return sign_field(
        prepared,
        PERSON_FIELD,
        people.person,
        at=NOW,
        mark=marks.person_mark(PERSON, 150, 60, demo=True),
        timestamp=stamp_maker(people.tsa, NOW),
        name=PERSON,
        last_word="certify",
    )


@pytest.fixture(scope="session")
def claimed(prepared, people):
    """B-B: one signature, nobody vouches for its time."""
    return sign_field(prepared, PERSON_FIELD, people.person, at=NOW)


@pytest.fixture(scope="session")
def stamped(prepared, people):
    """B-T: one signature with a time stamp."""
    return sign_field(prepared, PERSON_FIELD, people.person, at=NOW, timestamp=stamp_maker(people.tsa, NOW))


@pytest.fixture(scope="session")
def archived(sealed, people, trust):
    """B-LTA: both signatures with evidence and a time stamp over the file."""
    return raised(sealed, "B-LTA", at=minutes(6), trust=trust, source=InProcess(people.tsa, minutes(6))).content


@pytest.fixture(scope="session")
def numbered(person_signed):
    return fill_number_and_date(person_signed, NUMBER, DATE)


@pytest.fixture(scope="session")
def sealed(numbered, people):
    return sign_field(
        numbered,
        AGENCY_FIELD,
        people.agency,
        at=NOW + timedelta(minutes=5),
        mark=marks.agency_mark(AGENCY, "", 102, demo=True),
        timestamp=stamp_maker(people.tsa, NOW + timedelta(minutes=5)),
        name=AGENCY,
        last_word="lock",
    )


@pytest.fixture
def keys_folder(settings, tmp_path):
    """A data folder of its own, so that keys of one test are not those of another."""
    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    yield tmp_path / "keys"
    vault._fernet.cache_clear()


@pytest.fixture
def house(db, keys_folder):
    """An agency with a leader and a records clerk, all with demonstration keys."""
    agency = Agency.objects.create(name=AGENCY, abbreviation="UBND", tier="province", place_name="Tiền Giang")
    unit = Unit.objects.create(agency=agency, name="Văn phòng", is_records_office=True)
    made = SimpleNamespace(agency=agency)
    for name, title, role in (
        (PERSON, "Chủ tịch", Role.AGENCY_LEADER),
        ("Đỗ Thị Bé Ba", "Văn thư", Role.RECORDS_CLERK),
        ("Lê Văn Tám", "Quản trị", Role.ADMINISTRATOR),
        ("Trần Thị Ngọc Ánh", "Chuyên viên", Role.SPECIALIST),
    ):
        person = Person.objects.create(full_name=name)
        post = Post.objects.create(unit=unit, title=title, roles=[role])
        Assignment.objects.create(person=person, post=post, valid_from=date(2020, 1, 1))
        actor = make_actor(
            person_id=person.pk,
            person_name=name,
            post_id=post.pk,
            post_title=title,
            agency_id=agency.pk,
            agency_name=AGENCY,
            roles=frozenset({role}),
        )
        setattr(
            made,
            {"agency_leader": "leader", "records_clerk": "clerk", "administrator": "admin"}.get(role, "officer"),
            actor,
        )
    ensure_demo_keys(
        agencies=[agency.pk], people=[made.leader.person_id, made.clerk.person_id, made.officer.person_id], at=NOW
    )
    return made


@pytest.fixture
def signed_in(client, house, settings):
    """Sign in as one of the house."""
    settings.REQUIRE_ADMIN_MFA = False  # hai lớp xác thực có bài thử riêng ở identity

    def enter(who):
        person = Person.objects.get(pk=getattr(house, who).person_id)
        account = Account.objects.create(person=person, username=f"u{person.pk}")
        client.force_login(account)
        return client

    return enter


def minutes(count: int) -> datetime:
    return NOW + timedelta(minutes=count)
