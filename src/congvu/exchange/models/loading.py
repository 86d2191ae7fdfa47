"""A directory on its way in: rows wait apart until they are accepted."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .directory import Partner


class DirectoryLoad(models.Model):
    """One file, or one list from an axis, that was read. Nothing in the directory changes until it is accepted.

    `bad` names the first rows that are not taken, with why. The rows themselves go when it is closed; this line stays.
    """

    class State(models.TextChoices):
        """Read and waiting, taken over, or put aside."""

        WAITING = "waiting", _("Chờ xác nhận")
        ACCEPTED = "accepted", _("Đã nhận")
        DROPPED = "dropped", _("Đã bỏ")

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    name = models.CharField(_("tệp hoặc trục"), max_length=250)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("trạng thái"), max_length=10, choices=State, default=State.WAITING)
    read_at = models.DateTimeField(_("đọc lúc"))
    read_by = models.CharField(_("người đưa vào"), max_length=250, blank=True)
    row_count = models.PositiveIntegerField(_("số dòng đọc được"), default=0)
    bad_count = models.PositiveIntegerField(_("số dòng lỗi"), default=0)
    bad = models.JSONField(_("dòng lỗi"), default=list)
    new_count = models.PositiveIntegerField(_("cơ quan mới"), default=0)
    changed_count = models.PositiveIntegerField(_("cơ quan thay đổi"), default=0)
    closing_count = models.PositiveIntegerField(_("cơ quan đóng mã"), default=0)
    closed_at = models.DateTimeField(_("xong lúc"), null=True)
    closed_by = models.CharField(_("người xác nhận"), max_length=250, blank=True)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class DirectoryLoadRow(models.Model):
    """A good row that waits. `change`: new, changed, closing (its code ends), empty when nothing would change."""

    class Change(models.TextChoices):
        """What accepting would do."""

        NEW = "new", _("Mới")
        CHANGED = "changed", _("Thay đổi")
        CLOSING = "closing", _("Đóng mã")

    load = models.ForeignKey(DirectoryLoad, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("dòng"))
    code = models.CharField(max_length=35)
    old_code = models.CharField(max_length=35, blank=True)
    name = models.CharField(max_length=250)
    parent_code = models.CharField(max_length=35, blank=True)
    parent_ref = models.CharField(max_length=60, blank=True)
    own_ref = models.CharField(max_length=60, blank=True)
    parent_name = models.CharField(max_length=250, blank=True)
    email = models.CharField(max_length=100, blank=True)
    active = models.BooleanField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor_code = models.CharField(max_length=35, blank=True)
    change = models.CharField(max_length=8, choices=Change, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["load", "code"], name="exchange_load_code_once")]
        indexes: ClassVar = [
            models.Index(fields=["load", "change", "id"], condition=~Q(change=""), name="exchange_load_changes")
        ]
