"""A message as a stream of XML events: safe, in any encoding that real senders use, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NoReturn, Protocol
from xml.parsers import expat

from .errors import BadEncoding, CutShort, EdxmlRefused, HasDoctype, Malformed, NotEdxml, TooLarge
from .limits import Limits

CHUNK = 1 << 18
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_SINGLE_BYTE = re.compile(r"^(?:windows-125[0-8]|cp125[0-8]|iso-8859-\d{1,2}|us-ascii|ascii)$")
_CUT = frozenset({3, 5, 6, 20})  # no element found, unclosed token, partial character, unclosed CDATA
_ENCODING = frozenset({18, 19})  # unknown encoding, incorrect encoding
_NO_ELEMENT = 3
_UNDEFINED_ENTITY = 11

Handler = Callable[[str, list[str]], None]
BYTES: Final = "ContentTransferEncoded"
_MARK: Final = BYTES.encode()


class Files(Protocol):
    """Who takes the text of files as the bytes that stand in the message, past the parser."""

    def wants(self) -> bool:
        """Return whether the element open now holds a file."""

    def take(self, data: bytes) -> bool:
        """Take a piece of text without markup, or return False: then it goes through the parser as all else does."""


def parse(
    chunks: Iterator[bytes],
    *,
    start: Handler,
    end: Callable[[str], None],
    text: Callable[[str], None],
    note: Callable[[str, str], None],
    limits: Limits,
    instruction: Callable[[str, str], None] | None = None,
    files: Files | None = None,
) -> None:
    """Feed the events of an XML message to the handlers; names come with their prefix, attributes as a flat list.

    What `files` takes of a message in UTF-8 is not given to `text`.
    Raises NotEdxml, Malformed, CutShort, BadEncoding, HasDoctype, TooLarge, and what the handlers raise.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 1024:
            break
    override, head = _encoding(head, note)
    parser = expat.ParserCreate(override)
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ProcessingInstructionHandler = instruction
    parser.StartDoctypeDeclHandler = _doctype(parser)
    parser.EntityDeclHandler = _doctype(parser)
    _Feeding(parser, limits, files if override == "UTF-8" else None).all(_all(head, chunks))


@dataclass
class _Feeding:
    """The bytes of a message on their way to the parser; the text of its files may go past it."""

    parser: expat.XMLParserType
    limits: Limits
    files: Files | None
    parsed: int = 0
    lines: int = 0  # đã đi vòng: lời báo lỗi vẫn chỉ đúng dòng và cột của tệp
    line: int = 0
    columns: int = 0

    def all(self, chunks: Iterator[bytes]) -> None:
        """Feed everything. Raises as `parse`."""
        fed = 0
        try:
            for chunk in chunks:
                fed += len(chunk)
                if fed > self.limits.message:
                    raise TooLarge(f"byte {fed}", limit=f"{self.limits.message // (1 << 20)} MB")
                self._chunk(chunk)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            _refuse(error, fed, self._place(error.lineno, error.offset))
        except (ValueError, LookupError) as error:  # an encoding that the expat module cannot hand on
            raise BadEncoding("đầu tệp", encoding=str(error)[:80]) from error

    def _chunk(self, chunk: bytes) -> None:
        at = self._past(chunk, 0)
        while at < len(chunk):
            end = self._next(chunk, at)
            self.parser.Parse(chunk[at:end], False)
            self.parsed += end - at
            if self.parsed - self.parser.CurrentByteIndex > self.limits.token + CHUNK:
                line = self.parser.CurrentLineNumber + self.lines
                raise TooLarge(f"dòng {line}", limit=f"{self.limits.token // (1 << 20)} MB")
            at = self._past(chunk, end)

    def _next(self, chunk: bytes, at: int) -> int:
        """Return where to look again whether a file begins: behind a tag that may be its own."""
        mark = chunk.find(_MARK, at) if self.files is not None else -1
        end = chunk.find(b">", mark) if mark >= 0 else -1
        return end + 1 or len(chunk)

    def _past(self, chunk: bytes, at: int) -> int:
        """Let the text of a file go past the parser, and return where the parser goes on.

        Only where the parser has taken all that it was given: within a tag, a comment or a CDATA section it has not.
        """
        if self.files is None or not self.files.wants() or self.parser.CurrentByteIndex != self.parsed:
            return at
        end = min((found for found in (chunk.find(b"<", at), chunk.find(b"&", at)) if found >= 0), default=len(chunk))
        piece = chunk[at:end]
        if not piece or not self.files.take(piece):
            return at
        if self.parser.CurrentLineNumber != self.line:
            self.line, self.columns = self.parser.CurrentLineNumber, 0
        self.lines += (broken := piece.count(b"\n"))
        if broken:
            self.columns = len(piece) - piece.rfind(b"\n") - 1 - self.parser.CurrentColumnNumber
        else:
            self.columns += len(piece)
        return end

    def _place(self, line: int, column: int) -> str:
        moved = self.columns if line == self.line else 0
        return f"dòng {line + self.lines}, cột {column + moved + 1}"


def _all(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for at in range(0, len(head), CHUNK):
        yield head[at : at + CHUNK]
    for chunk in chunks:
        for at in range(0, len(chunk), CHUNK):
            yield chunk[at : at + CHUNK]


def _refuse(error: expat.ExpatError, fed: int, place: str) -> NoReturn:
    refusal: EdxmlRefused
    if error.code in _CUT:
        refusal = NotEdxml("edXML") if not fed else CutShort(place)
    elif error.code in _ENCODING:
        refusal = BadEncoding(place, encoding=expat.ErrorString(error.code) or "")
    elif error.code == _UNDEFINED_ENTITY:
        refusal = HasDoctype(place)
    else:
        refusal = Malformed(place)
    raise refusal from error


def _doctype(parser: expat.XMLParserType) -> Callable[..., None]:
    def refuse(*_what: object) -> None:
        raise HasDoctype(f"dòng {parser.CurrentLineNumber}")

    return refuse


def _encoding(head: bytes, note: Callable[[str, str], None]) -> tuple[str | None, bytes]:
    """Return the encoding to force (None: the parser sees by itself) and the head to feed."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return None, head
    if head[:2] == b"<\0":
        return "UTF-16LE", head
    if head[:2] == b"\0<":
        return "UTF-16BE", head
    marked = head.startswith(b"\xef\xbb\xbf")
    head = (head[3:] if marked else head).lstrip(b" \t\r\n")
    if not head.startswith(b"<"):
        raise NotEdxml("edXML")
    found = _DECLARED.match(head)
    declared = found[1].decode().lower() if found else "utf-8"
    if declared in {"utf-8", "utf8"}:
        return "UTF-8", head
    if marked or declared.startswith(("utf-16", "utf16", "ucs-2", "unicode")):
        note("encoding_wrong", declared)
        return "UTF-8", head
    if _SINGLE_BYTE.match(declared):
        return None, head
    raise BadEncoding("đầu tệp", encoding=declared)
