"""Documents: one row of a register, its files, addressees and links."""

from typing import ClassVar

import uuid6
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from ..types import (
    OPEN_STATES,
    AddresseeKind,
    Capacity,
    Channel,
    Circulation,
    Direction,
    FileRole,
    LinkKind,
    Secrecy,
    State,
    TextState,
    Urgency,
    ViewState,
)
from .catalogue import DocumentType, Register


def _folded(*names: str) -> Func:
    """Return the folded text of some columns, notations opened at their separators: the words of the register."""
    parts: list[object] = []
    for name in names:
        parts += [F(name), Value(" ")]
    folded = Func(Concat(*parts, output_field=TextField()), function="vn_fold", output_field=TextField())
    return Func(folded, Value("/-.,_"), Value("     "), function="translate", output_field=TextField())


class Document(models.Model):
    """One line of a register: a document that came in or went out. Never deleted: voided with a reason, or closed.

    `number` is the arrival number (số đến) or the number of an outgoing document; `code_number` and `code_notation`
    are what the paper itself carries ("05" and "BNV-VP"). The first signature and number of an outgoing document come
    from its draft. Fields and their lengths: NĐ 30/2020 Phụ lục VI phần II, widened where practice needs it.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    direction = models.CharField(_("chiều"), max_length=10, choices=Direction)
    agency = models.ForeignKey(
        "identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan"), db_index=False
    )
    register = models.ForeignKey(
        Register, models.PROTECT, null=True, related_name="documents", verbose_name=_("sổ"), db_index=False
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số"), null=True)
    number_suffix = models.CharField(_("số phụ"), max_length=3, blank=True)
    document_type = models.ForeignKey(
        DocumentType, models.PROTECT, related_name="+", verbose_name=_("tên loại"), db_index=False
    )
    code_number = models.CharField(_("số của văn bản"), max_length=20, blank=True)
    code_notation = models.CharField(_("ký hiệu"), max_length=60, blank=True)
    document_code = models.CharField(_("mã định danh văn bản"), max_length=200, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=2000, blank=True)
    issued_on = models.DateField(_("ngày văn bản"), null=True)
    issuing_agency = models.ForeignKey(
        "identity.Agency",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("cơ quan ban hành"),
        db_index=False,
    )
    issuing_agency_name = models.CharField(_("tên cơ quan ban hành"), max_length=250)
    signer_name = models.CharField(_("người ký"), max_length=100, blank=True)
    signer_position = models.CharField(_("chức vụ người ký"), max_length=200, blank=True)
    signer_capacity = models.CharField(_("quyền hạn ký"), max_length=5, choices=Capacity, blank=True)
    urgency = models.PositiveSmallIntegerField(_("mức độ khẩn"), choices=Urgency, default=Urgency.NORMAL)
    secrecy = models.PositiveSmallIntegerField(_("độ mật"), choices=Secrecy, default=Secrecy.NONE)
    circulation = models.CharField(_("phạm vi lưu hành"), max_length=20, choices=Circulation, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=30, default="Tiếng Việt")
    pages = models.PositiveSmallIntegerField(_("số trang"), null=True)
    copies = models.PositiveSmallIntegerField(_("số bản"), null=True)
    due_on = models.DateField(_("hạn trả lời"), null=True)
    due_at = models.DateTimeField(_("hạn giải quyết"), null=True)
    arrived_at = models.DateTimeField(_("đến lúc"), null=True)
    received_via = models.CharField(_("nhận qua"), max_length=20, choices=Channel, blank=True)
    registered_at = models.DateTimeField(_("đăng ký lúc"))
    forwarded_at = models.DateTimeField(_("chuyển lúc"), null=True)
    pass_on_due_at = models.DateTimeField(_("hạn trình, chuyển"), null=True)
    pass_on_remind_at = models.DateTimeField(_("lần nhắc trình tới"), null=True)
    issued_at = models.DateTimeField(_("phát hành lúc"), null=True)
    closed_at = models.DateTimeField(_("xong lúc"), null=True)
    closing_note = models.CharField(_("kết quả, lý do"), max_length=500, blank=True)
    frozen_at = models.DateTimeField(_("đóng băng lúc"), null=True)  # thu hồi: hàng không đổi được nữa
    state = models.CharField(_("trạng thái"), max_length=20, choices=State)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    lead_unit = models.ForeignKey(
        "identity.Unit",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("đơn vị chủ trì"),
        db_index=False,
    )
    handler_text = models.CharField(_("đơn vị hoặc người nhận"), max_length=1000, blank=True)
    drafting_unit = models.ForeignKey(
        "identity.Unit",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("đơn vị soạn thảo"),
        db_index=False,
    )
    created_by_post = models.ForeignKey(
        "identity.Post", models.PROTECT, related_name="+", verbose_name=_("lập bởi"), db_index=False
    )
    once_key = models.CharField(_("khóa một lần"), max_length=64, blank=True)
    duplicate_key = models.CharField(_("khóa so trùng"), max_length=400, blank=True)
    issuer_fold = models.GeneratedField(
        expression=Func(F("issuing_agency_name"), function="vn_fold", output_field=TextField()),
        output_field=TextField(),
        db_persist=True,
    )
    words = models.GeneratedField(
        expression=SearchVector(
            _folded("subject", "code_number", "code_notation", "issuing_agency_name", "signer_name"), config="simple"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["register", "number", "number_suffix"], name="documents_number_once_in_register"
            ),
            models.UniqueConstraint(
                fields=["agency", "once_key"], condition=~Q(once_key=""), name="documents_form_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(register__isnull=False), name="documents_number_has_register"
            ),
            models.CheckConstraint(
                condition=~Q(direction=Direction.INCOMING)
                | Q(number__isnull=False)
                | Q(state__in=[State.ARRIVED, State.RETURNED]),
                name="documents_incoming_is_numbered",
            ),
            models.CheckConstraint(condition=Q(urgency__lte=4) & Q(secrecy__lte=3), name="documents_levels_known"),
            models.CheckConstraint(
                condition=Q(secrecy__lt=Secrecy.TOP_SECRET) | Q(subject=""), name="documents_top_secret_has_no_subject"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.VOID) | ~Q(closing_note=""), name="documents_void_has_reason"
            ),
        ]
        # The register page is asked by register and one filter, newest number first; each usual filter has its index.
        indexes: ClassVar = [
            models.Index(fields=["register", "state", "-number"], name="documents_reg_state"),
            models.Index(fields=["register", "-number"], condition=Q(state__in=OPEN_STATES), name="documents_reg_open"),
            models.Index(fields=["register", "lead_unit", "-number"], name="documents_reg_lead"),
            models.Index(fields=["register", "issued_on"], name="documents_reg_issued"),
            # Answers "the highest numbers among the lines of some days", which no other index can.
            GistIndex(fields=["register", "arrived_at", "number"], name="documents_reg_days"),
            models.Index(F("register"), F("arrived_at"), F("id"), name="documents_by_arrived"),
            models.Index(F("register"), F("issuer_fold"), F("id"), name="documents_by_issuer"),
            models.Index(F("register"), F("document_type"), F("number"), F("id"), name="documents_by_type"),
            models.Index(fields=["register", "-number"], condition=Q(urgency__gt=0), name="documents_reg_urgent"),
            models.Index(
                fields=["agency", "direction", "due_at"],
                condition=Q(state__in=OPEN_STATES),
                name="documents_open_due",
            ),
            models.Index(fields=["agency", "duplicate_key"], name="documents_same_paper"),
            models.Index(
                fields=["pass_on_remind_at"], condition=Q(state=State.REGISTERED), name="documents_pass_on_remind"
            ),
            # Reports count a year of an agency out of the index alone.
            models.Index(
                fields=["agency", "arrived_at"],
                include=["lead_unit", "state", "due_at", "closed_at", "secrecy"],
                condition=Q(direction=Direction.INCOMING),
                name="documents_report_in",
            ),
            models.Index(
                fields=["agency", "issued_at"],
                include=["id", "drafting_unit", "document_type", "state", "secrecy"],
                condition=Q(direction=Direction.OUTGOING),
                name="documents_report_out",
            ),
            models.Index(
                fields=["agency", "document_code"], condition=~Q(document_code=""), name="documents_same_code"
            ),
            models.Index(fields=["agency", "direction", "-id"], name="documents_newest"),
            GinIndex(fields=["words"], name="documents_words"),
        ]

    def __str__(self) -> str:
        """Return number and notation as printed, else the arrival number."""
        return self.full_code or str(self.number or "")

    @property
    def full_code(self) -> str:
        """Số, ký hiệu as the paper prints it: "05/BNV-VP", "30/2020/NĐ-CP"."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)

    @property
    def is_secret(self) -> bool:
        """Whether only a register line may exist (no file, no search, no exchange)."""
        return self.secrecy > Secrecy.NONE

    @property
    def search_key(self) -> str:
        """The key of this document in the trays (search, work list, notices)."""
        return f"document:{self.uid}"


