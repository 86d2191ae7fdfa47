"""A token on the user's machine signs: one-time addresses, and what comes back is judged before it is taken."""

import base64
import io
import json
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.urls import reverse

from congvu.kernel.api import files
from congvu.kernel.errors import NotFound
from congvu.signing import api, vault
from congvu.signing.actions import keys as key_acts
from congvu.signing.actions import requests
from congvu.signing.actions.tokens import bring_back, bring_back_value, fetch_paper
from congvu.signing.demo.ca import load_ca
from congvu.signing.demo.keys import demo_folder
from congvu.signing.errors import (
    AddressUsed,
    AnotherFileReturned,
    KeyElsewhere,
    KeyNotYours,
    NotThisSession,
    RequestEnded,
    RequestExpired,
    ReturnedSignatureWrong,
    SignatureValueWrong,
)
from congvu.signing.models import SigningKey, SigningKeyUse, SigningRequest
from congvu.signing.paper.document import AGENCY_FIELD, PERSON_FIELD
from congvu.signing.paper.fill import fill_number_and_date
from congvu.signing.paper.sign import sign_field

from .conftest import AGENCY, DATE, LAYOUT, NOW, NUMBER, PERSON, identity_of, minutes


@pytest.fixture
def token(house):
    """The leader's own token: its key is known to the test only."""
    ca = load_ca(demo_folder())
    issued = ca.issue_person(name=PERSON, organisation=AGENCY, title="Chủ tịch", email="", at=NOW - timedelta(days=3))
    above = ca.intermediate.certificate.public_bytes(Encoding.PEM)
    key_acts.register_token(
        actor=house.leader, content=issued.certificate.public_bytes(Encoding.PEM), above=above, now=NOW
    )
    return identity_of(issued, ca)


@pytest.fixture
def paper(plain_pdf):
    return api.prepare(plain_pdf, LAYOUT)


@pytest.fixture
def begun(house, token, paper):
    return requests.begin_signing(actor=house.leader, wish=requests.Wish(paper, "Quyết định", "draft:1"), now=NOW)


@pytest.fixture
def given(house, begun):
    return requests.issue_addresses(actor=house.leader, uid=begun, now=NOW)


def signed_by(token, pdf, field=PERSON_FIELD, **more):
    return sign_field(pdf, field, token, at=minutes(1), last_word="certify", **more)


def back(given, content, *, session=None, now=minutes(2)):
    return bring_back(secret=given.upload, session=session or given.session, content=content, now=now)


def nothing_changed():
    row = SigningRequest.objects.get()
    return (row.state, row.result_file_id, SigningKeyUse.objects.count()) == ("waiting", None, 0)


def test_the_paper_goes_out_once_and_comes_back_signed(house, token, paper, begun, given):
    _row, content = fetch_paper(secret=given.download, now=NOW)
    assert content == paper
    file_id = back(given, signed_by(token, content))

    report = api.check_bytes(files.read_bytes(file_id), minutes(5))
    assert [(s.verdict, s.signer.name) for s in report.signatures] == [("valid", PERSON)]
    assert SigningRequest.objects.get().state == "done"
    assert SigningKeyUse.objects.get().person_id == house.leader.person_id
    filled = fill_number_and_date(files.read_bytes(file_id), NUMBER, DATE)
    sealed = api.seal_as_agency(actor=house.clerk, agency_id=house.agency.pk, pdf=filled, now=minutes(6))
    assert api.check_bytes(sealed, minutes(7)).complete


def test_only_a_value_may_come_back_too(house, token, given):
    row, _content = fetch_paper(secret=given.download, now=NOW)
    value = token.key.sign(bytes(row.attributes), ec.ECDSA(hashes.SHA256()))
    file_id = bring_back_value(
        secret=given.upload, session=given.session, signature=base64.b64encode(value).decode(), now=minutes(1)
    )
    assert api.check_bytes(files.read_bytes(file_id), minutes(5)).verdict == "valid"


def test_another_document_is_refused(token, given, sealed, plain_pdf):
    for other in (plain_pdf, sealed, b"", b"%PDF-1.7 rubbish", signed_by(token, api.prepare(plain_pdf, LAYOUT)) + b"x"):
        with pytest.raises((AnotherFileReturned, ReturnedSignatureWrong)):
            back(given, other)
    assert nothing_changed()


