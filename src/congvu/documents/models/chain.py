"""Approval chains of an agency: dated versions of the steps that a submitted draft goes through."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..drafting.types import StepKind, StepWho
from .catalogue import DocumentType


class ApprovalChain(models.Model):
    """The steps set for one type of document, or for all others when `document_type` is empty. Never changed.

    A change is a new version with its own first day; a draft that was submitted keeps the version it set out on.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    document_type = models.ForeignKey(
        DocumentType, models.PROTECT, null=True, related_name="+", verbose_name=_("tên loại"), db_index=False
    )
    version = models.PositiveIntegerField(_("phiên bản"))
    valid_from = models.DateField(_("áp dụng từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True)
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    set_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    set_by = models.CharField(_("người đặt"), max_length=500)
    set_at = models.DateTimeField(_("đặt lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "document_type", "version"],
                name="documents_chain_version_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["agency", "document_type"],
                condition=Q(valid_to=None),
                name="documents_one_open_chain",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from") - 1), name="documents_chain_dates"
            ),
        ]


class ApprovalChainStep(models.Model):
    """One step of a chain. Steps of the same `stage` run side by side; the next stage waits for all of them."""

    chain = models.ForeignKey(ApprovalChain, models.PROTECT, related_name="steps", db_index=False)
    stage = models.PositiveSmallIntegerField(_("bậc"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    kind = models.CharField(_("bước"), max_length=10, choices=StepKind)
    who = models.CharField(_("do ai"), max_length=15, choices=StepWho)
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(_("vai trò"), max_length=30, blank=True)
    label = models.CharField(_("tên bước"), max_length=100, blank=True)
    hours = models.PositiveSmallIntegerField(_("hạn, giờ làm việc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "position"], name="documents_chain_step_once"),
            models.CheckConstraint(
                condition=Q(who=StepWho.UNIT_HEAD, post=None, role="")
                | Q(who=StepWho.POST, post__isnull=False, role="")
                | (Q(who=StepWho.ROLE, post=None) & ~Q(role="")),
                name="documents_chain_step_whose",
            ),
        ]
