"""Who has read what, when (NĐ 30/2020 Phụ lục VI, F5: views are part of a document's history)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import OpenedKind
from .document import Document
from .draft import Draft


class Reading(models.Model):
    """One person's openings of one thing: of a document or draft, its page (`what` empty), a file or a version.

    Kept per person, post and the person she acted for: the first and the last time, and how often. `what` is
    "file:<id>", "version:<number>", "attachment:<id>", "signed"; `label` is its name at that time.
    """

    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="readings", db_index=False)
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="readings", db_index=False)
    what = models.CharField(_("đã mở gì"), max_length=40, blank=True)
    label = models.CharField(_("tên"), max_length=255, blank=True)
    person_id = models.BigIntegerField(_("người"))
    person_name = models.CharField(_("tên người"), max_length=250)
    post_id = models.BigIntegerField(_("vị trí"))
    post_title = models.CharField(_("chức danh"), max_length=250)
    behalf_name = models.CharField(_("thay mặt"), max_length=250, blank=True)
    first_at = models.DateTimeField(_("lần đầu"))
    last_at = models.DateTimeField(_("lần cuối"))
    times = models.PositiveIntegerField(_("số lần"), default=1)
    seen_comment_id = models.BigIntegerField(_("đã xem góp ý đến"), default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(document=None, draft__isnull=False) | Q(document__isnull=False, draft=None),
                name="documents_reading_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["document", "what", "person_id", "post_id", "behalf_name"],
                condition=Q(document__isnull=False),
                name="documents_reading_document_once",
            ),
            models.UniqueConstraint(
                fields=["draft", "what", "person_id", "post_id", "behalf_name"],
                condition=Q(draft__isnull=False),
                name="documents_reading_draft_once",
            ),
        ]


class OpeningDay(models.Model):
    """How often one person, in one post, opened one kind of thing on one day: what the figures of use are summed from.

    Counted together with `Reading`, so opening again within a few minutes is one opening. A row is one person's own,
    so that people who read at once never wait for each other.
    """

    agency_id = models.BigIntegerField(_("cơ quan"))
    unit_id = models.BigIntegerField(_("đơn vị"))
    post_id = models.BigIntegerField(_("vị trí"))
    person_id = models.BigIntegerField(_("người"))
    person_name = models.CharField(_("tên người"), max_length=250)
    on = models.DateField(_("ngày"))
    kind = models.CharField(_("đã mở gì"), max_length=10, choices=OpenedKind)
    times = models.PositiveIntegerField(_("số lượt"), default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post_id", "person_id", "on", "kind"], name="documents_opening_day_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["agency_id", "-on", "-id"], name="documents_opening_days")]
