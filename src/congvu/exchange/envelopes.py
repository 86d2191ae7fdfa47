"""Envelopes and receipts as bytes: what is signed, and how it is read again. JSON with sorted keys, UTF-8."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import keys
from .errors import BadEnvelope, BadReceipt
from .types import Envelope, PackageKind, SignedReceipt

ENVELOPE = b"congvu-exchange-envelope-1\n"
RECEIPT = b"congvu-exchange-receipt-1\n"
REFUSAL = b"congvu-exchange-refusal-1\n"
MOST_TEXT = 4096
MOST_SIGNATURE = 128  # Ed25519 in hexadecimal
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def seal(envelope: Envelope) -> tuple[str, str]:
    """Return the envelope's text and signature, both base64url, as they stand in headers."""
    text = _ENCODER.encode(
        {
            "uid": str(envelope.uid),
            "kind": envelope.kind,
            "from": envelope.sender_code,
            "to": envelope.receiver_code,
            "sha256": envelope.sha256,
            "size": envelope.size,
            "sent_at": _moment(envelope.sent_at),
            "system": keys.system_id(),
        }
    ).encode()
    return _b64(text), _b64(keys.own_key().sign(ENVELOPE + text))


def opened(text: str, signature: str) -> tuple[Envelope, bytes, bytes]:
    """Return what an envelope says, and signed bytes and signature for `keys.fits`. Raises BadEnvelope."""
    if len(text) > MOST_TEXT or len(signature) > MOST_TEXT:
        raise BadEnvelope
    try:
        raw = _from_b64(text)
        said = json.loads(raw)
        envelope = Envelope(
            uid=UUID(_text(said, "uid", 36)),
            kind=PackageKind(_text(said, "kind", 10)),
            sender_code=_text(said, "from", 35),
            receiver_code=_text(said, "to", 35),
            sha256=_digest(said),
            size=_size(said),
            sent_at=_read_moment(_text(said, "sent_at", 40)),
            system=_text(said, "system", 64),
        )
        return envelope, ENVELOPE + raw, _from_b64(signature)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadEnvelope from error


def receipt_for(envelope: Envelope, *, at: datetime) -> SignedReceipt:
    """Sign that this installation holds a package since a moment."""
    text = _ENCODER.encode(
        {
            "uid": str(envelope.uid),
            "sha256": envelope.sha256,
            "from": envelope.sender_code,
            "to": envelope.receiver_code,
            "received_at": _moment(at),
            "system": keys.system_id(),
        }
    )
    return SignedReceipt(text, keys.own_key().sign(RECEIPT + text.encode()).hex())


def check_receipt(
    receipt: SignedReceipt, *, uid: UUID, sha256: str, receiver_code: str, trusted: Iterable[Ed25519PublicKey]
) -> datetime:
    """Return when the receiver took the package in. Raises BadReceipt unless it is the receiver's, for these bytes."""
    if len(receipt.text) > MOST_TEXT or len(receipt.signature) > MOST_SIGNATURE:
        raise BadReceipt(reason="quá dài")
    try:
        signature, signed = bytes.fromhex(receipt.signature), RECEIPT + receipt.text.encode()
        told, said = _told(receipt)
        at = _read_moment(said["received_at"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadReceipt(reason="không đọc được") from error
    if not keys.fits(trusted, signature, signed):
        raise BadReceipt(reason="chữ ký không phải của nơi nhận")
    if told != (uid, sha256, receiver_code):
        raise BadReceipt(reason="của gói tin khác")
    return at


def speaks_of(receipt: SignedReceipt, *, uid: UUID, sha256: str, receiver_code: str) -> bool:
    """Whether a receipt is for this package, as far as its text says; who signed it is for others to find out."""
    try:
        return _told(receipt)[0] == (uid, sha256, receiver_code)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _told(receipt: SignedReceipt) -> tuple[tuple[UUID, Any, Any], Any]:
    said = json.loads(receipt.text)
    return (UUID(said["uid"]), said["sha256"], said["to"]), said


def refusal_for(envelope: Envelope, *, code: str, reason: str) -> tuple[str, str]:
    """Sign that this installation will never take a package; return text and signature (hexadecimal)."""
    text = _ENCODER.encode(
        {"uid": str(envelope.uid), "sha256": envelope.sha256, "code": code, "reason": reason[:400]}
    )  # fmt: skip
    return text, keys.own_key().sign(REFUSAL + text.encode()).hex()


def check_refusal(text: str, signature: str, *, uid: UUID, sha256: str, trusted: Iterable[Ed25519PublicKey]) -> str:
    """Return the reason of a refusal. Raises BadReceipt unless it is the receiver's, for these bytes."""
    try:
        said, proof = json.loads(text), bytes.fromhex(signature)
        told, reason = (UUID(said["uid"]), said["sha256"]), str(said["reason"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadReceipt(reason="không đọc được") from error
    if not keys.fits(trusted, proof, REFUSAL + text.encode()):
        raise BadReceipt(reason="chữ ký không phải của nơi nhận")
    if told != (uid, sha256):
        raise BadReceipt(reason="của gói tin khác")
    return reason[:400]


def _text(said: Any, name: str, most: int) -> str:
    value = said[name]
    if not isinstance(value, str) or not 0 < len(value) <= most or not value.isprintable():
        raise ValueError(name)
    return value


def _digest(said: Any) -> str:
    value = _text(said, "sha256", 64)
    if len(value) != 64 or bytes.fromhex(value).hex() != value:
        raise ValueError("sha256")
    return value


def _size(said: Any) -> int:
    value = said["size"]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1 << 40:
        raise ValueError("size")
    return value


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read_moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without zone")
    return at.astimezone(UTC)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii")


def _from_b64(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64") from error
