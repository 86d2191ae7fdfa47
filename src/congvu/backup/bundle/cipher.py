"""Encryption of a stream under a passphrase, by libsodium.

The key comes from the passphrase by Argon2id; the content is a libsodium secret stream (XChaCha20-Poly1305) in frames
of fixed size. Its construction notices a frame that was changed, moved, left out or added, and the last frame says that
it is the last, so that a file cut short is noticed too.
"""

import os
import struct
from typing import BinaryIO, Protocol

from nacl import bindings, pwhash
from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as NaclRuntimeError

from ..errors import BackupDamaged, PassphraseRefused
from ..types import ENCRYPTED

MAGIC = ENCRYPTED
FRAME = 256 * 1024
SHORTEST_PASSPHRASE = 12
OPERATIONS, MEMORY = pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE
# What a hostile file may ask of the machine that reads it.
MOST_OPERATIONS, MOST_MEMORY = 10, 1024**3
_SALT = pwhash.argon2id.SALTBYTES
_PLACES = struct.Struct(f">{_SALT}sIQ{bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES}s")
_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


def check_passphrase(passphrase: str) -> None:
    """Raise PassphraseRefused for one that is guessed too soon."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseRefused(reason=f"Mật khẩu sao lưu cần ít nhất {SHORTEST_PASSPHRASE} ký tự.")


def _key(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    return pwhash.argon2id.kdf(
        bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES,
        passphrase.encode(),
        salt,
        opslimit=operations,
        memlimit=memory,
    )


class Target(Protocol):
    """Anything that takes bytes."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""
        ...


class EncryptingWriter:
    """A file to write to; what arrives at `target` can be read only with the passphrase."""

    def __init__(self, target: Target, passphrase: str) -> None:
        check_passphrase(passphrase)
        self._target, self._waiting = target, bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        salt = os.urandom(_SALT)
        key = _key(passphrase, salt, OPERATIONS, MEMORY)
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        target.write(MAGIC + _PLACES.pack(salt, OPERATIONS, MEMORY, header))

    def write(self, data: bytes) -> int:
        """Take bytes; whole frames go on at once."""
        self._waiting += data
        while len(self._waiting) > FRAME:  # the last frame is kept back for `finish`
            self._push(bytes(self._waiting[:FRAME]), _MORE)
            del self._waiting[:FRAME]
        return len(data)

    def finish(self) -> None:
        """Write the last frame. Without it the file counts as cut short."""
        self._push(bytes(self._waiting), _LAST)
        self._waiting.clear()

    def _push(self, frame: bytes, tag: int) -> None:
        self._target.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, frame, None, tag))


class DecryptingReader:
    """A file to read from. Raises PassphraseRefused at the first frame, BackupDamaged at any later one."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        """Read the head of the file, past MAGIC."""
        self._source, self._ready, self._ended, self._frames = source, bytearray(), False, 0
        head = source.read(_PLACES.size)
        if len(head) != _PLACES.size:
            raise BackupDamaged(reason="tệp kết thúc sớm.")
        salt, operations, memory, header = _PLACES.unpack(head)
        if not 1 <= operations <= MOST_OPERATIONS or not 8192 <= memory <= MOST_MEMORY:
            raise BackupDamaged(reason="phần đầu không đúng định dạng.")
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        key = _key(passphrase, salt, operations, memory)
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, key)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none only at the end."""
        while len(self._ready) < size and not self._ended:
            self._pull()
        data = bytes(self._ready[:size])
        del self._ready[:size]
        return data

    def _pull(self) -> None:
        frame = self._source.read(FRAME + _OVERHEAD)
        if len(frame) < _OVERHEAD:
            raise BackupDamaged(reason="tệp kết thúc sớm.")
        try:
            data, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, frame, None)
        except (CryptoError, NaclRuntimeError) as error:
            if self._frames == 0:
                raise PassphraseRefused(reason="Mật khẩu sao lưu không đúng, hoặc đầu tệp đã bị sửa.") from error
            raise BackupDamaged(reason="nội dung mã hóa đã bị sửa hoặc thiếu một đoạn.") from error
        self._frames += 1
        self._ready += data
        if tag == _LAST:
            self._ended = True
            if self._source.read(1):
                raise BackupDamaged(reason="có dữ liệu thừa sau đoạn cuối.")
