"""Series of numbers that an agency gives itself: per type, per unit, per council (NĐ 30/2020 Điều 15)."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..drafting.types import NumberRuleKind
from .catalogue import DocumentType


class NumberRule(models.Model):
    """A rule that gives certain outgoing papers a series of their own. Never deleted, closed by `valid_to`.

    Each year of the rule has its register (`Register.rule`), so numbers stay gapless under that register's lock.
    `abbreviation`, `body_name` and `chair_title` are a council's: they are printed in place of the agency's.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("dãy số riêng cho"), max_length=10, choices=NumberRuleKind)
    name = models.CharField(_("tên sổ"), max_length=150)
    types = models.ManyToManyField(DocumentType, blank=True, related_name="+", verbose_name=_("các loại"))
    unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("đơn vị soạn thảo")
    )
    body_name = models.CharField(_("tên hội đồng, ban"), max_length=250, blank=True)
    abbreviation = models.CharField(_("chữ viết tắt trong ký hiệu"), max_length=20, blank=True)
    chair_title = models.CharField(_("chức danh người ký trong hội đồng, ban"), max_length=150, blank=True)
    first_number = models.PositiveIntegerField(_("số đầu của năm áp dụng"), default=1)
    valid_from = models.DateField(_("áp dụng từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True)
    basis = models.CharField(_("căn cứ"), max_length=300)
    created_at = models.DateTimeField(_("ghi lúc"))
    created_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="documents_number_rule_span"
            ),
            models.CheckConstraint(
                condition=~Q(kind=NumberRuleKind.BODY) | (~Q(body_name="") & ~Q(abbreviation="")),
                name="documents_number_rule_body",
            ),
            models.CheckConstraint(
                condition=Q(kind=NumberRuleKind.UNIT, unit__isnull=False) | (~Q(kind="unit") & Q(unit=None)),
                name="documents_number_rule_unit",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "valid_from"], name="documents_number_rules")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
