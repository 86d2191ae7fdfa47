"""Hand-over to the historical archive: permanent files of the current archive, as packages, with minutes."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import ItemState, TransferState
from .file import CaseFile


class Transfer(models.Model):
    """Một lần nộp lưu trữ lịch sử (Luật Lưu trữ 33/2024/QH15; NĐ 30/2020 Phụ lục VI, F5). Never deleted.

    The receiver stands outside: what it answered is written down with the number of its minutes.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("năm nộp"))
    number = models.PositiveIntegerField(_("lần nộp"))
    receiver = models.CharField(_("lưu trữ lịch sử"), max_length=250)
    state = models.CharField(_("trạng thái"), max_length=10, choices=TransferState, default=TransferState.DRAFT)
    prepared_by = models.CharField(_("người lập"), max_length=250)
    prepared_at = models.DateTimeField(_("lập lúc"))
    approved_by = models.CharField(_("người duyệt"), max_length=250, blank=True)
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True)
    answered_at = models.DateTimeField(_("có kết quả lúc"), null=True)
    minutes_number = models.CharField(_("số biên bản của bên nhận"), max_length=60, blank=True)
    minutes_on = models.DateField(_("ngày biên bản"), null=True)
    note = models.CharField(_("kết luận"), max_length=1000, blank=True)
    list_file_id = models.BigIntegerField(_("mục lục hồ sơ nộp lưu"), null=True)  # kernel.files
    minutes_file_id = models.BigIntegerField(_("biên bản"), null=True)  # kernel.files

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="archive_transfer_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "-id"], name="archive_transfers")]


class TransferItem(models.Model):
    """A case file in a transfer: the package that went, and what the receiver said of it."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="items", db_index=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="transfer_items")
    position = models.PositiveIntegerField(_("số thứ tự"))
    state = models.CharField(_("kết quả"), max_length=10, choices=ItemState, default=ItemState.WAITING)
    objid = models.CharField(_("mã gói"), max_length=200, blank=True)
    package_sha256 = models.CharField(_("mã băm nội dung gói"), max_length=64, blank=True)
    packed_at = models.DateTimeField(_("lập gói lúc"), null=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "file"], name="archive_transfer_item_once"),
            models.UniqueConstraint(
                fields=["file"], condition=~Q(state=ItemState.BAD), name="archive_transfer_one_at_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["transfer", "position"], name="archive_transfer_items")]
