"""What left on paper and who signed for it; what was printed."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..desk_types import SendWay
from .document import Document


class Dispatch(models.Model):
    """One envelope or hand-over of a document on paper: a line of the post register or of the messengers' book.

    NĐ 30/2020 Phụ lục IV (sổ gửi văn bản đi bưu điện, sổ chuyển giao văn bản đi). Never deleted: struck out with a
    reason (`cancelled_at`). `received_at` is when the receiver signed, `received_by` who.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="dispatches")
    way = models.CharField(_("gửi bằng"), max_length=10, choices=SendWay)
    receiver = models.CharField(_("nơi nhận"), max_length=250)
    sent_at = models.DateTimeField(_("chuyển lúc"))
    envelopes = models.PositiveSmallIntegerField(_("số lượng bì"), default=1)
    tracking = models.CharField(_("số vận đơn"), max_length=60, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))
    recorded_by_name = models.CharField(_("người ghi"), max_length=250)
    received_at = models.DateTimeField(_("ký nhận lúc"), null=True)
    received_by = models.CharField(_("người ký nhận"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(_("gạch lúc"), null=True)
    cancel_reason = models.CharField(_("lý do gạch"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received_at=None) | ~Q(received_by=""), name="documents_dispatch_signed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""), name="documents_dispatch_struck_with_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "-sent_at", "-id"], name="documents_dispatches"),
            models.Index(
                fields=["agency", "-sent_at", "-id"],
                condition=Q(received_at=None, cancelled_at=None),
                name="documents_dispatch_unsigned",
            ),
        ]


class PrintMark(models.Model):
    """Somebody marked a document as printed (NĐ 30/2020 Phụ lục VI, phần I, mục thống kê, tìm kiếm, in)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="prints")
    post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(_("người in"), max_length=250)
    copies = models.PositiveSmallIntegerField(_("số bản"), default=1)
    at = models.DateTimeField(_("lúc"))
