"""Plain values of signing: where marks stand on a paper, and what a check of signatures found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Hierarchy(TextChoices):
    """The hierarchies of certificates that stand side by side (domain/documents 7.1)."""

    OFFICIAL = "official", _("Chuyên dùng công vụ (Ban Cơ yếu Chính phủ)")
    NATIONAL = "national", _("Quốc gia và dịch vụ công cộng (NEAC)")
    OWN = "own", _("Riêng của cơ quan")
    DEMO = "demo", _("Minh họa, không có giá trị pháp lý")


class CopyMark(TextChoices):
    """The kinds of copies as they stand on the page (NĐ 30/2020 Điều 25)."""

    TRUE_COPY = "SY", "SAO Y"
    COPY_OF_COPY = "SL", "SAO LỤC"
    EXTRACT = "TrS", "TRÍCH SAO"


class Provider(TextChoices):
    """Where a private key is, and so how it signs (domain/documents 7.3)."""

    VAULT = "p12", _("Máy chủ giữ khóa (PKCS#12)")
    MODULE = "pkcs11", _("Thiết bị HSM của cơ quan (PKCS#11)")
    REMOTE = "csc", _("Ký số từ xa (CSC)")
    TOKEN = "token", _("Thiết bị trên máy người dùng (USB token)")


EXPIRES_SOON = timedelta(days=30)
ELSEWHERE = frozenset({Provider.REMOTE, Provider.TOKEN})
"""Khóa không ở máy chủ: ký qua một yêu cầu ký, xong sau khi người ký xác nhận."""


class RequestState(TextChoices):
    """How a signature that is made elsewhere stands."""

    WAITING = "waiting", _("chờ xác nhận")
    DONE = "done", _("thành công")
    REFUSED = "refused", _("từ chối")
    EXPIRED = "expired", _("hết thời gian")
    FAILED = "failed", _("không ký được")
    CANCELLED = "cancelled", _("đã hủy")


class BatchState(TextChoices):
    """How a run over many papers stands."""

    RUNNING = "running", _("đang ký")
    STOPPING = "stopping", _("đang dừng")
    DONE = "done", _("đã xong")
    STOPPED = "stopped", _("đã dừng")


class ItemState(TextChoices):
    """How one paper of a run stands."""

    WAITING = "waiting", _("chờ")
    DONE = "done", _("đã ký")
    FAILED = "failed", _("không ký được")
    STOPPED = "stopped", _("chưa ký, đã dừng")


Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]
"""Levels of PAdES (ETSI EN 319 142-1): signed; its time proven; evidence kept; the evidence itself time-stamped."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF points; the origin is the lower left corner of the page."""

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """Where the number, the date and the two signatures stand (NĐ 30/2020 Phụ lục I, ô 3, 4, 7c, 8).

    Number and date stand on the first page; texts are centred vertically in their boxes. Pages count
    from 0, -1 is the last one. `qr_url` makes `qr_box` on the first page an active link.
    """

    number_box: Box
    date_box: Box
    person_box: Box
    seal_box: Box
    page_of_signatures: int = -1
    qr_url: str = ""
    qr_box: Box | None = None
    number_size: float = 13
    date_size: float = 13.5
    number_align: Literal["left", "center", "right"] = "left"
    date_align: Literal["left", "center", "right"] = "center"


@dataclass(frozen=True, slots=True)
class SignPlace:
    """Where one of several persons signs a paper of her own kind, such as minutes: `label` says who is meant."""

    name: str
    label: str
    box: Box
    page: int = -1


def seal_box_beside(person_box: Box, *, diameter_mm: float = 36) -> Box:
    """Return the box of a seal in its real size that covers the left third of the person's signature (Điều 33)."""
    left, bottom, right, top = person_box
    size = diameter_mm * MM
    edge = left + (right - left) / 3
    middle = (bottom + top) / 2
    return (edge - size, middle - size / 2, edge, middle + size / 2)


SignerKind = Literal["person", "agency", "authority", "unknown"]
"""`authority` stamps time over the whole file; it neither signs for a person nor for an agency."""

CheckState = Literal["passed", "failed", "unknown", "warning"]
Verdict = Literal["valid", "invalid", "unknown", "none"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question of domain/documents 7.4 with its answer; `reason` names the sentence, `data` fills it."""

    code: str
    state: CheckState
    reason: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as the certificate says."""

    kind: SignerKind
    name: str
    organisation: str
    title: str
    email: str
    subject: str
    issuer: str
    serial: str
    certificate_sha256: str
    valid_from: datetime
    valid_to: datetime
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature and the answer to every check. `level` is the PAdES level found: B-B, B-T, B-LT, B-LTA, or old."""

    index: int
    field: str
    verdict: Verdict
    signer: Signer | None
    claimed_at: datetime | None
    proven_at: datetime | None
    timestamp_authority: str
    level: str
    subfilter: str
    digest_algorithm: str
    signature_algorithm: str
    key: str
    reason_given: str
    covers_whole_file: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What one check of one file found. `complete` says that a person and an agency both signed soundly (7.4, 9)."""

    sha256: str
    size: int
    verdict: Verdict
    complete: bool
    checked_at: datetime
    checker: str
    trust_list: str
    checks: tuple[Check, ...]
    signatures: tuple[SignatureReport, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who holds a checked file and where people look at it: told when a later check finds it worse."""

    agency_id: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A verdict that a later check changed, as the page of re-checks lists it."""

    id: int
    at: datetime
    title: str
    url: str
    before: Verdict
    after: Verdict
    what: str
    is_worse: bool
    is_aged: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """One night's walk."""

    started_at: datetime
    finished_at: datetime | None
    checked_count: int
    changed_count: int
    worse_count: int


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """An issued paper as the public check page shows it; `subject` is empty where it is not public."""

    uid: UUID
    agency: str
    number: str
    date: date
    subject: str
    file_sha256: str
    withdrawn_at: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as the administration page lists it; never the key itself."""

    id: int
    owner: str
    of_agency: bool
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    is_demo: bool
    closed_at: datetime | None
    closed_reason: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use of a key."""

    at: datetime
    purpose: str
    person: str
    post: str
    file_sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnchorLine:
    """A trusted root as the administration page lists it."""

    id: int
    name: str
    hierarchy: str
    sha256: str
    legal_basis: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ListLine:
    """The newest list of revoked certificates of an issuer."""

    issuer: str
    this_update: datetime
    next_update: datetime | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A signature that is made elsewhere, as its page and its caller see it."""

    uid: UUID
    provider: str
    state: str
    state_label: str
    title: str
    said: str
    reference: str
    person_id: int
    back_url: str
    expires_at: datetime
    ended_at: datetime | None
    result_file_id: int | None


@dataclass(frozen=True, slots=True)
class TokenPass:
    """What the signing program on the user's machine needs, shown once: addresses and the pass of the session."""

    download: str
    upload: str
    session: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One paper of a run."""

    label: str
    state: str
    state_label: str
    said: str


@dataclass(frozen=True, slots=True)
class BatchCard:
    """How far a run is."""

    uid: UUID
    title: str
    state: str
    state_label: str
    done: int
    failed: int
    stopped: int
    total: int
    back_url: str
    lines: tuple[BatchLine, ...]

    @property
    def handled(self) -> int:
        """Papers that are not waiting any more."""
        return self.done + self.failed + self.stopped


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of the person herself, as her page shows it."""

    id: int
    provider: str
    provider_label: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    is_demo: bool
    in_force: bool
    is_used: bool
    days_left: int
    expires_soon: bool
