"""How fast the law wants a document registered and passed on, as dated data."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..desk_types import ClockSpan, ClockStep
from ..types import Urgency


class UrgencyClock(models.Model):
    """The limit of one step for one level of urgency, from a day on (NĐ 30/2020 Điều 22 khoản 3, Điều 23 khoản 1).

    Rows without an agency are the country's; an agency may set stricter ones by its own rules of records work
    (`incoming/limits` says what is stricter). Never deleted, closed by `valid_to`, which lies before `valid_from` when
    a row was withdrawn before it began. A document keeps the moment that was counted when it came.
    """

    agency = models.ForeignKey(
        "identity.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan")
    )
    step = models.CharField(_("bước"), max_length=10, choices=ClockStep)
    urgency = models.PositiveSmallIntegerField(_("mức độ khẩn"), choices=Urgency)
    span = models.CharField(_("thời hạn"), max_length=10, choices=ClockSpan)
    minutes = models.PositiveSmallIntegerField(_("số phút, khi phải làm ngay"), default=0)
    all_hours = models.BooleanField(_("tính cả ngoài giờ làm việc"), default=False)
    valid_from = models.DateField(_("hiệu lực từ"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=200)
    set_by = models.CharField(_("người đặt"), max_length=500, blank=True)
    set_at = models.DateTimeField(_("đặt lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "step", "urgency", "valid_from"],
                name="documents_clock_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(span=ClockSpan.AT_ONCE) | Q(minutes__gt=0), name="documents_clock_at_once_has_minutes"
            ),
        ]
