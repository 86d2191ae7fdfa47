"""The API of the axis without database and network: how calls are signed, what its codes mean.

The same words as the national axis's client library (domain notes 4.4): register, list, get, send, update status.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

VIETNAM: Final = timezone(timedelta(hours=7))
# Một lời gọi ký quá mười lăm phút thì không còn được nhận.
FRESH: Final = timedelta(minutes=15)
_STAMP: Final = re.compile(r"(\d{2})(\d{2})(\d{4})T(\d{2})(\d{2})(\d{2})\+\d{3,4}")

OK, BAD_FILE, WRONG_SYSTEM, NO_RECEIVER, NO_SENDER = "0", "10", "15", "18", "19"
INSIDE, FILE_FAILED, NOT_STANDARD, RECEIVER_LOCKED = "20", "21", "22", "23"
FINAL: Final = frozenset({BAD_FILE, WRONG_SYSTEM, NO_RECEIVER, NO_SENDER, FILE_FAILED, NOT_STANDARD, RECEIVER_LOCKED})
"""Codes after which the same call is not tried again; 20 and everything unknown is."""

TRANSPORT_MOVES: Final = {
    "initial": frozenset({"processing", "done", "fail"}),
    "processing": frozenset({"done", "fail"}),
    "fail": frozenset({"processing", "done"}),
    "done": frozenset[str](),
}
"""What a receiver may say about its copy: fetched (done), could not be used (fail), being worked on."""

LONGEST_RECEIPT: Final = 600
_RECEIPT_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")


def package_uid(sender_code: str, receiver_code: str, sha256: str) -> UUID:
    """Return the identifier of a package on an axis, where these bytes lie once: sender and receiver know it alike."""
    return uuid5(NAMESPACE_URL, f"urn:congvu:axis:here:{sender_code}:{receiver_code}:{sha256}")


def download_uid(address: str, doc_id: str) -> UUID:
    """Return the identifier of a download: the same each time it is asked for."""
    return uuid5(NAMESPACE_URL, f"urn:congvu:axis:{address}:{doc_id}")


def may_be_receipt(text: str, signature: str) -> bool:
    """Whether something has the form of a signed receipt; a longer one would make long lists too long to read."""
    return 0 < len(text) <= LONGEST_RECEIPT and text.isprintable() and bool(_RECEIPT_SIGNATURE.fullmatch(signature))


def stamp(at: datetime) -> str:
    """Return a moment as calls carry it, `ddMMyyyy'T'HHmmss+0700`."""
    return at.astimezone(VIETNAM).strftime("%d%m%YT%H%M%S+0700")


def is_fresh(text: str, now: datetime) -> bool:
    """Return whether a call's moment is near; what follows `+` is a zone or milliseconds, the clock is Vietnam's."""
    found = _STAMP.fullmatch(text)
    if found is None or not text.isascii():
        return False
    day, month, year, hour, minute, second = (int(one) for one in found.groups())
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
        return abs(now - at) <= FRESH
    except (ValueError, OverflowError):
        return False


def signature(secret: str, *, system_id: str, moment: str, content_type: str, body: Iterable[bytes]) -> str:
    """Return the signature of a call: HMAC-SHA256 over system, moment, content type and body, lower-case hex.

    The body of a call that carries a message is the message itself, not the form around it.
    """
    taken = hmac.new(secret.encode(), f"{system_id}{moment}{content_type}".encode(), hashlib.sha256)
    for chunk in body:
        taken.update(chunk)
    return taken.hexdigest()
