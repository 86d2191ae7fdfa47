"""Decisions on who signs in whose place (NĐ 30/2020 Điều 13): dated rows, never deleted, ended with a reason."""

from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..drafting.types import OF_A_COUNCIL, DecisionKind

COUNCIL_KINDS = sorted(str(kind) for kind in OF_A_COUNCIL)


class SigningDecision(models.Model):
    """One decision in writing that lets the holder of a post sign. In force from `starts_at` up to, without, `ends_at`.

    Empty `type_ids` (keys of DocumentType) or `unit_ids` (fields, as the units that draft in them) do not limit.
    The decision on a chair or her deputy names the `council`, whose rule of numbering gives its papers their series.
    `carried_over`: written by the upgrade for posts that had been signing before this register existed.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("loại quyết định"), max_length=20, choices=DecisionKind)
    number = models.CharField(_("số, ký hiệu"), max_length=100)
    dated_on = models.DateField(_("ngày quyết định"))
    giver_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", verbose_name=_("người giao"))
    holder_post = models.ForeignKey(
        "identity.Post", models.PROTECT, related_name="+", verbose_name=_("người được giao"), db_index=False
    )
    type_ids = ArrayField(models.BigIntegerField(), verbose_name=_("tên loại"), default=list)
    unit_ids = ArrayField(models.BigIntegerField(), verbose_name=_("lĩnh vực của đơn vị"), default=list)
    council = models.ForeignKey(
        "documents.NumberRule", models.PROTECT, null=True, related_name="+", verbose_name=_("hội đồng, ban, tổ")
    )
    scope_text = models.CharField(_("nội dung giao, theo quyết định"), max_length=1000, blank=True)
    starts_at = models.DateTimeField(_("hiệu lực từ lúc"))
    ends_at = models.DateTimeField(_("hết hiệu lực lúc"), null=True)
    file_id = models.BigIntegerField(_("tệp quyết định"), null=True)  # kernel.files
    carried_over = models.BooleanField(_("chuyển từ trước khi có sổ này"), default=False)
    recorded_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    recorded_by = models.CharField(_("người ghi"), max_length=500)
    recorded_at = models.DateTimeField(_("ghi lúc"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True)
    revoked_reason = models.CharField(_("lý do thu hồi"), max_length=500, blank=True)
    revoked_by = models.CharField(_("người ghi thu hồi"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="documents_decision_dates"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="documents_decision_in_writing"),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.AUTHORISATION) | Q(ends_at__isnull=False),
                name="documents_authorisation_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=COUNCIL_KINDS, council__isnull=False)
                | (~Q(kind__in=COUNCIL_KINDS) & Q(council=None)),
                name="documents_chair_of_a_council",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_reason=""), name="documents_decision_revoked_why"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "-id"], name="documents_decisions"),
            models.Index(fields=["holder_post", "kind"], name="documents_decision_holder"),
        ]

    def __str__(self) -> str:
        """Return number and date."""
        return f"{self.number} ({self.dated_on:%d/%m/%Y})"
