"""Where comments on paragraphs stand in another version than the one they were made on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import text as vn

from .types import DraftContent

LONGEST_QUOTE: Final = 500
ALIKE: Final = 0.5  # phần chữ chung để coi là cùng một đoạn đã sửa
NEAR: Final = 12  # đoạn đã sửa được tìm trong chừng này đoạn quanh chỗ cũ

PARTS: Final[Mapping[str, str | Promise]] = {
    "subject": _("Trích yếu"),
    "send_to": _("Kính gửi"),
    "grounds": _("Căn cứ"),
    "fields": _("Mục riêng của mẫu"),
    "body": _("Nội dung"),
    "recipients": _("Nơi nhận"),
    "annexes": _("Phụ lục"),
    "word": _("Tệp Word"),
}
Fit = Literal["same", "changed"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a version: in which part, which one there (from 0), its text and the print of it."""

    part: str
    place: int
    text: str

    @property
    def fingerprint(self) -> str:
        """The same for texts that differ only in case, marks of punctuation and spaces."""
        return fingerprint(self.text)


class Anchored(Protocol):
    """What a comment must say to be found again."""

    part: str
    paragraph: int
    fingerprint: str
    quote: str


T = TypeVar("T", bound=Anchored)


def fingerprint(text: str) -> str:
    """Return the print of a paragraph's words; Vietnamese marks count."""
    words = re.findall(r"\w+", vn.nfc(text).lower())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def paragraphs(content: DraftContent, *, word: str = "") -> list[Paragraph]:
    """Return the paragraphs of a version in the order of reading; a Word file's text stands for what was typed."""
    texts: dict[str, Sequence[str]] = {
        "subject": [content.subject],
        "send_to": content.send_to,
        "grounds": content.grounds,
        "fields": list(content.fields.values()),
        "body": content.body.split("\n"),
        "recipients": content.recipients,
        "annexes": [line for annex in content.annexes for line in (annex.title, *annex.body.split("\n"))],
    }
    if word:
        texts = {"subject": [content.subject], "word": word.split("\n")}
    return [
        Paragraph(part, place, line.strip())
        for part, lines in texts.items()
        for place, line in enumerate(lines)
        if line.strip()
    ]


def placed(
    comments: Iterable[T], version: Sequence[Paragraph]
) -> tuple[dict[tuple[str, int], list[tuple[T, Fit]]], list[T]]:
    """Return the comments by the paragraph (part, place) they stand at, and those whose paragraph is gone.

    The same words nearest to the old place; else, near the old place, the paragraph that shares most words.
    """
    same: dict[tuple[str, str], list[Paragraph]] = {}
    for paragraph in version:
        same.setdefault((paragraph.part, paragraph.fingerprint), []).append(paragraph)
    found: dict[tuple[str, int], list[tuple[T, Fit]]] = {}
    lost: list[T] = []
    for comment in comments:
        place = comment.paragraph
        exact = same.get((comment.part, comment.fingerprint), [])
        if exact:
            at = min(exact, key=lambda p: abs(p.place - place))
            found.setdefault((at.part, at.place), []).append((comment, "same"))
        elif (changed := _likest(comment, version)) is not None:
            found.setdefault((changed.part, changed.place), []).append((comment, "changed"))
        else:
            lost.append(comment)
    return found, lost


def _likest(comment: Anchored, version: Sequence[Paragraph]) -> Paragraph | None:
    wanted = _words(comment.quote)
    near = [p for p in version if p.part == comment.part and abs(p.place - comment.paragraph) <= NEAR]
    ranked = [(len(wanted & words) / max(len(wanted | words), 1), p) for p in near if (words := _words(p.text))]
    best = max(ranked, key=lambda pair: (pair[0], -abs(pair[1].place - comment.paragraph)), default=None)
    return best[1] if best is not None and best[0] >= ALIKE else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", vn.nfc(text[:LONGEST_QUOTE]).lower()))
