"""Plain values of reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IncomingFigure(TextChoices):
    """What is counted of incoming documents. The first holds the others; each document stands in one of those."""

    RECEIVED = "nhan", _("Đã nhận")
    ON_TIME = "dung-han", _("Xong đúng hạn")
    LATE = "tre-han", _("Xong trễ hạn")
    OPEN = "dang", _("Đang xử lý, còn hạn")
    OVERDUE = "qua-han", _("Đang xử lý, quá hạn")
    OTHER = "khac", _("Trả lại, thu hồi, thay thế")


class OutgoingFigure(TextChoices):
    """What is counted of outgoing documents; the first holds all."""

    ISSUED = "phat-hanh", _("Đã phát hành")
    SIGNED = "ky-so", _("Ký số")
    PAPERLESS = "dien-tu", _("Gửi hoàn toàn điện tử")
    ANSWERS = "tra-loi", _("Trả lời văn bản đến")


class ExchangeFigure(TextChoices):
    """What QĐ 28/2018/QĐ-TTg Điều 11 wants counted: received and sent, electronic and paper, signed.

    Secret documents stay out of the System and out of these figures.
    """

    RECEIVED = "den", _("Nhận")
    RECEIVED_ELECTRONIC = "den-dien-tu", _("Nhận điện tử")
    RECEIVED_SIGNED = "den-ky-so", _("Nhận đủ chữ ký số")
    RECEIVED_PAPER = "den-giay", _("Nhận bản giấy")
    SENT = "di", _("Gửi")
    SENT_ELECTRONIC = "di-dien-tu", _("Gửi điện tử")
    SENT_SIGNED = "di-ky-so", _("Gửi có ký số")
    SENT_PROVEN = "di-bien-nhan", _("Mọi nơi có biên nhận")
    SENT_PAPER = "di-giay", _("Gửi bản giấy")


class AccessFigure(TextChoices):
    """What is counted of use (NĐ 30/2020 Phụ lục VI: lượt truy cập của toàn hệ thống); the first holds the others."""

    ALL = "tong", _("Tổng lượt")
    DOCUMENT = "van-ban", _("Mở văn bản")
    FILE = "tep", _("Mở, tải tệp")
    DRAFT = "du-thao", _("Mở dự thảo")
    CASE_FILE = "ho-so", _("Mở hồ sơ")


class PersonFigure(TextChoices):
    """What is counted of what was given to a post."""

    GIVEN = "giao", _("Được giao")
    LEAD = "chu-tri", _("Chủ trì")
    ON_TIME = "dung-han", _("Xong đúng hạn")
    LATE = "tre-han", _("Xong trễ hạn")
    OPEN = "dang", _("Đang làm, còn hạn")
    OVERDUE = "qua-han", _("Đang làm, quá hạn")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: whose, its label, the numbers by figure. `key` 0 is "no unit"; a name is its own key."""

    key: int | str
    label: str
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """A table of numbers with its sums."""

    figures: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures an actor may see: the whole agency, some units, or one post; exactly one of them."""

    whole: bool = False
    unit_ids: frozenset[int] = frozenset()
    post_id: int | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to see."""
        return self.whole or bool(self.unit_ids) or self.post_id is not None


PAPER: Final = frozenset({"paper", "hand", "fax"})  # Channel
ELECTRONIC: Final = frozenset({"axis", "email", "internal", "api"})  # Channel: no paper goes with it
