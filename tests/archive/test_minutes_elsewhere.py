"""Minutes signed where the key is: on the signer's own token, at a remote service; only what was sent comes back."""

import io
from datetime import timedelta

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.urls import reverse
from django.utils import timezone

from congvu.archive.actions.minutes import attach_paper, begin_elsewhere, finish_elsewhere
from congvu.archive.errors import NotHerTurn
from congvu.archive.models import Minutes
from congvu.archive.papers.lists import Listing, Sign, pdf, place_name, to_sign
from congvu.archive.subscribers import take_signature
from congvu.kernel.api import files
from congvu.kernel.errors import NotFound
from congvu.kernel.events import decode
from congvu.kernel.models import OutboxEvent
from congvu.signing import api as signing
from congvu.signing import vault
from congvu.signing.actions import keys as key_acts
from congvu.signing.actions import remote, requests
from congvu.signing.actions.tokens import bring_back, fetch_paper
from congvu.signing.demo.ca import load_ca
from congvu.signing.demo.keys import demo_folder
from congvu.signing.errors import AnotherFileReturned, NotThisSession, RequestExpired, ReturnedSignatureWrong
from congvu.signing.models import SigningRequest, TrustAnchor
from congvu.signing.paper.cms import SigningIdentity
from congvu.signing.paper.sign import sign_field
from congvu.signing.providers.csc import Service
from tests.archive.test_handover import closed, offered
from tests.archive.test_minutes import accepted, keys, waits_for
from tests.archive.test_use import carry_out_disposal, decided, old
from tests.conftest import NOW
from tests.signing.conftest import PERSON
from tests.signing.test_providers import csc_server

__all__ = ["accepted", "closed", "csc_server", "keys", "offered", "old"]
LATE = timedelta(minutes=16)


@pytest.fixture
def token(office, keys):
    """Return a function that gives somebody a token of her own; its key is known to the test only."""
    vault._fernet.cache_clear()

    def give(who: str) -> SigningIdentity:
        actor, ca = office.actor(who), load_ca(demo_folder())
        issued = ca.issue_person(
            name=actor.person_name, organisation=actor.agency_name, title="", email="", at=NOW - timedelta(days=2)
        )
        der = [one.public_bytes(Encoding.DER) for one in (issued.certificate, *ca.chain)]
        key_acts.register_token(actor=actor, content=der[0], above=der[1], now=NOW)
        loaded = [x509.Certificate.load(one) for one in der]
        return SigningIdentity(issued.key, loaded[0], tuple(loaded[1:]))

    yield give
    vault._fernet.cache_clear()


def deliver() -> None:
    for row in OutboxEvent.objects.filter(name="signing.SigningEnded").order_by("pk"):
        take_signature(decode(row.name, row.payload))


