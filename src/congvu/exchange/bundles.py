"""Several packages in one request: how they lie in its body. Each keeps its envelope, its receipt and its verdict.

One after the other, each begins with a line of its envelope and signature (base64url, a blank between them), and
exactly as many bytes follow as the envelope names.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Protocol

from . import envelopes
from .errors import BadEnvelope, PackageBroken, PackageTooLarge
from .types import Envelope

MEDIA_TYPE = "application/vnd.congvu.bundle"
MOST = 16  # packages
MOST_BYTES = 11 << 18  # of their content: eight letters of some 300 kB
LONGEST_LINE = 2 * envelopes.MOST_TEXT + 2


class Lines(Protocol):
    """A body that can be read by line and by size."""

    def readline(self, size: int, /) -> bytes:
        """Return a line of at most `size` bytes, none at the end."""
        ...

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""
        ...


class Readable(Protocol):
    """A body as a server gives it."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""
        ...


def lines_of(body: Readable) -> Lines:
    """Return a request's body so that it can be read by line, using nothing of it but `read`.

    A server's own `readline` may be anything: Granian's leaves the end of the line to whoever reads next.
    """
    return io.BufferedReader(_Raw(body), LONGEST_LINE)


class _Raw(io.RawIOBase):
    def __init__(self, body: Readable) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def line(envelope: Envelope) -> bytes:
    """Return the line before a package's bytes, signed by this installation."""
    return " ".join(envelopes.seal(envelope)).encode() + b"\n"


def heads(body: Lines) -> Iterator[tuple[str, str]]:
    """Give envelope and signature, as they stand, of each package; its bytes are to be taken before the next.

    Raises BadEnvelope, PackageTooLarge for more packages than are taken.
    """
    for number in range(MOST + 1):
        head = body.readline(LONGEST_LINE)
        if not head:
            return
        if number == MOST:
            raise PackageTooLarge(limit=f"{MOST}")
        text, _blank, signature = head.rstrip(b"\n").partition(b" ")
        try:
            yield text.decode("ascii"), signature.decode("ascii")
        except UnicodeDecodeError as error:
            raise BadEnvelope from error


def content(body: Lines, envelope: Envelope, *, left: int) -> bytes:
    """Return a package's bytes. Raises PackageTooLarge beyond what is left of a bundle, PackageBroken when cut."""
    if envelope.size > left:
        raise PackageTooLarge(limit=f"{MOST_BYTES >> 10} KiB")
    data = body.read(envelope.size)
    if len(data) != envelope.size:
        raise PackageBroken
    return data
