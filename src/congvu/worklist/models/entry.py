"""Entries: what is to be done, by which post or queue, until when."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

SEEN_BY_ALL = 0


class Entry(models.Model):
    """One thing to do in one tray. Never deleted: closed by `closed_at`; taken up again it is a new row.

    `owner` is the tray's name (rules.owner_key) and `due_sort` the deadline or a day beyond all deadlines; both
    exist so that one index per question answers, in order, at any size. `seen_by` names the people who have read it:
    a queue is shared, so what one clerk has read is still new to the next; SEEN_BY_ALL stands for marks of the time
    when they were not kept apart. It lies in the index, so that counting what is unread opens no row.
    """

    key = models.CharField(_("khóa"), max_length=200)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    owner = models.CharField(_("khay"), max_length=80)
    owner_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    owner_role = models.CharField(_("hàng chung của vai trò"), max_length=40, blank=True)
    kind = models.CharField(_("loại việc"), max_length=30)
    role_label = models.CharField(_("vai trò"), max_length=60, blank=True)
    act_label = models.CharField(_("việc cần làm"), max_length=60, blank=True)
    title = models.CharField(_("nội dung"), max_length=1000)
    meta = models.CharField(_("dòng phụ"), max_length=500, blank=True)
    url = models.CharField(_("địa chỉ"), max_length=500)
    given_by = models.CharField(_("người giao"), max_length=250, blank=True)
    given_by_post = models.CharField(_("chức danh người giao"), max_length=250, blank=True)
    giver_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    urgency = models.PositiveSmallIntegerField(_("độ khẩn"), default=0)
    arrived_at = models.DateTimeField(_("đến lúc"))
    started_at = models.DateTimeField(_("tính hạn từ"), null=True)
    due_at = models.DateTimeField(_("hạn"), null=True)
    due_sort = models.DateTimeField()
    seen_at = models.DateTimeField(_("có người đọc lúc"), null=True)
    seen_by = ArrayField(models.BigIntegerField(), verbose_name=_("người đã đọc"), db_default=Value("{}"))
    closed_at = models.DateTimeField(_("xong lúc"), null=True)
    closed_by = models.CharField(_("người làm xong"), max_length=300, blank=True)
    closed_by_person_id = models.BigIntegerField(null=True)
    fold = models.GeneratedField(  # what the page's text filter looks through
        expression=Func(Concat(F("title"), Value(" "), F("meta"), Value(" "), F("given_by")), function="vn_fold"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(closed_at=None),
                opclasses=["varchar_pattern_ops"],
                name="worklist_one_open_entry",
            ),
            models.CheckConstraint(
                condition=(Q(owner_post=None) & ~Q(owner_role="")) | (Q(owner_post__isnull=False) & Q(owner_role="")),
                name="worklist_post_or_role",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["owner", "due_sort", "id"],
                condition=Q(closed_at=None),
                include=["kind", "seen_by"],
                name="worklist_open_due",
            ),
            models.Index(
                fields=["owner", "-arrived_at", "-id"], condition=Q(closed_at=None), name="worklist_open_arrived"
            ),
            models.Index(
                fields=["owner", "-urgency", "due_sort", "id"], condition=Q(closed_at=None), name="worklist_open_urgent"
            ),
            models.Index(
                fields=["giver_post", "due_sort", "id"],
                condition=Q(closed_at=None, giver_post__isnull=False),
                include=["kind", "seen_at"],
                name="worklist_open_given",
            ),
            models.Index(
                fields=["owner", "-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="worklist_done"
            ),
        ]
