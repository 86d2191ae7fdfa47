"""Rows of a directory of agencies as files and axes give them: which column is what, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import text as vn

from . import rules

LONGEST_NAME: Final = 250
LONGEST_EMAIL: Final = 100
# Tên cột: của SDK trục (getAgenciesList, danh sách QĐ 20), của LGSP Lạng Sơn, và các bảng tính do cơ quan lập.
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "ma", "ma dinh danh", "ma co quan", "ma don vi", "organid"),
    "old_code": ("code102", "oldcode", "old_code", "ma cu", "ma 13 ky tu"),
    "name": ("name", "ten", "ten co quan", "ten don vi", "organname"),
    "parent_code": ("pcode", "parentcode", "parent_code", "ma cap tren", "ma co quan cap tren"),
    "parent_ref": ("pid", "parentid", "parent_id"),
    "own_ref": ("id",),
    "email": ("mail", "email", "thu dien tu"),
    "active": ("active", "isactive", "dang dung", "con hieu luc"),
    "valid_from": ("validfrom", "valid_from", "hieu luc tu", "tu ngay"),
    "valid_to": ("validto", "valid_to", "hieu luc den", "den ngay", "het hieu luc"),
    "successor_code": ("successor", "successorcode", "successor_code", "ma ke thua", "co quan ke thua"),
}
_YES: Final = frozenset({"1", "true", "yes", "x", "co", "active", "dang dung"})
_NO: Final = frozenset({"0", "false", "no", "khong", "inactive", "ngung", "da dong"})
_DAYS: Final = ("%d/%m/%Y", "%Y-%m-%d", "%Y/%m/%d")
# Đồng bộ tự áp dụng khi trục không làm mất quá một phần nhỏ danh bạ; vượt mức thì người quản trị xem rồi mới nhận.
FEW: Final = 20
SMALL_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One row as read; empty text means the row says nothing of it. `active` None: not said."""

    code: str
    name: str
    old_code: str = ""
    parent_code: str = ""
    parent_ref: str = ""
    own_ref: str = ""
    email: str = ""
    active: bool | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor_code: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not taken, with why; `line` counts from 1 with the head."""

    line: int
    code: str
    why: str


def columns(heads: Sequence[str]) -> dict[str, int]:
    """Return which place holds which value, by the head's words without accents and case; unknown heads are left."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        word = vn.fold(vn.clean_line(str(head)))
        for name, words in _COLUMNS.items():
            if word in words:
                found.setdefault(name, place)
    return found


def line_of(values: Mapping[str, str]) -> AgencyLine | str | Promise:
    """Return a row's values, or the sentence that says what is wrong with it."""
    said = {name: vn.clean_line(value) for name, value in values.items()}
    code, name = said.get("code", ""), said.get("name", "")
    successor = said.get("successor_code", "")
    try:
        begin, end = _day(said.get("valid_from", "")), _day(said.get("valid_to", ""))
    except ValueError:
        return _("Ngày hiệu lực không đọc được; ghi dạng ngày/tháng/năm.")
    wrong = rules.code_problem(code) or _too_long(said, name)
    if wrong is None and successor == code:
        wrong = _("Mã kế thừa trùng chính mã này.")
    if wrong is None and begin and end and end < begin:
        wrong = _("Ngày hết hiệu lực trước ngày có hiệu lực.")
    if wrong is not None:
        return wrong
    return AgencyLine(
        code=code,
        name=name,
        old_code=said.get("old_code", ""),
        parent_code=said.get("parent_code", ""),
        parent_ref=said.get("parent_ref", "")[:60],
        own_ref=said.get("own_ref", "")[:60],
        email=said.get("email", ""),
        active=_whether(said.get("active", "")),
        valid_from=begin,
        valid_to=end,
        successor_code=successor,
    )


def _too_long(said: Mapping[str, str], name: str) -> str | Promise | None:
    if not name:
        return _("Thiếu tên cơ quan.")
    if len(name) > LONGEST_NAME:
        return _("Tên cơ quan dài quá 250 ký tự.")
    if len(said.get("email", "")) > LONGEST_EMAIL:
        return _("Thư điện tử dài quá 100 ký tự.")
    for other in ("old_code", "parent_code", "successor_code"):
        if said.get(other) and rules.code_problem(said[other]) is not None:
            return _("Mã cũ, mã cấp trên hoặc mã kế thừa không đúng dạng.")
    return None


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            continue
    raise ValueError(text)


def _whether(text: str) -> bool | None:
    word = vn.fold(text)
    return True if word in _YES else False if word in _NO else None


def applies_alone(*, held: int, read: int, bad: int, closing: int) -> bool:
    """Whether what an axis gave may be taken over without a person: it closes few agencies and few rows are bad."""
    return read > 0 and bad <= max(FEW, read * SMALL_SHARE) and closing <= max(FEW, held * SMALL_SHARE)
