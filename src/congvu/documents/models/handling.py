"""Who was given a document, by whom, with which words, until when; and who may therefore read it."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import HandlingRole, HandlingState, InstructionKind
from .catalogue import Register
from .document import Document


class Instruction(models.Model):
    """One act of giving: the clerk hands up, the leader writes her bút phê, the head of unit forwards.

    `from_*` is whose instruction it is; `entered_by_*` the secretary who wrote it down for her, `is_oral` when the
    leader had said it.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="instructions", db_index=False)
    parent = models.ForeignKey(
        "Handling", models.PROTECT, null=True, related_name="instructions", verbose_name=_("từ lượt xử lý")
    )
    kind = models.CharField(_("loại"), max_length=20, choices=InstructionKind)
    from_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", verbose_name=_("từ vị trí"))
    from_name = models.CharField(_("người giao lúc đó"), max_length=250)
    from_title = models.CharField(_("chức danh lúc đó"), max_length=250)
    text = models.CharField(_("bút phê"), max_length=2000, blank=True)
    given_at = models.DateTimeField(_("giao lúc"))
    entered_by_post = models.ForeignKey(
        "identity.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("người ghi hộ"), db_index=False
    )
    entered_by_name = models.CharField(_("tên người ghi hộ"), max_length=250, blank=True)
    is_oral = models.BooleanField(_("ý kiến nói trực tiếp"), default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "given_at"], name="documents_instructions")]


class Handling(models.Model):
    """A node of the tree of forwarding: a post or a unit was given the document in a role. Never deleted."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="handlings")
    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="handlings")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    to_post = models.ForeignKey(
        "identity.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("giao vị trí"), db_index=False
    )
    to_unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("giao đơn vị"), db_index=False
    )
    to_name = models.CharField(_("tên lúc giao"), max_length=500)
    role = models.CharField(_("vai trò"), max_length=10, choices=HandlingRole)
    due_at = models.DateTimeField(_("hạn"), null=True)
    given_at = models.DateTimeField(_("giao lúc"))
    seen_at = models.DateTimeField(_("xem lúc"), null=True)
    seen_by_name = models.CharField(_("người xem"), max_length=250, blank=True)
    passed_at = models.DateTimeField(_("giao tiếp lúc"), null=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    progress = models.PositiveSmallIntegerField(_("tiến độ, %"), default=0)
    result = models.CharField(_("kết quả, lý do"), max_length=2000, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=HandlingState, default=HandlingState.OPEN)
    remind_at = models.DateTimeField(_("lần nhắc tới"), null=True)
    remind_step = models.PositiveSmallIntegerField(_("bậc nhắc đã gửi"), default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_post=None, to_unit__isnull=False) | Q(to_post__isnull=False, to_unit=None),
                name="documents_handling_post_or_unit",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="documents_handling_progress"),
            models.UniqueConstraint(
                fields=["instruction"],
                condition=Q(role=HandlingRole.LEAD, state__in=[HandlingState.OPEN, HandlingState.DONE]),
                name="documents_one_lead_an_instruction",
            ),
            models.UniqueConstraint(
                fields=["instruction", "to_post"], condition=Q(to_post__isnull=False), name="documents_post_given_once"
            ),
            models.UniqueConstraint(
                fields=["instruction", "to_unit"], condition=Q(to_unit__isnull=False), name="documents_unit_given_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to_post", "state", "due_at"], name="documents_handling_post"),
            models.Index(fields=["to_unit", "state", "due_at"], name="documents_handling_unit"),
            models.Index(
                fields=["to_post", "given_at"],
                include=["role", "state", "due_at", "finished_at"],
                name="documents_report_posts",
            ),
            models.Index(fields=["remind_at"], condition=Q(state=HandlingState.OPEN), name="documents_handling_remind"),
        ]

    @property
    def work_key(self) -> str:
        """The key of this handling in the work list."""
        return f"documents.handling:{self.pk}"


class Access(models.Model):
    """Someone below the agency's own readers may see a document; `grant` as in `search.api.grants_of`.

    Written whenever a document is given to a post or unit or drafted by a post. Closed (`closed_at`) only when the
    document is taken back unread, or by a change of rights that the competent person confirmed (NĐ 30/2020 Phụ lục
    VI, I); the row stays as history and opens again when the document is given anew.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="accesses", db_index=False)
    grant = models.CharField(_("ai"), max_length=60)  # post:12, unit:3, unit:3:unit_leader
    since = models.DateTimeField(_("từ lúc"))
    closed_at = models.DateTimeField(_("đóng lúc"), null=True)
    # The document's own, kept by the database: who sees by grants turns the pages of a register by them.
    register = models.ForeignKey(
        Register, models.DO_NOTHING, null=True, editable=False, related_name="+", db_index=False, db_constraint=False
    )
    number = models.PositiveIntegerField(_("số"), null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "grant"], name="documents_access_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["grant", "-document"], name="documents_access_grant"),
            models.Index(
                fields=["grant", "register", "-number"],
                include=["document"],
                condition=Q(closed_at=None),
                name="documents_access_nearest",
            ),
        ]
