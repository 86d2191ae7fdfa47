"""A task: one instruction with one lead (domain/documents 6.1, 6.2)."""

from datetime import date
from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from ..types import OPEN_STATES, Kind, Level, Product, Repeat, Source, State, Urgency

NO_DEADLINE = date(9999, 12, 31)
_COUNTED = ("agency", "state", "due_on", "result_on", "lead_unit", "field", "has_difficulties")
_DONE_LATE = Q(state=State.DONE, result_on__gt=F("due_on"))


class Field(models.Model):
    """A field of work (lĩnh vực) of an agency, as its people name it; reports count by it. Never deleted."""

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("lĩnh vực"), max_length=120)
    fold = models.GeneratedField(
        expression=Func(F("name"), function="vn_fold"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "fold"], name="directives_field_once")]


class Directive(models.Model):
    """One task of an agency. Never deleted: it ends as done or cancelled.

    `agency` is the giver's. `lead_key` is who leads ("post:12", "unit:3", "agency:7"), `lead_unit` the unit under which
    reports count it, `owner_post` in whose work list it stands (the head of the unit, or the post itself). `grants`
    says who may read it beside the leaders of the agency, in the words of `search.api`. `due_on` is the deadline in
    force, `first_due_on` the one it was given with; `result_on` the day on which the result was handed in.
    `handling` is the part of a document that carries the task: what is reported there is not typed here again.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số thứ tự"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("nhiệm vụ cha")
    )
    depth = models.PositiveSmallIntegerField(_("bậc"), default=0)
    period_number = models.PositiveIntegerField(_("kỳ thứ"), null=True)

    source = models.CharField(_("nguồn"), max_length=20, choices=Source)
    source_note = models.CharField(_("căn cứ"), max_length=500, blank=True)
    source_on = models.DateField(_("ngày có chỉ đạo"), null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    instruction = models.ForeignKey("documents.Instruction", models.PROTECT, null=True, related_name="+")
    handling = models.ForeignKey("documents.Handling", models.PROTECT, null=True, related_name="+")
    level = models.CharField(_("cấp ban hành"), max_length=20, choices=Level)
    field = models.ForeignKey(Field, models.PROTECT, null=True, related_name="+", db_index=False)

    content = models.CharField(_("nội dung"), max_length=4000)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    repeat = models.CharField(_("kỳ lặp lại"), max_length=10, choices=Repeat, blank=True)
    urgency = models.PositiveSmallIntegerField(_("mức độ khẩn"), choices=Urgency, default=Urgency.NORMAL)
    product = models.CharField(_("sản phẩm"), max_length=20, choices=Product, default=Product.OTHER)
    product_note = models.CharField(_("sản phẩm cụ thể"), max_length=500, blank=True)

    giver_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    giver_name = models.CharField(_("người giao"), max_length=250)
    giver_title = models.CharField(_("chức danh người giao"), max_length=250)
    entered_by_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    entered_by_name = models.CharField(_("người ghi"), max_length=250, blank=True)
    supervisor_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    supervisor_name = models.CharField(_("lãnh đạo phụ trách"), max_length=500, blank=True)
    monitor_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    monitor_name = models.CharField(_("người theo dõi"), max_length=500, blank=True)

    lead_key = models.CharField(_("nơi chủ trì"), max_length=40)
    lead_name = models.CharField(_("tên nơi chủ trì"), max_length=500)
    lead_unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    lead_agency = models.ForeignKey("identity.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    owner_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    owner_name = models.CharField(_("người thực hiện"), max_length=500, blank=True)
    grants = ArrayField(models.CharField(max_length=60), verbose_name=_("mở cho"), default=list)

    assigned_at = models.DateTimeField(_("giao lúc"))
    assigned_on = models.DateField(_("ngày giao"))
    received_at = models.DateTimeField(_("tiếp nhận lúc"), null=True)
    first_due_on = models.DateField(_("hạn ban đầu"), null=True)
    due_on = models.DateField(_("hạn"), null=True)
    result_on = models.DateField(_("ngày có kết quả"), null=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    result_document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("văn bản kết quả")
    )
    result_text = models.CharField(_("kết quả"), max_length=4000, blank=True)

    state = models.CharField(_("trạng thái"), max_length=20, choices=State, default=State.NEW)
    progress = models.PositiveSmallIntegerField(_("tiến độ, %"), default=0)
    has_difficulties = models.BooleanField(_("đang vướng mắc"), default=False)
    extended_count = models.PositiveSmallIntegerField(_("số lần gia hạn"), default=0)
    returned_count = models.PositiveSmallIntegerField(_("số lần trả lại"), default=0)
    remind_on = models.DateField(_("ngày nhắc tới"), null=True)
    remind_step = models.PositiveSmallIntegerField(_("bậc nhắc đã gửi"), default=0)

    is_open = models.GeneratedField(
        expression=Case(When(state__in=[str(s) for s in OPEN_STATES], then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    due_sort = models.GeneratedField(
        expression=Coalesce("due_on", Value(NO_DEADLINE), output_field=models.DateField()),
        output_field=models.DateField(),
        db_persist=True,
    )
    fold = models.GeneratedField(  # what the list's text filter looks through
        expression=Func(
            Concat(F("content"), Value(" "), F("source_note"), Value(" "), F("lead_name")), function="vn_fold"
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="directives_number_once"),
            models.UniqueConstraint(
                fields=["instruction"],
                condition=Q(instruction__isnull=False, depth=0),
                name="directives_instruction_once",
            ),
            models.UniqueConstraint(
                fields=["parent", "period_number"],
                condition=Q(period_number__isnull=False),
                name="directives_period_once",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="directives_progress"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.DEADLINE) | Q(due_on__isnull=False), name="directives_due_needed"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "due_sort", "id"],
                condition=Q(is_open=True),
                include=[
                    "state",
                    "due_on",
                    "result_on",
                    "lead_unit",
                    "lead_agency",
                    "field",
                    "kind",
                    "has_difficulties",
                    "source",
                    "giver_post",
                    "assigned_on",
                ],
                name="directives_open",
            ),
            models.Index(fields=["agency", "-id"], name="directives_newest"),
            models.Index(
                fields=["giver_post", "due_sort", "id"], condition=Q(is_open=True), name="directives_giver_open"
            ),
            models.Index(fields=["giver_post", "-id"], name="directives_giver"),
            models.Index(
                fields=["lead_key", "due_sort", "id"],
                condition=Q(is_open=True),
                include=[*_COUNTED, "owner_post"],
                name="directives_lead_open",
            ),
            models.Index(fields=["lead_key", "-id"], name="directives_lead"),
            models.Index(
                fields=["owner_post", "due_sort", "id"],
                condition=Q(is_open=True),
                include=[*_COUNTED],
                name="directives_owner_open",
            ),
            models.Index(fields=["owner_post", "-id"], name="directives_owner"),
            models.Index(
                fields=["owner_post", "result_on"],
                condition=Q(state=State.DONE),
                include=["agency", "due_on"],
                name="directives_owner_done",
            ),
            models.Index(
                fields=["lead_key", "result_on"],
                condition=Q(state=State.DONE),
                include=["agency", "due_on", "owner_post"],
                name="directives_lead_done",
            ),
            models.Index(
                fields=["agency", "state", "due_sort", "id"], condition=Q(is_open=True), name="directives_state_open"
            ),
            models.Index(
                fields=["agency", "due_sort", "id"],
                condition=Q(is_open=True, has_difficulties=True),
                name="directives_troubled",
            ),
            models.Index(fields=["agency", "-id"], condition=Q(state=State.CANCELLED), name="directives_cancelled"),
            models.Index(fields=["lead_unit", "-id"], condition=_DONE_LATE, name="directives_unit_done_late"),
            models.Index(fields=["field", "-id"], condition=_DONE_LATE, name="directives_field_done_late"),
            models.Index(
                fields=["lead_unit", "due_sort", "id"], condition=Q(is_open=True), name="directives_unit_open"
            ),
            models.Index(fields=["field", "due_sort", "id"], condition=Q(is_open=True), name="directives_field_open"),
            models.Index(
                fields=["monitor_post", "due_sort", "id"], condition=Q(is_open=True), name="directives_monitor_open"
            ),
            models.Index(
                fields=["supervisor_post", "due_sort", "id"], condition=Q(is_open=True), name="directives_superv_open"
            ),
            models.Index(
                fields=["agency", "assigned_on"],
                include=[
                    "state",
                    "due_on",
                    "result_on",
                    "lead_unit",
                    "lead_agency",
                    "field",
                    "giver_post",
                    "extended_count",
                    "returned_count",
                    "source",
                    "kind",
                ],
                name="directives_report",
            ),
            models.Index(
                fields=["agency", "result_on"],
                condition=Q(state=State.DONE),
                include=["due_on"],
                name="directives_done",
            ),
            models.Index(fields=["remind_on"], condition=Q(is_open=True), name="directives_remind"),
            GinIndex(fields=["grants"], name="directives_grants"),
            GinIndex(fields=["grants"], condition=Q(is_open=True), name="directives_grants_open"),
            GinIndex(fields=["fold"], opclasses=["gin_trgm_ops"], name="directives_fold"),
            GinIndex(
                fields=["fold"], opclasses=["gin_trgm_ops"], condition=Q(is_open=True), name="directives_fold_open"
            ),
        ]

    @property
    def code(self) -> str:
        """The code people use: gapless in the agency and year."""
        return f"NV-{self.number}/{self.year}"

    @property
    def work_key(self) -> str:
        """The key of the lead's work in the work list."""
        return f"directives.lead:{self.pk}"

    @property
    def confirm_key(self) -> str:
        """The key of the giver's work: look at the result."""
        return f"directives.confirm:{self.pk}"

    @property
    def due_key(self) -> str:
        """The key of the giver's work: decide on more time."""
        return f"directives.due:{self.pk}"

    @property
    def refused_key(self) -> str:
        """The key of the giver's work: find another lead."""
        return f"directives.refused:{self.pk}"

    @property
    def search_key(self) -> str:
        """The key under which search finds it."""
        return f"directive:{self.uid}"


class Supporter(models.Model):
    """Who supports the lead (nơi phối hợp). `until` is set when she no longer does; the row stays."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="supporters", db_index=False)
    key = models.CharField(_("ai"), max_length=40)
    name = models.CharField(_("tên"), max_length=500)
    owner_post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    until = models.DateTimeField(_("thôi từ"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "key"], name="directives_supporter_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["key", "-directive"], name="directives_supporter_key")]

    @property
    def work_key(self) -> str:
        """The key of the supporter's work in the work list."""
        return f"directives.support:{self.pk}"
