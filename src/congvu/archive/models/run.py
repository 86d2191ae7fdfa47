"""Long exports: made by a worker, kept for some days, then taken away."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import RunState
from .file import CaseFile


class ExportRun(models.Model):
    """One case file being made into one PDF for one person; `kept_until` is when the made file is taken away.

    The made file is no record: it lies beside the stored files under `path`, is not backed up and can be made again.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="export_runs", db_index=False)
    account_id = models.BigIntegerField(_("tài khoản"))
    hat = models.CharField(_("vai"), max_length=50)
    person_id = models.BigIntegerField(_("người"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=RunState, default=RunState.WAITING)
    total = models.PositiveIntegerField(_("số văn bản, tài liệu"), default=0)
    done = models.PositiveIntegerField(_("đã dựng"), default=0)
    said = models.CharField(_("lý do"), max_length=1000, blank=True)
    path = models.CharField(_("nơi đặt tệp"), max_length=200, blank=True)
    name = models.CharField(_("tên tệp"), max_length=250, blank=True)
    size = models.BigIntegerField(_("dung lượng"), default=0)
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    touched_at = models.DateTimeField(_("làm lần cuối lúc"))
    ended_at = models.DateTimeField(_("xong lúc"), null=True)
    kept_until = models.DateTimeField(_("giữ đến"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "person_id"],
                condition=Q(state__in=[RunState.WAITING, RunState.RUNNING]),
                name="archive_export_once_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["file", "person_id", "-id"], name="archive_export_mine"),
            models.Index(fields=["touched_at"], condition=Q(ended_at=None), name="archive_export_open"),
            models.Index(fields=["kept_until"], condition=~Q(path=""), name="archive_export_kept"),
        ]
