"""Hand-over to the current archive: the archive's notice, keeping back, lists with minutes (NĐ 30/2020 Điều 30)."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import HandoverState, ItemState, KeepBackState
from .file import CaseFile


class Handover(models.Model):
    """Files that one person or unit hands over at once; permanent and temporary files have lists of their own."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("năm nộp"))
    number = models.PositiveIntegerField(_("đợt nộp"), null=True)
    is_permanent = models.BooleanField(_("hồ sơ bảo quản vĩnh viễn"))
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    from_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    from_name = models.CharField(_("bên giao"), max_length=250)
    from_title = models.CharField(_("chức danh bên giao"), max_length=250)
    state = models.CharField(_("trạng thái"), max_length=10, choices=HandoverState, default=HandoverState.DRAFT)
    reason = models.CharField(_("lý do nộp"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("lập lúc"))
    offered_at = models.DateTimeField(_("nộp lúc"), null=True)
    taken_at = models.DateTimeField(_("bắt đầu kiểm tra lúc"), null=True)
    decided_at = models.DateTimeField(_("kết luận lúc"), null=True)
    completed_at = models.DateTimeField(_("hoàn thành lúc"), null=True)
    to_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(_("bên nhận"), max_length=250, blank=True)
    to_title = models.CharField(_("chức danh bên nhận"), max_length=250, blank=True)
    conclusion = models.CharField(_("kết luận"), max_length=1000, blank=True)
    list_file_id = models.BigIntegerField(_("mục lục hồ sơ nộp lưu"), null=True)  # kernel.files
    minutes_file_id = models.BigIntegerField(_("biên bản"), null=True)  # kernel.files

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "year", "number"],
                condition=Q(number__isnull=False),
                name="archive_handover_number_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "state", "-id"], name="archive_handover_state")]

    @property
    def work_key(self) -> str:
        """The key of this hand-over in the work list."""
        return f"archive.handover:{self.pk}"


class HandoverItem(models.Model):
    """A case file in a hand-over with what the checks found."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items", db_index=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="handover_items")
    position = models.PositiveIntegerField(_("số thứ tự"))
    state = models.CharField(_("kết quả"), max_length=10, choices=ItemState, default=ItemState.WAITING)
    checks = models.JSONField(_("các phép kiểm tra"), default=list)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["handover", "file"], name="archive_item_once")]
        indexes: ClassVar = [models.Index(fields=["handover", "position"], name="archive_items")]


class HandoverNotice(models.Model):
    """The archive tells the units which files are due this year; they have 30 days (Phụ lục VI, III.5.b)."""

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"))
    text = models.CharField(_("nội dung"), max_length=1000, blank=True)
    sent_at = models.DateTimeField(_("thông báo lúc"))
    sent_by = models.CharField(_("người thông báo"), max_length=250)
    answer_by = models.DateField(_("chuẩn bị xong trước"))
    file_count = models.PositiveIntegerField(_("số hồ sơ"))
    reminded_at = models.DateTimeField(_("nhắc lần cuối"), null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "year"], name="archive_notice_once_a_year")]


class KeepBack(models.Model):
    """A unit asks to keep a file after it is due; the head consents in writing, two years at most."""

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="keep_backs")
    reason = models.CharField(_("lý do"), max_length=500)
    until = models.DateField(_("giữ đến"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=KeepBackState, default=KeepBackState.ASKED)
    asked_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    asked_by = models.CharField(_("người đề nghị"), max_length=250)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    decided_by = models.CharField(_("người quyết định"), max_length=250, blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    decision_note = models.CharField(_("ý kiến"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(state=KeepBackState.ASKED), name="archive_one_open_keep_back"
            ),
        ]
