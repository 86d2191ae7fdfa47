"""The file plan of a year (danh mục hồ sơ, NĐ 30/2020 Điều 29, Phụ lục V)."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import Numbering, PlanState
from .catalogue import RetentionValue


class FilePlan(models.Model):
    """The list of case files that an agency plans for a year; one a year, approved by the head, then issued.

    After issue rows come and go by amendments only. `decision` is the signed decision, where it is kept here.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    year = models.PositiveSmallIntegerField(_("năm"))
    numbering = models.CharField(_("cách đánh số"), max_length=10, choices=Numbering, default=Numbering.HEADING)
    state = models.CharField(_("trạng thái"), max_length=12, choices=PlanState, default=PlanState.DRAFT)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    created_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("lập lúc"))
    submitted_at = models.DateTimeField(_("trình lúc"), null=True)
    submitted_to_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("phê duyệt lúc"), null=True)
    approved_by = models.CharField(_("người phê duyệt"), max_length=250, blank=True)
    approved_title = models.CharField(_("chức vụ"), max_length=250, blank=True)
    draft_id = models.BigIntegerField(_("dự thảo quyết định"), null=True)
    decision = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("quyết định ban hành")
    )
    decision_code = models.CharField(_("số, ký hiệu quyết định"), max_length=100, blank=True)
    decision_on = models.DateField(_("ngày quyết định"), null=True)
    issued_at = models.DateTimeField(_("ban hành lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "year"], name="archive_plan_once_a_year"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["draft_id"], condition=Q(draft_id__isnull=False), name="archive_plan_draft"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return f"Danh mục hồ sơ năm {self.year}"


class PlanHeading(models.Model):
    """A heading of a plan, by unit or by field: large ones in Roman, small ones in Arabic figures."""

    plan = models.ForeignKey(FilePlan, models.PROTECT, related_name="headings")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("đề mục"), max_length=300)
    abbreviation = models.CharField(_("chữ viết tắt"), max_length=12, blank=True)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | ~Q(abbreviation=""), name="archive_large_heading_has_abbreviation"
            ),
            models.UniqueConstraint(
                fields=["plan", "abbreviation"], condition=~Q(abbreviation=""), name="archive_heading_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class PlanAmendment(models.Model):
    """A change of an issued plan: rows added or taken out, in force once the head approved it."""

    plan = models.ForeignKey(FilePlan, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("lần"))
    reason = models.CharField(_("lý do"), max_length=500)
    state = models.CharField(_("trạng thái"), max_length=12, choices=PlanState, default=PlanState.DRAFT)
    asked_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    asked_by = models.CharField(_("người đề nghị"), max_length=250)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    approved_by = models.CharField(_("người phê duyệt"), max_length=250, blank=True)
    approved_at = models.DateTimeField(_("phê duyệt lúc"), null=True)
    decision_code = models.CharField(_("số, ký hiệu quyết định"), max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="archive_amendment_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=[PlanState.DRAFT, PlanState.SUBMITTED]),
                name="archive_one_open_amendment",
            ),
        ]


class PlanRow(models.Model):
    """A planned case file: notation, title, retention, who makes it (the columns of Phụ lục V)."""

    plan = models.ForeignKey(FilePlan, models.PROTECT, related_name="rows", db_index=False)
    heading = models.ForeignKey(PlanHeading, models.PROTECT, related_name="rows")
    number = models.PositiveSmallIntegerField(_("số thứ tự"))
    notation = models.CharField(_("số, ký hiệu hồ sơ"), max_length=20)
    title = models.CharField(_("tiêu đề hồ sơ"), max_length=1000)
    retention = models.ForeignKey(RetentionValue, models.PROTECT, related_name="+", verbose_name=_("thời hạn bảo quản"))
    creator_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    creator = models.CharField(_("người lập hồ sơ"), max_length=250)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    added_by = models.ForeignKey(PlanAmendment, models.PROTECT, null=True, related_name="added_rows")
    removed_by = models.ForeignKey(PlanAmendment, models.PROTECT, null=True, related_name="removed_rows")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "notation"], name="archive_row_notation_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["plan", "heading", "number"], name="archive_plan_rows"),
            models.Index(fields=["creator_post", "-plan"], name="archive_rows_of_post"),
        ]

    def __str__(self) -> str:
        """Return notation and title."""
        return f"{self.notation} {self.title}"
