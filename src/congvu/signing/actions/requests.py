"""A signer confirms elsewhere: on her own machine's token, or on her phone for a remote service (7.3)."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asn1crypto import x509
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.kernel.api import Actor, audit, files, publish
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import KeyMissing, RequestEnded, RequestExpired
from ..events import SigningEnded
from ..models import SigningKey, SigningKeyUse, SigningRequest
from ..paper.cms import SigningIdentity
from ..paper.document import PERSON_FIELD
from ..paper.marks import person_mark
from ..paper.sign import field_size, has_signatures
from ..paper.two_phase import Hole, absent, fill_hole, open_hole
from ..types import ELSEWHERE, Provider, RequestState, TokenPass
from .use import key_of_person, note_use_of, stamper

JOB = "congvu.signing.tasks.ask_remote"
Clock = Callable[[], datetime]
CONFIRM_WITHIN = {Provider.TOKEN: timedelta(minutes=15), Provider.REMOTE: timedelta(minutes=3)}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be signed elsewhere: the prepared paper, why, what the caller calls it, and where to go afterwards."""

    pdf: bytes
    title: str
    reference: str
    reason: str = ""
    back_url: str = ""
    place: str = PERSON_FIELD  # where she signs: as the competent person, or one of the places of `prepare_places`


def signs_elsewhere(actor: Actor, now: datetime) -> bool:
    """Return whether the actor's key is not on this server, so that signing needs `begin_signing`."""
    try:
        key = key_of_person(actor.person_id, name=actor.person_name, at=now)
    except KeyMissing:
        return False
    return key.provider in ELSEWHERE


@transaction.atomic
def begin_signing(*, actor: Actor, wish: Wish, now: datetime) -> UUID:
    """Begin a signature by the actor's own key that is elsewhere; return the request, whose page is `signing:request`.

    A waiting request for the same reference is cancelled: the newest counts. SigningEnded tells the caller how it
    ended. Raises NotAllowed, KeyMissing, PdfUnusable, NotPrepared, AlreadySigned.
    """
    may = policy.may_sign if wish.place == PERSON_FIELD else policy.may_sign_for_herself
    may(actor).require()
    key = key_of_person(actor.person_id, name=actor.person_name, at=now)
    if key.provider not in ELSEWHERE:
        raise KeyMissing(owner=actor.person_name)
    _cancel_earlier(wish.reference, now)
    hole = _hole(key, wish, now)
    given = _new_pass()  # chưa ai biết: trang của yêu cầu mới phát địa chỉ, cho đúng phiên của người ký
    row = SigningRequest.objects.create(
        key=key,
        provider=key.provider,
        person_id=actor.person_id,
        person_name=actor.display_name,
        post_id=actor.post_id,
        post_title=actor.post_title,
        purpose=SigningKeyUse.Purpose.SIGN,
        reference=wish.reference[:200],
        title=wish.title[:500],
        back_url=wish.back_url[:500],
        reason=wish.reason[:500],
        field=wish.place,
        sent_file_id=files.store(io.BytesIO(wish.pdf), name="cho-ky.pdf").id,
        hole_file_id=files.store(io.BytesIO(hole.content), name="cho-ky.pdf").id,
        hole_start=hole.start,
        hole_end=hole.end,
        digest=hole.digest,
        attributes=hole.attributes,
        download_sha256=hashed(given.download),
        upload_sha256=hashed(given.upload),
        pass_sha256=hashed(given.session),
        created_at=now,
        expires_at=now + CONFIRM_WITHIN[Provider(key.provider)],
    )
    if key.provider == Provider.REMOTE:
        app.configure_task(JOB, queue="signing").defer(uid=str(row.uid))
    audit.record(actor, "signing.request_begun", row, at=now, provider=key.provider, reference=row.reference)
    return row.uid


@transaction.atomic
def issue_addresses(*, actor: Actor, uid: UUID, now: datetime) -> TokenPass:
    """Give the signer's own session the one-time addresses of a request; earlier ones stop working.

    Raises NotFound (not hers), RequestEnded, RequestExpired.
    """
    row = locked_waiting(now, uid=uid, person_id=actor.person_id, provider=Provider.TOKEN)
    given = _new_pass()
    row.download_sha256, row.upload_sha256 = hashed(given.download), hashed(given.upload)
    row.pass_sha256, row.downloaded_at = hashed(given.session), None
    row.save(update_fields=["download_sha256", "upload_sha256", "pass_sha256", "downloaded_at"])
    return given


