"""Drafts with their versions, opinions and steps (NĐ 30/2020 Điều 10-13; all are kept: Phụ lục VI, I.4)."""

from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..drafting.types import (
    OPEN_DRAFTS,
    DraftState,
    OpinionAnswer,
    OpinionStance,
    SigningCapacity,
    StepKind,
    StepState,
)
from ..types import Circulation, LinkKind, Urgency
from .catalogue import DocumentType
from .document import Document


class Draft(models.Model):
    """A text on its way to signature, number and seal. Never deleted: cancelled with a reason, or issued.

    `paper_uid` becomes the document's `uid`, so that the check address can stand on the page before it is signed.
    `unit_ids` are the drafting unit and its ancestors on the day of drafting. `latest_version` is also the lock
    against two editors: who saves says which version she read.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    paper_uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+", verbose_name=_("đơn vị soạn thảo"))
    unit_ids = ArrayField(models.BigIntegerField())
    drafter_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", verbose_name=_("người soạn"))
    drafter_name = models.CharField(_("tên người soạn"), max_length=250)
    document_type = models.ForeignKey(DocumentType, models.PROTECT, related_name="+", verbose_name=_("tên loại"))
    subject = models.CharField(_("trích yếu"), max_length=500, blank=True)
    urgency = models.PositiveSmallIntegerField(_("mức độ khẩn"), choices=Urgency, default=Urgency.NORMAL)
    circulation = models.CharField(_("phạm vi lưu hành"), max_length=20, choices=Circulation, blank=True)
    signer_post = models.ForeignKey(
        "identity.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("người ký")
    )
    answers = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="answer_drafts", verbose_name=_("trả lời văn bản đến")
    )
    about = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="follow_ups", verbose_name=_("về văn bản đã phát hành")
    )
    about_kind = models.CharField(_("để"), max_length=20, choices=LinkKind, blank=True)
    state = models.CharField(_("trạng thái"), max_length=20, choices=DraftState, default=DraftState.DRAFTING)
    latest_version = models.PositiveIntegerField(_("phiên bản mới nhất"), default=1)
    round = models.PositiveSmallIntegerField(_("lần trình"), default=0)
    chain = models.ForeignKey(
        "documents.ApprovalChain", models.PROTECT, null=True, related_name="+", verbose_name=_("quy trình trình ký")
    )
    capacity = models.CharField(_("quyền hạn ký"), max_length=10, choices=SigningCapacity, blank=True)
    signer_name = models.CharField(_("người đã ký"), max_length=250, blank=True)
    signer_title = models.CharField(_("chức vụ người đã ký"), max_length=250, blank=True)
    delegation_document = models.CharField(_("ký theo quyết định số"), max_length=100, blank=True)
    signing_decision = models.ForeignKey(
        "documents.SigningDecision", models.PROTECT, null=True, related_name="+", verbose_name=_("ký theo quyết định")
    )
    signed_file_id = models.BigIntegerField(_("tệp đã ký"), null=True)  # kernel.files
    signed_pages = models.PositiveSmallIntegerField(_("số trang"), null=True)
    signed_at = models.DateTimeField(_("ký lúc"), null=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, related_name="draft", verbose_name=_("văn bản đã phát hành")
    )
    due_at = models.DateTimeField(_("hạn"), null=True)
    created_at = models.DateTimeField(_("lập lúc"))
    changed_at = models.DateTimeField(_("thay đổi lúc"))
    closing_note = models.CharField(_("lý do hủy"), max_length=500, blank=True)
    once_key = models.CharField(_("khóa một lần"), max_length=64, blank=True)
    template_version_id = models.BigIntegerField(_("lập từ phiên bản mẫu"), null=True)  # DraftTemplateVersion
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("lập từ dự thảo"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["drafter_post", "once_key"], condition=~Q(once_key=""), name="documents_draft_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.CANCELLED) | ~Q(closing_note=""), name="documents_draft_cancel_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.ISSUED) | Q(document__isnull=False), name="documents_draft_issued_line"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DraftState.SIGNED, DraftState.ISSUED]) | Q(signed_file_id__isnull=False),
                name="documents_draft_signed_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "-id"], name="documents_draft_state"),
            models.Index(fields=["drafter_post", "-id"], name="documents_draft_mine"),
            models.Index(fields=["agency", "-id"], name="documents_draft_newest"),
            models.Index(fields=["agency", "-id"], condition=Q(state__in=OPEN_DRAFTS), name="documents_draft_open"),
            GinIndex(fields=["unit_ids"], name="documents_draft_units"),
        ]

    def __str__(self) -> str:
        """Return the abstract."""
        return self.subject

    @property
    def search_key(self) -> str:
        """The key of this draft in the trays."""
        return f"documents.draft:{self.pk}"


class DraftVersion(models.Model):
    """What a draft said after one save. Never changed."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("phiên bản"))
    content = models.JSONField(_("nội dung"))
    attachments = models.JSONField(_("tệp đi kèm"), default=list)  # drafting.types.AttachmentLine, in order
    word_file_id = models.BigIntegerField(_("tệp Word"), null=True)  # kernel.files
    word_name = models.CharField(_("tên tệp"), max_length=255, blank=True)
    word_sha256 = models.CharField(_("mã băm SHA-256"), max_length=64, blank=True)
    word_size = models.PositiveBigIntegerField(_("cỡ, byte"), null=True)
    word_text = models.TextField(_("chữ của tệp Word"), blank=True)  # one paragraph a line, for comparing and comments
    by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    by_name = models.CharField(_("người lưu"), max_length=500)
    restored_from = models.PositiveIntegerField(_("lấy lại từ phiên bản"), null=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    saved_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="documents_draft_version_once"),
        ]


