"""Objects of a PDF that are written plainly, read at once: what they refer to and how they are nested.

`read` knows a strict part of the syntax and gives up (NotPlain) at everything else: comments, escapes in names, a key
given twice, numbers beyond measure, an indirect length. What it accepts, pyHanko 0.38 reads without complaint and with
the same meaning (tests/signing/test_lean.py compares both), so whoever gets NotPlain asks pyHanko itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

Ref = tuple[int, int]  # số đối tượng, số lần dùng lại
# dict | list | Ref | bytes (tên có dấu /, hay số) | None (chuỗi, đúng sai) | NULL
Value = object
NULL: Final = False
MOST_NESTED = 20


class NotPlain(Exception):
    """Something is not written as plainly as this module reads; pyHanko decides."""


@dataclass(frozen=True, slots=True)
class Plain:
    """One object: its value, what it refers to (by /P or otherwise; /Parent is left out), how deep it is nested."""

    value: Value
    refs: set[Ref]
    by_p: set[Ref]
    nested: int


_SPACE = rb"[ \t\r\n]"
_AFTER = rb"(?=[ \t\r\n/<>\[\]()])"
_NUMBER = rb"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})"
_NAME = rb"(/[^\x00-\x20()<>\[\]{}/%#\x7f-\xff]++)"
_ESCAPE = rb"\\(?:[0-3][0-7]{2}|[nrtbf()\\])"
_LETTERS = rb"(?:[^()\\]++|" + _ESCAPE + rb")"
_SCALAR = (
    _NAME  # 2: tên
    + rb"|([1-9]\d{0,6})" + _SPACE + rb"(\d{1,5})" + _SPACE + rb"R" + _AFTER  # 3, 4: tham chiếu
    + rb"|(" + _NUMBER + rb")" + _AFTER  # 5
    + rb"|(\[" + _SPACE + rb"*+(?:" + _NUMBER + _SPACE + rb"++)*+(?:" + _NUMBER + _SPACE + rb"*+)?\])"  # 6: dãy số
    + rb"|(\((?:" + _LETTERS + rb"|\(" + _LETTERS + rb"*+\))*+\)|<[0-9A-Fa-f \t\r\n]*+>|true" + _AFTER + rb"|false"
    + _AFTER + rb")"  # 7: chuỗi, đúng sai
    + rb"|(null)" + _AFTER  # 8
)  # fmt: skip
_PAIR = re.compile(_SPACE + rb"*+" + _NAME + _SPACE + rb"*+(?:" + _SCALAR + rb"|(?=<<|\[))")
_ITEM = re.compile(_SPACE + rb"*+()(?:" + _SCALAR + rb"|(?=<<|\[))")
_OPEN, _WORD, _REF, _NUM, _NUMBERS, _OTHER = 1, 2, 4, 5, 6, 7  # nhóm cuối của mẫu trên cho biết là thứ gì
_END_DICT = re.compile(_SPACE + rb"*+>>")
_END_LIST = re.compile(_SPACE + rb"*+\]")
_HEADER = re.compile(rb"([1-9]\d{0,6}) (\d{1,5}) obj[ \t\r\n]*+")
_STREAM = re.compile(_SPACE + rb"*+stream\r?\n")
_END = re.compile(_SPACE + rb"*+endobj" + _SPACE + rb"*+[0-9a-z]")
_END_STREAM = re.compile(_SPACE + rb"*+endstream" + _SPACE + rb"*+endobj" + _SPACE + rb"*+[0-9a-z]")


def read(data: bytes, at: int, ref: Ref) -> Plain:
    """Return the object that stands at an offset. Raises NotPlain."""
    header = _HEADER.match(data, at)
    if header is None or (int(header[1]), int(header[2])) != ref:
        raise NotPlain
    reading = _Reading(data)
    value, end = reading.top(header.end())
    plain = Plain(value, reading.refs, reading.by_p, reading.deepest)
    if _END.match(data, end):
        return plain
    stream = _STREAM.match(data, end)
    length = value.get(b"/Length") if isinstance(value, dict) else None
    if stream is None or not isinstance(length, bytes) or not length.isdigit():
        raise NotPlain
    if _END_STREAM.match(data, stream.end() + int(length)) is None:
        raise NotPlain
    return plain


class _Reading:
    """The reading of one object; each method takes the offset where its part starts and returns where it ends."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.refs: set[Ref] = set()
        self.by_p: set[Ref] = set()
        self.deepest = 0

    def top(self, at: int) -> tuple[Value, int]:
        found = _ITEM.match(self.data, at)
        if found is None or found.lastindex == _REF:
            raise NotPlain
        return self._value(found, 0, b"")

    def _value(self, found: re.Match[bytes], nested: int, key: bytes) -> tuple[Value, int]:
        kind = found.lastindex
        end = found.end()
        if kind == _REF:
            ref = (int(found[3]), int(found[4]))
            if key == b"/P":
                self.by_p.add(ref)
            elif key != b"/Parent":
                self.refs.add(ref)
            return ref, end
        if kind in (_WORD, _NUM):
            return found[kind], end
        if kind == _OPEN:
            return self._container(end, nested + 1)
        if kind == _NUMBERS:
            return [], end
        return (None if kind == _OTHER else NULL), end

    def _container(self, at: int, nested: int) -> tuple[Value, int]:
        if nested > self.deepest:
            self.deepest = nested
            if nested > MOST_NESTED:
                raise NotPlain
        return self._list(at + 1, nested) if self.data[at] == _BRACKET else self._dict(at + 2, nested)

    def _dict(self, at: int, nested: int) -> tuple[Value, int]:
        pair, data, made = _PAIR.match, self.data, {}
        while found := pair(data, at):
            key = found[1]
            if key in made:
                raise NotPlain
            made[key], at = self._value(found, nested, key)
        return made, _end(_END_DICT.match(data, at))

    def _list(self, at: int, nested: int) -> tuple[Value, int]:
        item, data, made = _ITEM.match, self.data, []
        while found := item(data, at):
            value, at = self._value(found, nested, b"")
            made.append(value)
        return made, _end(_END_LIST.match(data, at))


_BRACKET = ord("[")


def _end(found: re.Match[bytes] | None) -> int:
    if found is None:
        raise NotPlain
    return found.end()
