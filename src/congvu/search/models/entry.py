"""What can be found."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, TextField
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """A copy of what another app lets people find: text, address, and who may find it. It can be rebuilt at any time.

    `doc` holds the lexemes of the folded text: title weight A, number B, body D. `number_fold` is the number as it
    is compared: without marks, case and spaces.
    """

    key = models.CharField(_("khóa"), max_length=200, unique=True)
    kind = models.CharField(_("loại"), max_length=60)
    agency_id = models.BigIntegerField(_("cơ quan"))
    title = models.TextField(_("tiêu đề"))
    number = models.CharField(_("số, ký hiệu"), max_length=120, blank=True)
    body = models.TextField(_("nội dung"), blank=True)
    url = models.CharField(_("địa chỉ"), max_length=500)
    at = models.DateTimeField(_("ngày"))
    grants = ArrayField(models.TextField(), verbose_name=_("ai được xem"))
    extra = models.JSONField(default=dict)
    facets = SearchVectorField(_("dấu để lọc"), null=True)  # lexemes as handed in: "state:open", "issued:y2026"
    number_fold = models.GeneratedField(
        expression=Func(F("number"), function="search_number", output_field=TextField()),
        output_field=TextField(),
        db_persist=True,
    )
    doc = SearchVectorField(null=True)  # as search_document(title, number, body) gives them

    class Meta:
        indexes: ClassVar = [
            GinIndex(
                "doc",
                "grants",
                "kind",
                "agency_id",
                "facets",
                Func(F("at"), function="search_periods"),  # rules.periods
                name="search_found_in",
                gin_pending_list_limit=512,  # kB; searches read the pending list whole, so it stays short
            ),
            models.Index(fields=["-at", "-id"], name="search_recent"),
            models.Index(
                OpClass(F("number_fold"), name="text_pattern_ops"),
                name="search_number",
                condition=~models.Q(number=""),
            ),
        ]
