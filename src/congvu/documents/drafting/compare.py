"""What changed between two versions of a draft, by paragraphs and words, for people to read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import AttachmentKind, AttachmentLine, DraftContent

Change = Literal["same", "gone", "new"]
MOST_WORDS: Final = 4000  # một đoạn dài hơn thì so nguyên đoạn
MANY_WORDS: Final = 800  # từ đây các từ gặp nhiều không làm mốc nữa, nếu không thì chậm
MANY_LINES: Final = 1500
MOST_PAIRED: Final = 60  # khối thay đổi lớn hơn thì ghép đoạn theo thứ tự
ALIKE: Final = 0.4
WORDS_IN_ALL: Final = 200_000  # quá mức này các đoạn còn lại chỉ so nguyên đoạn
CONTEXT: Final = 2  # đoạn không đổi còn hiện ở mỗi bên chỗ đổi


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    change: Change
    text: str


Line = list[Piece]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that follow each other: `folded` ones did not change and stand far from any change."""

    lines: list[Line]
    folded: bool


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """One field of the draft with its lines, each cut into pieces; only parts that differ are listed."""

    label: str | Promise
    lines: list[Line]

    @property
    def stretches(self) -> list[Stretch]:
        """The lines with long unchanged runs folded."""
        near = set()
        for place, line in enumerate(self.lines):
            if is_changed(line):
                near |= set(range(place - CONTEXT, place + CONTEXT + 1))
        found: list[Stretch] = []
        for place, line in enumerate(self.lines):
            folded = place not in near
            if found and found[-1].folded == folded:
                found[-1].lines.append(line)
            else:
                found.append(Stretch([line], folded))
        return found

    @property
    def gone_count(self) -> int:
        """How many lines lost words."""
        return sum(any(piece.change == "gone" for piece in line) for line in self.lines)

    @property
    def new_count(self) -> int:
        """How many lines won words."""
        return sum(any(piece.change == "new" for piece in line) for line in self.lines)


def is_changed(line: Line) -> bool:
    """Return whether anything in the line went or came."""
    return any(piece.change != "same" for piece in line)


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything of a version that is compared: what was typed, the Word file's text, the files that go with it."""

    content: DraftContent
    word: str = ""
    files: tuple[AttachmentLine, ...] = ()


def compare(before: DraftContent, after: DraftContent) -> list[ComparedPart]:
    """Return the parts of what was typed that differ, in the order of the page."""
    return compare_versions(Compared(before), Compared(after))


def compare_versions(before: Compared, after: Compared) -> list[ComparedPart]:
    """Return all parts that differ, in the order of the page, the Word file and other files last."""
    return [
        ComparedPart(label, compare_lines(first, second))
        for label, first, second in _parts(before, after)
        if first != second
    ]


def compare_lines(first: list[str], second: list[str]) -> list[Line]:
    """Return the lines of both, the same ones once, a changed one as words that went and came."""
    shown: list[Line] = []
    budget = WORDS_IN_ALL
    many = len(first) + len(second) > MANY_LINES
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=many)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            shown += [[Piece("same", line)] for line in first[a:b]]
            continue
        for old, fresh in _pairs(first[a:b], second[c:d]):
            if old is None or fresh is None:
                shown.append([Piece("new", fresh or "") if old is None else Piece("gone", old)])
                continue
            budget -= len(old.split()) + len(fresh.split())
            shown.append(_words(old, fresh) if budget > 0 else [Piece("gone", old), Piece("new", fresh)])
    return shown


def _pairs(gone: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair old lines with those they became, in order; a line without a likeness stands alone."""
    if len(gone) == 1 and len(new) == 1:
        yield gone[0], new[0]
        return
    if len(gone) > MOST_PAIRED or len(new) > MOST_PAIRED:
        yield from ((line, None) for line in gone)
        yield from ((None, line) for line in new)
        return
    a = b = 0
    for i, j in _likeness(gone, new):
        yield from ((line, None) for line in gone[a:i])
        yield from ((None, line) for line in new[b:j])
        yield gone[i], new[j]
        a, b = i + 1, j + 1
    yield from ((line, None) for line in gone[a:])
    yield from ((None, line) for line in new[b:])


def _likeness(gone: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs, rising on both sides, whose likeness adds up highest (as a longest common subsequence)."""
    old, fresh = [set(line.split()) for line in gone], [set(line.split()) for line in new]
    best = [[0.0] * (len(fresh) + 1) for _row in range(len(old) + 1)]
    alike = [[_alike(one, other) for other in fresh] for one in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(fresh) - 1, -1, -1):
            both = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    found, i, j = [], 0, 0
    while i < len(old) and j < len(fresh):
        if alike[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _words(old: str, fresh: str) -> Line:
    first, second = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", fresh)
    if len(first) > MOST_WORDS or len(second) > MOST_WORDS:
        return [Piece("gone", old), Piece("new", fresh)]
    pieces: Line = []
    many = len(first) + len(second) > MANY_WORDS
    keys = [word.strip() for word in first], [word.strip() for word in second]
    for tag, a, b, c, d in difflib.SequenceMatcher(None, *keys, autojunk=many).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(second[c:d])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(first[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(second[c:d])))
    return pieces


def _parts(before: Compared, after: Compared) -> list[tuple[str | Promise, list[str], list[str]]]:
    labels = [
        _("Trích yếu"),
        _("Kính gửi"),
        _("Thẩm quyền ban hành"),
        _("Căn cứ"),
        _("Mục riêng của mẫu"),
        _("Nội dung"),
        _("Nơi nhận"),
        _("Phụ lục"),
        _("Ký hiệu, bản lưu, địa chỉ"),
        _("Chữ trong tệp Word"),
        _("Tệp kèm theo"),
    ]
    return list(zip(labels, _texts(before), _texts(after), strict=True))


def _texts(version: Compared) -> list[list[str]]:
    content = version.content
    return [
        [content.subject],
        list(content.send_to),
        [content.authority],
        list(content.grounds),
        [f"{name}: {value}" for name, value in content.fields.items()],
        content.body.split("\n"),
        list(content.recipients),
        [line for annex in content.annexes for line in (annex.title, *annex.body.split("\n"))],
        [content.notation_unit, content.copies_note, content.contact],
        version.word.split("\n") if version.word else [],
        [f"{line.title} ({AttachmentKind(line.kind).label})" for line in version.files],
    ]
