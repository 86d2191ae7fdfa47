"""What a check of form says, and what all its questions share: the paper, its measures, its letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from .reading import Line, Sheet

MM: Final = 72 / 25.4
SLACK_PT: Final = 0.26
COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What this paper should say. `signer_lines` as typed; empty texts are not checked."""

    agency: str
    type_name: str
    is_letter: bool  # công văn: no type name, "V/v" under the number
    notation: str
    place: str
    superior: str = ""
    signer_lines: tuple[str, ...] = ()
    signer_name: str = ""
    has_addressee: bool = False
    needs_addressee: bool = False
    has_date: bool = True
    has_subject: bool = True
    sentences: tuple[str, ...] = ()  # lines that the form itself prints: "QUYẾT NGHỊ:", "THƯ KÝ"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: by which rule, what stands there, what should, where, on what basis, how grave."""

    rule: str
    severity: Severity
    title: str
    found: str
    expected: str
    page: int  # from 1
    where: str
    basis: str


@dataclass(frozen=True, slots=True)
class Page:
    """The pages under question and what they should say."""

    sheets: Sequence[Sheet]
    expected: Expected

    @property
    def first(self) -> Sheet:
        """The first page."""
        return self.sheets[0]

    @property
    def lines(self) -> list[Line]:
        """All lines, page after page."""
        return [line for sheet in self.sheets for line in sheet.lines]

    def find(self, text: str) -> Line | None:
        """Return the first line that says this, spaces and case aside."""
        wanted = plain(text)
        return next((line for line in self.lines if plain(line.text) == wanted), None)


def plain(text: str) -> str:
    """Return a text for comparing: NFC, one space, no case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def finding(
    rule: str, title: str, found: str, expected: str, page: int, where: str, basis: str, *, warning: bool = False
) -> Finding:
    """Return a finding on this item of Phụ lục I."""
    law = _("NĐ 30/2020, Phụ lục I, mục %(item)s") % {"item": basis}
    return Finding(rule, "warning" if warning else "error", title, found, expected, page, where, law)


def mm(points: float) -> float:
    """Return points as millimetres."""
    return round(points / MM, 1)


def letters(
    rule: str,
    title: str,
    line: Line,
    sizes: tuple[float, float],
    where: str,
    basis: str,
    *,
    bold: bool,
    italic: bool = False,
) -> Iterator[Finding]:
    """Yield what is wrong with the size and style of a line\'s letters."""
    low, high = sizes
    span = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    if not low - SLACK_PT <= line.size <= high + SLACK_PT:
        wanted = _("cỡ chữ %(span)s") % {"span": span}
        yield finding(rule, title, _("cỡ chữ %(n)g") % {"n": line.size}, wanted, line.page + 1, where, basis)
    if (line.bold, line.italic) != (bold, italic):
        yield finding(rule, title, _style(line.bold, line.italic), _style(bold, italic), line.page + 1, where, basis)


def _style(bold: bool, italic: bool) -> str:
    return ", ".join([_("nghiêng") if italic else _("đứng"), _("đậm") if bold else _("không đậm")])


def quoted(line: Line) -> str:
    """Return the start of a line in quotation marks."""
    return f"“{line.text[:50]}”"
