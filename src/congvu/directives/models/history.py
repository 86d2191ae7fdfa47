"""What happened to a task: its history, its reports, each change of its deadline."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import DueState, StepKind
from .directive import Directive


class Step(models.Model):
    """One line of the history; a report is a line with its percentage. Never changed, never deleted."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="steps", db_index=False)
    kind = models.CharField(_("việc"), max_length=20, choices=StepKind)
    at = models.DateTimeField(_("lúc"))
    by_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(_("ai"), max_length=300)
    by_title = models.CharField(_("chức danh"), max_length=250, blank=True)
    text = models.CharField(_("nội dung"), max_length=4000, blank=True)
    percent = models.PositiveSmallIntegerField(_("tiến độ, %"), null=True)
    difficulties = models.CharField(_("khó khăn, vướng mắc"), max_length=4000, blank=True)
    proposals = models.CharField(_("đề xuất, kiến nghị"), max_length=4000, blank=True)
    result_on = models.DateField(_("ngày có kết quả"), null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+", db_index=False)
    mark = models.CharField(_("dấu chống ghi hai lần"), max_length=120, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "mark"], name="directives_step_once"),
            models.CheckConstraint(condition=Q(percent=None) | Q(percent__lte=100), name="directives_step_percent"),
        ]
        indexes: ClassVar = [models.Index(fields=["directive", "at", "id"], name="directives_steps")]


class StepFile(models.Model):
    """A file handed in with a report."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="files")
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(_("tên tệp"), max_length=250)
    size = models.BigIntegerField(_("dung lượng"))


class DueChange(models.Model):
    """A change of the deadline, asked for or set by the giver. Every one is kept, also what was refused."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="due_changes", db_index=False)
    state = models.CharField(_("quyết định"), max_length=10, choices=DueState)
    old_due_on = models.DateField(_("hạn cũ"), null=True)
    wanted_on = models.DateField(_("hạn xin"), null=True)
    new_due_on = models.DateField(_("hạn mới"), null=True)
    reason = models.CharField(_("lý do"), max_length=4000)
    asked_at = models.DateTimeField(_("xin lúc"))
    asked_by_name = models.CharField(_("người xin"), max_length=300)
    asked_by_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    decided_by_name = models.CharField(_("người quyết định"), max_length=300, blank=True)
    answer = models.CharField(_("ý kiến"), max_length=4000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["directive"], condition=Q(state=DueState.WAITING), name="directives_one_ask_waits"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["directive", "asked_at"], name="directives_due_changes")]