def test_a_changed_page_beside_the_signature_is_refused(token, paper, given):
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[generic.pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(AnotherFileReturned):
        back(given, signed_by(token, out.getvalue()))
    assert nothing_changed()


def test_a_filled_number_beside_the_signature_is_refused(token, paper, given):
    with pytest.raises(AnotherFileReturned):
        back(given, signed_by(token, fill_number_and_date(paper, NUMBER, DATE)))
    assert nothing_changed()


def test_the_unsigned_paper_two_signatures_or_the_wrong_field_are_refused(token, paper, given, people):
    twice = sign_field(signed_by(token, paper), AGENCY_FIELD, people.agency, at=NOW)
    for content in (paper + b"\n", twice, sign_field(paper, AGENCY_FIELD, token, at=NOW)):
        with pytest.raises((ReturnedSignatureWrong, AnotherFileReturned)):
            back(given, content)
    assert nothing_changed()


def test_a_signature_that_closes_the_paper_is_refused(token, paper, given):
    locking = sign_field(paper, PERSON_FIELD, token, at=NOW, last_word="lock")
    with pytest.raises(ReturnedSignatureWrong) as refusal:
        back(given, locking)
    assert "khóa" in str(refusal.value)
    assert nothing_changed()


def test_another_certificate_is_refused(people, paper, given):
    with pytest.raises(ReturnedSignatureWrong) as refusal:
        back(given, signed_by(people.person, paper))
    assert "đã đăng ký" in str(refusal.value)
    assert nothing_changed()


def test_a_value_by_another_key_or_rubbish_is_refused(people, given):
    row = SigningRequest.objects.get()
    wrong = people.person.key.sign(bytes(row.attributes), ec.ECDSA(hashes.SHA256()))
    for value in (base64.b64encode(wrong).decode(), "", "***", "AAAA"):
        with pytest.raises(SignatureValueWrong):
            bring_back_value(secret=given.upload, session=given.session, signature=value, now=NOW)
    assert nothing_changed()


def test_addresses_work_once_and_until_their_end(token, paper, given):
    fetch_paper(secret=given.download, now=NOW)
    with pytest.raises(AddressUsed):
        fetch_paper(secret=given.download, now=NOW)
    signed = signed_by(token, paper)
    with pytest.raises(RequestExpired):
        back(given, signed, now=minutes(16))
    back(given, signed)
    with pytest.raises(RequestEnded):
        back(given, signed)
    assert SigningKeyUse.objects.count() == 1


def test_another_session_or_address_is_refused(house, token, paper, begun, given):
    signed = signed_by(token, paper)
    with pytest.raises(NotThisSession):
        back(given, signed, session="x" * 43)
    with pytest.raises(NotFound):
        bring_back(secret="x" * 43, session=given.session, content=signed, now=NOW)
    with pytest.raises(NotFound):
        requests.issue_addresses(actor=house.clerk, uid=begun, now=NOW)
    again = requests.issue_addresses(actor=house.leader, uid=begun, now=NOW)
    with pytest.raises(NotFound):
        back(given, signed)
    assert nothing_changed()
    assert again.upload != given.upload


def test_nobody_confirms_in_time(begun):
    assert requests.expire_requests(now=minutes(16)) == 1
    assert SigningRequest.objects.get().state == "expired"
    assert requests.expire_requests(now=minutes(16)) == 0


def test_a_key_on_a_token_does_not_sign_here(house, token, paper):
    assert api.signs_elsewhere(house.leader, NOW)
    with pytest.raises(KeyElsewhere):
        api.sign_as_person(actor=house.leader, pdf=paper, reason="", now=NOW)


def test_nobody_registers_anothers_certificate(house, people):
    with pytest.raises((KeyNotYours, key_acts.KeyFileRefused)):
        key_acts.register_token(
            actor=house.clerk, content=people.person.certificate.dump(), above=people.person.chain[0].dump(), now=NOW
        )
    issued = load_ca(demo_folder()).issue_person(
        name="Người Khác", organisation=AGENCY, title="Chủ tịch", email="", at=NOW - timedelta(days=3)
    )
    above = load_ca(demo_folder()).intermediate.certificate.public_bytes(Encoding.DER)
    with pytest.raises(KeyNotYours):
        key_acts.register_token(
            actor=house.clerk, content=issued.certificate.public_bytes(Encoding.DER), above=above, now=NOW
        )
    assert SigningKey.objects.filter(provider="token").count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_program_on_the_machine_signs_over_http(house, token, paper, live_server, settings):
    """The stand-in for the signing program: real HTTP, only what the page hands it."""
    from django.utils import timezone

    settings.PUBLIC_URL = live_server.url
    now = timezone.now()
    uid = requests.begin_signing(actor=house.leader, wish=requests.Wish(paper, "Quyết định", "draft:2"), now=now)
    given = requests.issue_addresses(actor=house.leader, uid=uid, now=now)
    download = live_server.url + reverse("signing:token_download", args=[given.download])
    upload = live_server.url + reverse("signing:token_upload", args=[given.upload])
    with httpx.Client() as program:
        fetched = program.get(download).content
        refused = program.post(upload, files={"file": ("a.pdf", fetched)}, headers={"Authorization": "Bearer x"})
        assert (refused.status_code, refused.json()["Status"]) == (403, 1)
        signed = sign_field(fetched, PERSON_FIELD, token, at=now, last_word="certify")
        taken = program.post(
            upload, files={"file": ("a.pdf", signed)}, headers={"Authorization": f"Bearer {given.session}"}
        )
        assert taken.json()["Status"] == 0, taken.text
        again = program.post(upload, json={"Signature": "AAAA"}, headers={"Authorization": f"Bearer {given.session}"})
        assert (again.status_code, json.loads(again.text)["Code"]) == (410, "signing.request_ended")
        assert program.get(download).status_code == 410
    assert vault.keys_folder().exists()
