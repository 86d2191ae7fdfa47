"""What is sent: one package for one receiver, and what came back about it."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import Business, MailingState, PackageKind
from .directory import Partner


class Mailing(models.Model):
    """One package for one receiver; keeps its `uid` on every resend. Written in the act's transaction, never deleted.

    `reference` is the caller's own mark (a document's UUID), `document_code` the code that the message speaks of.
    Done when `receipt_text` with its signature is in and was verified. Packages of one sender, receiver and
    document code are carried in the order of their keys.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=8, choices=PackageKind)
    business = models.PositiveSmallIntegerField(_("nghiệp vụ"), choices=Business, default=Business.NEW)
    status_code = models.CharField(_("mã trạng thái"), max_length=10, blank=True)
    sender_agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    sender_code = models.CharField(_("mã nơi gửi"), max_length=35)
    receiver_code = models.CharField(_("mã nơi nhận"), max_length=35)
    receiver_name = models.CharField(_("nơi nhận"), max_length=250, blank=True)
    document_code = models.CharField(_("mã định danh văn bản"), max_length=200)
    reference = models.UUIDField(_("nguồn"), null=True)
    subject = models.CharField(_("trích yếu"), max_length=500, blank=True)
    is_directive = models.BooleanField(_("văn bản chỉ đạo, điều hành"), default=False)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="mailings", db_index=False)
    raw_file_id = models.BigIntegerField(_("gói tin đã lưu"))  # kernel.files
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("cỡ, byte"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=MailingState, default=MailingState.WAITING)
    created_at = models.DateTimeField(_("lập lúc"))
    created_by_name = models.CharField(_("người gửi"), max_length=250, blank=True)
    send_by = models.DateTimeField(_("hạn gửi (QĐ 28/2018)"), null=True)
    tried_since = models.DateTimeField(_("thử gửi từ"), null=True)
    next_at = models.DateTimeField(_("lần thử tới"), null=True)
    attempts = models.PositiveIntegerField(_("số lần thử"), default=0)
    cause = models.CharField(_("nguyên nhân"), max_length=500, blank=True)
    axis_id = models.CharField(_("mã tại trục"), max_length=100, blank=True)
    done_at = models.DateTimeField(_("xong lúc"), null=True)
    received_at = models.DateTimeField(_("nơi nhận ghi đến lúc"), null=True)
    receipt_text = models.TextField(_("biên nhận"), blank=True)
    receipt_signature = models.CharField(_("chữ ký biên nhận"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=MailingState.DONE) | Q(received_at__isnull=False), name="exchange_done_has_receipt"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "sent"], next_at__isnull=False),
                name="exchange_mailing_due",
            ),
            models.Index(
                fields=["sender_code", "receiver_code", "document_code", "id"],
                condition=~Q(state__in=["done", "refused"]),
                name="exchange_mailing_order",
            ),
            models.Index(fields=["reference", "id"], name="exchange_mailing_source"),
            models.Index(
                fields=["sender_code", "document_code", "receiver_code"],
                condition=Q(kind=PackageKind.EDOC),
                name="exchange_mailing_answers",
            ),
            models.Index(
                fields=["sender_agency", "-id"], condition=Q(kind=PackageKind.EDOC), name="exchange_mailing_newest"
            ),
            models.Index(
                fields=["sender_agency", "-id"], condition=Q(state=MailingState.DEAD), name="exchange_mailing_dead"
            ),
            models.Index(
                fields=["sender_agency", "-id"],
                condition=Q(state__in=["waiting", "sent"]),
                name="exchange_mailing_open",
            ),
            # What is open at a partner is counted out of the index alone.
            models.Index(
                fields=["partner", "next_at"],
                include=["state"],
                condition=Q(state__in=["waiting", "sent", "dead"]),
                name="exchange_mailing_of_partner",
            ),
            models.Index(
                fields=["received_at"], condition=Q(state=MailingState.DONE), name="exchange_mailing_received"
            ),
        ]  # fmt: skip

    @property
    def work_key(self) -> str:
        """The key of the clerk's work when it could not be sent."""
        return f"exchange.dead:{self.pk}"


class MailingAttempt(models.Model):
    """One try to carry a package that did not end with its receipt."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="tries")
    at = models.DateTimeField(_("lúc"))
    code = models.CharField(_("mã lỗi"), max_length=60)
    cause = models.CharField(_("nguyên nhân"), max_length=500)


class ReceivedStatus(models.Model):
    """A handling state that a receiver sent back about one of our packages.

    Each code counts once, but 05 that says how far the work is, and answers to our wishes.
    """

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="statuses", db_index=False)
    package_uid = models.UUIDField(_("mã gói tin"))
    code = models.CharField(_("mã"), max_length=10)
    description = models.CharField(_("diễn giải"), max_length=500, blank=True)
    staff = models.CharField(_("người xử lý"), max_length=200, blank=True)
    department = models.CharField(_("đơn vị"), max_length=200, blank=True)
    at = models.DateTimeField(_("lúc"))
    came_at = models.DateTimeField(_("đến lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "code", "package_uid"], name="exchange_status_once")
        ]
        indexes: ClassVar = [models.Index(fields=["mailing", "id"], name="exchange_status_lines")]
