"""Filters that a person keeps."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A named set of conditions on "Việc của tôi"; a private preference, so its owner may delete it."""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    name = models.CharField(_("tên"), max_length=40)
    query = models.CharField(_("điều kiện"), max_length=300)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="worklist_filter_once")]
