"""Words of directives as values, and the plain values that pages and other apps receive (domain/documents 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Final
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """Where a task comes from; phone, speech and paper are noted down afterwards and stay marked as such."""

    INSTRUCTION = "instruction", _("Bút phê")
    DOCUMENT = "document", _("Văn bản")
    MEETING = "meeting", _("Kết luận cuộc họp")
    PHONE = "phone", _("Điện thoại, ghi lại sau")
    ORAL = "oral", _("Chỉ đạo trực tiếp, ghi lại sau")
    PAPER = "paper", _("Phiếu giấy, ghi lại sau")
    HAND = "hand", _("Giao trực tiếp trên hệ thống")
    AGENCY = "agency", _("Cơ quan khác giao")


NOTED_AFTERWARDS: Final = (Source.PHONE, Source.ORAL, Source.PAPER)


class Level(TextChoices):
    """Whose instruction it is (cấp ban hành)."""

    GOVERNMENT = "government", _("Chính phủ")
    PRIME_MINISTER = "prime_minister", _("Thủ tướng Chính phủ")
    MINISTER = "minister", _("Bộ trưởng, Thủ trưởng cơ quan ngang bộ")
    COMMITTEE = "committee", _("Ủy ban nhân dân")
    CHAIRMAN = "chairman", _("Chủ tịch Ủy ban nhân dân")
    AGENCY = "agency", _("Lãnh đạo cơ quan")
    UNIT = "unit", _("Lãnh đạo đơn vị")


class Kind(TextChoices):
    """Whether it has a deadline (domain/documents 6.2)."""

    DEADLINE = "deadline", _("Có thời hạn")
    OPEN = "open", _("Không thời hạn")
    REGULAR = "regular", _("Thường xuyên")


class Repeat(TextChoices):
    """How often a regular task comes due."""

    WEEK = "week", _("Hằng tuần")
    MONTH = "month", _("Hằng tháng")
    QUARTER = "quarter", _("Hằng quý")
    HALF = "half", _("6 tháng một lần")
    YEAR = "year", _("Hằng năm")


class Urgency(IntegerChoices):
    """Mức độ khẩn, as documents and edXML number it."""

    NORMAL = 0, _("Thường")
    URGENT = 1, _("Khẩn")
    VERY_URGENT = 2, _("Thượng khẩn")
    EXPRESS = 3, _("Hỏa tốc")


class Product(TextChoices):
    """What is expected to come out (sản phẩm)."""

    REPORT = "report", _("Báo cáo")
    PROPOSAL = "proposal", _("Tờ trình")
    PROJECT = "project", _("Đề án, kế hoạch")
    LEGAL = "legal", _("Văn bản quy phạm pháp luật")
    DECISION = "decision", _("Quyết định")
    LETTER = "letter", _("Công văn trả lời")
    OTHER = "other", _("Sản phẩm khác")


class State(TextChoices):
    """Where a task stands (domain/documents 6.3)."""

    NEW = "new", _("Chưa tiếp nhận")
    RECEIVED = "received", _("Đã tiếp nhận")
    REFUSED = "refused", _("Trả lại, không đúng nơi")
    NOT_STARTED = "not_started", _("Chưa thực hiện")
    RUNNING = "running", _("Đang thực hiện")
    REVIEW = "review", _("Chờ xác nhận")
    DONE = "done", _("Hoàn thành")
    PAUSED = "paused", _("Tạm dừng")
    CANCELLED = "cancelled", _("Hủy")


OPEN_STATES: Final = (
    State.NEW,
    State.RECEIVED,
    State.REFUSED,
    State.NOT_STARTED,
    State.RUNNING,
    State.REVIEW,
    State.PAUSED,
)


class Reported(TextChoices):
    """The class under which a task is reported, computed and never stored (domain/documents 6.3)."""

    DONE_IN_TIME = "done_in_time", _("Hoàn thành đúng hạn")
    DONE_LATE = "done_late", _("Hoàn thành quá hạn")
    OPEN_IN_TIME = "open_in_time", _("Chưa hoàn thành, trong hạn")
    OPEN_LATE = "open_late", _("Chưa hoàn thành, quá hạn")
    NOT_COUNTED = "not_counted", _("Đã hủy, không tính")


class Standing(TextChoices):
    """What the kept counts tell apart; with the deadline and today it says what is late and near."""

    WORKING = "w", _("Đang làm")
    REVIEW = "r", _("Chờ xác nhận")
    REVIEW_LATE = "l", _("Chờ xác nhận, kết quả sau hạn")
    REVIEW_UNDATED = "u", _("Chờ xác nhận, chưa ghi ngày có kết quả")
    PAUSED = "p", _("Tạm dừng")
    TROUBLED = "t", _("Có vướng mắc")
    DONE_IN_TIME = "i", _("Hoàn thành đúng hạn")
    DONE_LATE = "d", _("Hoàn thành quá hạn")


class TallyOf(IntegerChoices):
    """By what tasks are counted beforehand."""

    UNIT = 1, _("Đang mở, theo đơn vị")
    FIELD = 2, _("Đang mở, theo lĩnh vực")
    TROUBLED_UNIT = 3, _("Đang vướng mắc, theo đơn vị")
    TROUBLED_FIELD = 4, _("Đang vướng mắc, theo lĩnh vực")
    DONE = 5, _("Hoàn thành, theo tháng")


class StepKind(TextChoices):
    """What happened to a task; the lines of its history."""

    GIVEN = "given", _("giao nhiệm vụ")
    RECEIVED = "received", _("tiếp nhận")
    REFUSED = "refused", _("trả lại, không đúng nơi")
    HANDED_ON = "handed_on", _("phân công")
    PROGRESS = "progress", _("báo cáo tiến độ")
    SUBMITTED = "submitted", _("báo cáo kết quả")
    ACCEPTED = "accepted", _("xác nhận hoàn thành")
    RETURNED = "returned", _("chưa xác nhận, trả lại")
    DUE_ASKED = "due_asked", _("xin gia hạn")
    DUE_DECIDED = "due_decided", _("quyết định gia hạn")
    DUE_SET = "due_set", _("đổi hạn")
    LEAD_CHANGED = "lead_changed", _("đổi nơi chủ trì")
    EDITED = "edited", _("sửa nội dung")
    PAUSED = "paused", _("tạm dừng")
    RESUMED = "resumed", _("cho làm tiếp")
    CANCELLED = "cancelled", _("hủy nhiệm vụ")
    URGED = "urged", _("đôn đốc")
    NOTE = "note", _("ghi nhận")


class DueState(TextChoices):
    """What became of a change of deadline."""

    WAITING = "waiting", _("chờ quyết định")
    AGREED = "agreed", _("đồng ý")
    REFUSED = "refused", _("không đồng ý")
    WITHDRAWN = "withdrawn", _("đã rút")


class Follow(TextChoices):
    """Which bút phê of an agency become tasks by themselves."""

    DUE = "due", _("Bút phê có nơi chủ trì và có hạn")
    ALL = "all", _("Mọi bút phê có nơi chủ trì")
    NONE = "none", _("Không tự tạo, chỉ tạo khi chọn")


class ReportEvery(TextChoices):
    """How often each giver is sent the state of what she gave."""

    NEVER = "never", _("Không gửi")
    WEEK = "week", _("Sáng thứ Hai hằng tuần")
    MONTH = "month", _("Ngày làm việc đầu tháng")


FIELD_LENGTHS: Final = {"content": 4000, "product_note": 500, "source_note": 500, "field": 120}
TEXT_LENGTH: Final = 4000


@dataclass(frozen=True, slots=True)
class Party:
    """Who leads or supports: exactly one of a post, a unit of the agency, another agency."""

    post_id: int | None = None
    unit_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class DirectiveData:
    """What the giver fills in (domain/documents 6.2). The act makes the texts NFC and trims."""

    content: str
    lead: Party
    due_on: date | None = None
    supporters: tuple[Party, ...] = ()
    kind: str = Kind.DEADLINE
    repeat: str = ""
    urgency: int = Urgency.NORMAL
    product: str = Product.OTHER
    product_note: str = ""
    field: str = ""
    level: str = Level.AGENCY
    source: str = Source.HAND
    source_note: str = ""
    source_on: date | None = None
    giver_post_id: int | None = None  # whose directive it is; None: the actor's own
    supervisor_post_id: int | None = None
    monitor_post_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file handed in with a report."""

    stream: BinaryIO
    name: str


