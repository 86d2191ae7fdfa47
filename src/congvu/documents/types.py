"""Words of the law as values, and the plain values that pages and other apps receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """NĐ 30/2020 Điều 3: internal papers are văn bản đi too."""

    INCOMING = "incoming", _("Văn bản đến")
    OUTGOING = "outgoing", _("Văn bản đi")


class Urgency(IntegerChoices):
    """Mức độ khẩn; 0-4 are the codes of edXML Priority. 4 is not a level of NĐ 30 but in use: it needs an hour."""

    NORMAL = 0, _("Thường")
    URGENT = 1, _("Khẩn")
    VERY_URGENT = 2, _("Thượng khẩn")
    EXPRESS = 3, _("Hỏa tốc")
    EXPRESS_TIMED = 4, _("Hỏa tốc hẹn giờ")


class Secrecy(IntegerChoices):
    """Độ mật; above 0 only a register line may exist here (QĐ 28/2018 Điều 1)."""

    NONE = 0, _("Thường")
    CONFIDENTIAL = 1, _("Mật")
    SECRET = 2, _("Tối mật")
    TOP_SECRET = 3, _("Tuyệt mật")


class Circulation(TextChoices):
    """Phạm vi lưu hành."""

    RETURN = "return", _("Xem xong trả lại")
    INTERNAL = "internal", _("Lưu hành nội bộ")


class Capacity(TextChoices):
    """Quyền hạn ký (NĐ 30/2020 Điều 13)."""

    FOR_BODY = "TM.", _("TM. (thay mặt tập thể)")
    ACTING = "Q.", _("Q. (quyền)")
    DEPUTY = "KT.", _("KT. (ký thay)")
    BY_ORDER = "TL.", _("TL. (thừa lệnh)")
    AUTHORISED = "TUQ.", _("TUQ. (thừa ủy quyền)")


class Channel(TextChoices):
    """How a document travels."""

    AXIS = "axis", _("Trục liên thông")
    PAPER = "paper", _("Bưu chính, giấy")
    HAND = "hand", _("Trực tiếp")
    EMAIL = "email", _("Thư điện tử công vụ")
    FAX = "fax", _("Fax")
    INTERNAL = "internal", _("Nội bộ hệ thống")
    API = "api", _("Kết nối phần mềm")


class State(TextChoices):
    """Where a document stands (domain/documents 1.8, 1.9)."""

    ARRIVED = "arrived", _("Mới đến")
    REGISTERED = "registered", _("Đã vào sổ")
    WAITING = "waiting", _("Chờ phân phối")
    ASSIGNED = "assigned", _("Đã phân phối")
    IN_PROGRESS = "in_progress", _("Đang xử lý")
    REVIEW = "review", _("Chờ duyệt kết quả")
    DONE = "done", _("Hoàn thành")
    FILED = "filed", _("Đã lập hồ sơ")
    RETURNED = "returned", _("Đã trả lại")
    RECALLED = "recalled", _("Đã thu hồi")
    VOID = "void", _("Đã hủy số")
    # outgoing
    NUMBERED = "numbered", _("Đã cấp số")
    SEALED = "sealed", _("Đã ký số cơ quan")
    ISSUED = "issued", _("Đã phát hành")
    REPLACED = "replaced", _("Đã thay thế")


OPEN_STATES: Final = (
    State.ARRIVED,
    State.REGISTERED,
    State.WAITING,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.REVIEW,
)


class FileRole(TextChoices):
    """What a file is to its document."""

    MAIN = "main", _("Văn bản chính")
    ATTACHMENT = "attachment", _("Tệp kèm theo")
    ORIGINAL = "original", _("Bản gốc soạn thảo")
    PDF_VIEW = "pdf_view", _("Bản xem PDF")


class TextState(TextChoices):
    """Whether a file's text was taken out for search."""

    WAITING = "waiting", _("chờ")
    DONE = "done", _("xong")
    NONE = "none", _("không có chữ")
    FAILED = "failed", _("không đọc được")


