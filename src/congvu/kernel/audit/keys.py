"""The installation's key for audit seals: a variable, or a file made once in the data folder."""

import os
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from .proof import fingerprint, read_public_key


def private_key() -> Ed25519PrivateKey:
    """Return the signing key: CONGVU_AUDIT_KEY (PEM), or DATA/keys/audit.key, made at the first call (mode 0600).

    Where several machines work on one database all need the same key, so it is given by the variable.
    Raises ValueError for a key of another kind.
    """
    pem = settings.AUDIT_KEY.encode() if settings.AUDIT_KEY else _file().read_bytes()
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the audit key is not an Ed25519 key")
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return the public key as PEM, as it is given to those who check."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def trusted_keys(files: Iterable[Path] = ()) -> dict[str, Ed25519PublicKey]:
    """Return keys by fingerprint: those of the files, or without files the installation's own, present and past.

    Past keys are kept as DATA/keys/audit*.pub when the key is changed. Raises OSError, ValueError.
    """
    given = [read_public_key(file.read_bytes()) for file in files]
    if not given:
        given = [read_public_key(file.read_bytes()) for file in sorted(_folder().glob("audit*.pub"))]
        if settings.AUDIT_KEY or (_folder() / "audit.key").exists():  # a check makes no key
            given.append(private_key().public_key())
    return {fingerprint(key): key for key in given}


def _folder() -> Path:
    return Path(settings.DATA) / "keys"


def _file() -> Path:
    """Return the key's file; of several processes that start at once one makes it, whole."""
    file = _folder() / "audit.key"
    if not file.exists():
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        made = _folder() / f"audit.key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        try:
            os.link(made, file)
        except FileExistsError:
            pass  # another process was first; its key counts
        else:
            (_folder() / "audit.pub").write_bytes(public_pem(key.public_key()))
        finally:
            made.unlink()
    return file
