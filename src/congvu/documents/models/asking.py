"""What receivers ask of givers, how deadlines moved, what secretaries prepared."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..desk_types import AskKind, AskState, PreparedState
from .document import Document
from .handling import Handling, Instruction


class Ask(models.Model):
    """Who holds a part asks whoever gave it for more time, or for a clearer word; one open request of a kind a part."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="asks", db_index=False)
    kind = models.CharField(_("loại"), max_length=10, choices=AskKind)
    asked_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    asked_name = models.CharField(_("người đề nghị"), max_length=250)
    to_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(_("lý do, câu hỏi"), max_length=2000)
    wanted_due_at = models.DateTimeField(_("xin hạn đến"), null=True)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=AskState, default=AskState.OPEN)
    answer = models.CharField(_("trả lời"), max_length=2000, blank=True)
    answered_name = models.CharField(_("người trả lời"), max_length=250, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handling", "kind"], condition=Q(state=AskState.OPEN), name="documents_one_open_ask"
            ),
            models.CheckConstraint(
                condition=~Q(kind=AskKind.EXTENSION) | Q(wanted_due_at__isnull=False),
                name="documents_extension_names_a_day",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["handling", "asked_at"], name="documents_asks")]

    @property
    def work_key(self) -> str:
        """The key of the giver's work on it; it ends with the part it speaks of."""
        return f"{self.handling.work_key}:ask:{self.pk}"


class DueChange(models.Model):
    """A deadline was moved: from when to when, by whom, why; with the request that it granted, if there was one."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="due_changes")
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, related_name="+", db_index=False)
    old_due_at = models.DateTimeField(_("hạn cũ"), null=True)
    new_due_at = models.DateTimeField(_("hạn mới"), null=True)
    by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(_("người đổi"), max_length=250)
    at = models.DateTimeField(_("lúc"))
    reason = models.CharField(_("lý do"), max_length=2000, blank=True)


class PreparedInstruction(models.Model):
    """A bút phê that a secretary prepared for a leader, who confirms it with one click or writes her own."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="prepared", db_index=False)
    leader_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(_("người soạn"), max_length=250)
    text = models.CharField(_("bút phê"), max_length=2000, blank=True)
    targets = models.JSONField(_("nơi nhận"), default=list)  # role, post, unit, due (ISO 8601), name
    at = models.DateTimeField(_("soạn lúc"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=PreparedState, default=PreparedState.WAITING)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    instruction = models.ForeignKey(Instruction, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "leader_post"],
                condition=Q(state=PreparedState.WAITING),
                name="documents_one_prepared",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["document", "at"], name="documents_prepared")]
