"""Decisions about case files, retention and hand-over without database, clock or request.

NĐ 30/2020/NĐ-CP = Nghị định 30/2020 on records work, in force 05/3/2020. Luật Lưu trữ = Law 33/2024/QH15, in force
01/7/2025: the current archive (lưu trữ hiện hành) takes the place of the archive of the agency.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kernel.api import text as vn

from .types import (
    FIELD_LENGTHS,
    FileData,
    FileForm,
    FileState,
    HandoverState,
    Language,
    MaterialData,
    MaterialKind,
    Usage,
)

# NĐ 30/2020 Điều 30.2: nộp lưu trong 01 năm kể từ khi công việc kết thúc; hồ sơ xây dựng cơ bản 03 tháng kể từ khi
# quyết toán. Hồ sơ có thời hạn bảo quản từ 05 năm trở lên phải nộp.
HANDOVER_MONTHS: Final = 12
CONSTRUCTION_MONTHS: Final = 3
HANDOVER_FROM_YEARS: Final = 5
# Điều 30.2.c: giữ lại không quá 02 năm kể từ ngày đến hạn nộp lưu, được người đứng đầu đồng ý bằng văn bản.
KEEP_BACK_YEARS: Final = 2
# Phụ lục VI, III.5.b: hệ thống nhắc trong 30 ngày kể từ khi lưu trữ thông báo danh mục hồ sơ đến hạn nộp.
NOTICE_DAYS: Final = 30
# Luật Lưu trữ 33/2024/QH15: thời hạn bảo quản có thời hạn tối đa 70 năm (từ trí nhớ, xem bảng thời hạn).
LONGEST_YEARS: Final = 70
EARLIEST: Final = date(1945, 9, 2)
FURTHEST_YEARS: Final = 1
NOTATION: Final = re.compile(r"^[0-9A-ZĐ][0-9A-ZĐ.\-/]*$")
CODE: Final = re.compile(r"^(?P<organ>[^\s]{1,35}?)\.(?P<year>(?:19|20)[0-9]{2})\.(?P<notation>[^\s]{1,20})$")
MOST_AT_ONCE: Final = 200


class Act(StrEnum):
    """What may be done to a case file as a whole."""

    ADD = "add"
    EDIT = "edit"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    OFFER = "offer"
    TAKE = "take"
    GIVE_BACK = "give_back"
    ARCHIVE = "archive"
    DISPOSE = "dispose"


_S = FileState
# (đang ở, việc) → thành. Việc không có trong bảng thì không làm được.
MOVES: Final[Mapping[tuple[FileState, Act], FileState]] = {
    (_S.NEW, Act.ADD): _S.RUNNING,
    (_S.NEW, Act.EDIT): _S.NEW,
    (_S.NEW, Act.PAUSE): _S.PAUSED,
    (_S.NEW, Act.CANCEL): _S.CANCELLED,
    (_S.RUNNING, Act.ADD): _S.RUNNING,
    (_S.RUNNING, Act.EDIT): _S.RUNNING,
    (_S.RUNNING, Act.PAUSE): _S.PAUSED,
    (_S.RUNNING, Act.CLOSE): _S.CLOSED,
    (_S.PAUSED, Act.EDIT): _S.PAUSED,
    (_S.PAUSED, Act.RESUME): _S.RUNNING,
    (_S.PAUSED, Act.CLOSE): _S.CLOSED,
    (_S.CLOSED, Act.REOPEN): _S.RUNNING,
    (_S.CLOSED, Act.OFFER): _S.OFFERED,
    (_S.CLOSED, Act.DISPOSE): _S.DISPOSED,
    (_S.OFFERED, Act.TAKE): _S.CHECKING,
    (_S.OFFERED, Act.GIVE_BACK): _S.CLOSED,
    (_S.CHECKING, Act.ARCHIVE): _S.ARCHIVED,
    (_S.CHECKING, Act.GIVE_BACK): _S.CLOSED,
    (_S.ARCHIVED, Act.DISPOSE): _S.DISPOSED,
}

_H = HandoverState
HANDOVER_MOVES: Final[Mapping[tuple[HandoverState, str], HandoverState]] = {
    (_H.DRAFT, "offer"): _H.WAITING,
    (_H.WAITING, "withdraw"): _H.DRAFT,
    (_H.WAITING, "take"): _H.CHECKING,
    (_H.CHECKING, "pass"): _H.PASSED,
    (_H.CHECKING, "fail"): _H.FAILED,
    (_H.PASSED, "complete"): _H.COMPLETE,
}


def after(state: str, act: Act) -> FileState | None:
    """Return the state that follows, or None where the act is not possible in this state."""
    return MOVES.get((FileState(state), act))


def handover_after(state: str, act: str) -> HandoverState | None:
    """Return the state of a hand-over that follows, or None."""
    return HANDOVER_MOVES.get((HandoverState(state), act))


def parts_of_code(code: str) -> tuple[str, int, str] | None:
    """Return agency, year and notation of a file's code ("H58.23.2026.01.TH"); None where it is none."""
    found = CODE.match(code)
    return (found["organ"], int(found["year"]), found["notation"]) if found else None


