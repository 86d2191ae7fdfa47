"""Which copies the law allows, of what and into what (NĐ 30/2020 Điều 3, 25-27); no database, clock or request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .types import CopyForm, CopyKind, ScanPage, State

Form = CopyForm
# Điều 25: loại bản sao → (dạng của bản đem sao, dạng của bản sao).
CONVERSIONS: Final[Mapping[str, frozenset[tuple[str, str]]]] = {
    CopyKind.TRUE_COPY: frozenset(
        {(Form.PAPER, Form.PAPER), (Form.ELECTRONIC, Form.PAPER), (Form.PAPER, Form.ELECTRONIC)}
    ),
    CopyKind.COPY_OF_COPY: frozenset(
        {(Form.PAPER, Form.PAPER), (Form.PAPER, Form.ELECTRONIC), (Form.ELECTRONIC, Form.PAPER)}
    ),
    CopyKind.EXTRACT: frozenset(
        {
            (Form.PAPER, Form.PAPER),
            (Form.PAPER, Form.ELECTRONIC),
            (Form.ELECTRONIC, Form.ELECTRONIC),
            (Form.ELECTRONIC, Form.PAPER),
        }
    ),
}
NOT_COPIED: Final[Mapping[str, Promise]] = {
    State.ARRIVED: gettext_lazy("Văn bản chưa vào sổ. Đăng ký văn bản trước khi sao."),
    State.RETURNED: gettext_lazy("Văn bản đã trả lại nơi gửi, không sao được."),
    State.RECALLED: gettext_lazy("Văn bản đã bị thu hồi và đóng băng, không sao được nữa."),
    State.VOID: gettext_lazy("Số của văn bản này đã hủy, không sao được."),
}
LEAST_DPI: Final = 200  # bản quét: PDF 1.4 trở lên, ảnh màu, ít nhất 200 dpi, tỷ lệ 1:1 (Phụ lục I)
LEAST_PDF: Final = (1, 4)
# Máy quét ghi cỡ trang tròn lên một chút, nên 199 dpi vẫn là 200.
SLACK: Final = 0.99
MOST_PAGES_CHOSEN: Final = 500


def conversion_problem(kind: str, source: str, made: str) -> str | None:
    """Return why a kind of copy cannot go from one form to another, None where it can."""
    if (source, made) in CONVERSIONS[kind]:
        return None
    return _(
        "%(kind)s không làm từ văn bản điện tử sang văn bản điện tử: bản gốc điện tử được gửi nguyên chữ ký số "
        "(Điều 25)."
    ) % {"kind": CopyKind(kind).label}


def source_problem(kind: str, *, state: str, is_secret: bool, is_frozen: bool, source_type: str) -> str | None:
    """Return why this paper cannot be copied so. `source_type` is the code of its type: copies have types of theirs."""
    if is_secret:
        return _("Văn bản mật không sao ở đây; việc sao, chụp theo quy định bảo vệ bí mật nhà nước (Điều 27 khoản 2).")
    if state in NOT_COPIED:
        return str(NOT_COPIED[state])
    if is_frozen:
        return str(NOT_COPIED[State.RECALLED])
    if kind == CopyKind.COPY_OF_COPY and source_type != CopyKind.TRUE_COPY:
        return _("Sao lục chỉ làm từ bản sao y (Điều 25 khoản 2). Văn bản này không phải bản sao y.")
    if kind != CopyKind.COPY_OF_COPY and source_type in CopyKind.values:
        return _("%(kind)s làm từ bản gốc hoặc bản chính (Điều 3). Văn bản này là bản sao: bản sao y thì sao lục.") % {
            "kind": CopyKind(kind).label
        }
    return None


def scan_problem(version: tuple[int, int], pages: Sequence[ScanPage]) -> str | None:
    """Return what is wrong with a scan that shall become an electronic copy."""
    if version < LEAST_PDF:
        return _("Bản quét phải là PDF phiên bản 1.4 trở lên; tệp này là %(v)s.") % {"v": ".".join(map(str, version))}
    for number, page in enumerate(pages, 1):
        if page.dpi is not None and page.dpi < LEAST_DPI * SLACK:
            return _("Trang %(n)d của bản quét chỉ khoảng %(dpi)d dpi. Quét lại ở 200 dpi trở lên, tỷ lệ 1:1.") % {
                "n": number,
                "dpi": round(page.dpi),
            }
    return None


def chosen_pages(text: str, *, count: int) -> tuple[int, ...] | None:
    """Read "1, 3-5" as page numbers in their order, each once; None where it is no list of pages of the paper."""
    found: list[int] = []
    for part in text.replace(";", ",").split(","):
        if (match := re.fullmatch(r"\s*([1-9][0-9]{0,3})(?:\s*[-–]\s*([1-9][0-9]{0,3}))?\s*", part)) is None:
            return None
        first = int(match[1])
        last = int(match[2] or first)
        if not first <= last <= min(count, MOST_PAGES_CHOSEN):
            return None
        found.extend(range(first, last + 1))
    return tuple(dict.fromkeys(found))


def notation(kind: str, agency_abbreviation: str) -> str:
    """Return what stands after the number: "SY-UBND" (Điều 15, Phụ lục III, mẫu 3.1)."""
    return "-".join(part for part in (CopyKind(kind).abbreviation, agency_abbreviation) if part)


def subject(*, type_name: str, code: str, day: str, agency: str, subject: str) -> str:
    """Return trích yếu of a copy: which paper it copies."""
    head = type_name
    if code:
        head = _("%(type)s số %(code)s") % {"type": head, "code": code}
    if day:
        head = _("%(what)s ngày %(day)s") % {"what": head, "day": day}
    head = _("%(what)s của %(agency)s") % {"what": head, "agency": agency}
    return f"{head}: {subject}"[:2000] if subject else head[:2000]
