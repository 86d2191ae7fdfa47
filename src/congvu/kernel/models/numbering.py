"""Gapless number series."""

from typing import ClassVar

from django.db import models


class NumberSeries(models.Model):
    """The last number taken in one series (register and year). The row is locked while an act takes a number."""

    key = models.CharField("dãy số", max_length=200)
    year = models.PositiveSmallIntegerField("năm")
    last = models.PositiveBigIntegerField("số cuối", default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "year"], name="kernel_number_series_once")]