class DraftOpinion(models.Model):
    """A remark on a version, given freely or asked for from a post or a unit. Never deleted.

    Questions of one asking share `round`; `turn` 0 is asked with the others at once, others open one after the other
    (`opened_at`). `closed_at`: the drafter goes on without the answer, for `closed_note`. `answer` is what the drafter
    made of the opinion.
    """

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="opinions")
    version = models.PositiveIntegerField(_("về phiên bản"))
    round = models.PositiveSmallIntegerField(_("lượt xin ý kiến"), default=0)
    turn = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    asked_post = models.ForeignKey(
        "identity.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("hỏi vị trí"), db_index=False
    )
    asked_unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("hỏi đơn vị"), db_index=False
    )
    asked_name = models.CharField(_("hỏi ai"), max_length=500, blank=True)
    asked_by_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    question = models.CharField(_("câu hỏi"), max_length=2000, blank=True)
    asked_at = models.DateTimeField(_("hỏi lúc"), null=True)
    opened_at = models.DateTimeField(_("đến lượt lúc"), null=True)
    days_each = models.PositiveSmallIntegerField(_("hạn mỗi lượt, ngày làm việc"), null=True)
    due_at = models.DateTimeField(_("hạn"), null=True)
    by_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("người góp ý"), max_length=500, blank=True)
    by_title = models.CharField(_("chức danh"), max_length=250, blank=True)
    stance = models.CharField(_("ý kiến chung"), max_length=10, choices=OpinionStance, blank=True)
    text = models.TextField(_("ý kiến"), blank=True)
    given_at = models.DateTimeField(_("góp ý lúc"), null=True)
    closed_at = models.DateTimeField(_("không chờ nữa từ"), null=True)
    closed_note = models.CharField(_("lý do không chờ"), max_length=500, blank=True)
    answer = models.CharField(_("tiếp thu, giải trình"), max_length=10, choices=OpinionAnswer, blank=True)
    answer_note = models.TextField(_("nội dung tiếp thu, giải trình"), blank=True)
    answered_by = models.CharField(_("người tiếp thu, giải trình"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("tiếp thu, giải trình lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "asked_post"],
                condition=Q(given_at=None, closed_at=None, asked_post__isnull=False),
                name="documents_opinion_open_post",
            ),
            models.UniqueConstraint(
                fields=["draft", "asked_unit"],
                condition=Q(given_at=None, closed_at=None, asked_unit__isnull=False),
                name="documents_opinion_open_unit",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_post", "draft"], name="documents_opinion_asked"),
            models.Index(
                fields=["asked_unit", "draft"],
                condition=Q(asked_unit__isnull=False),
                name="documents_opinion_unit",
            ),
        ]

    @property
    def work_key(self) -> str:
        """The key of the asked opinion in the work list."""
        return f"documents.draft:{self.draft_id}:opinion:{self.pk}"

    @property
    def is_awaited(self) -> bool:
        """Whether somebody was asked, it is her turn, and she has not answered."""
        return self.opened_at is not None and self.given_at is None and self.closed_at is None


class DraftStep(models.Model):
    """One step of one submission: by one post, or by whoever holds a role. Never deleted."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="steps", db_index=False)
    round = models.PositiveSmallIntegerField(_("lần trình"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    stage = models.PositiveSmallIntegerField(_("bậc"), default=0)
    label = models.CharField(_("tên bước"), max_length=100, blank=True)
    hours = models.PositiveSmallIntegerField(_("hạn, giờ làm việc"), null=True)
    due_at = models.DateTimeField(_("hạn"), null=True)
    kind = models.CharField(_("bước"), max_length=10, choices=StepKind)
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(_("vai trò"), max_length=30, blank=True)
    holder = models.CharField(_("ai"), max_length=500)  # "Nguyễn Văn Khải, Chủ tịch" as shown
    state = models.CharField(_("trạng thái"), max_length=10, choices=StepState, default=StepState.WAITING)
    version = models.PositiveIntegerField(_("về phiên bản"), null=True)
    arrived_at = models.DateTimeField(_("đến lúc"), null=True)
    seen_at = models.DateTimeField(_("xem lúc"), null=True)
    decided_at = models.DateTimeField(_("xong lúc"), null=True)
    decided_by = models.CharField(_("ai đã làm"), max_length=500, blank=True)
    note = models.CharField(_("ý kiến, lý do"), max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "round", "position"], name="documents_draft_step_once"),
            models.CheckConstraint(
                condition=Q(post__isnull=False, role="") | (Q(post=None) & ~Q(role="")),
                name="documents_draft_step_whose",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "state"], name="documents_step_post"),
            models.Index(fields=["role", "state"], name="documents_step_role"),
            models.Index(fields=["post", "-draft"], name="documents_step_of_post"),
            models.Index(
                fields=["role", "-draft"],
                condition=Q(state__in=["current", "approved", "returned", "kept"]),
                name="documents_step_of_role",
            ),
        ]

    @property
    def work_key(self) -> str:
        """The key of this step in the work list."""
        return f"documents.draft:{self.draft_id}:step:{self.pk}"
