import pytest
from nacl import pwhash

from congvu.backup.bundle import cipher

from .elsewhere import elsewhere  # noqa: F401 (a fixture)

PASSPHRASE = "mật khẩu đủ dài 12"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    """Derive keys cheaply: the strength of Argon2id is libsodium's business."""
    monkeypatch.setattr(cipher, "OPERATIONS", pwhash.argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(cipher, "MEMORY", pwhash.argon2id.MEMLIMIT_MIN)
