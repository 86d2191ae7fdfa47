"""What lies at our axis for other systems to fetch."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..types import PackageKind
from .directory import Partner


class AxisMessage(models.Model):
    """One message for one receiver, kept until its system has fetched it, and afterwards as a record.

    `system` fetches it; `sent_by` brought it, None for an agency of this installation. `status` is the transport's
    (fetched or not), not what the receiver does with the document: that comes as a status message. The same content
    from the same sender to the same receiver lies here once. A receiver that signs receipts gives its own with "done":
    it lies here for the sender, who alone can tell whether it is the receiver's.
    """

    class Status(models.TextChoices):
        """How far the receiver's system has come with its copy."""

        INITIAL = "initial", _("Chờ lấy")
        PROCESSING = "processing", _("Đang lấy")
        DONE = "done", _("Đã lấy")
        FAIL = "fail", _("Lấy không được")

    system = models.ForeignKey(Partner, models.PROTECT, related_name="axis_messages", db_index=False)
    sent_by = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(_("loại"), max_length=8, choices=PackageKind)
    sender_code = models.CharField(_("mã nơi gửi"), max_length=35)
    receiver_code = models.CharField(_("mã nơi nhận"), max_length=35)
    document_code = models.CharField(_("mã định danh văn bản"), max_length=200)
    raw_file_id = models.BigIntegerField(_("thông điệp đã lưu"))  # kernel.files
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("cỡ, byte"))
    status = models.CharField(_("trạng thái"), max_length=12, choices=Status, default=Status.INITIAL)
    status_text = models.CharField(_("diễn giải"), max_length=500, blank=True)
    receipt_text = models.TextField(_("biên nhận của nơi nhận"), blank=True, default="", db_default="")
    receipt_signature = models.CharField(
        _("chữ ký biên nhận"), max_length=128, blank=True, default="", db_default=""
    )  # fmt: skip
    created_at = models.DateTimeField(_("gửi lúc"))
    updated_at = models.DateTimeField(_("cập nhật lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender_code", "receiver_code", "sha256"], name="exchange_axis_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["system", "kind", "-id"], name="exchange_axis_newest"),
            models.Index(
                fields=["system", "kind", "id"],
                condition=models.Q(status__in=["initial", "processing"]),
                name="exchange_axis_waiting",
            ),
        ]  # fmt: skip
