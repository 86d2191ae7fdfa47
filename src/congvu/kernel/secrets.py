"""Small secrets at rest: sealed with a key derived from the installation's secret key."""

import base64
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "s1:"


def seal(text: str) -> str:
    """Return the text encrypted and authenticated."""
    return MARK + _box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def open_sealed(sealed: str) -> str:
    """Return what `seal` took. Raises cryptography.fernet.InvalidToken when the key or the text was changed."""
    return _box(settings.SECRET_KEY).decrypt(sealed.removeprefix(MARK).encode()).decode()


@cache
def _box(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"congvu identity secrets").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
