"""Archival packages that were made or taken in, and records that came in one (TT 05/2025/TT-BNV)."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .file import CaseFile, Material


class Package(models.Model):
    """A package with its identifier: written from a case file, or taken in as one. Never deleted.

    `content_sha256` is over what the package preserves, so the same content packed at another hour is known again.
    `history` holds the acts that happened elsewhere, oldest first; they stand before those of the file here.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="packages")
    is_import = models.BooleanField(_("nhập vào"))
    kind = models.CharField(_("loại gói"), max_length=3)
    objid = models.CharField(_("mã gói"), max_length=200)
    content_sha256 = models.CharField(_("mã băm nội dung"), max_length=64)
    files = models.PositiveIntegerField(_("số tệp"))
    size = models.PositiveBigIntegerField(_("cỡ, byte"))
    at = models.DateTimeField(_("lúc"))
    by = models.CharField(_("người làm"), max_length=250)
    notes = models.JSONField(_("ghi nhận khi kiểm tra"), default=list)
    agents = models.JSONField(_("các bên"), default=list)
    history = models.JSONField(_("diễn biến từ nơi cũ"), default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["objid"], condition=Q(is_import=True), name="archive_package_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "-id"], name="archive_packages")]

    def __str__(self) -> str:
        """Return the identifier."""
        return self.objid


class KeptRecord(models.Model):
    """A document that came in a package: every field and file as the package said, read-only.

    It stands in its file as material, since no register of this agency ever numbered it.
    """

    material = models.OneToOneField(Material, models.PROTECT, related_name="kept")
    data = models.JSONField(_("dữ liệu của tài liệu"))


class KeptFile(models.Model):
    """A stored file of a kept record; gone from use once its file was disposed of."""

    record = models.ForeignKey(KeptRecord, models.PROTECT, related_name="files")
    file_id = models.BigIntegerField(_("tệp đã lưu"))  # kernel.files
    removed_at = models.DateTimeField(_("hủy lúc"), null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["file_id"], condition=Q(removed_at=None), name="archive_kept_file"),
        ]
