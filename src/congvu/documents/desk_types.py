"""Words and plain values of the desk of incoming documents: clocks, requests, secretaries, mail, rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClockStep(TextChoices):
    """Which step of NĐ 30/2020 Điều 22-23 a clock runs for."""

    REGISTER = "register", _("Đăng ký")
    PASS_ON = "pass_on", _("Trình, chuyển giao")


class ClockSpan(TextChoices):
    """How the law words a limit."""

    SAME_DAY = "same_day", _("Trong ngày")
    NEXT_DAY = "next_day", _("Trong ngày, chậm nhất ngày làm việc tiếp theo")
    AT_ONCE = "at_once", _("Ngay khi nhận được")


class AskKind(TextChoices):
    """What a receiver asks of whoever gave her the work."""

    EXTENSION = "extension", _("Xin gia hạn")
    QUESTION = "question", _("Đề nghị làm rõ")


class AskState(TextChoices):
    """What became of a request."""

    OPEN = "open", _("chờ trả lời")
    GRANTED = "granted", _("đồng ý")
    REFUSED = "refused", _("không đồng ý")
    ANSWERED = "answered", _("đã trả lời")
    DROPPED = "dropped", _("đã rút")


class PreparedState(TextChoices):
    """What became of a bút phê that a secretary prepared."""

    WAITING = "waiting", _("chờ lãnh đạo xác nhận")
    CONFIRMED = "confirmed", _("đã xác nhận")
    REPLACED = "replaced", _("lãnh đạo ghi ý kiến khác")
    DECLINED = "declined", _("lãnh đạo không dùng")


class MailState(TextChoices):
    """Where a letter addressed to a named person is (NĐ 30/2020 Điều 21, khoản 1)."""

    HANDED = "handed", _("đã chuyển nguyên phong bì")
    REGISTERED = "registered", _("là việc công, đã vào sổ")
    PRIVATE = "private", _("thư riêng")
    REFUSED = "refused", _("đã trả lại nơi gửi")


class RightsState(TextChoices):
    """Where a change of access rights stands (NĐ 30/2020 Phụ lục VI, I: waits for the competent person)."""

    WAITING = "waiting", _("chờ xác nhận")
    CONFIRMED = "confirmed", _("đã xác nhận")
    REFUSED = "refused", _("không đồng ý")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as the dated law has it; `minutes` and `all_hours` speak of AT_ONCE only."""

    span: str
    minutes: int = 0
    all_hours: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """When a step should be done, and when at the latest."""

    aim_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class AskLine:
    """A request as the page shows it."""

    uid: UUID
    kind: str
    kind_label: str
    asked_name: str
    text: str
    wanted_due_at: datetime | None
    asked_at: datetime
    state: str
    state_label: str
    answer: str
    answered_name: str
    answered_at: datetime | None
    may_answer: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A change of a deadline as the page shows it."""

    to_name: str
    old_due_at: datetime | None
    new_due_at: datetime | None
    by_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PreparedLine:
    """A prepared bút phê as the leader's page shows it."""

    uid: UUID
    by_name: str
    at: datetime
    text: str
    targets: tuple[str, ...]
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Somebody is away, and who takes her papers meanwhile; empty `taken_by` when nobody does."""

    post_id: int
    name: str
    until: datetime
    taken_by: str


class SendWay(TextChoices):
    """How a paper leaves the house (NĐ 30/2020 Phụ lục IV: by post, or handed over against a signature)."""

    POST = "post", _("Bưu điện")
    MESSENGER = "messenger", _("Giao liên")
    HAND = "hand", _("Nhận trực tiếp")
