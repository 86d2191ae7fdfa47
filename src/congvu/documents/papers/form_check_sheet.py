"""Phụ lục I, mục I: paper, margins, letters, colour and page numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from .findings import MM, Finding, Page, finding, letters, mm, plain, quoted
from .reading import Line, Sheet

A4: Final = (210 * MM, 297 * MM)
# Phụ lục I, mục I.2-I.5: lề trên, dưới 20-25 mm; trái 30-35 mm; phải 15-20 mm. Dung sai nửa milimét.
LEFT, RIGHT, TOP, BOTTOM = (30.0, 35.0), (15.0, 20.0), (20.0, 25.0), (20.0, 25.0)
SLACK_MM: Final = 0.6
TIMES: Final = ("tinos", "times", "liberationserif", "liberation serif", "timesnewroman")
LEGACY: Final = (".vn", "vni", "vntime")


def _paper_size(paper: Page) -> Iterator[Finding]:
    for number, sheet in enumerate(paper.sheets, start=1):
        size = sorted((sheet.width, sheet.height))
        shown = f"{mm(sheet.width)} × {mm(sheet.height)} mm"
        if abs(size[0] - A4[0]) > 3 or abs(size[1] - A4[1]) > 3:
            yield finding("paper", _("Khổ giấy"), shown, "A4, 210 × 297 mm", number, _("cả trang"), "I.1")
        elif number == 1 and sheet.width > sheet.height:
            yield finding("turned", _("Chiều trang"), shown, _("A4 dọc"), number, _("cả trang"), "I.1")


def _is_page_number(line: Line, sheet: Sheet) -> bool:
    return line.text.isdigit() and line.y > sheet.height - TOP[1] * MM


def _margins(paper: Page) -> Iterator[Finding]:
    for number, sheet in enumerate(paper.sheets, start=1):
        inside = [line for line in sheet.lines if not _is_page_number(line, sheet)]
        # Dưới lề dưới trang đầu là chỗ của ô 13 (địa chỉ) và mã kiểm tra.
        inside = [line for line in inside if number > 1 or line.y > BOTTOM[0] * MM - 2]
        if not inside or sheet.width > sheet.height:
            continue
        left, right = min(line.x0 for line in inside), sheet.width - max(line.x1 for line in inside)
        top, bottom = sheet.height - max(line.y + 0.68 * line.size for line in inside), min(line.y for line in inside)
        yield from _margin(_("Lề trái"), mm(left), LEFT, number, exact=number == 1)
        yield from _margin(_("Lề phải"), mm(right), RIGHT, number, exact=False)
        yield from _margin(_("Lề trên"), mm(top), TOP, number, exact=number == 1)
        yield from _margin(_("Lề dưới"), mm(bottom), BOTTOM, number, exact=False)


def _margin(name: str, found: float, span: tuple[float, float], page: int, *, exact: bool) -> Iterator[Finding]:
    """Text may not stand nearer to the edge than the law's least; further in only where a line always reaches it."""
    low, high = span
    if found < low - SLACK_MM or (exact and found > high + SLACK_MM):
        yield finding("margin", name, f"{found:g} mm", f"{low:g}-{high:g} mm", page, name.lower(), "I.3")


def _fonts(paper: Page) -> Iterator[Finding]:
    seen: set[str] = set()
    for line in paper.lines:
        name = line.font.casefold().replace("-", "").replace(",", "")
        if line.font in seen or any(name.startswith(known.replace(" ", "")) for known in TIMES):
            continue
        seen.add(line.font)
        legacy = any(name.startswith(known) for known in LEGACY)
        wanted = _("Times New Roman, bộ mã Unicode TCVN 6909:2001")
        title = _("Bộ mã chữ") if legacy else _("Phông chữ")
        yield finding("font", title, line.font or "?", wanted, line.page + 1, quoted(line), "I.2")


def _colours(paper: Page) -> Iterator[Finding]:
    stamps = {"KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "MẬT", "TỐI MẬT", "TUYỆT MẬT"}
    line = next((one for one in paper.lines if not one.black and one.text.upper() not in stamps), None)
    if line is not None:
        yield finding(
            "colour", _("Màu chữ"), _("chữ màu"), _("màu đen"), line.page + 1, quoted(line), "I.2", warning=True
        )


def _page_numbers(paper: Page) -> Iterator[Finding]:
    where = _("giữa lề trên")
    for number, sheet in enumerate(paper.sheets, start=1):
        shown = next((one for one in sheet.lines if _is_page_number(one, sheet)), None)
        if number == 1:
            if shown is not None:
                yield finding("page", _("Số trang"), shown.text, _("không hiện ở trang thứ nhất"), 1, where, "I.7")
            continue
        if shown is None:
            if not _begins_annex(sheet):
                yield finding("page", _("Số trang"), _("không có"), str(number), number, where, "I.7")
            continue
        if abs(shown.middle - sheet.width / 2) > 12 * MM:
            yield finding("page", _("Số trang"), _("lệch"), _("canh giữa theo chiều ngang"), number, where, "I.7")
        yield from letters("page", _("Số trang"), shown, (13, 14), where, "I.7", bold=False)


def _begins_annex(sheet: Sheet) -> bool:
    """An annex counts its pages anew, and its first page shows no number."""
    return any(plain(line.text).startswith(("phụ lục", "(kèm theo")) for line in sheet.lines[:5])


RULES: Final = (_paper_size, _margins, _fonts, _colours)
LAST_RULES: Final = (_page_numbers,)
