"""Letters that urge those who are late (công văn đôn đốc)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .directive import Directive


class Urging(models.Model):
    """One draft letter that was written from a list of tasks, for one lead."""

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+")
    draft = models.ForeignKey("documents.Draft", models.PROTECT, related_name="+")
    lead_key = models.CharField(_("gửi nơi chủ trì"), max_length=40)
    lead_name = models.CharField(_("tên nơi chủ trì"), max_length=500)
    made_at = models.DateTimeField(_("soạn lúc"))
    made_by_name = models.CharField(_("người soạn"), max_length=300)


class UrgingLine(models.Model):
    """A task named in a letter, with the deadline that it had then."""

    urging = models.ForeignKey(Urging, models.PROTECT, related_name="lines")
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="urgings")
    due_on = models.DateField(_("hạn lúc đó"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["urging", "directive"], name="directives_urging_line_once"),
        ]
