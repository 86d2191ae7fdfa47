"""Packages sealed to their receiver, and the cards by which installations tell each other their sealing keys.

Whoever carries a sealed package (a cluster's owner, its disks) sees its envelope: from whom, to whom, when, how
large, and the digest. HPKE (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM) wraps a content key made
for one carrying; each piece is AES-256-GCM under it, its place and whether it ends the package in its nonce, the
signed envelope as its associated data. So a piece of another package, at another place, cut off, or put at the end
does not open. Who sealed it the envelope's own signature says, which holds for the bytes that were sealed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.utils.translation import gettext as _

from . import keys
from .errors import CardRefused, NotOpened

INFO: Final = b"congvu-exchange-sealed-1\n"
CARD: Final = b"congvu-exchange-keys-1\n"
VERSION: Final = "1"
TAG: Final = 16  # bytes that sealing adds to a piece
MOST_CARD: Final = 8192
MOST_KEYS: Final = 8
USED: Final = timedelta(days=366)  # a key is sealed to for so long
RENEWED: Final = timedelta(days=30)  # before that ends, partners are told the next one
OPENED: Final = timedelta(days=60)  # and so long after it packages still open: longer than any stream keeps them
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HEAD, _FOOT = "-----BEGIN CONGVU KEY CARD-----", "-----END CONGVU KEY CARD-----"
_ARMOUR = re.compile(f"{_HEAD}([A-Za-z0-9+/=\\s.]+){_FOOT}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that packages are sealed to, from and to a day."""

    key_id: str
    raw: bytes
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Card:
    """What an installation says of its sealing keys, signed with its exchange key."""

    system: str
    issued_at: datetime
    keys: tuple[PublicKey, ...]

    def key_on(self, day: date) -> PublicKey | None:
        """Return the newest key that is in use on a day."""
        fit = [one for one in self.keys if one.valid_from <= day <= one.valid_to]
        return max(fit, key=lambda one: (one.valid_from, one.valid_to), default=None)


def key_id(raw: bytes) -> str:
    """Return the print of a sealing key, 16 hexadecimal digits."""
    return hashlib.sha256(INFO + raw).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals the pieces of one carrying of a package."""

    header: str
    _box: AESGCM
    _about: bytes

    def piece(self, data: bytes, *, start: int, last: bool) -> bytes:
        """Return a piece sealed; every place of a package is sealed once."""
        return self._box.encrypt(_nonce(start, last), data, self._about)


def sealer(to: PublicKey, envelope_text: str) -> Sealer:
    """Begin to seal a package with this envelope, to a receiver's key."""
    content_key, about = secrets.token_bytes(32), envelope_text.encode()
    wrapped = _SUITE.encrypt(content_key, X25519PublicKey.from_public_bytes(to.raw), INFO + about)
    header = f"{VERSION}.{to.key_id}.{base64.urlsafe_b64encode(wrapped).decode()}"
    return Sealer(header, AESGCM(content_key), about)


def key_named(header: str) -> str:
    """Return which key a package is sealed to. Raises NotOpened for what is no seal of this kind."""
    parts = header.split(".")
    if len(parts) != 3 or parts[0] != VERSION or len(header) > 400:
        raise NotOpened(reason=_("không đúng dạng"))
    return parts[1]


def open_piece(
    private: X25519PrivateKey, header: str, envelope_text: str, data: bytes, *, start: int, last: bool
) -> bytes:
    """Return a piece as its sender wrote it. Raises NotOpened for one that is another's, elsewhere, cut or changed."""
    about = envelope_text.encode()
    try:
        wrapped = base64.b64decode(header.rsplit(".", 1)[1].encode("ascii"), altchars=b"-_", validate=True)
        content_key = _SUITE.decrypt(wrapped, private, INFO + about)
        return AESGCM(content_key).decrypt(_nonce(start, last), data, about)
    except (InvalidTag, ValueError, UnicodeEncodeError, OverflowError) as error:
        raise NotOpened(reason=_("nội dung đã bị thay đổi, cắt hoặc đổi chỗ")) from error


def _nonce(start: int, last: bool) -> bytes:
    return start.to_bytes(8, "big") + b"\x00\x00\x00" + (b"\x01" if last else b"\x00")


def card(some: Iterable[PublicKey], *, at: datetime) -> str:
    """Return the card of this installation, as partners enter it or get it by the carrier."""
    said = {
        "system": keys.system_id(),
        "issued_at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "keys": [
            {
                "id": one.key_id, "x25519": base64.b64encode(one.raw).decode(),
                "from": one.valid_from.isoformat(), "to": one.valid_to.isoformat(),
            }
            for one in some
        ],
    }  # fmt: skip
    text = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    signed = keys.own_key().sign(CARD + text)
    whole = f"{base64.b64encode(text).decode()}.{base64.b64encode(signed).decode()}"
    lines = [whole[at : at + 64] for at in range(0, len(whole), 64)]
    return "\n".join([_HEAD, *lines, _FOOT])


def read_card(text: str, trusted: Sequence[Ed25519PublicKey]) -> Card:
    """Return what a card says. Raises CardRefused unless one of these keys signed it and all that it names is right."""
    found, signed, signature = _read(text)
    if not keys.fits([one for one in trusted if keys.print_of(one) == found.system], signature, CARD + signed):
        raise CardRefused(reason=_("chữ ký không phải của đối tác này"))
    return found


def system_of(text: str) -> str:
    """Return which installation a card says it is of; nothing of it is proven yet. Raises CardRefused."""
    return _read(text)[0].system


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[Card, bytes, bytes]:
    armoured = _ARMOUR.search(text) if len(text) <= MOST_CARD else None
    if armoured is None:
        raise CardRefused(reason=_("không đọc được"))
    body, __, proof = "".join(armoured[1].split()).partition(".")
    try:
        raw, signature = base64.b64decode(body, validate=True), base64.b64decode(proof, validate=True)
        said = json.loads(raw)
        issued_at = datetime.fromisoformat(said["issued_at"])
        if issued_at.tzinfo is None or not 0 < len(said["keys"]) <= MOST_KEYS:
            raise ValueError("card")
        return Card(str(said["system"]), issued_at, tuple(_key(one) for one in said["keys"])), raw, signature
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error) as error:
        raise CardRefused(reason=_("không đọc được")) from error


def _key(said: Any) -> PublicKey:
    raw = base64.b64decode(said["x25519"], validate=True)
    X25519PublicKey.from_public_bytes(raw)
    if said["id"] != key_id(raw):
        raise ValueError("id")
    return PublicKey(said["id"], raw, date.fromisoformat(said["from"]), date.fromisoformat(said["to"]))
