"""Working time as dated data."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class DayKind(models.TextChoices):
    """Why a day differs from its weekday (domain/portal-and-operations 8.1)."""

    HOLIDAY = "holiday", "ngày lễ, tết"
    COMPENSATION = "compensation", "nghỉ bù"
    SWAPPED_OFF = "swapped_off", "nghỉ hoán đổi"
    SWAPPED_WORK = "swapped_work", "làm bù"
    LOCAL = "local", "ngày nghỉ riêng"


class Holiday(models.Model):
    """A special day of a whole country, shipped with the program (worktime/data) and renewed by each `migrate`.

    `is_computed` marks days that the Prime Minister has not decided yet: right by the rule, open to change.
    """

    country = models.CharField("nước", max_length=2, default="VN")
    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=20, choices=DayKind)
    name = models.CharField("tên", max_length=150)
    legal_basis = models.CharField("căn cứ", max_length=200)
    decision = models.CharField("quyết định", max_length=150, blank=True)
    is_computed = models.BooleanField("tính trước, chưa có quyết định", default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["country", "day"], name="kernel_holiday_once")]


class DayOverride(models.Model):
    """A day that an administrator entered, for one agency or (agency empty) for the installation. Beats Holiday.

    Never deleted: a wrong one is closed by `withdrawn_at`.
    """

    agency_id = models.BigIntegerField("cơ quan", null=True)
    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=20, choices=DayKind)
    name = models.CharField("tên", max_length=150)
    decision = models.CharField("quyết định", max_length=150)
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    created_at = models.DateTimeField("nhập lúc")
    withdrawn_at = models.DateTimeField("bỏ lúc", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "day"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="kernel_day_override_once",
            )
        ]


class WorkingHours(models.Model):
    """The working hours of a week, from a day on, for one agency or (agency empty) for the installation.

    `week` holds seven lists from Monday, each of [opening, closing] pairs: `[[["07:30", "11:30"], …], …]`.
    Where several are valid on a day, the one that started last counts (summer and winter hours).
    """

    agency_id = models.BigIntegerField("cơ quan", null=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True)
    week = models.JSONField("giờ làm việc trong tuần")
    decision = models.CharField("quyết định", max_length=150, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "valid_from"], nulls_distinct=False, name="kernel_working_hours_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="kernel_working_hours_dates"
            ),
        ]
