"""What people keep of their lists: searches under a name, and which columns they want."""

from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """A list with its filters under a name: of one post, or shown to the whole agency.

    `page` is the key of the list (`search.api.register_list_page`), `query` the filters as they stand in its address.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    page = models.CharField(_("danh sách"), max_length=60)
    agency_id = models.BigIntegerField(_("cơ quan"))
    post_id = models.BigIntegerField(_("vị trí lưu"))
    by_name = models.CharField(_("người lưu"), max_length=500)
    name = models.CharField(_("tên"), max_length=80)
    query = models.CharField(_("bộ lọc"), max_length=2000)
    columns = ArrayField(models.CharField(max_length=40), verbose_name=_("các cột"), default=list)
    is_shared = models.BooleanField(_("chung cho cơ quan"), default=False)
    saved_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post_id", "page", "name"], name="search_saved_name_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency_id", "page"], condition=models.Q(is_shared=True), name="search_saved_shared"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ChosenColumns(models.Model):
    """The columns that a post wants to see on a list, in order."""

    post_id = models.BigIntegerField(_("vị trí"))
    page = models.CharField(_("danh sách"), max_length=60)
    columns = ArrayField(models.CharField(max_length=40), verbose_name=_("các cột"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post_id", "page"], name="search_columns_once"),
        ]
