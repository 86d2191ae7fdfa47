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
Value = object  # dict | list | Ref | NULL | bytes: một tên, số, chuỗi, đúng sai hay dãy số như trong tệp
NULL: Final = False
MOST_NESTED = 20


class NotPlain(Exception):
    """Something is not written as plainly as this module reads; pyHanko decides."""


@dataclass(slots=True)  # đọc vài trăm cái một tệp: khóa lại thì tạo chậm gấp đôi
class Plain:
    """One object: its value, what it refers to (by /P or otherwise; /Parent is left out), how deep it is nested.

    `payload` is where the bytes of a stream stand.
    """

    value: Value
    refs: set[Ref]
    by_p: set[Ref]
    nested: int
    payload: slice | None = None


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
_OPEN, _REF, _NULL = 1, 4, 8  # nhóm cuối của mẫu trên cho biết là thứ gì; còn lại giữ nguyên chữ
_REFS = re.compile(rb"\[(?:[1-9]\d{0,6}[ \t\r\n]\d{1,5}[ \t\r\n]R(?:[ \t\r\n]++|(?=\])))++\]")  # dãy toàn tham chiếu
# Một mảnh chữ trên trang, như thư viện viết PDF ghi: có thẻ thì mỗi trang hàng trăm mảnh liền nhau.
_MARK = re.compile(rb"<</Type/MCR/MCID (\d{1,20})/Pg ([1-9]\d{0,6}) (\d{1,5}) R>>")
_MARKS = re.compile(rb"(?:<</Type/MCR/MCID \d{1,20}/Pg [1-9]\d{0,6} \d{1,5} R>>)++")
_END_DICT = re.compile(_SPACE + rb"*+>>")
_END_LIST = re.compile(_SPACE + rb"*+\]")
_STREAM = re.compile(_SPACE + rb"*+stream\r?\n")
_END = re.compile(_SPACE + rb"*+endobj" + _SPACE + rb"*+[0-9a-z]")
_END_STREAM = re.compile(_SPACE + rb"*+endstream" + _SPACE + rb"*+endobj" + _SPACE + rb"*+[0-9a-z]")


def read(data: bytes, at: int, ref: Ref) -> Plain:
    """Return the object that stands at an offset. Raises NotPlain."""
    header = b"%d %d obj" % ref
    if not data.startswith(header, at):
        raise NotPlain
    reading = _Reading(data)
    value, end = reading.top(at + len(header))
    payload = None if _END.match(data, end) else _payload(data, end, value)
    return Plain(value, reading.refs, reading.by_p, reading.deepest, payload)


def _payload(data: bytes, at: int, value: Value) -> slice:
    """Return where the bytes of a stream stand that ends as it should."""
    stream = _STREAM.match(data, at)
    length = value.get(b"/Length") if isinstance(value, dict) else None
    if stream is None or not isinstance(length, bytes) or not length.isdigit():
        raise NotPlain
    start, end = stream.end(), stream.end() + int(length)
    if _END_STREAM.match(data, end) is None:
        raise NotPlain
    return slice(start, end)


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
        """Return what is neither a name nor a number."""
        kind = found.lastindex
        if kind == _OPEN:
            return self._container(found.end(), nested + 1)
        if kind != _REF:
            return NULL if kind == _NULL else found[kind or 0], found.end()
        ref = (int(found[3]), int(found[4]))
        if key == b"/P":
            self.by_p.add(ref)
        elif key != b"/Parent":
            self.refs.add(ref)
        return ref, found.end()

    def _container(self, at: int, nested: int) -> tuple[Value, int]:
        self._deepen(nested)
        return self._list(at + 1, nested) if self.data[at] == _BRACKET else self._dict(at + 2, nested)

    def _marks(self, run: bytes, nested: int) -> list[Value]:
        """Return the marks of a run, each with its page."""
        self._deepen(nested)
        found: list[Value] = []
        for number, page, generation in _MARK.findall(run):
            ref = (int(page), int(generation))
            self.refs.add(ref)
            found.append({b"/Type": b"/MCR", b"/MCID": number, b"/Pg": ref})
        return found

    def _deepen(self, nested: int) -> None:
        if nested > self.deepest:
            self.deepest = nested
            if nested > MOST_NESTED:
                raise NotPlain

    def _dict(self, at: int, nested: int) -> tuple[Value, int]:
        pair, data = _PAIR.match, self.data
        made: dict[bytes, Value] = {}
        while found := pair(data, at):
            key = found[1]
            if key in made:
                raise NotPlain
            if word := found[2] or found[5]:
                made[key], at = word, found.end()
            else:
                made[key], at = self._value(found, nested, key)
        return made, _end(_END_DICT.match(data, at))

    def _list(self, at: int, nested: int) -> tuple[Value, int]:
        item, data = _ITEM.match, self.data
        made: list[Value] = []
        if found := _REFS.match(data, at - 1):
            words = found[0][1:-1].split()
            made += zip(map(int, words[::3]), map(int, words[1::3]), strict=True)
            self.refs.update(made)  # type: ignore[arg-type]
            return made, found.end()
        while found := item(data, at):
            if word := found[2] or found[5]:
                made.append(word)
                at = found.end()
            elif found.lastindex == _OPEN and (run := _MARKS.match(data, found.end())):
                made += self._marks(run[0], nested + 1)
                at = run.end()
            else:
                value, at = self._value(found, nested, b"")
                made.append(value)
        return made, _end(_END_LIST.match(data, at))


_BRACKET = ord("[")


def _end(found: re.Match[bytes] | None) -> int:
    if found is None:
        raise NotPlain
    return found.end()
