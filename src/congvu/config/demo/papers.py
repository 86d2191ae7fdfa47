"""A year of plausible papers for each demonstration agency: subjects from templates, everything from a fixed seed.

Dates run back from the day of loading, so that an agency shown today has work due today; numbers, subjects,
senders and states are the same in every installation.
"""

import random
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEED = 20110613
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5

FIELDS = (
    ("cải cách hành chính", "CCHC"),
    ("ứng dụng công nghệ thông tin trong hoạt động của cơ quan nhà nước", "CNTT"),
    ("kiểm soát thủ tục hành chính", "KSTT"),
    ("tổ chức bộ máy và biên chế", "TCBC"),
    ("đào tạo, bồi dưỡng cán bộ, công chức, viên chức", "ĐT"),
    ("văn thư, lưu trữ", "VTLT"),
    ("phòng, chống thiên tai, xâm nhập mặn", "NN"),
    ("đầu tư xây dựng cơ bản", "XDCB"),
    ("thi đua, khen thưởng", "TĐKT"),
    ("quản lý đất đai, môi trường", "TNMT"),
    ("an toàn giao thông", "ATGT"),
    ("bảo trợ xã hội và giảm nghèo", "BTXH"),
    ("tiếp công dân, giải quyết khiếu nại, tố cáo", "TCD"),
    ("dự toán và quyết toán ngân sách", "NS"),
)
PERIODS = (
    "quý I", "quý II", "quý III", "quý IV", "6 tháng đầu", "9 tháng đầu", "tháng 3", "tháng 8", "tháng 11",
)  # fmt: skip
# (loại, chữ viết tắt, mẫu trích yếu); công văn không có chữ viết tắt trong ký hiệu (NĐ 30/2020 Điều 15).
TEMPLATES = (
    ("Công văn", "", "báo cáo kết quả thực hiện công tác {field} {period} năm {year}"),
    ("Công văn", "", "góp ý dự thảo Quyết định ban hành Quy chế phối hợp về {field}"),
    ("Công văn", "", "cử cán bộ tham gia Đoàn kiểm tra công tác {field} {period} năm {year}"),
    ("Công văn", "", "đôn đốc thực hiện nhiệm vụ được giao về {field}"),
    ("Công văn", "", "hướng dẫn một số nội dung về {field}"),
    ("Công văn", "", "cung cấp số liệu phục vụ sơ kết công tác {field} {period} năm {year}"),
    ("Công văn", "", "trả lời kiến nghị của cử tri liên quan đến {field}"),
    ("Kế hoạch", "KH", "Thực hiện công tác {field} năm {year}"),
    ("Kế hoạch", "KH", "Kiểm tra công tác {field} {period} năm {year}"),
    ("Báo cáo", "BC", "Tình hình thực hiện công tác {field} {period} năm {year}"),
    ("Thông báo", "TB", "Kết luận cuộc họp về {field}"),
    ("Quyết định", "QĐ", "Về việc thành lập Tổ công tác về {field}"),
    ("Quyết định", "QĐ", "Về việc phê duyệt Kế hoạch {field} năm {year}"),
    ("Giấy mời", "GM", "Dự họp về {field} {period} năm {year}"),
    ("Tờ trình", "TTr", "Về việc ban hành Quy định về {field}"),
    ("Chỉ thị", "CT", "Về việc tăng cường công tác {field}"),
    ("Công điện", "CĐ", "Về việc chủ động ứng phó trong công tác {field}"),
)
# Phần của các loại trên theo tần suất thường thấy: công văn chiếm quá nửa.
WEIGHTS = (14, 6, 5, 7, 5, 9, 4, 4, 3, 10, 5, 4, 3, 8, 4, 2, 1)


