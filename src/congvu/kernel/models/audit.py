"""The audit log."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AuditEntry(models.Model):
    """One act of one person (or of the system, when `person_id` is empty). Never updated, never deleted.

    Ids are plain numbers, not foreign keys: the log outlives what it speaks of, and lies below the apps it records.
    """

    at = models.DateTimeField("lúc")
    code = models.CharField("việc", max_length=100)
    subject_type = models.CharField("loại đối tượng", max_length=100)
    subject_id = models.BigIntegerField("đối tượng")
    agency_id = models.BigIntegerField("cơ quan", null=True)
    person_id = models.BigIntegerField("người", null=True)
    person_name = models.CharField("họ tên lúc đó", max_length=250, blank=True)
    post_id = models.BigIntegerField("vị trí", null=True)
    post_title = models.CharField("chức danh lúc đó", max_length=250, blank=True)
    delegation_id = models.BigIntegerField("ủy quyền", null=True)
    address = models.CharField("địa chỉ mạng", max_length=64, blank=True)
    data = models.JSONField("chi tiết", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="kernel_audit_subject"),
            models.Index(fields=["person_id", "-at"], name="kernel_audit_person"),
        ]