def test_the_giver_signs_with_her_token_and_nothing_else_comes_back(office, token, accepted, client):
    minutes, chief, now = accepted.minutes, office.actor("chief"), timezone.now()
    hers, others = token("chief"), token("archivist")
    with pytest.raises(NotHerTurn):
        begin_elsewhere(actor=office.actor("archivist"), uid=minutes.uid, now=now)
    client.force_login(office.accounts["chief"])
    asked = client.post(f"/bien-ban/{minutes.uid}/ky/")
    request = SigningRequest.objects.get()
    assert (asked.status_code, asked["Location"]) == (302, reverse("signing:request", args=[request.uid]))

    with pytest.raises(NotFound):
        requests.issue_addresses(actor=office.actor("archivist"), uid=request.uid, now=now)
    given = requests.issue_addresses(actor=chief, uid=request.uid, now=now)
    _row, paper = fetch_paper(secret=given.download, now=now)
    assert paper == files.read_bytes(minutes.file_id)
    signed = sign_field(paper, place_name(1), hers, at=now, last_word="certify")

    other = to_sign(Listing(title="Biên bản khác", agency="UBND", signers=(Sign("Bên giao", "A"),)))
    for wrong in (
        paper,
        signed + b"x",
        sign_field(other, place_name(1), hers, at=now, last_word="certify"),
        sign_field(paper, place_name(2), hers, at=now),
        sign_field(paper, place_name(1), others, at=now),
    ):
        with pytest.raises((AnotherFileReturned, ReturnedSignatureWrong)):
            bring_back(secret=given.upload, session=given.session, content=wrong, now=now)
    with pytest.raises(NotThisSession):
        bring_back(secret=given.upload, session="x" * 43, content=signed, now=now)
    with pytest.raises(RequestExpired):
        bring_back(secret=given.upload, session=given.session, content=signed, now=now + LATE)
    deliver()
    assert minutes.signers.filter(signed_at=None).count() == 2

    bring_back(secret=given.upload, session=given.session, content=signed, now=now)
    deliver()
    deliver()
    minutes.refresh_from_db()
    assert files.read_bytes(minutes.file_id) == signed
    assert [one.signed_at is not None for one in minutes.signers.order_by("position")] == [True, False]
    assert waits_for(minutes) == office.posts["archivist"].pk

    archivist = office.actor("archivist")
    second = requests.issue_addresses(
        actor=archivist, uid=begin_elsewhere(actor=archivist, uid=minutes.uid, now=now), now=now
    )
    twice = sign_field(fetch_paper(secret=second.download, now=now)[1], place_name(2), others, at=now)
    with pytest.raises(NotThisSession):
        bring_back(secret=second.upload, session=given.session, content=twice, now=now)
    bring_back(secret=second.upload, session=second.session, content=twice, now=now)
    deliver()
    minutes.refresh_from_db()
    accepted.refresh_from_db()
    report = signing.report_of(minutes.file_id)
    assert (minutes.state, accepted.state) == ("signed", "complete")
    assert [(row.verdict, row.signer.name) for row in report.signatures] == [
        ("valid", chief.person_name),
        ("valid", archivist.person_name),
    ]


def test_a_disposal_is_signed_at_a_remote_service_and_nothing_counts_after_the_scan(
    office, token, csc_server, old, settings
):
    office.people["archivist"].full_name = PERSON
    office.people["archivist"].save()
    archivist, chairman = office.actor("archivist"), office.actor("chairman")
    settings.CSC_URL = csc_server
    root = Service.configured().credential("a/signer").chain[-1].dump()
    TrustAnchor.objects.create(
        name="Gốc dịch vụ", hierarchy="national", certificate=root, certificate_sha256="0" * 64, added_at=NOW
    )
    key_acts.register_remote(actor=archivist, credential_id="a/signer", pin="", now=NOW)
    disposal = decided(office, old()[0])
    carry_out_disposal(actor=archivist, uid=disposal.uid, now=NOW)

    first = begin_elsewhere(actor=archivist, uid=disposal.minutes.uid, now=NOW)
    remote.ask_remote(uid=first, now=NOW, clock=lambda: NOW)
    deliver()
    row = Minutes.objects.get()
    assert row.signers.get(position=1).signed_at == NOW
    report = signing.report_of(row.file_id)
    assert [one.signer.name for one in report.signatures] == [PERSON]
    assert all(c.state == "passed" for c in report.signatures[0].checks if c.code in {"value", "bytes", "chain"})

    hers, before = token("chairman"), row.file_id
    asked = begin_elsewhere(actor=chairman, uid=row.uid, now=NOW)
    reference = SigningRequest.objects.get(uid=asked).reference
    finish_elsewhere(reference=reference, person_id=999_999, post_id=chairman.post_id, file_id=before, at=NOW)
    given = requests.issue_addresses(actor=chairman, uid=asked, now=NOW)
    signed = sign_field(fetch_paper(secret=given.download, now=NOW)[1], place_name(2), hers, at=NOW)
    scan = pdf(Listing(title="Biên bản đã ký", agency="UBND"))
    attach_paper(actor=office.actor("clerk"), uid=row.uid, stream=io.BytesIO(scan), name="a.pdf", now=NOW)
    bring_back(secret=given.upload, session=given.session, content=signed, now=NOW)
    deliver()
    row.refresh_from_db()
    assert (row.state, row.file_id, row.signers.get(position=2).signed_at) == ("on_paper", before, None)
