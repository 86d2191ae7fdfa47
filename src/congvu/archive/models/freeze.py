"""Sets of case files that nobody may change for a time, and marks of what was printed (NĐ 30/2020 Phụ lục VI)."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Freeze(models.Model):
    """A chosen set of case files, closed to change and disposal until it is lifted: for an inspection, for a court.

    The files of a set that holds name it in `CaseFile.frozen_by`; `codes` keeps which they were.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("tên tập hồ sơ"), max_length=250)
    reason = models.CharField(_("lý do"), max_length=500)
    order_code = models.CharField(_("văn bản yêu cầu"), max_length=100, blank=True)
    codes = models.JSONField(_("mã hồ sơ"), default=list)
    made_at = models.DateTimeField(_("khóa lúc"))
    made_by = models.CharField(_("người khóa"), max_length=250)
    lifted_at = models.DateTimeField(_("mở lúc"), null=True)
    lifted_by = models.CharField(_("người mở"), max_length=250, blank=True)
    lift_reason = models.CharField(_("lý do mở"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(lift_reason=""), name="archive_freeze_lifted_for_a_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "-id"], name="archive_freezes")]


class FilePrint(models.Model):
    """A case file was printed: who, when, how many copies. Set by who prints; the browser tells nobody."""

    file = models.ForeignKey("archive.CaseFile", models.PROTECT, related_name="prints", db_index=False)
    post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    by_name = models.CharField(_("người in"), max_length=250)
    copies = models.PositiveSmallIntegerField(_("số bản"), default=1)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "-id"], name="archive_file_prints")]