class ViewState(TextChoices):
    """Whether a PDF to look at was made."""

    NONE = "none", _("không cần")
    WAITING = "waiting", _("đang tạo")
    DONE = "done", _("có")
    MISSING = "missing", _("máy chủ không có LibreOffice")
    FAILED = "failed", _("không tạo được")


class AddresseeKind(TextChoices):
    """Why a receiver gets the document (NĐ 30/2020 Phụ lục I, ô 9)."""

    MAIN = "main", _("Kính gửi")
    ACT = "act", _("Để thực hiện")
    REPORT = "report", _("Để báo cáo")
    COORDINATE = "coordinate", _("Để phối hợp")
    INFO = "info", _("Để biết")
    FILE = "file", _("Lưu")


DIRECTIVE_TYPES: Final = frozenset({"chi-thi", "cong-dien"})  # their kind says that they direct (SteeringType 2)


class LinkKind(TextChoices):
    """How one document speaks of another."""

    ANSWER = "answer", _("trả lời")
    REPLACES = "replaces", _("thay thế")
    CORRECTS = "corrects", _("đính chính")
    RECALLS = "recalls", _("thu hồi")
    PAPER = "paper", _("bản giấy đi sau")
    RELATED = "related", _("liên quan")
    DUPLICATE = "duplicate", _("đăng ký trùng")
    COPY_OF = "copy_of", _("bản sao của")


class CopyKind(TextChoices):
    """The kinds of copies, by the code of their type of document (NĐ 30/2020 Điều 25)."""

    TRUE_COPY = "sao-y", _("Sao y")
    COPY_OF_COPY = "sao-luc", _("Sao lục")
    EXTRACT = "trich-sao", _("Trích sao")

    @property
    def abbreviation(self) -> str:
        """The letters in the notation (Phụ lục III)."""
        return {"sao-y": "SY", "sao-luc": "SL", "trich-sao": "TrS"}[self.value]


class CopyForm(TextChoices):
    """What a paper that is copied, or its copy, is made of."""

    PAPER = "paper", _("Bản giấy")
    ELECTRONIC = "electronic", _("Bản điện tử")


class InstructionKind(TextChoices):
    """What kind of giving it was."""

    SUBMIT = "submit", _("trình")
    INSTRUCT = "instruct", _("bút phê")
    FORWARD = "forward", _("chuyển")
    HAND_ON = "hand_on", _("chuyển sang nơi khác")


class HandlingRole(TextChoices):
    """Vai trò of the receiver (NĐ 30/2020 Điều 23)."""

    DECIDE = "decide", _("Cho ý kiến")
    LEAD = "lead", _("Chủ trì")
    SUPPORT = "support", _("Phối hợp")
    INFO = "info", _("Để biết")


class HandlingState(TextChoices):
    """Whether the receiver is done."""

    OPEN = "open", _("đang xử lý")
    DONE = "done", _("xong")
    RETURNED = "returned", _("đã trả lại")
    WITHDRAWN = "withdrawn", _("đã rút")
    HANDED_ON = "handed_on", _("đã chuyển nơi khác")


# NĐ 30/2020 Phụ lục VI, phần II; trích yếu và ghi chú được dài hơn ở trong, chỉ cắt khi xuất ra.
FIELD_LENGTHS: Final[dict[str, int]] = {
    "code_number": 20,
    "code_notation": 60,
    "document_code": 200,
    "subject": 2000,
    "issuing_agency_name": 250,
    "signer_name": 100,
    "signer_position": 200,
    "language": 30,
    "note": 500,
}
LATEST_FORM_KEY: Final = 64


