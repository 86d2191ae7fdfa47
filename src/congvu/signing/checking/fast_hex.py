"""Reads the hexadecimal strings of a PDF at once instead of letter by letter.

A signature's container is one such string of ten thousand letters; pyHanko 0.38 reads it one by one, which took
a third of the time of a check. Anything but a plain run of digits is left to pyHanko's own reader, so the
meaning of no file changes (tests/signing/test_fast_hex.py compares both).
"""

from __future__ import annotations

import binascii
import re
from typing import IO, Any

from pyhanko.pdf_utils import generic

_CHUNK = 16 * 1024
_PLAIN = re.compile(rb"(?:[0-9A-Fa-f]{2})*")
_slow = generic.read_hex_string_from_stream


def read_hex_string(stream: IO[bytes]) -> Any:
    """Read a string from its `<` to its `>`, as pyHanko's function of the same purpose does."""
    start = stream.tell()
    parts: list[bytes] = []
    stream.read(1)
    while chunk := stream.read(_CHUNK):
        end = chunk.find(b">")
        if end >= 0:
            parts.append(chunk[:end])
            stream.seek(end + 1 - len(chunk), 1)
            break
        parts.append(chunk)
    digits = b"".join(parts)
    if not chunk or not _PLAIN.fullmatch(digits):
        stream.seek(start)
        return _slow(stream)
    return generic.pdf_string(binascii.unhexlify(digits))


def install() -> None:
    """Let pyHanko's parser use the quick reader in this process."""
    generic.read_hex_string_from_stream = read_hex_string