@dataclass(frozen=True, slots=True)
class PaperSpec:
    """One paper of the register, incoming or outgoing, before it gets its arrival number."""

    at: datetime  # arrived or issued, in working hours
    issued_on: date
    type_name: str
    number: int
    notation: str
    subject: str
    sender: str
    signer: str
    signer_title: str
    urgency: int
    due_on: date | None
    progress: str  # waiting, handling, done


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Someone who writes to an agency: name, abbreviation in notations, signer."""

    name: str
    abbreviation: str
    signer: str
    signer_title: str


def incoming(*, code: str, senders: list[Correspondent], today: date, days: int, per_day: float) -> list[PaperSpec]:
    """Return the papers that arrived at the agency in the `days` before `today`, oldest first."""
    chance = _chance(code, "incoming")
    found = []
    numbers: dict[str, int] = {}
    for day in _working_days(today, days):
        for at in _moments(chance, day, per_day):
            sender = chance.choice(senders)
            issued = day - timedelta(days=chance.choice((0, 1, 1, 2, 3)))
            found.append(_paper(chance, at, issued, sender, numbers, today, leaps=True))
    return found


def outgoing(*, code: str, sender: Correspondent, today: date, days: int, per_day: float) -> list[PaperSpec]:
    """Return the papers that the agency issued, oldest first, numbered by type within each year."""
    chance = _chance(code, "outgoing")
    numbers: dict[str, int] = {}
    return [
        _paper(chance, at, day, sender, numbers, today, leaps=False)
        for day in _working_days(today, days)
        for at in _moments(chance, day, per_day)
    ]


def _chance(code: str, direction: str) -> random.Random:
    return random.Random(zlib.crc32(f"{SEED}/{code}/{direction}".encode()))  # noqa: S311  (papers, not secrets)


def _working_days(today: date, days: int) -> list[date]:
    span = (today - timedelta(days=n) for n in range(days, -1, -1))
    return [day for day in span if day.weekday() < SATURDAY]


def _moments(chance: random.Random, day: date, per_day: float) -> list[datetime]:
    count = int(per_day) + (chance.random() < per_day % 1)
    minutes = sorted(chance.choice((*range(450, 690, 3), *range(810, 1020, 3))) for _ in range(count))
    return [datetime.combine(day, time(m // 60, m % 60), ZONE) for m in minutes]


def _paper(
    chance: random.Random,
    at: datetime,
    issued: date,
    sender: Correspondent,
    numbers: dict[str, int],
    today: date,
    leaps: bool,
) -> PaperSpec:
    """Make one paper; `leaps` lets the sender's numbers skip those that went elsewhere."""
    type_name, short, template = chance.choices(TEMPLATES, WEIGHTS)[0]
    field, field_short = chance.choice(FIELDS)
    subject = template.format(field=field, period=chance.choice(PERIODS), year=issued.year)
    series = f"{sender.abbreviation}/{issued.year}/{short}"
    numbers[series] = numbers.get(series, chance.randint(0, 90) if leaps else 0) + (
        chance.randint(1, 4) if leaps else 1
    )
    notation = f"{short}-{sender.abbreviation}" if short else f"{sender.abbreviation}-{field_short}"
    urgency = chance.choices((0, 1, 2, 3), (88, 8, 3, 1))[0]
    due = None
    if chance.random() < 0.55:
        due = _later(at.date(), chance.randint(2, 15))
    return PaperSpec(
        at=at,
        issued_on=issued,
        type_name=type_name,
        number=numbers[series],
        notation=notation,
        subject=f"V/v {subject}" if not short else subject,
        sender=sender.name,
        signer=sender.signer,
        signer_title=sender.signer_title,
        urgency=urgency,
        due_on=due,
        progress=_progress(chance, at.date(), due, today),
    )


def _later(day: date, working_days: int) -> date:
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < SATURDAY
    return day


def _progress(chance: random.Random, arrived: date, due: date | None, today: date) -> str:
    """Old papers are done; of the last days some wait; a few are late, as in life."""
    age = (today - arrived).days
    if _later(arrived, 2) >= today:
        return chance.choice(("waiting", "waiting", "handling"))
    if due is not None and due >= today:
        return chance.choice(("handling", "handling", "done"))
    if age <= 24:
        return chance.choices(("done", "handling"), (9, 1))[0]
    return "done"
