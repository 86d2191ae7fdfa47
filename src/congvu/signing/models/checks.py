"""How often addresses asked for a check."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckCount(models.Model):
    """Checks that one address asked for in one minute; unlogged in the database, swept after minutes, no fact of work.

    `address` is a digest: nobody can read from it who asked.
    """

    address = models.CharField(_("địa chỉ, đã băm"), max_length=32)
    minute = models.BigIntegerField(_("phút"))
    count = models.PositiveIntegerField(_("số lần"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minute", "address"], name="signing_check_count_once"),
        ]
