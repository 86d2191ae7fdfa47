"""A message as a stream of XML events: safe, in any encoding that real senders use, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NoReturn
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


def parse(
    chunks: Iterator[bytes],
    *,
    start: Handler,
    end: Callable[[str], None],
    text: Callable[[str], None],
    note: Callable[[str, str], None],
    limits: Limits,
    instruction: Callable[[str, str], None] | None = None,
) -> None:
    """Feed the events of an XML message to the handlers; names come with their prefix, attributes as a flat list.

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
    _feed(parser, head, chunks, limits)


def _feed(parser: expat.XMLParserType, head: bytes, chunks: Iterator[bytes], limits: Limits) -> None:
    fed = 0
    try:
        for chunk in _all(head, chunks):
            fed += len(chunk)
            if fed > limits.message:
                raise TooLarge(f"byte {fed}", limit=f"{limits.message // (1 << 20)} MB")
            parser.Parse(chunk, False)
            if fed - parser.CurrentByteIndex > limits.token + CHUNK:
                raise TooLarge(f"dòng {parser.CurrentLineNumber}", limit=f"{limits.token // (1 << 20)} MB")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        _refuse(error, fed)
    except (ValueError, LookupError) as error:  # an encoding that the expat module cannot hand on
        raise BadEncoding("đầu tệp", encoding=str(error)[:80]) from error


def _all(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for at in range(0, len(head), CHUNK):
        yield head[at : at + CHUNK]
    for chunk in chunks:
        for at in range(0, len(chunk), CHUNK):
            yield chunk[at : at + CHUNK]


def _refuse(error: expat.ExpatError, fed: int) -> NoReturn:
    place = f"dòng {error.lineno}, cột {error.offset + 1}"
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
