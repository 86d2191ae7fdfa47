"""Uploaded organisation trees and lists of people, waiting to be accepted."""

import uuid6
from django.db import models
from django.utils.translation import gettext_lazy as _

from .account import Account
from .agency import Agency


class ImportDraft(models.Model):
    """One upload, read and checked. Nothing of it is in force until `accepted_at`; it is refused when data moved on."""

    class Kind(models.TextChoices):
        """What the file lists."""

        UNITS = "units", _("cây đơn vị và vị trí")
        PEOPLE = "people", _("cán bộ")

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="import_drafts")
    uploaded_by = models.ForeignKey(Account, models.PROTECT, related_name="import_drafts")
    file_name = models.CharField(_("tên tệp"), max_length=255)
    rows = models.JSONField(_("các dòng"), default=list)
    problems = models.JSONField(_("lỗi"), default=list)
    summary = models.JSONField(_("tóm tắt"), default=dict)
    fingerprint = models.CharField(_("dấu của dữ liệu lúc xem trước"), max_length=64)
    created_at = models.DateTimeField(_("tải lên lúc"))
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True)
