"""What the law says about keeping: values of retention, the table of groups of files, an agency's archive."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RetentionValue(models.Model):
    """A value of thời hạn bảo quản. Dated: never deleted, closed by `valid_to`.

    `years` is empty for permanent and for "until the document ceases to have effect". `archive_code` is the code of
    TT 05/2025/TT-BNV. `is_certain` False: taken from one weak source or from practice; the agency checks it.
    """

    code = models.CharField(_("mã trong hệ thống"), max_length=20, unique=True)
    label = models.CharField(_("thời hạn bảo quản"), max_length=60)
    years = models.PositiveSmallIntegerField(_("số năm"), null=True, blank=True)
    is_permanent = models.BooleanField(_("vĩnh viễn"), default=False)
    archive_code = models.CharField(_("mã TT 05/2025/TT-BNV"), max_length=10)
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    legal_basis = models.CharField(_("căn cứ"), max_length=200)
    is_certain = models.BooleanField(_("đã đối chiếu văn bản"), default=True)
    valid_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_permanent=False) | Q(years=None), name="archive_permanent_has_no_years"
            ),
        ]

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class RetentionRule(models.Model):
    """A row of the table of retention: a group of files and how long it is kept (TT 10/2022/TT-BNV).

    Dated: a later circular closes rows and adds new ones. Rows that were not compared with the text are marked.
    """

    number = models.PositiveSmallIntegerField(_("số thứ tự"))
    heading = models.CharField(_("nhóm"), max_length=200)
    title = models.CharField(_("nhóm hồ sơ, tài liệu"), max_length=500)
    value = models.ForeignKey(RetentionValue, models.PROTECT, related_name="+", verbose_name=_("thời hạn bảo quản"))
    legal_basis = models.CharField(_("căn cứ"), max_length=200)
    is_certain = models.BooleanField(_("đã đối chiếu văn bản"), default=True)
    valid_from = models.DateField(_("hiệu lực từ"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["legal_basis", "number"], name="archive_rule_once"),
        ]

    def __str__(self) -> str:
        """Return the group."""
        return self.title


class ArchiveSetup(models.Model):
    """The current archive of an agency: the codes that stand in arcFileCode and in packages."""

    agency = models.OneToOneField("identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    archive_code = models.CharField(_("mã lưu trữ"), max_length=30)
    archive_name = models.CharField(_("tên lưu trữ"), max_length=250)
    fonds_code = models.CharField(_("mã phông"), max_length=30)
    fonds_name = models.CharField(_("tên phông"), max_length=250)

    def __str__(self) -> str:
        """Return the name."""
        return self.archive_name
