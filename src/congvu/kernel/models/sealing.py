"""Seals over the audit log."""

from django.db import models
from django.db.models.functions import Now


class AuditPending(models.Model):
    """An act that waits for its seal; written by a trigger in the act's transaction, removed when it is sealed."""

    entry_id = models.BigIntegerField("việc", primary_key=True)
    # The database's own clock: an act recorded afterwards (brought in from elsewhere) may carry a date long past.
    since = models.DateTimeField("chờ từ", db_default=Now())


class AuditLeaf(models.Model):
    """The hash of a sealed act at its place in the log. Never changed."""

    position = models.BigIntegerField("chỗ", primary_key=True)
    entry_id = models.BigIntegerField("việc", unique=True)
    hash = models.BinaryField("mã băm")


class AuditSeal(models.Model):
    """A signed root over the acts at places first … first + count - 1, chained to the seal before. Never changed."""

    number = models.BigIntegerField("số", primary_key=True)
    log = models.CharField("nhật ký", max_length=32)
    first = models.BigIntegerField("chỗ đầu", unique=True)
    count = models.PositiveIntegerField("số việc")
    root = models.BinaryField("gốc")
    previous = models.BinaryField("con dấu trước")
    sealed_at = models.DateTimeField("lúc")
    key = models.CharField("khóa", max_length=32)
    signature = models.BinaryField("chữ ký")
    format = models.PositiveSmallIntegerField("định dạng", default=1)
