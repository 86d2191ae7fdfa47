"""Words of the exchange as values, and the plain values that other apps and pages receive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class PackageKind(TextChoices):
    """The two messages of QCVN 102:2016: a document, or a report about one."""

    EDOC = "edoc", _("Văn bản")
    STATUS = "status", _("Trạng thái")


class Business(IntegerChoices):
    """BussinessDocType: what a document message does."""

    NEW = 0, _("Văn bản mới")
    RECALL = 1, _("Thu hồi")
    UPDATE = 2, _("Cập nhật")
    REPLACE = 3, _("Thay thế")


class StatusCode(TextChoices):
    """Handling states of the axis; 07-12 and 14 have no known meaning and are shown by their code."""

    ARRIVED = "01", _("Đã đến")
    REFUSED = "02", _("Từ chối tiếp nhận")
    ACCEPTED = "03", _("Đã tiếp nhận")
    ASSIGNED = "04", _("Phân công")
    PROCESSING = "05", _("Đang xử lý")
    DONE = "06", _("Hoàn thành")
    TAKE_BACK = "13", _("Lấy lại")
    AGREED = "15", _("Đồng ý cập nhật, lấy lại")
    DISAGREED = "16", _("Từ chối cập nhật, lấy lại")


class MailingState(TextChoices):
    """How one package to one receiver stands. Done means: the receiver's signed receipt is in."""

    WAITING = "waiting", _("Đang gửi")
    SENT = "sent", _("Đã chuyển trục")
    DONE = "done", _("Đã đến nơi")
    REFUSED = "refused", _("Nơi nhận từ chối gói tin")
    DEAD = "dead", _("Không gửi được")


class Proof(TextChoices):
    """What shows that a receiver has a package."""

    SIGNED = "signed", _("Biên nhận do nơi nhận ký")
    AXIS = "axis", _("Trục liên thông báo nơi nhận đã lấy")


class ArrivalState(TextChoices):
    """How an arrived document stands at the receiver."""

    ARRIVED = "arrived", _("Chờ vào sổ")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    REFUSED = "refused", _("Đã trả lại")
    WITHDRAWN = "withdrawn", _("Nơi gửi đã lấy lại")


class Verdict(TextChoices):
    """What the checks of an arrival say (QĐ 28/2018 Điều 4, 5)."""

    SOUND = "sound", _("Đủ giá trị pháp lý")
    INFORMATION = "information", _("Để biết")
    UNSOUND = "unsound", _("Không toàn vẹn hoặc chữ ký không hợp lệ")


class CarrierKind(TextChoices):
    """How packages travel to a partner."""

    LOCAL = "local", _("Trong bản cài đặt này")
    HTTPS = "https", _("HTTPS giữa hai bản cài đặt")
    AXIS = "axis", _("Trục liên thông (API của trục)")
    JETSTREAM = "jetstream", _("NATS JetStream")


class ChangeState(TextChoices):
    """How the sender's wish to take back, update or replace a document stands."""

    WAITING = "waiting", _("chờ trả lời")
    AGREED = "agreed", _("đã đồng ý")
    DISAGREED = "disagreed", _("đã từ chối")


CLOSED_MAILINGS: Final = (MailingState.DONE, MailingState.REFUSED)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is said of a package on the way; signed by the sending installation.

    `system` is the print of the sender's key, `sent_at` the moment of this attempt, `sha256` the raw message's digest.
    """

    uid: UUID
    kind: str
    sender_code: str
    receiver_code: str
    sha256: str
    size: int
    sent_at: datetime
    system: str = ""


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """The receiver's proof that it holds a package: the exact text that was signed, and the signature (hexadecimal)."""

    text: str
    signature: str


@dataclass(frozen=True, slots=True)
class AxisWord:
    """What an axis says of a receiver's copy, and the receiver's receipt where it has one."""

    status: str
    text: str
    at: datetime
    receipt: SignedReceipt | None = None