@dataclass(frozen=True, slots=True)
class ReportData:
    """What a progress report says; `percent` 0..100, `done_on` the day of the result when it is one."""

    text: str
    percent: int = 0
    difficulties: str = ""
    proposals: str = ""
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectiveRow:
    """A line of the lists of directives."""

    uid: UUID
    code: str
    content: str
    lead_name: str
    giver_name: str
    field: str
    source_label: str
    source_code: str
    urgency: int
    due_on: date | None
    assigned_on: date
    progress: int
    state: str
    state_label: str
    state_tone: str
    due_tone: str
    days_late: int
    has_difficulties: bool
    result_on: date | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tasks stand in each class; the sum law of the report holds by construction."""

    done_in_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_late: int = 0

    @property
    def done(self) -> int:
        """All that are complete."""
        return self.done_in_time + self.done_late

    @property
    def open(self) -> int:
        """All that are not complete."""
        return self.open_in_time + self.open_late

    @property
    def total(self) -> int:
        """All that count."""
        return self.done + self.open


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A line of the tree of sub-tasks; `url` is empty where the actor may not open it."""

    code: str
    content: str
    lead_name: str
    due_on: date | None
    progress: int
    state_label: str
    state_tone: str
    url: str
    depth: int
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A row of "many tasks from one text", as proposed: the words, and a deadline read out of them."""

    content: str
    due_on: date | None = None
    lead_hint: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """A directive as it stood elsewhere: demonstration, migration, benchmarks."""

    data: DirectiveData
    assigned_at: datetime
    state: str
    progress: int = 0
    result_on: date | None = None
    extended: int = 0
    returned: int = 0
    text: str = ""
    extra: dict[str, str] = field(default_factory=dict)
