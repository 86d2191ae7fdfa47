"""What is received: documents with their files and checks, wishes of senders, what was refused, parts of uploads."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import ArrivalState, Business, CarrierKind, ChangeState, StatusCode, Verdict
from .directory import Partner


class Arrival(models.Model):
    """A document that came for one agency. The raw message is kept unchanged; `head` is what it said, as JSON.

    A document comes once: `package_uid` once a sender, and a new document's code once with one content.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    package_uid = models.UUIDField(_("mã gói tin"))
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    receiver_code = models.CharField(_("mã nơi nhận"), max_length=35)
    sender_code = models.CharField(_("mã nơi gửi"), max_length=35)
    sender_name = models.CharField(_("nơi gửi"), max_length=250)
    document_code = models.CharField(_("mã định danh văn bản"), max_length=200)
    business = models.PositiveSmallIntegerField(_("nghiệp vụ"), choices=Business, default=Business.NEW)
    full_code = models.CharField(_("số, ký hiệu"), max_length=100, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=2000, blank=True)
    urgency = models.PositiveSmallIntegerField(_("mức độ khẩn"), default=0)
    is_directive = models.BooleanField(_("văn bản chỉ đạo, điều hành"), default=False)
    paper_follows = models.BooleanField(_("có bản giấy gửi sau"), default=False)
    head = models.JSONField(_("thông tin trong gói tin"), default=dict)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="arrivals", db_index=False)
    carrier = models.CharField(_("đường truyền"), max_length=12, choices=CarrierKind)
    raw_file_id = models.BigIntegerField(_("gói tin đã lưu"))  # kernel.files
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("cỡ, byte"))
    sent_at = models.DateTimeField(_("gửi lúc"), null=True)
    arrived_at = models.DateTimeField(_("đến lúc"))
    checks = models.JSONField(_("kết quả kiểm tra"), default=list)
    verdict = models.CharField(_("kết luận"), max_length=12, choices=Verdict)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ArrivalState, default=ArrivalState.ARRIVED)
    status_code = models.CharField(_("trạng thái đã báo"), max_length=10, blank=True)
    document_uid = models.UUIDField(_("văn bản đã vào sổ"), null=True)
    closed_at = models.DateTimeField(_("xong lúc"), null=True)
    closed_by = models.CharField(_("người xử lý"), max_length=250, blank=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender_code", "package_uid"], name="exchange_package_once"),
            models.UniqueConstraint(
                fields=["sender_code", "document_code", "agency"],
                condition=Q(business=Business.NEW),
                name="exchange_document_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "id"], condition=Q(state=ArrivalState.ARRIVED), name="exchange_arrival_waiting"
            ),
            models.Index(fields=["agency", "-id"], name="exchange_arrival_newest"),
            models.Index(
                fields=["document_uid"], condition=Q(document_uid__isnull=False), name="exchange_arrival_document"
            ),
        ]

    @property
    def work_key(self) -> str:
        """The key of the clerks' work on it."""
        return f"exchange.arrival:{self.pk}"


class ArrivedFile(models.Model):
    """A file that came with a document, and what was found of its signatures."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    file_id = models.BigIntegerField(_("tệp đã lưu"))  # kernel.files
    name = models.CharField(_("tên tệp"), max_length=255)
    media_type = models.CharField(_("kiểu"), max_length=120)
    size = models.PositiveBigIntegerField(_("cỡ, byte"))
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    verdict = models.CharField(_("chữ ký"), max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["arrival", "position"], name="exchange_file_place")
        ]  # fmt: skip


class SentStatus(models.Model):
    """A handling state that we reported about an arrival; each code once, 05 again with how far the work is."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="reported")
    code = models.CharField(_("mã"), max_length=10)
    description = models.CharField(_("diễn giải"), max_length=500, blank=True)
    staff = models.CharField(_("người xử lý"), max_length=200, blank=True)
    at = models.DateTimeField(_("lúc"))
    mailing = models.ForeignKey("exchange.Mailing", models.PROTECT, related_name="+")
    wish = models.ForeignKey("exchange.ChangeWish", models.PROTECT, null=True, related_name="answers")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["arrival", "code"],
                condition=Q(wish=None) & ~Q(code=StatusCode.PROCESSING),
                name="exchange_told_once",
            ),
            models.UniqueConstraint(fields=["wish"], name="exchange_wish_answered_once"),
        ]  # fmt: skip


class ChangeWish(models.Model):
    """The sender wishes to take back, update or replace what it sent; the receiver agrees (15) or not (16)."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="wishes", db_index=False)
    package_uid = models.UUIDField(_("mã gói tin"))
    by_arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, related_name="+")
    business = models.PositiveSmallIntegerField(_("nghiệp vụ"), choices=Business)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    came_at = models.DateTimeField(_("đến lúc"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True)
    answered_by = models.CharField(_("người trả lời"), max_length=250, blank=True)
    answer = models.CharField(_("ý kiến"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["arrival", "package_uid"], name="exchange_wish_once")
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["arrival"], condition=Q(state=ChangeState.WAITING), name="exchange_wish_waiting")
        ]

    @property
    def work_key(self) -> str:
        """The key of the clerks' work on it."""
        return f"exchange.wish:{self.pk}"


class RefusedPackage(models.Model):
    """A package that was not taken in, with the reason; nothing else of it was kept."""

    agency = models.ForeignKey("identity.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("lúc"))
    package_uid = models.UUIDField(_("mã gói tin"), null=True)
    sender_code = models.CharField(_("mã nơi gửi"), max_length=100, blank=True)
    receiver_code = models.CharField(_("mã nơi nhận"), max_length=100, blank=True)
    code = models.CharField(_("mã lỗi"), max_length=60)
    reason = models.CharField(_("lý do"), max_length=500)
    carrier = models.CharField(_("đường truyền"), max_length=12, choices=CarrierKind)
    count = models.PositiveIntegerField(_("số lần"), default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["package_uid", "sender_code", "code"], name="exchange_refused_once", nulls_distinct=False
            )
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "-id"], name="exchange_refused_newest")]


class UploadPart(models.Model):
    """A piece of a large package on its way in, kept in the database so that any web process continues it."""

    system = models.CharField(_("hệ thống gửi"), max_length=64)
    package_uid = models.UUIDField(_("mã gói tin"))
    start = models.PositiveBigIntegerField(_("từ byte"))
    size = models.PositiveIntegerField(_("cỡ, byte"))
    data = models.BinaryField(_("nội dung"))
    came_at = models.DateTimeField(_("đến lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "package_uid", "start"], name="exchange_part_once")
        ]  # fmt: skip
