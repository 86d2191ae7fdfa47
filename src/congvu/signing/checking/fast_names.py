"""Reads the names of a PDF at once instead of letter by letter.

A file has some hundred names (`/Type`, `/Kids`), pyHanko 0.38 reads each letter by letter, which took a fifth of the
time of a check. Anything that a chunk does not settle is left to pyHanko's own reader, and each name's letters are
decoded by it, so the meaning of no file changes (tests/signing/test_fast_read.py compares both).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import IO

from pyhanko.pdf_utils import generic

_CHUNK = 64
_PLAIN = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)[\x00\t\n\x0c\r ()<>\[\]{}/%]")
_slow: Callable[[IO[bytes]], generic.NameObject] = generic.NameObject.read_from_stream
_decode: Callable[[bytes], generic.NameObject] = generic._decode_name


@lru_cache(maxsize=4096)
def _text(letters: bytes) -> str:
    return str(_decode(letters))


def read_name(stream: IO[bytes]) -> generic.NameObject:
    """Read a name from its slash to its last letter, as pyHanko's function of the same purpose does."""
    start = stream.tell()
    found = _PLAIN.match(stream.read(_CHUNK))
    if found is None:
        stream.seek(start)
        return _slow(stream)
    stream.seek(start + found.end() - 1)
    return generic.NameObject(_text(found[1]))


def install() -> None:
    """Let pyHanko's parser use the quick reader in this process."""
    setattr(generic.NameObject, "read_from_stream", staticmethod(read_name))  # noqa: B010
