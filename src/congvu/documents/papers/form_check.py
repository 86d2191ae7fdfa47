"""Is a finished page as Phụ lục I of NĐ 30/2020 wants it? Pure: lines of the page in, a list of what is wrong out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from . import form_check_foot, form_check_head, form_check_sheet
from .findings import Expected, Finding, Page, finding
from .reading import Sheet

RULES: Final[tuple[Callable[[Page], Iterator[Finding]], ...]] = (
    *form_check_sheet.RULES,
    *form_check_head.RULES,
    *form_check_foot.RULES,
    *form_check_sheet.LAST_RULES,
)


def check(sheets: Sequence[Sheet], expected: Expected) -> list[Finding]:
    """Return what is wrong with a paper, in the order of the page; empty when all is right."""
    if not sheets or not any(sheet.lines for sheet in sheets):
        why = _("không có chữ")
        return [finding("empty", _("Trang giấy"), why, _("văn bản có chữ đọc được"), 1, "", "I.1")]
    paper = Page(sheets, expected)
    return [one for rule in RULES for one in rule(paper)]