class DocumentFile(models.Model):
    """A stored file of a document in one role. Files are never replaced: a new version is a new row."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    role = models.CharField(_("vai trò"), max_length=20, choices=FileRole)
    file_id = models.BigIntegerField(_("tệp đã lưu"))  # kernel.files
    name = models.CharField(_("tên tệp"), max_length=255)
    media_type = models.CharField(_("kiểu"), max_length=100)
    size = models.PositiveBigIntegerField(_("cỡ, byte"))
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    source = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="views", verbose_name=_("bản xem của tệp")
    )
    pages = models.PositiveSmallIntegerField(_("số trang"), null=True)
    text_state = models.CharField(_("lấy chữ"), max_length=10, choices=TextState, default=TextState.WAITING)
    view_state = models.CharField(_("bản xem PDF"), max_length=10, choices=ViewState, default=ViewState.NONE)
    added_at = models.DateTimeField(_("thêm lúc"))
    removed_at = models.DateTimeField(_("gỡ lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(role=FileRole.MAIN, removed_at=None), name="documents_one_main_file"
            ),
            models.UniqueConstraint(
                fields=["source"], condition=Q(role=FileRole.PDF_VIEW, removed_at=None), name="documents_one_view"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["file_id"], name="documents_file_used")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class FileText(models.Model):
    """The text taken out of a file, kept so that search can be filled again without reading the file."""

    file = models.OneToOneField(DocumentFile, models.PROTECT, related_name="text", primary_key=True)
    body = models.TextField(_("chữ"))


class Addressee(models.Model):
    """Nơi nhận: one receiver of a document, an agency known here or a name (NĐ 30/2020 Phụ lục I, ô 9)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="addressees", db_index=False)
    kind = models.CharField(_("để"), max_length=20, choices=AddresseeKind)
    agency = models.ForeignKey(
        "identity.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan")
    )
    unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("đơn vị")
    )
    name = models.CharField(_("tên nơi nhận"), max_length=250)
    channel = models.CharField(_("gửi qua"), max_length=20, choices=Channel, blank=True)
    copies = models.PositiveSmallIntegerField(_("số bản"), default=1)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True)
    exchange_code = models.CharField(_("mã nơi nhận trên liên thông"), max_length=35, blank=True, default="")
    organ_code = models.CharField(_("mã định danh nơi nhận"), max_length=35, blank=True, default="")  # trường 13.1

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "position"], name="documents_addressees")]


class DocumentLink(models.Model):
    """One document speaks of another: answers it, replaces it, follows on paper, and so on."""

    source = models.ForeignKey(Document, models.PROTECT, related_name="links", db_index=False)
    target = models.ForeignKey(Document, models.PROTECT, related_name="backlinks")
    kind = models.CharField(_("quan hệ"), max_length=20, choices=LinkKind)
    created_at = models.DateTimeField(_("lập lúc"))
    created_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="documents_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="documents_link_not_itself"),
        ]
