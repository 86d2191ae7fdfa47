"""A draft is signed with the leader's own token: begun, brought back, and only then signed."""

from datetime import timedelta

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.documents.actions.approve import return_draft
from congvu.documents.actions.sign_elsewhere import begin_signing, finish_signing
from congvu.documents.models import Draft
from congvu.documents.subscribers import finish_draft
from congvu.identity.models import Person
from congvu.kernel.events import decode
from congvu.kernel.models import OutboxEvent
from congvu.signing import api as signing
from congvu.signing import vault
from congvu.signing.actions import keys, requests
from congvu.signing.actions.tokens import bring_back, fetch_paper
from congvu.signing.demo.ca import load_ca
from congvu.signing.demo.keys import demo_folder
from congvu.signing.paper.cms import SigningIdentity
from congvu.signing.paper.sign import sign_field
from tests.conftest import NOW

from .drafts import at_step


@pytest.fixture(autouse=True)
def demo_keys(office, settings, tmp_path):
    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    people = [office.actor(name).person_id for name in ("chairman", "clerk")]
    signing.ensure_demo_keys(agencies=[office.agency.pk], people=people, at=NOW - timedelta(hours=1))
    yield
    vault._fernet.cache_clear()


@pytest.fixture
def token(office):
    chairman = office.actor("chairman")
    ca = load_ca(demo_folder())
    name = Person.objects.get(pk=chairman.person_id).full_name
    issued = ca.issue_person(
        name=name, organisation=chairman.agency_name, title="Chủ tịch", email="", at=NOW - timedelta(days=2)
    )
    der = [one.public_bytes(Encoding.DER) for one in (issued.certificate, *ca.chain)]
    keys.register_token(actor=chairman, content=der[0], above=der[1], now=NOW)
    loaded = [x509.Certificate.load(one) for one in der]
    return SigningIdentity(issued.key, loaded[0], tuple(loaded[1:]))


def begin(office):
    pk = at_step(office, "signing")
    version = Draft.objects.get(pk=pk).latest_version
    chairman = office.actor("chairman")
    uid = begin_signing(actor=chairman, draft_id=pk, read_version=version, capacity="tm", now=NOW)
    return pk, requests.issue_addresses(actor=chairman, uid=uid, now=NOW)


def sign_and_bring_back(token, given):
    _row, paper = fetch_paper(secret=given.download, now=NOW)
    signed = sign_field(paper, "CV_NguoiKy", token, at=NOW, last_word="certify")
    bring_back(secret=given.upload, session=given.session, content=signed, now=NOW)


def deliver():
    for row in OutboxEvent.objects.filter(name="signing.SigningEnded").order_by("pk"):
        finish_draft(decode(row.name, row.payload))


def test_the_draft_is_signed_when_the_signature_is_back(office, token):
    pk, given = begin(office)
    assert signing.signs_elsewhere(office.actor("chairman"), NOW)
    assert Draft.objects.get(pk=pk).state == "signing"
    sign_and_bring_back(token, given)
    deliver()
    deliver()
    draft = Draft.objects.get(pk=pk)
    assert (draft.state, draft.signed_pages) == ("signed", 1)
    assert signing.verify(draft.signed_file_id, NOW).signatures[0].signer.name == draft.signer_name


def test_a_draft_returned_meanwhile_is_not_signed(office, token):
    pk, given = begin(office)
    return_draft(actor=office.actor("chairman"), draft_id=pk, reason="Sửa lại", now=NOW)
    sign_and_bring_back(token, given)
    deliver()
    assert Draft.objects.get(pk=pk).signed_file_id is None


def test_another_holder_of_the_post_changes_nothing(office, token):
    pk, _given = begin(office)
    finish_signing(
        reference=f"documents.draft:{pk}:1:tm:1",
        person_id=999_999,
        post_id=office.posts["chairman"].pk,
        file_id=1,
        at=NOW,
    )
    assert Draft.objects.get(pk=pk).signed_file_id is None
