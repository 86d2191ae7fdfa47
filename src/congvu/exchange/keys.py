"""The installation's key for envelopes and receipts: a variable, or a file made once in the data folder."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


def own_key() -> Ed25519PrivateKey:
    """Return the key: CONGVU_EXCHANGE_KEY (PEM), or DATA/keys/exchange.key, made at the first call (mode 0600).

    Machines of one installation share it. Raises ValueError for a key of another kind.
    """
    return _loaded(settings.EXCHANGE_KEY or _file(Path(settings.DATA)))


@lru_cache(maxsize=4)
def _loaded(pem: str) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the exchange key is not an Ed25519 key")
    return key


def _file(data: Path) -> str:
    """Return the content of the key's file; of several processes that start at once one makes it, whole."""
    file = data / "keys" / "exchange.key"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f"exchange.key.{os.getpid()}.{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_bytes(
            Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        try:
            os.link(made, file)
        except FileExistsError:
            pass  # another process was first; its key counts
        finally:
            made.unlink()
    return file.read_text(encoding="ascii")


def public_pem() -> str:
    """Return the public key as it is given to partners."""
    public = own_key().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def system_id() -> str:
    """Return the print of the own key: how partners recognise this installation."""
    return print_of(own_key().public_key())


def print_of(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 print of a key, 32 hexadecimal digits."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:32]


def read_public(text: str) -> list[Ed25519PublicKey]:
    """Return the keys in a text of PEM blocks. Raises ValueError where one is not an Ed25519 key."""
    return list(_read_public(text))


@lru_cache(maxsize=256)
def _read_public(text: str) -> tuple[Ed25519PublicKey, ...]:
    found: list[Ed25519PublicKey] = []
    for block in _BLOCK.findall(text):
        try:
            key = serialization.load_pem_public_key(block.encode())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise ValueError("not a public key") from error
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 key")
        found.append(key)
    return tuple(found)


def fits(keys: Iterable[Ed25519PublicKey], signature: bytes, signed: bytes) -> bool:
    """Whether one of the keys made the signature."""
    for key in keys:
        try:
            key.verify(signature, signed)
        except InvalidSignature:
            continue
        return True
    return False