def in_order(council: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the members of a council as they sign: who presides first, the others as they were named."""
    return sorted(council, key=lambda member: not presides(member.get("role", "")))


def presides(role: str) -> bool:
    """Return whether a role in a council is that of its chair, not of a deputy."""
    return vn.fold(role).strip().startswith("chu tich")


def next_to_sign(signed: Sequence[bool]) -> int | None:
    """Return the place (from 0) of who signs now: persons sign in the order of the paper; None when all have."""
    return next((place for place, done in enumerate(signed) if not done), None)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later; the last day of a shorter month (BLDS 2015 Điều 148)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def must_hand_over(*, years: int | None, permanent: bool) -> bool:
    """Whether the file goes to the archive: permanent, five years or more, or no number of years to count."""
    return permanent or years is None or years >= HANDOVER_FROM_YEARS


def handover_due_on(*, ended_on: date, is_construction: bool, settled_on: date | None) -> date | None:
    """Return the last day to hand over; None for a construction file whose final settlement is not done."""
    if is_construction:
        return add_months(settled_on, CONSTRUCTION_MONTHS) if settled_on is not None else None
    return add_months(ended_on, HANDOVER_MONTHS)


def keep_back_until_at_most(due_on: date) -> date:
    """Return the last day to which a file may be kept back."""
    return add_months(due_on, KEEP_BACK_YEARS * 12)


def notice_until(sent_on: date) -> date:
    """Return the day until which units answer the archive's notice."""
    return sent_on + timedelta(days=NOTICE_DAYS)


def retention_ends_on(*, ended_on: date, years: int | None, permanent: bool) -> date | None:
    """Return the last day of retention, counted from the year in which the matter ended; None where none ends."""
    if permanent or years is None:
        return None
    return date(ended_on.year + years, 12, 31)


def may_be_destroyed(*, retention_ends: date | None, today: date) -> bool:
    """Whether retention is over. What has no end is never destroyed."""
    return retention_ends is not None and today > retention_ends


def file_code(*, organ_id: str, year: int, notation: str) -> str:
    """Return FileCode (Phụ lục VI, phần II: OrganId, FileCatalog, FileNotation)."""
    return f"{organ_id}.{year}.{notation}"


def arc_file_code(*, archive: str, agency: str, year: int, handover: int, number: int) -> str:
    """Return the archive's code of a file: "PARTCODE.G09.2021.01.001"."""
    return f"{archive}.{agency}.{year}.{handover:02d}.{number:03d}"


def arc_doc_code(file_arc_code: str, ordinal: int) -> str:
    """Return the archive's code of a document: that of its file and seven digits."""
    return f"{file_arc_code}.{ordinal:07d}"


def notation(number: int, abbreviation: str) -> str:
    """Return a file's notation: running number and abbreviation of the large heading, "01.TCCB" (Phụ lục V)."""
    return f"{number:02d}.{abbreviation}"


def roman(number: int) -> str:
    """Return a number of a large heading."""
    found = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            found += sign
            number -= value
    return found


def file_problems(data: FileData, *, today: date) -> dict[str, str | Promise]:
    """Return what is wrong with the fields of a case file, a sentence a field."""
    problems: dict[str, str | Promise] = {}
    if not data.title:
        problems["title"] = gettext_lazy("Ghi tiêu đề hồ sơ.")
    if not NOTATION.match(data.notation):
        problems["notation"] = gettext_lazy(
            "Ghi số, ký hiệu hồ sơ bằng chữ in hoa và số, không có khoảng trắng, ví dụ 01.TCCB."
        )
    for name, limit in FIELD_LENGTHS.items():
        if len(getattr(data, name)) > limit:
            problems[name] = _("Dài %(n)d ký tự; nhiều nhất là %(limit)d.") % {
                "n": len(getattr(data, name)),
                "limit": limit,
            }
    if not EARLIEST <= data.started_on <= today:
        problems["started_on"] = gettext_lazy("Ngày bắt đầu phải từ 02/9/1945 đến hôm nay.")
    choices = (("usage", Usage), ("language", Language), ("form", FileForm))
    for name, kind in choices:
        if getattr(data, name) not in kind.values:
            problems[name] = gettext_lazy("Chọn một giá trị trong danh sách.")
    return problems


def material_problems(data: MaterialData, *, has_file: bool, today: date) -> dict[str, str | Promise]:
    """Return what is wrong with the fields of other material."""
    problems: dict[str, str | Promise] = {}
    if data.kind not in MaterialKind.values:
        problems["kind"] = gettext_lazy("Chọn loại tài liệu.")
    if not data.title:
        problems["title"] = gettext_lazy("Ghi tên hoặc nội dung tài liệu.")
    if data.made_on is not None and not EARLIEST <= data.made_on <= today:
        problems["made_on"] = gettext_lazy("Ngày của tài liệu phải từ 02/9/1945 đến hôm nay.")
    if data.kind == MaterialKind.DATA and not has_file:
        problems["file"] = gettext_lazy("Chọn tệp dữ liệu.")
    return problems


def closing_problems(
    *, documents: int, waiting_changes: int, title: str, ended_on: date, started_on: date, today: date
) -> list[str]:
    """Return why a file cannot be closed yet (Điều 30.3)."""
    problems = []
    if not documents:
        problems.append(_("Hồ sơ chưa có văn bản, tài liệu nào; bỏ hồ sơ thay vì kết thúc."))
    if waiting_changes:
        problems.append(_("Còn %(n)d thay đổi quyền truy cập chờ xác nhận.") % {"n": waiting_changes})
    if not title:
        problems.append(_("Chưa có tiêu đề."))
    if not started_on <= ended_on <= today:
        problems.append(_("Ngày kết thúc phải từ ngày bắt đầu đến hôm nay."))
    return problems
