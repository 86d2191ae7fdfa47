"""Officials sign and seal through the public face; each use of a key is written down."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from congvu.identity.types import Role
from congvu.kernel.errors import NotAllowed
from congvu.kernel.models import AuditEntry
from congvu.kernel.types import OnBehalf
from congvu.signing import api
from congvu.signing.errors import (
    AlreadySigned,
    KeyMissing,
    NotNumbered,
    NotPrepared,
    PdfUnusable,
    PersonHasNotSigned,
    SignatureBroken,
    VaultLocked,
)
from congvu.signing.models import SigningKey, SigningKeyUse
from congvu.signing.paper.document import NUMBER_FIELD

from .conftest import AGENCY, DATE, LAYOUT, NOW, NUMBER, PERSON, minutes


@pytest.fixture
def signed(house, plain_pdf):
    return api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="Ban hành", now=NOW)


@pytest.fixture
def filled(signed):
    return api.fill_number_and_date(signed, NUMBER, DATE)


def seal(house, pdf, **changes):
    values = {"actor": house.clerk, "agency_id": house.agency.pk, "pdf": pdf, "now": minutes(5), **changes}
    return api.seal_as_agency(**values)


def test_a_paper_signed_numbered_and_sealed_is_valid_and_complete(house, filled):
    sealed = seal(house, filled)

    report = api.verify(sealed, minutes(10), expected_agency=AGENCY)
    assert (report.verdict, report.complete) == ("valid", True)
    assert [(s.signer.name, s.level, s.signer.is_demo) for s in report.signatures] == [
        (PERSON, "B-T", True),
        (AGENCY, "B-T", True),
    ]
    assert report.signatures[0].claimed_at == NOW
    assert report.signatures[0].proven_at == NOW
    assert report.signatures[0].reason_given == "Ban hành"


def test_each_use_of_a_key_is_logged_and_audited(house, signed, filled):
    sealed = seal(house, filled)

    uses = SigningKeyUse.objects.order_by("pk").values_list("purpose", "person_id", "file_sha256", "at")
    assert list(uses) == [
        ("sign", house.leader.person_id, hashlib.sha256(signed).hexdigest(), NOW),
        ("seal", house.clerk.person_id, hashlib.sha256(sealed).hexdigest(), minutes(5)),
    ]
    entries = AuditEntry.objects.filter(code="signing.key_used").order_by("pk")
    assert [entry.data["purpose"] for entry in entries] == ["sign", "seal"]


@pytest.mark.parametrize("who", ["clerk", "officer", "admin"])
def test_only_leaders_sign(house, plain_pdf, who):
    with pytest.raises(NotAllowed):
        api.sign_as_person(actor=getattr(house, who), pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    assert SigningKeyUse.objects.count() == 0


def test_a_leader_signs_with_her_own_key_never_with_anothers(house, plain_pdf):
    other = replace(house.leader, person_id=house.officer.person_id, person_name="Trần Thị Ngọc Ánh")
    signed = api.sign_as_person(actor=other, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    assert api.check_bytes(signed, minutes(1)).signatures[0].signer.name == "Trần Thị Ngọc Ánh"


def delegated(actor, *, scopes, document="12/GUQ-UBND"):
    behalf = OnBehalf(1, "Lê Thị Hoa", document, frozenset(scopes), NOW + timedelta(days=3))
    return replace(actor, on_behalf_of=behalf)


def test_a_delegation_to_handle_documents_does_not_let_one_sign(house):
    assert not api.may_sign(delegated(house.leader, scopes={"handle_documents"}))
    assert api.may_sign(delegated(house.leader, scopes={"sign"}))


def test_the_agencys_key_is_handed_over_only_in_writing(house):
    agency = house.agency.pk
    assert not api.may_seal(delegated(house.clerk, scopes={"handle_documents"}, document=""), agency)
    assert api.may_seal(delegated(house.clerk, scopes={"handle_documents"}), agency)


@pytest.mark.parametrize("who", ["leader", "officer", "admin"])
def test_only_the_records_clerk_seals(house, filled, who):
    with pytest.raises(NotAllowed):
        seal(house, filled, actor=getattr(house, who))


def test_a_clerk_does_not_seal_for_another_agency(house, filled):
    with pytest.raises(NotAllowed):
        seal(house, filled, actor=replace(house.clerk, agency_id=house.agency.pk + 1))


def test_where_asked_for_signing_needs_a_recent_proof_of_identity(house, settings):
    settings.SIGNING_ASKS_AGAIN = True
    assert not api.may_sign(house.leader)
    assert api.may_sign(replace(house.leader, assurance=frozenset({"password", "recent"})))
    assert not api.may_seal(house.clerk, house.agency.pk)


def test_without_a_key_nobody_signs(house, plain_pdf):
    nobody = replace(house.leader, person_id=house.admin.person_id, person_name="Lê Văn Tám")
    with pytest.raises(KeyMissing) as refusal:
        api.sign_as_person(actor=nobody, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    assert str(refusal.value) == "Lê Văn Tám chưa có khóa ký số còn hiệu lực."


def test_a_closed_key_does_not_sign(house, plain_pdf):
    SigningKey.objects.filter(person_id=house.leader.person_id).update(closed_at=NOW)
    with pytest.raises(KeyMissing):
        api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)


def test_a_key_that_is_not_in_force_does_not_sign(house, plain_pdf):
    with pytest.raises(KeyMissing):
        api.sign_as_person(
            actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW + timedelta(days=4000)
        )


def test_the_agency_seals_only_what_the_person_signed(house, plain_pdf):
    with pytest.raises(PersonHasNotSigned):
        seal(house, api.prepare(plain_pdf, LAYOUT))


def test_the_agency_seals_only_what_has_number_and_date(house, signed):
    with pytest.raises(NotNumbered):
        seal(house, signed)
    assert SigningKeyUse.objects.filter(purpose="seal").count() == 0


def test_a_paper_is_sealed_once(house, filled):
    with pytest.raises(AlreadySigned):
        seal(house, seal(house, filled))


def test_a_paper_changed_after_signing_is_not_sealed(house, filled):
    at = filled.index(b"/MediaBox")
    changed = filled[:at] + b"/Mediabox" + filled[at + 9 :]
    with pytest.raises((SignatureBroken, PdfUnusable)):
        seal(house, changed)


def test_a_paper_drawn_over_after_signing_is_not_sealed(house, filled):
    from io import BytesIO

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(filled))
    extra = writer.add_object(generic.StreamObject(stream_data=b"0 0 200 200 re f"))
    writer.add_stream_to_page(0, extra)
    out = BytesIO()
    writer.write(out)
    with pytest.raises(SignatureBroken, match="ngoài phạm vi"):
        seal(house, out.getvalue())


def test_a_paper_that_was_not_prepared_is_refused(house, plain_pdf):
    with pytest.raises(NotPrepared):
        api.sign_as_person(actor=house.leader, pdf=plain_pdf, reason="", now=NOW)


def test_a_separate_attached_file_gets_number_and_time_as_text(house, plain_pdf):
    import subprocess

    sealed = api.seal_attachment(
        actor=house.clerk,
        agency_id=house.agency.pk,
        pdf=plain_pdf,
        box=(330, 790, 560, 825),
        number=NUMBER,
        now=minutes(5),
    )
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], input=sealed, capture_output=True, check=True).stdout
    assert [line.strip() for line in said.decode().splitlines() if line.strip()][:2] == [
        NUMBER,
        "2026-10-14T10:25:00+07:00",
    ]
    report = api.check_bytes(sealed, minutes(10))
    assert (report.verdict, report.complete, report.signatures[0].signer.kind) == ("valid", False, "agency")


def test_keys_do_not_open_with_another_installations_key(house, plain_pdf, settings, tmp_path):
    from congvu.signing import keyring, vault

    (tmp_path / "keys" / "signing.key").unlink()
    vault._fernet.cache_clear()
    keyring.unpack.cache_clear()
    with pytest.raises(VaultLocked):
        api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)


def test_making_demonstration_keys_again_makes_none(house):
    before = SigningKey.objects.count()
    made = api.ensure_demo_keys(agencies=[house.agency.pk], people=[house.leader.person_id], at=minutes(60))
    assert (made, SigningKey.objects.count()) == (0, before)


def test_no_private_key_lies_open_in_the_database_or_to_other_users(house, keys_folder):
    key = SigningKey.objects.filter(agency=house.agency).get()
    assert bytes(key.sealed_key)[:5] == b"gAAAA"
    assert (keys_folder / "signing.key").stat().st_mode & 0o077 == 0
    assert (keys_folder / "demo-ca" / "root-key.pem").stat().st_mode & 0o077 == 0


def test_the_number_field_is_named_as_people_call_it(house, signed):
    with pytest.raises(NotPrepared) as refusal:
        api.fill_number_and_date(api.fill_number_and_date(signed, NUMBER, DATE), "1", DATE)
    assert NUMBER_FIELD not in str(refusal.value)
    assert "Số, ký hiệu" in str(refusal.value)


def test_roles_that_sign_are_those_of_leaders():
    from congvu.signing.policy import SIGNERS

    assert {Role.AGENCY_LEADER, Role.UNIT_LEADER, Role.OFFICE_CHIEF} == SIGNERS