@dataclass(frozen=True, slots=True)
class IncomingData:
    """What the clerk fills in (NĐ 30/2020 Phụ lục VI, phần II, văn bản đến). The act makes the texts NFC and trims."""

    document_type: str  # DocumentType.code
    issuing_agency_name: str
    subject: str
    arrived_at: datetime
    code_number: str = ""
    code_notation: str = ""
    document_code: str = ""
    issued_on: date | None = None
    issuing_agency_id: int | None = None
    signer_name: str = ""
    signer_position: str = ""
    signer_capacity: str = ""
    urgency: int = Urgency.NORMAL
    secrecy: int = Secrecy.NONE
    circulation: str = ""
    language: str = "Tiếng Việt"
    pages: int | None = None
    copies: int | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    received_via: str = Channel.PAPER
    note: str = ""

    @property
    def arrived_on(self) -> date:
        """The day of arrival in Vietnamese time."""
        return timezone.localdate(self.arrived_at)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file handed in: where its bytes are read from, its name as sent, what it is."""

    stream: BinaryIO
    name: str
    role: str = FileRole.MAIN


@dataclass(frozen=True, slots=True)
class ScanPage:
    """A page of a PDF that may be a scan: how fine its picture is, None where the page is no picture."""

    dpi: float | None


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """What the clerk is told to copy, by whom, and into what (NĐ 30/2020 Điều 25-27).

    `order` is how the order was given ("bút phê ngày …"). `pages` ("1, 3-5") or `text` choose the part of an extract.
    `scan` replaces the document's own file as what is copied.
    """

    kind: str
    source_form: str
    made_form: str
    ordered_by_post_id: int
    order: str
    recipients: tuple[str, ...] = ()
    copies: int | None = None
    scan: NewFile | None = None
    pages: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """The result of a registration; `created` is False when the same form had come before."""

    id: int
    uid: UUID
    number: int
    created: bool


@dataclass(frozen=True, slots=True)
class Target:
    """One receiver of an instruction: a post or a unit, in a role, with or without an own deadline."""

    role: str
    post_id: int | None = None
    unit_id: int | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """A line already registered that looks like the same paper."""

    uid: UUID
    number: int | None
    arrived_at: datetime | None
    full_code: str
    issuing_agency_name: str
    subject: str
    state: str


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A line to be loaded with its state as it stood elsewhere: demonstration, migration, benchmarks.

    An incoming line keeps the sender's number in `data`; an outgoing one gets the number of its register. With a
    `leader_post_id` it was handed up; with a `lead_unit_id` the leader gave it on, and `lead_post_id` works on it.
    `body` is text that search finds beside the registration; `files` are stored with the line.
    """

    data: IncomingData
    registered_at: datetime
    state: str
    direction: str = Direction.INCOMING
    leader_post_id: int | None = None
    leader_name: str = ""
    leader_title: str = ""
    text: str = ""
    lead_unit_id: int | None = None
    lead_unit_name: str = ""
    lead_post_id: int | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    closing_note: str = ""
    body: str = ""
    files: tuple[NewFile, ...] = ()


# Câu bút phê mẫu; người dùng sửa được trước khi ghi.
STOCK_PHRASES: Final = (
    _("Giao đơn vị chủ trì nghiên cứu, tham mưu văn bản trả lời, trình trước hạn."),
    _("Giao đơn vị chủ trì, phối hợp các đơn vị liên quan triển khai thực hiện."),
    _("Giao Văn phòng theo dõi, đôn đốc, báo cáo kết quả."),
    _("Tổng hợp số liệu, dự thảo báo cáo."),
    _("Nghiên cứu, thực hiện theo thẩm quyền."),
    _("Sao gửi các đơn vị biết, thực hiện."),
    _("Báo cáo tôi trước khi trả lời."),
    _("Lưu hồ sơ, không cần trả lời."),
)


class OpenedKind(TextChoices):
    """What was opened, for the figures of use (NĐ 30/2020 Phụ lục VI: lượt truy cập)."""

    DOCUMENT = "document", _("Văn bản")
    FILE = "file", _("Tệp của văn bản")
    DRAFT = "draft", _("Dự thảo")
    CASE_FILE = "case_file", _("Hồ sơ")
