"""What arrives on paper beside the registered document, and changes of who may read one."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..desk_types import MailState, RightsState
from .document import Document


class PaperCopy(models.Model):
    """The paper that followed an electronic document: kept at the same line, never registered again (NĐ 30 Điều 22)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="paper_copies")
    arrived_at = models.DateTimeField(_("đến lúc"))
    copies = models.PositiveSmallIntegerField(_("số bản"), default=1)
    handed_to = models.CharField(_("chuyển cho"), max_length=500, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))
    recorded_by_name = models.CharField(_("người ghi"), max_length=250)


class NamedMail(models.Model):
    """An envelope addressed to a named person: passed on unopened, comes back when it is official business.

    `document` is the line under which it was registered then. Secret envelopes stand here without sender's number.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    to_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    to_name = models.CharField(_("người nhận ghi trên bì"), max_length=250)
    sender = models.CharField(_("nơi gửi ghi trên bì"), max_length=250)
    envelope_code = models.CharField(_("số ghi trên bì"), max_length=100, blank=True)
    urgency = models.PositiveSmallIntegerField(_("mức độ khẩn"), default=0)
    arrived_at = models.DateTimeField(_("đến lúc"))
    handed_at = models.DateTimeField(_("chuyển lúc"))
    state = models.CharField(_("tình trạng"), max_length=12, choices=MailState, default=MailState.HANDED)
    closed_at = models.DateTimeField(_("xong lúc"), null=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="envelopes")
    recorded_by_name = models.CharField(_("người ghi"), max_length=250)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=MailState.REGISTERED) | Q(document__isnull=False), name="documents_mail_registered"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "-id"], name="documents_mail_newest"),
            models.Index(
                fields=["to_post", "-id"], condition=Q(state=MailState.HANDED), name="documents_mail_with_person"
            ),
        ]


class AccessChange(models.Model):
    """Somebody wants a document opened to, or closed for, a post or unit; nothing changes until it is confirmed."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="access_changes", db_index=False)
    opens = models.BooleanField(_("mở quyền xem"))
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(_("cho ai"), max_length=500)
    reason = models.CharField(_("lý do"), max_length=500)
    asked_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    asked_name = models.CharField(_("người đề nghị"), max_length=250)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=RightsState, default=RightsState.WAITING)
    decided_name = models.CharField(_("người quyết định"), max_length=250, blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    answer = models.CharField(_("ý kiến"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(post=None, unit__isnull=False) | Q(post__isnull=False, unit=None),
                name="documents_rights_post_or_unit",
            ),
            models.UniqueConstraint(
                fields=["document", "post", "unit"],
                condition=Q(state=RightsState.WAITING),
                name="documents_rights_asked_once",
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["document", "-id"], name="documents_rights")]

    @property
    def work_key(self) -> str:
        """The key of the competent person's work on it."""
        return f"documents.access_change:{self.pk}"
