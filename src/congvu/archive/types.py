"""Words of the law as values, and the plain values that pages, packages and other apps receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    """Where the file plan of a year stands (NĐ 30/2020 Điều 29: approved by the head, issued at the year's start)."""

    DRAFT = "draft", _("Đang lập")
    SUBMITTED = "submitted", _("Chờ phê duyệt")
    APPROVED = "approved", _("Đã phê duyệt")
    ISSUED = "issued", _("Đã ban hành")


class Numbering(TextChoices):
    """How case files of a plan are numbered (Phụ lục V)."""

    WHOLE = "whole", _("Liên tục trong cả danh mục")
    HEADING = "heading", _("Theo từng đề mục lớn")


class FileState(TextChoices):
    """Where a case file stands. The plain ones are those of a work file (domain/documents 10)."""

    NEW = "new", _("Mới mở")
    RUNNING = "running", _("Đang lập")
    PAUSED = "paused", _("Tạm dừng")
    CLOSED = "closed", _("Đã kết thúc")
    OFFERED = "offered", _("Chờ tiếp nhận")
    CHECKING = "checking", _("Đang tiếp nhận")
    ARCHIVED = "archived", _("Đã nộp lưu")
    DISPOSED = "disposed", _("Đã hủy tài liệu")
    CANCELLED = "cancelled", _("Đã bỏ")


OPEN_FILES: Final = (FileState.NEW, FileState.RUNNING, FileState.PAUSED)


class Usage(TextChoices):
    """Chế độ sử dụng; the values are the codes of TT 05/2025/TT-BNV (`mode`)."""

    OPEN = "01", _("Công khai")
    CONDITIONAL = "02", _("Có điều kiện")
    SECRET = "03", _("Mật")


class Language(TextChoices):
    """Ngôn ngữ; the values are the codes of TT 05/2025/TT-BNV."""

    VIETNAMESE = "01", _("Tiếng Việt")
    ENGLISH = "02", _("Tiếng Anh")
    FRENCH = "03", _("Tiếng Pháp")
    RUSSIAN = "04", _("Tiếng Nga")
    CHINESE = "05", _("Tiếng Trung")
    VIETNAMESE_ENGLISH = "06", _("Tiếng Việt, tiếng Anh")
    VIETNAMESE_RUSSIAN = "07", _("Tiếng Việt, tiếng Nga")
    VIETNAMESE_FRENCH = "08", _("Tiếng Việt, tiếng Pháp")
    HAN_NOM = "09", _("Hán Nôm")
    VIETNAMESE_CHINESE = "10", _("Tiếng Việt, tiếng Trung")
    OTHER = "11", _("Khác")


class FileForm(TextChoices):
    """In what form a case file is kept."""

    ELECTRONIC = "electronic", _("Hồ sơ điện tử")
    PAPER = "paper", _("Hồ sơ giấy")
    MIXED = "mixed", _("Hồ sơ hỗn hợp")


class MaterialKind(TextChoices):
    """Material that is no registered document (Điều 28, 30: also pictures, films, sound)."""

    PAPER = "paper", _("Tài liệu giấy")
    PICTURE = "picture", _("Ảnh")
    SOUND = "sound", _("Ghi âm")
    FILM = "film", _("Phim, ghi hình")
    MAP = "map", _("Bản đồ, bản vẽ")
    DATA = "data", _("Tệp dữ liệu")
    OTHER = "other", _("Khác")


class MemberRole(TextChoices):
    """What a person does in a case file."""

    KEEPER = "keeper", _("Người lập hồ sơ")
    SUPPORT = "support", _("Phối hợp")
    READER = "reader", _("Theo dõi")


class RemovalReason(TextChoices):
    """Why a document was taken out (Điều 30.3: duplicates and drafts without value)."""

    DUPLICATE = "duplicate", _("Bản trùng")
    WORTHLESS = "worthless", _("Bản thảo, bản nháp không có giá trị")
    MISPLACED = "misplaced", _("Không thuộc hồ sơ này")


class HandoverState(TextChoices):
    """States of a hand-over (domain/documents 8.1)."""

    DRAFT = "draft", _("Đang chuẩn bị")
    WAITING = "waiting", _("Chờ tiếp nhận")
    CHECKING = "checking", _("Đang xử lý")
    PASSED = "passed", _("Đạt, chờ ký biên bản")
    FAILED = "failed", _("Không đạt, trả lại")
    COMPLETE = "complete", _("Hoàn thành")


class MinutesState(TextChoices):
    """How far minutes are signed."""

    WAITING = "waiting", _("Chờ ký")
    SIGNED = "signed", _("Đã ký số đủ")
    ON_PAPER = "on_paper", _("Ký trên giấy, có bản quét")


class TransferState(TextChoices):
    """States of a hand-over to the historical archive."""

    DRAFT = "draft", _("Chờ duyệt mục lục")
    APPROVED = "approved", _("Đã duyệt, lập gói")
    SENT = "sent", _("Đã gửi, chờ kết quả")
    DONE = "done", _("Hoàn thành")


class ItemState(TextChoices):
    """What came of one case file in a hand-over."""

    WAITING = "waiting", _("Chờ kiểm tra")
    GOOD = "good", _("Đạt")
    BAD = "bad", _("Không đạt")


class KeepBackState(TextChoices):
    """Whether the head consented to keeping a file back (Điều 30.4: at most two years)."""

    ASKED = "asked", _("Chờ người đứng đầu đồng ý")
    ALLOWED = "allowed", _("Được giữ lại")
    REFUSED = "refused", _("Không đồng ý")


class ChangeState(TextChoices):
    """A change of rights is only warned of until the competent person confirms it (Phụ lục VI, F3)."""

    WAITING = "waiting", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    REFUSED = "refused", _("Không đồng ý")


class LoanKind(TextChoices):
    """How a kept file is used."""

    PAPER = "paper", _("Mượn bản giấy")
    ELECTRONIC = "electronic", _("Đọc bản điện tử")
    READING_ROOM = "reading_room", _("Đọc tại phòng đọc")


class LoanState(TextChoices):
    """Where a loan stands."""

    ASKED = "asked", _("Chờ cho phép")
    REFUSED = "refused", _("Không cho phép")
    ALLOWED = "allowed", _("Được phép")
    LENT = "lent", _("Đang mượn")
    RETURNED = "returned", _("Đã trả")


OPEN_LOANS: Final = (LoanState.ASKED, LoanState.ALLOWED, LoanState.LENT)


class DisposalState(TextChoices):
    """Where a disposal stands: list, council, decision, destroyed with minutes."""

    DRAFT = "draft", _("Đang lập danh mục")
    COUNCIL = "council", _("Hội đồng xét")
    DECIDED = "decided", _("Đã có quyết định")
    DONE = "done", _("Đã hủy")
    CANCELLED = "cancelled", _("Đã bỏ")


# NĐ 30/2020 Phụ lục VI phần II, bảng hồ sơ; tiêu đề được dài hơn ở trong, chỉ cắt khi xuất ra theo mẫu cố định.
FIELD_LENGTHS: Final[dict[str, int]] = {
    "title": 1000,
    "notation": 20,
    "description": 500,
    "keyword": 300,
    "retention_note": 200,
}


@dataclass(frozen=True, slots=True)
class FileData:
    """What is filled in for a case file (Phụ lục VI phần II). `retention` is `RetentionValue.code`."""

    title: str
    notation: str
    retention: str
    started_on: date
    usage: str = Usage.OPEN
    language: str = Language.VIETNAMESE
    form: str = FileForm.ELECTRONIC
    is_construction: bool = False
    description: str = ""
    keyword: str = ""
    retention_note: str = ""
    paper_place: str = ""


@dataclass(frozen=True, slots=True)
class MaterialData:
    """What is filled in for other material; `seconds` for sound and film, `sheets` for paper."""

    kind: str
    title: str
    author: str = ""
    made_on: date | None = None
    made_at_place: str = ""
    medium: str = ""
    seconds: int | None = None
    sheets: int | None = None
    note: str = ""


# ---- A complete case file, as archival packages and exports get it -------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExportAgent:
    """Who made, handed over or keeps the file. `code` is the agency's identification code, may be empty."""

    role: str  # "creator" (lập hồ sơ), "submitter" (nộp lưu), "archivist" (lưu trữ hiện hành)
    kind: str  # "organization" or "individual"
    name: str
    code: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ExportRetention:
    """Thời hạn bảo quản. `archive_code` is the code of TT 05/2025/TT-BNV, 01 permanent … 07 other."""

    code: str
    label: str
    archive_code: str
    years: int | None  # None for permanent and "until the document ceases to have effect"
    permanent: bool
    legal_basis: str


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A stored file. `file_id` opens its bytes by `kernel.files.open`; they are never rewritten.

    `role`: "main", "attachment", "original" (as drafted), "pdf_view" (a view made here, no record), "material".
    `signed` says that a signature was found in it, `signature_verdict` what the newest check said ("" unchecked).
    """

    file_id: int
    uid: UUID
    name: str
    role: str
    media_type: str
    size: int
    sha256: str
    pages: int | None = None
    signed: bool = False
    signature_level: str = ""  # B-B, B-T, B-LT, B-LTA
    signature_verdict: str = ""  # valid, invalid, unknown, none
    signature_report: str = ""  # the kept report as JSON, empty where none


@dataclass(frozen=True, slots=True)
class ExportEvent:
    """An act of the history, oldest first. `type` is the stable code of the audit log."""

    uid: str
    type: str
    at: datetime
    text: str
    person: str
    post: str
    detail: str = ""


class RunState(TextChoices):
    """How far a long export is."""

    WAITING = "waiting", _("Đang chờ")
    RUNNING = "running", _("Đang dựng")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Không dựng được")
    EXPIRED = "expired", _("Đã hết hạn tải")


@dataclass(frozen=True, slots=True)
class ExportReceiver:
    """A receiver of an outgoing document (Phụ lục VI, outgoing fields 13.1 and 13.2); `code` may be empty."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """A document of the file with its fields (Phụ lục VI phần II; EAD_doc of TT 05/2025) and files.

    `kind` is "document" or a MaterialKind. `type_archive_code` 01 … 32; `language_code` 01 … 11; `usage` 01 … 03.
    `pages` counts pages of the record, `dated_on` puts it in time order, `ordinal` is its place in the file.
    """

    uid: UUID
    ordinal: int
    kind: str
    doc_code: str  # mã định danh văn bản, may be empty
    arc_doc_code: str  # given at hand-over, may be empty
    direction: str  # "incoming", "outgoing", "" for other material
    type_name: str
    type_archive_code: str
    code_number: str
    code_notation: str
    issued_on: date | None
    dated_on: date | None
    organ_name: str
    subject: str
    language: str
    language_code: str
    pages: int | None
    signer_name: str
    signer_position: str
    arrival_number: int | None
    arrived_on: date | None
    usage: str
    keyword: str
    autograph: str
    confidence: str  # "01" gốc điện tử, "02" số hóa, "03" hỗn hợp
    format: str
    process: str
    note: str
    files: tuple[ExportFile, ...]
    history: tuple[ExportEvent, ...]
    receivers: tuple[ExportReceiver, ...] = ()

    @property
    def full_code(self) -> str:
        """Số, ký hiệu as printed."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)


@dataclass(frozen=True, slots=True)
class CaseFileExport:
    """A complete case file: everything that an export or an archival package says, in plain values.

    `file_code` = `organ_id`.`catalog_year`.`notation` (Phụ lục VI). `arc_file_code`, `fonds_code`, `archive_code` are
    empty before hand-over. Documents stand in their order in the file. Nothing here is secret.
    """

    uid: UUID
    file_code: str
    organ_id: str
    catalog_year: int
    notation: str
    arc_file_code: str
    archive_code: str
    fonds_code: str
    fonds_name: str
    title: str
    retention: ExportRetention
    usage: str
    usage_label: str
    language_code: str
    language: str
    started_on: date
    ended_on: date | None
    keyword: str
    description: str
    creator: str
    form: str
    paper_file_code: str
    paper_sheets: int | None
    doc_total: int
    page_total: int
    state: str
    made_at: datetime
    agents: tuple[ExportAgent, ...]
    documents: tuple[ExportDocument, ...]
    history: tuple[ExportEvent, ...]
    info_sign: str = ""
    confidence: str = "01"
    risk_recovery: bool = False
    risk_recovery_status: str = ""
