"""pyHanko's objects, made of what was read plainly: the same as its own reader makes of the same bytes."""

from __future__ import annotations

import re
from functools import lru_cache

from pyhanko.pdf_utils import generic

from .plain import Plain, Value

_ESCAPED = re.compile(rb"\\([0-3][0-7]{2}|.)", re.DOTALL)
_LETTERS = {bytes([n]): bytes([n]) for n in b"()\\"} | {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
} | {b"%03o" % n: bytes([n]) for n in range(256)}  # fmt: skip


def build(plain: Plain, container: generic.Reference, data: bytes) -> generic.PdfObject:
    """Return an object; references in it resolve where `container` does."""
    making = _Making(container)
    if plain.payload is None or not isinstance(plain.value, dict):
        return making.of(plain.value)
    return making.filled(generic.StreamObject(encoded_data=data[plain.payload]), plain.value)


class _Making:
    def __init__(self, container: generic.Reference) -> None:
        self.container = container
        self.pdf = container.pdf

    def of(self, value: Value) -> generic.PdfObject:
        """Return what stands for a value."""
        made: generic.PdfObject
        kind = type(value)
        if kind is bytes:
            made = self._token(value)  # type: ignore[arg-type]
        elif kind is tuple:
            made = generic.IndirectObject(value[0], value[1], self.pdf)  # type: ignore[index]
        elif kind is dict:
            return self.filled(generic.DictionaryObject(), value)  # type: ignore[arg-type]
        elif kind is list:
            made = generic.ArrayObject([self.of(part) for part in value])  # type: ignore[attr-defined]
        else:
            made = generic.NullObject()
        made.container_ref = self.container
        return made

    def filled(self, made: generic.DictionaryObject, value: dict[bytes, Value]) -> generic.DictionaryObject:
        """Fill a dictionary as it was written."""
        dict.update(made, {_key(key): self.of(part) for key, part in value.items()})
        made.container_ref = self.container
        return made

    def _token(self, token: bytes) -> generic.PdfObject:
        first = token[0]
        if first == _SLASH:
            return generic.NameObject(token.decode("ascii"))
        if first in _NUMERIC:
            return _number(token)
        if first == _BRACKET:
            return generic.ArrayObject([self._numbered(number) for number in token[1:-1].split()])
        return _text(token) if first in b"(<" else generic.BooleanObject(token == b"true")

    def _numbered(self, token: bytes) -> generic.PdfObject:
        made = _number(token)
        made.container_ref = self.container
        return made


_SLASH, _PAREN, _BRACKET = b"/(["
_NUMERIC = b"0123456789+-."
_LONG = 500


def _number(token: bytes) -> generic.PdfObject:
    return generic.FloatObject(token.decode("ascii")) if b"." in token else generic.NumberObject(token)


def _text(token: bytes) -> generic.PdfObject:
    value, encoding = _decoded(token)
    if isinstance(value, bytes):
        return generic.ByteStringObject(value)
    made = generic.TextStringObject(value)
    made.autodetected_encoding = encoding
    return made


@lru_cache(maxsize=1024)
def _short(token: bytes) -> tuple[str | bytes, generic.TextStringEncoding | None]:
    """Names and labels of fields, which stand in each revision and in each file that this installation prepared."""
    return _read_text(token)


def _decoded(token: bytes) -> tuple[str | bytes, generic.TextStringEncoding | None]:
    return _short(token) if len(token) < _LONG else _read_text(token)


def _read_text(token: bytes) -> tuple[str | bytes, generic.TextStringEncoding | None]:
    """Return text and encoding as pyHanko decides them, or the bytes of what is no text."""
    inner = token[1:-1]
    if token[0] == _PAREN:
        found = generic.pdf_string(_ESCAPED.sub(_letter, inner) if b"\\" in inner else inner)
    else:
        digits = inner.translate(None, b" \t\r\n")
        found = generic.pdf_string(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))
    if isinstance(found, generic.ByteStringObject):
        return bytes(found), None
    return str(found), found.autodetected_encoding


def _letter(found: re.Match[bytes]) -> bytes:
    return _LETTERS[found[1]]


@lru_cache(maxsize=4096)
def _key(name: bytes) -> generic.NameObject:
    return generic.NameObject(name.decode("ascii"))
