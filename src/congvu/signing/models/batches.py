"""Many signatures in one go, each its own act, with a page that shows how far it is."""

from typing import ClassVar

import uuid6
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..types import BatchState, ItemState


class Batch(models.Model):
    """A run over many papers by one person in one post. Never deleted."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    kind = models.CharField(_("việc"), max_length=100)
    title = models.CharField(_("tên"), max_length=250)
    account_id = models.BigIntegerField(_("tài khoản"))
    hat = models.CharField(_("vai"), max_length=50)
    person_id = models.BigIntegerField(_("mã người ký"))
    address = models.CharField(_("địa chỉ mạng"), max_length=64, blank=True)
    assurance = models.CharField(_("đã xác thực bằng"), max_length=200, blank=True)
    back_url = models.CharField(_("trang quay về"), max_length=500, blank=True)
    options = models.JSONField(default=dict)
    state = models.CharField(_("trạng thái"), max_length=10, choices=BatchState, default=BatchState.RUNNING)
    begun_at = models.DateTimeField(_("bắt đầu lúc"))
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state"], condition=models.Q(ended_at=None), name="signing_batch_open"),
        ]


class BatchItem(models.Model):
    """One paper of a run; its state changes in the same transaction as the act on it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(_("thứ tự"))
    reference = models.CharField(_("việc của nơi gọi"), max_length=200)
    label = models.CharField(_("tên văn bản"), max_length=500)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ItemState, default=ItemState.WAITING)
    said = models.CharField(_("lý do"), max_length=1000, blank=True)
    at = models.DateTimeField(_("lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "position"], name="signing_batch_place"),
            models.UniqueConstraint(fields=["batch", "reference"], name="signing_batch_once"),
        ]