@dataclass(frozen=True, slots=True)
class StaffCard:
    """Who did what a status reports (StaffInfo)."""

    name: str = ""
    department: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency that documents can be sent to."""

    code: str
    name: str
    parent_name: str = ""
    is_here: bool = False
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A handling state that came from, or went to, the other side."""

    code: str
    label: str
    at: datetime
    description: str
    staff: str
    note: str = ""
    """What the description says beyond the label."""


@dataclass(frozen=True, slots=True)
class MailingView:
    """One package to one receiver, with the states that came back."""

    uid: UUID
    kind: str
    business: int
    receiver_code: str
    receiver_name: str
    state: str
    state_label: str
    created_at: datetime
    done_at: datetime | None
    received_at: datetime | None
    attempts: int
    cause: str
    statuses: tuple[StatusLine, ...] = ()
    change: str = ""
    answer: StatusLine | None = None
    """The receiver's newest answer to our wish to take back, update or replace."""
    proof: str = ""
    """What shows that the receiver has it (`Proof`); empty as long as nothing does."""

    @property
    def proof_label(self) -> str:
        """The proof in words."""
        return str(Proof(self.proof).label) if self.proof else ""

    @property
    def latest(self) -> StatusLine | None:
        """The newest handling state."""
        return self.statuses[-1] if self.statuses else None


@dataclass(frozen=True, slots=True)
class ArrivedFileView:
    """A file of an arrival with what was found of its signatures."""

    file_id: int
    name: str
    media_type: str
    size: int
    sha256: str
    is_main: bool
    verdict: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One question that the receiver's system asked of an arrival; `ok` None where it could not be answered."""

    code: str
    ok: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """A received document as the clerk and `documents` see it; `head` holds what the message said."""

    uid: UUID
    agency_id: int
    sender_code: str
    sender_name: str
    document_code: str
    business: int
    state: str
    state_label: str
    verdict: str
    verdict_label: str
    arrived_at: datetime
    sent_at: datetime | None
    full_code: str
    code_number: str
    code_notation: str
    subject: str
    issued_on: date | None
    type_name: str
    type_code: str
    signer_name: str
    signer_position: str
    signer_capacity: str
    urgency: int
    steering: int
    due_on: date | None
    pages: int | None
    paper_follows: bool
    answers: tuple[str, ...]
    replaces: tuple[str, ...]
    checks: tuple[CheckLine, ...]
    files: tuple[ArrivedFileView, ...]
    document_uid: UUID | None
    reason: str
    change: str = ""
    change_reason: str = ""
    status_code: str = ""
    head: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A stored file that goes with a document."""

    file_id: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class EarlierDocument:
    """A document of another agency that this one answers."""

    agency_code: str
    document_code: str
    number: str = ""
    notation: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class OutgoingDocument:
    """A document to be sent, as its owner knows it; the exchange makes the edXML message of it.

    The first file is the document itself. `steering` 2 is a directive, 3 a report on one. `replaces` names the codes
    of the documents that this one takes the place of.
    """

    document_code: str
    subject: str
    number: str
    notation: str
    issued_on: date
    type_name: str
    files: tuple[OutgoingFile, ...]
    content: str = ""
    signer_name: str = ""
    signer_position: str = ""
    signer_capacity: str = ""
    urgency: int = 0
    due_on: date | None = None
    send_by: datetime | None = None
    to_places: tuple[str, ...] = ()
    pages: int | None = None
    copies: int | None = None
    sphere: str = ""
    steering: int = 1
    paper_follows: bool = False
    answers: tuple[EarlierDocument, ...] = ()
    business: int = Business.NEW
    reason: str = ""
    replaces: tuple[str, ...] = ()
    staff: StaffCard = StaffCard()


@dataclass(frozen=True, slots=True)
class Way:
    """By which way packages for a code go: to an agency here, or to a partner."""

    receiver_code: str
    name: str
    agency_id: int | None = None
    partner_id: int | None = None
    carrier: str = CarrierKind.LOCAL
