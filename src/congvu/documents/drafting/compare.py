"""What changed between two versions of a draft, word by word, for people to read."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import DraftContent

Change = Literal["same", "gone", "new"]
MOST_WORDS = 4000  # một đoạn dài hơn thì so nguyên đoạn


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """One field of the draft with its lines, each cut into pieces; only parts that differ are listed."""

    label: str | Promise
    lines: list[list[Piece]]


def compare(before: DraftContent, after: DraftContent) -> list[ComparedPart]:
    """Return the parts that differ, in the order of the page."""
    found: list[ComparedPart] = []
    for label, first, second in _parts(before, after):
        if first != second:
            found.append(ComparedPart(label, compare_lines(first, second)))
    return found


def compare_lines(first: list[str], second: list[str]) -> list[list[Piece]]:
    """Return the lines of both, the same ones once, a changed one as words that went and came."""
    shown: list[list[Piece]] = []
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            shown += [[Piece("same", line)] for line in first[a:b]]
            continue
        gone, new = first[a:b], second[c:d]
        for old, fresh in zip(gone, new, strict=False):
            shown.append(_words(old, fresh))
        shown += [[Piece("gone", line)] for line in gone[len(new) :]]
        shown += [[Piece("new", line)] for line in new[len(gone) :]]
    return shown


def _words(old: str, fresh: str) -> list[Piece]:
    first, second = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", fresh)
    if len(first) > MOST_WORDS or len(second) > MOST_WORDS:
        return [Piece("gone", old), Piece("new", fresh)]
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(first[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(first[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(second[c:d])))
    return pieces


def _parts(before: DraftContent, after: DraftContent) -> list[tuple[str | Promise, list[str], list[str]]]:
    def of(content: DraftContent) -> list[list[str]]:
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
        ]

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
    ]
    return list(zip(labels, of(before), of(after), strict=True))
