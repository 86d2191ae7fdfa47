"""Decisions about documents without database, clock or request.

NĐ 30/2020/NĐ-CP = Nghị định 30/2020 on records work, in force 05/3/2020.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import FIELD_LENGTHS, HandlingRole, IncomingData, Secrecy, State, Target, Urgency

# Điều 15: số nhỏ hơn 10 thêm số 0 phía trước.
FIRST_NUMBER_WITHOUT_ZERO: Final = 10
# Ngày văn bản trước ngày này chắc là gõ nhầm: nước Việt Nam Dân chủ Cộng hòa ra đời 02/9/1945.
EARLIEST_ISSUED: Final = date(1945, 9, 2)


class Act(StrEnum):
    """What may be done to an incoming document."""

    REGISTER = "register"
    CORRECT = "correct"
    SUBMIT = "submit"
    INSTRUCT = "instruct"
    START = "start"
    REPORT = "report"
    FINISH = "finish"
    REOPEN = "reopen"
    FILE = "file"
    RETURN = "return"
    RECALL = "recall"
    VOID = "void"
    HAND_ON = "hand_on"


_S = State
# (đang ở, việc) → thành. Việc không có trong bảng thì không làm được (domain/documents 1.8).
MOVES: Final[Mapping[tuple[State, Act], State]] = {
    (_S.ARRIVED, Act.REGISTER): _S.REGISTERED,
    (_S.ARRIVED, Act.RETURN): _S.RETURNED,
    (_S.ARRIVED, Act.RECALL): _S.RECALLED,
    (_S.REGISTERED, Act.CORRECT): _S.REGISTERED,
    (_S.REGISTERED, Act.SUBMIT): _S.WAITING,
    (_S.REGISTERED, Act.INSTRUCT): _S.ASSIGNED,
    (_S.REGISTERED, Act.FINISH): _S.DONE,
    (_S.REGISTERED, Act.RETURN): _S.RETURNED,
    (_S.REGISTERED, Act.RECALL): _S.RECALLED,
    (_S.REGISTERED, Act.VOID): _S.VOID,
    (_S.WAITING, Act.CORRECT): _S.WAITING,
    (_S.WAITING, Act.SUBMIT): _S.WAITING,
    (_S.WAITING, Act.INSTRUCT): _S.ASSIGNED,
    (_S.WAITING, Act.FINISH): _S.DONE,
    (_S.WAITING, Act.RETURN): _S.RETURNED,
    (_S.WAITING, Act.RECALL): _S.RECALLED,
    (_S.WAITING, Act.VOID): _S.VOID,
    (_S.WAITING, Act.HAND_ON): _S.WAITING,
    (_S.ASSIGNED, Act.CORRECT): _S.ASSIGNED,
    (_S.ASSIGNED, Act.SUBMIT): _S.ASSIGNED,
    (_S.ASSIGNED, Act.INSTRUCT): _S.ASSIGNED,
    (_S.ASSIGNED, Act.START): _S.IN_PROGRESS,
    (_S.ASSIGNED, Act.REPORT): _S.REVIEW,
    (_S.ASSIGNED, Act.FINISH): _S.DONE,
    (_S.ASSIGNED, Act.RECALL): _S.RECALLED,
    (_S.ASSIGNED, Act.VOID): _S.VOID,
    (_S.ASSIGNED, Act.HAND_ON): _S.ASSIGNED,
    (_S.IN_PROGRESS, Act.CORRECT): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, Act.SUBMIT): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, Act.INSTRUCT): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, Act.START): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, Act.REPORT): _S.REVIEW,
    (_S.IN_PROGRESS, Act.FINISH): _S.DONE,
    (_S.IN_PROGRESS, Act.RECALL): _S.RECALLED,
    (_S.IN_PROGRESS, Act.VOID): _S.VOID,
    (_S.IN_PROGRESS, Act.HAND_ON): _S.IN_PROGRESS,
    (_S.REVIEW, Act.CORRECT): _S.REVIEW,
    (_S.REVIEW, Act.INSTRUCT): _S.IN_PROGRESS,
    (_S.REVIEW, Act.START): _S.REVIEW,
    (_S.REVIEW, Act.REPORT): _S.REVIEW,
    (_S.REVIEW, Act.FINISH): _S.DONE,
    (_S.REVIEW, Act.RECALL): _S.RECALLED,
    (_S.DONE, Act.REOPEN): _S.IN_PROGRESS,
    (_S.DONE, Act.FILE): _S.FILED,
    (_S.DONE, Act.RECALL): _S.RECALLED,
}


def after(state: str, act: Act) -> State | None:
    """Return the state that follows, or None where the act is not possible in this state."""
    return MOVES.get((State(state), act))


def printed_number(number: int, suffix: str = "") -> str:
    """Return a number as it is printed: 5 → "05", 12 with suffix a → "12a" (Điều 15)."""
    return (f"0{number}" if number < FIRST_NUMBER_WITHOUT_ZERO else str(number)) + suffix


def split_code(text: str) -> tuple[str, str]:
    """Split "Số: 30/2020/NĐ-CP" into number and notation ("30", "2020/NĐ-CP"); separators keep no spaces around."""
    plain = unicodedata.normalize("NFC", text).strip()
    plain = re.sub(r"^số\s*:?\s*", "", plain, flags=re.IGNORECASE)
    plain = re.sub(r"\s*([/-])\s*", r"\1", plain)
    number, _slash, notation = plain.partition("/")
    if not re.match(r"^\d", number):
        return "", plain
    return number, notation


def duplicate_key(*, number: str, notation: str, organ_name: str, issued_on: date | None) -> str:
    """Return the key under which two lines are the same paper, empty where the paper has no number.

    Phụ lục VI, I.7: same number, notation and issuing agency. Numbers start anew each year (Điều 15), so the year of
    issue belongs to it. Case, spaces and leading zeros do not count; Đ is not D.
    """
    if not number and not notation:
        return ""
    parts = (number.lstrip("0"), notation, organ_name, str(issued_on.year) if issued_on else "")
    return "|".join(_plain(part) for part in parts)[:400]


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text).casefold())


Problems = dict[str, str | Promise]


def registration_problems(data: IncomingData, *, today: date) -> Problems:
    """Return what is wrong with a registration, a sentence a field; empty when all is right."""
    return {**_missing(data), **_too_long(data), **_levels(data), **_dates(data, today)}


def _missing(data: IncomingData) -> Problems:
    found: Problems = {}
    if not data.issuing_agency_name.strip():
        found["issuing_agency_name"] = _("Ghi tên cơ quan, tổ chức hoặc người gửi.")
    if not data.subject.strip() and data.secrecy < Secrecy.TOP_SECRET:
        found["subject"] = _("Ghi trích yếu nội dung.")
    if data.issued_on is None and data.code_number:
        found["issued_on"] = _("Văn bản có số thì phải ghi ngày văn bản.")
    return found


def _too_long(data: IncomingData) -> Problems:
    found: Problems = {}
    for name, limit in FIELD_LENGTHS.items():
        length = len(getattr(data, name))
        if length > limit:
            found[name] = _("Dài %(length)d ký tự; nhiều nhất là %(limit)d.") % {"length": length, "limit": limit}
        elif "\x00" in getattr(data, name):
            found[name] = _("Có ký tự không dùng được trong chữ.")
    for name, limit in (("pages", 9_999), ("copies", 9_999)):
        value = getattr(data, name)
        if value is not None and not 0 < value <= limit:
            found[name] = _("Ghi một số từ 1 đến %(limit)d.") % {"limit": limit}
    return found


def _levels(data: IncomingData) -> Problems:
    found: Problems = {}
    if data.urgency not in Urgency.values:
        found["urgency"] = _("Không có mức độ khẩn này.")
    if data.secrecy not in Secrecy.values:
        found["secrecy"] = _("Không có độ mật này.")
    elif data.secrecy == Secrecy.TOP_SECRET and data.subject.strip():
        found["subject"] = _("Văn bản Tuyệt mật: không ghi trích yếu vào hệ thống này.")
    if data.urgency == Urgency.EXPRESS_TIMED and data.due_at is None:
        found["due_at"] = _("Hỏa tốc hẹn giờ phải ghi giờ phải đến tay người nhận.")
    return found


def _dates(data: IncomingData, today: date) -> Problems:
    found: Problems = {}
    issued, arrived = data.issued_on, data.arrived_on
    if issued is not None and issued < EARLIEST_ISSUED:
        found["issued_on"] = _("Ngày văn bản %(day)s trước 02/09/1945. Kiểm tra lại năm.") % {"day": shown(issued)}
    elif issued is not None and issued > today:
        found["issued_on"] = _("Ngày văn bản %(day)s ở sau hôm nay, %(today)s.") % {
            "day": shown(issued),
            "today": shown(today),
        }
    if arrived > today:
        found["arrived_at"] = _("Ngày đến %(day)s ở sau hôm nay, %(today)s.") % {
            "day": shown(arrived),
            "today": shown(today),
        }
    elif issued is not None and "issued_on" not in found and arrived < issued:
        found["arrived_at"] = _("Ngày đến %(day)s trước ngày văn bản %(issued)s.") % {
            "day": shown(arrived),
            "issued": shown(issued),
        }
    elif arrived.year < today.year - 1:
        found["arrived_at"] = _("Ngày đến %(day)s đã quá một năm trước. Sổ của năm đó đã khóa.") % {
            "day": shown(arrived)
        }
    if data.due_on is not None and data.due_on < arrived:
        found["due_on"] = _("Hạn trả lời %(day)s trước ngày đến %(arrived)s.") % {
            "day": shown(data.due_on),
            "arrived": shown(arrived),
        }
    elif data.due_on is not None and data.due_on.year > today.year + 10:
        found["due_on"] = _("Hạn trả lời năm %(year)d quá xa. Kiểm tra lại năm.") % {"year": data.due_on.year}
    return found


def shown(day: date) -> str:
    """Return a date as people write it: 05/03/2020."""
    return day.strftime("%d/%m/%Y")


def target_problem(targets: Iterable[Target], *, now: datetime) -> str | Promise | None:
    """Return what is wrong with a set of receivers, or None.

    Điều 23: several units concerned: one leads, the others support. Somebody who is only informed needs no lead.
    """
    given = list(targets)
    if not given:
        return _("Chọn ít nhất một đơn vị hoặc người nhận.")
    receivers = [(target.post_id, target.unit_id) for target in given]
    if len(set(receivers)) < len(receivers):
        return _("Một nơi nhận được chọn hai lần.")
    roles = [target.role for target in given]
    if roles.count(HandlingRole.LEAD) > 1:
        return _("Chỉ một đơn vị hoặc người được chủ trì; các nơi khác là phối hợp.")
    if HandlingRole.SUPPORT in roles and HandlingRole.LEAD not in roles:
        return _("Có nơi phối hợp thì phải có một nơi chủ trì.")
    late = [target for target in given if target.due_at is not None and target.due_at <= now]
    if late:
        return _("Hạn giải quyết phải ở sau lúc giao.")
    return None