@transaction.atomic
def paper_of(*, actor: Actor, uid: UUID, now: datetime) -> bytes:
    """Return the prepared paper of a request of one's own. Raises NotFound, RequestEnded, RequestExpired."""
    row = locked_waiting(now, uid=uid, person_id=actor.person_id, provider=Provider.TOKEN)
    return files.read_bytes(row.sent_file_id)


def _new_pass() -> TokenPass:
    return TokenPass(*(secrets.token_urlsafe(32) for _part in range(3)))


@transaction.atomic
def cancel_signing(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Give up a request of one's own. Raises NotFound. An ended one stays as it is."""
    row = SigningRequest.objects.select_for_update().filter(uid=uid, person_id=actor.person_id).first()
    if row is None:
        raise NotFound
    if row.state == RequestState.WAITING:
        end(row, RequestState.CANCELLED, now=now)


def locked_waiting(now: datetime, **which: object) -> SigningRequest:
    """Return the request that still waits, locked. Raises NotFound, RequestEnded, RequestExpired."""
    row = SigningRequest.objects.select_for_update().select_related("key").filter(**which).first()
    if row is None:
        raise NotFound
    if row.state != RequestState.WAITING:
        raise RequestEnded(state=str(RequestState(row.state).label))
    if now > row.expires_at:
        raise RequestExpired(at=f"{timezone.localtime(row.expires_at):%H:%M:%S %d/%m/%Y}")
    return row


def accept(row: SigningRequest, signed: bytes, *, now: datetime) -> int:
    """Keep the signed file of a locked request, write the use of the key, tell the caller; return the file's id."""
    stored = files.store(io.BytesIO(signed), name="da-ky.pdf")
    note_use_of(row, signed, at=now)
    row.result_file_id = stored.id
    end(row, RequestState.DONE, now=now)
    return stored.id


def end(row: SigningRequest, state: RequestState, *, now: datetime, said: str = "") -> None:
    """End a locked request and tell the caller."""
    row.state, row.said, row.ended_at = state, said[:500], now
    row.save(update_fields=["state", "said", "ended_at", "result_file_id"])
    publish(
        SigningEnded(
            uid=str(row.uid),
            reference=row.reference,
            purpose=row.purpose,
            person_id=row.person_id,
            post_id=row.post_id,
            state=str(state),
            file_id=row.result_file_id,
            at=now,
        )
    )


@transaction.atomic
def expire_requests(*, now: datetime) -> int:
    """End the requests that nobody confirmed in time; return how many. Safe to repeat."""
    late = SigningRequest.objects.select_for_update(skip_locked=True).filter(
        state=RequestState.WAITING, expires_at__lt=now
    )
    rows = list(late.order_by("pk")[:200])
    for row in rows:
        end(row, RequestState.EXPIRED, now=now)
    return len(rows)


def filled(row: SigningRequest, signature: bytes, *, now: datetime) -> bytes:
    """Return the signed paper for a signature value made elsewhere. Raises SignatureValueWrong."""
    hole = Hole(
        files.read_bytes(row.hole_file_id), row.hole_start, row.hole_end, bytes(row.digest), bytes(row.attributes)
    )
    return fill_hole(hole, _who(row.key), signature, timestamp=stamper(row.key, now))


def hashed(secret: str) -> str:
    """Return how the secret of a one-time address is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _who(key: SigningKey) -> SigningIdentity:
    chain = tuple(x509.Certificate.load(bytes(one)) for one in key.chain)
    return absent(x509.Certificate.load(bytes(key.certificate)), chain)


def _hole(key: SigningKey, wish: Wish, now: datetime) -> Hole:
    width, height = field_size(wish.pdf, wish.place)
    picture = bytes(key.picture) if key.picture else None
    return open_hole(
        wish.pdf,
        wish.place,
        _who(key),
        at=now,
        mark=person_mark(key.owner_name, width, height, picture=picture, demo=key.is_demo),
        timestamp=stamper(key, now),
        name=key.owner_name,
        reason=wish.reason,
        last_word="" if has_signatures(wish.pdf) else "certify",
    )


def _cancel_earlier(reference: str, now: datetime) -> None:
    waiting = SigningRequest.objects.select_for_update().filter(
        reference=reference[:200], purpose=SigningKeyUse.Purpose.SIGN, state=RequestState.WAITING
    )
    for row in waiting:
        end(row, RequestState.CANCELLED, now=now)
