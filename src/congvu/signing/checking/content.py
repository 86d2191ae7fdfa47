"""A file as it is checked: in memory where it is small, else read where it lies, piece by piece."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Final

IN_MEMORY: Final = 8 << 20
MAX_SIZE: Final = 100 << 20  # of what a caller has in memory, and of formats that are read whole
MAX_STORED: Final = 1 << 30
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """What is checked: an open file with its size and SHA-256, and the size from which it is not looked at."""

    stream: IO[bytes]
    size: int
    sha256: str
    most: int

    def whole(self) -> bytes:
        """Return all of it, for formats that cannot be read otherwise."""
        self.stream.seek(0)
        return self.stream.read()


def of_bytes(data: bytes) -> Content:
    """Return what is in memory already."""
    return Content(BytesIO(data), len(data), hashlib.sha256(data).hexdigest(), MAX_SIZE)


def of_stream(stream: IO[bytes]) -> Content:
    """Return what lies in an open file; only a small one is taken into memory, since parsing it there is faster."""
    stream.seek(0)
    head = stream.read(IN_MEMORY + 1)
    if len(head) <= IN_MEMORY:
        return of_bytes(head)
    digest, size = hashlib.sha256(head), len(head)
    del head
    while piece := stream.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return Content(stream, size, digest.hexdigest(), MAX_STORED)
