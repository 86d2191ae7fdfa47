"""The signing program on the user's machine fetches the paper once and brings it back once (7.3: 1)."""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, files

from ..errors import AddressUsed, NotThisSession, SignatureValueWrong
from ..models import SigningRequest
from ..providers.returned import require_signed
from ..types import Provider
from . import requests


@transaction.atomic
def fetch_paper(*, secret: str, now: datetime) -> tuple[SigningRequest, bytes]:
    """Hand out the prepared paper of a one-time address, once.

    Raises NotFound (no such address), AddressUsed, RequestEnded, RequestExpired.
    """
    row = _by(now, download_sha256=requests.hashed(secret))
    if row.downloaded_at is not None:
        raise AddressUsed
    row.downloaded_at = now
    row.save(update_fields=["downloaded_at"])
    return row, files.read_bytes(row.sent_file_id)


@transaction.atomic
def bring_back(*, secret: str, session: str, content: bytes, now: datetime) -> int:
    """Take the signed paper that came back to a one-time address; return the kept file.

    What came back is judged before anything changes: the same content plus exactly one new signature in the right
    field, over the whole file, by the registered certificate. A refused one leaves the address open until its end.
    Raises NotFound, RequestEnded, RequestExpired, NotThisSession, AnotherFileReturned, ReturnedSignatureWrong.
    """
    row = _by(now, upload_sha256=requests.hashed(secret))
    _require_session(row, session)
    return _take(row, content, now)


@transaction.atomic
def bring_back_value(*, secret: str, session: str, signature: str, now: datetime) -> int:
    """Take a bare signature value (base64) over the hash that was given out. Raises as `bring_back`."""
    row = _by(now, upload_sha256=requests.hashed(secret))
    _require_session(row, session)
    try:
        value = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureValueWrong from error
    return requests.accept(row, requests.filled(row, value, now=now), now=now)


@transaction.atomic
def bring_back_by_hand(*, actor: Actor, uid: UUID, content: bytes, now: datetime) -> int:
    """Take the signed paper that the person herself uploads on the request's page. Raises as `bring_back`."""
    row = _by(now, uid=uid, person_id=actor.person_id)
    return _take(row, content, now)


def _by(now: datetime, **which: object) -> SigningRequest:
    return requests.locked_waiting(now, provider=Provider.TOKEN, **which)


def _take(row: SigningRequest, content: bytes, now: datetime) -> int:
    sent = files.read_bytes(row.sent_file_id)
    require_signed(sent, content, field=row.field, certificate_sha256=row.key.certificate_sha256)
    return requests.accept(row, content, now=now)


def _require_session(row: SigningRequest, session: str) -> None:
    if not hmac.compare_digest(requests.hashed(session), row.pass_sha256):
        raise NotThisSession
