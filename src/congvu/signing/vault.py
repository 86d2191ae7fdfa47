"""Keeps private keys unreadable in the database: encrypted by a key that stands outside it.

The key is `CONGVU_SIGNING_KEY` (a Fernet key, also as `CONGVU_SIGNING_KEY_FILE`), or a file that the
installation makes once in its data folder, readable by its user only.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from .errors import VaultLocked


def keys_folder() -> Path:
    """Return the installation's folder for keys, made when missing."""
    folder = Path(settings.DATA) / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def lock(secret: bytes) -> bytes:
    """Encrypt."""
    return _fernet().encrypt(secret)


def unlock(sealed: bytes) -> bytes:
    """Decrypt. Raises VaultLocked when the installation's key is not the one that encrypted."""
    try:
        return _fernet().decrypt(bytes(sealed))
    except InvalidToken as error:
        raise VaultLocked from error


@lru_cache(maxsize=1)
def _fernet() -> Fernet:
    given = getattr(settings, "SIGNING_KEY", "")
    if given:
        return Fernet(given)
    path = keys_folder() / "signing.key"
    if not path.exists():
        _make_whole(path)
    return Fernet(path.read_bytes().strip())


def _make_whole(path: Path) -> None:
    """Write a new key beside its place and link it there: whoever sees the file sees all of it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    part.write_bytes(Fernet.generate_key())
    try:
        os.link(part, path)
    except FileExistsError:
        return  # another process was first: its key counts
    finally:
        part.unlink()
