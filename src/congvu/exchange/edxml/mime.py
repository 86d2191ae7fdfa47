"""The older packaging: a SOAP 1.1 envelope and its files as parts of one MIME body (multipart/related), streamed."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from typing import BinaryIO

from .errors import BadEncoding, CutShort, NotEdxml, TooMany
from .packaging import Base64, bare_id

LINE = 1 << 16
MOST_HEADER = 1 << 16
MOST_PARTS = 600
_HEADER = re.compile(rb"^(?:mime-version|content-[a-z-]+|message-id|date|subject|soapaction)[ \t]*:", re.IGNORECASE)
_PLAIN = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what its header says, and its decoded bytes, to be read before the next part is asked for."""

    content_id: str
    media_type: str
    name: str
    is_root: bool
    content: Iterator[bytes]


def is_mime(head: bytes) -> bool:
    """Return whether a message begins like a MIME body rather than like XML."""
    head = head.lstrip(b"\r\n")
    return head.startswith(b"--") or _HEADER.match(head) is not None


def parts(stream: BinaryIO, place: str = "MIME") -> Iterator[Part]:
    """Return the parts in the order they come; the root is the one that `start` names, else the first.

    Raises NotEdxml, CutShort, TooMany, BadEncoding, AttachmentBroken while they are read.
    """
    boundary, start = _boundary(stream)
    reader = _Reader(stream, b"--" + boundary)
    for _chunk in reader.until_boundary():
        pass
    count = 0
    while not reader.last:
        count += 1
        if count > MOST_PARTS:
            raise TooMany(place, limit=MOST_PARTS, what="phần MIME")
        header = _headers(stream)
        content_id = bare_id(str(header.get("Content-ID", header.get("Content-Location", ""))))
        encoding = str(header.get("Content-Transfer-Encoding", "")).strip().lower()
        content = _decoded(reader.until_boundary(), encoding, f"{place} {count}")
        is_root = content_id == start if start else count == 1
        yield Part(content_id, header.get_content_type(), header.get_filename() or "", is_root, content)
        for _chunk in content:
            pass


def _boundary(stream: BinaryIO) -> tuple[bytes, str]:
    """Return the boundary and the id of the root, from the header before the body or from the first line."""
    at = stream.tell()
    line = stream.readline(LINE)
    while line in {b"\r\n", b"\n"}:
        at = stream.tell()
        line = stream.readline(LINE)
    stream.seek(at)
    if line.startswith(b"--"):
        boundary = line.rstrip()[2:]
        start = ""
    else:
        header = _headers(stream)
        found = header.get_boundary()
        boundary = (found or "").encode("ascii", "ignore")
        start = bare_id(str(header.get_param("start", "") or ""))
    if not 1 <= len(boundary) <= 200:
        raise NotEdxml("multipart/related")
    return boundary, start


def _headers(stream: BinaryIO) -> Message:
    lines: list[bytes] = []
    size = 0
    while (line := stream.readline(LINE)) not in {b"\r\n", b"\n"}:
        size += len(line)
        if not line:
            raise CutShort("MIME")
        if size > MOST_HEADER:
            raise TooMany("MIME", limit=MOST_HEADER, what="byte tiêu đề")
        lines.append(line)
    return BytesHeaderParser().parsebytes(b"".join(lines))


@dataclass
class _Reader:
    """Reads up to the next boundary; the line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""

    stream: BinaryIO
    dash: bytes
    last: bool = False

    def until_boundary(self) -> Iterator[bytes]:
        held, fresh = b"", True
        while line := self._line():
            if fresh and line.startswith(self.dash) and (rest := line[len(self.dash) :].strip()) in {b"", b"--"}:
                self.last = rest == b"--"
                return
            ending = b"\r\n" if line.endswith(b"\r\n") else b"\n" if line.endswith(b"\n") else b""
            yield held + (line[: -len(ending)] if ending else line)
            held, fresh = ending, bool(ending)
        raise CutShort("MIME")

    def _line(self) -> bytes:
        line = self.stream.readline(LINE)
        return line + self.stream.readline(1) if line.endswith(b"\r") else line


def _decoded(chunks: Iterator[bytes], encoding: str, place: str) -> Iterator[bytes]:
    if encoding in _PLAIN:
        yield from chunks
    elif encoding == "base64":
        made: list[bytes] = []
        decoder = Base64(made.append, place)
        for chunk in chunks:
            decoder.feed(chunk.decode("latin-1"))
            yield from made
            made.clear()
        decoder.finish()
        yield from made
    elif encoding == "quoted-printable":
        yield from _quoted(chunks)
    else:
        raise BadEncoding(place, encoding=encoding[:40])


def _quoted(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        if len(rest) > MOST_HEADER * 4:
            raise TooMany("MIME", limit=MOST_HEADER * 4, what="byte trên một dòng")
        whole, newline, rest = rest.rpartition(b"\n")
        if newline:
            yield binascii.a2b_qp(whole + newline)
    yield binascii.a2b_qp(rest)
