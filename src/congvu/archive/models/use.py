"""Use of kept files: loans, reading; and disposal of what has lost its value."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import DisposalState, LoanKind, LoanState
from .file import CaseFile, FileEntry


class FileReading(models.Model):
    """How often one person, in one post, opened the page of one case file, first and last when (Phụ lục VI, F5, F6)."""

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="readings", db_index=False)
    person_id = models.BigIntegerField(_("người"))
    person_name = models.CharField(_("tên người"), max_length=250)
    post_id = models.BigIntegerField(_("vị trí"))
    post_title = models.CharField(_("chức danh"), max_length=250)
    first_at = models.DateTimeField(_("lần đầu"))
    last_at = models.DateTimeField(_("lần cuối"))
    times = models.PositiveIntegerField(_("số lần"), default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "person_id", "post_id"], name="archive_file_reading_once"),
        ]


class Loan(models.Model):
    """One use of a kept file or of one document of it, asked, allowed, lent, returned (the register of 9 columns).

    A borrower is an official (by post) or a reader from outside by name and paper. An electronic loan opens the file
    until `due_on`.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="loans")
    entry = models.ForeignKey(FileEntry, models.PROTECT, null=True, related_name="loans")
    kind = models.CharField(_("hình thức"), max_length=14, choices=LoanKind)
    borrower_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    borrower = models.CharField(_("người sử dụng"), max_length=250)
    borrower_detail = models.CharField(_("chức danh, giấy tờ, nơi công tác"), max_length=300, blank=True)
    purpose = models.CharField(_("mục đích"), max_length=500)
    state = models.CharField(_("trạng thái"), max_length=10, choices=LoanState, default=LoanState.ASKED)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    due_on = models.DateField(_("hạn trả"))
    permitted_by = models.CharField(_("người cho phép"), max_length=250, blank=True)
    permitted_at = models.DateTimeField(_("cho phép lúc"), null=True)
    lent_at = models.DateTimeField(_("giao lúc"), null=True)
    returned_at = models.DateTimeField(_("trả lúc"), null=True)
    urged_at = models.DateTimeField(_("đôn đốc lần cuối"), null=True)
    note = models.CharField(_("ghi chú, tình trạng"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(kind=LoanKind.PAPER, state=LoanState.LENT, entry=None),
                name="archive_paper_lent_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "-id"], name="archive_loans"),
            models.Index(fields=["due_on"], condition=Q(state=LoanState.LENT), name="archive_loans_due"),
        ]

    @property
    def work_key(self) -> str:
        """The key of this loan in the work list."""
        return f"archive.loan:{self.pk}"


class Disposal(models.Model):
    """Destroying what has lost its value: a list, a council, a decision, minutes (Luật Lưu trữ 33/2024/QH15)."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("đợt"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=DisposalState, default=DisposalState.DRAFT)
    reason = models.CharField(_("lý do"), max_length=1000)
    created_by = models.CharField(_("người lập"), max_length=250)
    created_at = models.DateTimeField(_("lập lúc"))
    council = models.JSONField(_("hội đồng"), default=list)  # [{"name", "title", "role"}]
    council_code = models.CharField(_("quyết định lập hội đồng"), max_length=100, blank=True)
    council_conclusion = models.CharField(_("ý kiến hội đồng"), max_length=2000, blank=True)
    council_on = models.DateField(_("hội đồng họp ngày"), null=True)
    decision = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    decision_code = models.CharField(_("quyết định hủy"), max_length=100, blank=True)
    decision_on = models.DateField(_("ngày quyết định"), null=True)
    decided_by = models.CharField(_("người quyết định"), max_length=250, blank=True)
    done_at = models.DateTimeField(_("hủy lúc"), null=True)
    done_by = models.CharField(_("người thực hiện"), max_length=250, blank=True)
    minutes_file_id = models.BigIntegerField(_("biên bản hủy"), null=True)  # kernel.files

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="archive_disposal_once"),
        ]


class DisposalItem(models.Model):
    """A case file on a disposal list. `proof` says what was destroyed: names, sizes, SHA-256, what stayed and why."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="items", db_index=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="disposal_items")
    position = models.PositiveIntegerField(_("số thứ tự"))
    reason = models.CharField(_("lý do hủy"), max_length=500)
    is_kept = models.BooleanField(_("hội đồng giữ lại"), default=False)
    note = models.CharField(_("ý kiến"), max_length=500, blank=True)
    proof = models.JSONField(_("bằng chứng hủy"), default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disposal", "file"], name="archive_disposal_item_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["disposal", "position"], name="archive_disposal_items")]
