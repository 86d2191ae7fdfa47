"""Papers that wait for the clerk."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import PaperState, ReadState
from .sources import Arrival


class CapturedPaper(models.Model):
    """One paper out of an arrival. `file_id` names the stored file (kernel.files); `proposals` what was read from it.

    `agency_id` repeats that of the source, for the clerk's list. Registered or discarded it stays, closed.
    """

    uid = models.UUIDField(_("mã"), default=uuid6.uuid7, unique=True, editable=False)
    agency_id = models.BigIntegerField(_("cơ quan"))
    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="papers", verbose_name=_("lần đến"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    file_id = models.BigIntegerField(_("tệp"))
    name = models.CharField(_("tên tệp"), max_length=250)
    media_type = models.CharField(_("loại tệp"), max_length=120)
    pages = models.PositiveIntegerField(_("số trang"), null=True)
    arrived_at = models.DateTimeField(_("đến lúc"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=PaperState, default=PaperState.WAITING)
    read_state = models.CharField(_("đọc chữ"), max_length=10, choices=ReadState, default=ReadState.WAITING)
    body = models.TextField(_("nội dung đọc được"), blank=True)
    proposals = models.JSONField(_("đề xuất"), default=list)
    document_uid = models.UUIDField(_("văn bản đã đăng ký"), null=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    closed_by = models.CharField(_("người kết thúc"), max_length=250, blank=True)
    reason = models.CharField(_("lý do bỏ"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["arrival", "position"], name="capture_paper_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency_id", "id"], name="capture_waiting", condition=Q(state=PaperState.WAITING)),
            models.Index(fields=["agency_id", "-id"], name="capture_all"),
        ]
