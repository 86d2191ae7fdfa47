"""What administrators may enter into a working calendar, and how hours are typed. Pure."""

import re
from datetime import time
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORKED = "swapped_work"
# What an agency enters itself; public holidays come with the program (BLLĐ 2019 Điều 112).
KINDS = ("swapped_off", WORKED, "compensation", "local")
NOT_A_KIND = _("Loại ngày không có trong danh mục.")
WEEKDAYS = (
    _("Thứ Hai"),
    _("Thứ Ba"),
    _("Thứ Tư"),
    _("Thứ Năm"),
    _("Thứ Sáu"),
    _("Thứ Bảy"),
    _("Chủ nhật"),
)
_SHIFT = re.compile(r"(\d{1,2})[:hg.](\d{2})?-(\d{1,2})[:hg.](\d{2})?")
Shifts = list[list[str]]


def day_fault(*, kind: str, is_worked: bool) -> Promise | None:
    """Return why a kind does not fit a day: work is added to a day off, rest to a working day."""
    if kind == WORKED and is_worked:
        return _("Ngày này vốn là ngày làm việc, không cần làm bù. Chọn một ngày đang được nghỉ.")
    if kind != WORKED and not is_worked:
        return _("Ngày này vốn được nghỉ. Chọn một ngày đang là ngày làm việc.")
    return None


def read_shifts(typed: str) -> Shifts | None:
    """Return the shifts of a day typed as "07:30-11:30, 13:30-17:00" (7h30 too); None when not understood.

    Nothing typed is a day off. Shifts must follow each other.
    """
    plain = typed.lower().replace("–", "-").replace("—", "-").replace(" ", "")
    if not plain:
        return []
    found: list[tuple[time, time]] = []
    for part in re.split(r"[,;]", plain):
        shift = _SHIFT.fullmatch(part)
        if shift is None:
            return None
        first, first_minute, last, last_minute = (int(piece or 0) for piece in shift.groups())
        if max(first, last) > 23 or max(first_minute, last_minute) > 59:
            return None
        found.append((time(first, first_minute), time(last, last_minute)))
    ends = [moment for shift_ends in found for moment in shift_ends]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        return None
    return [[f"{opening:%H:%M}", f"{closing:%H:%M}"] for opening, closing in found]


def shifts_text(shifts: tuple[tuple[time, time], ...]) -> str:
    """Return the shifts of a day as they are typed."""
    return ", ".join(f"{opening:%H:%M}-{closing:%H:%M}" for opening, closing in shifts)
