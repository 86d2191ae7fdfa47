"""Case files, what stands in them, who takes part, who may see them."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from ..types import (
    ChangeState,
    FileForm,
    FileState,
    Language,
    MaterialKind,
    MemberRole,
    RemovalReason,
    Usage,
)
from .catalogue import RetentionValue
from .plan import PlanRow


def _folded(*names: str) -> Func:
    parts: list[object] = []
    for name in names:
        parts += [F(name), Value(" ")]
    folded = Func(Concat(*parts, output_field=TextField()), function="vn_fold", output_field=TextField())
    return Func(folded, Value("/-.,_"), Value("     "), function="translate", output_field=TextField())


class CaseFile(models.Model):
    """Hồ sơ: the documents on one matter, opened by one person who answers for it. Never deleted, only closed.

    FileCode is `organ_id`.`catalog_year`.`notation` (NĐ 30/2020 Phụ lục VI, phần II). Dates of hand-over and of the
    end of retention are written at closing by the rules of that day. A sub-file has a `parent`.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey(
        "identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan"), db_index=False
    )
    plan_row = models.ForeignKey(PlanRow, models.PROTECT, null=True, related_name="files")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("thuộc hồ sơ")
    )
    organ_id = models.CharField(_("mã định danh cơ quan lập danh mục"), max_length=35)
    catalog_year = models.PositiveSmallIntegerField(_("năm hình thành"))
    notation = models.CharField(_("số, ký hiệu hồ sơ"), max_length=20)
    title = models.CharField(_("tiêu đề"), max_length=1000)
    retention = models.ForeignKey(
        RetentionValue, models.PROTECT, related_name="+", verbose_name=_("thời hạn bảo quản"), db_index=False
    )
    retention_note = models.CharField(_("căn cứ thời hạn"), max_length=200, blank=True)
    usage = models.CharField(_("chế độ sử dụng"), max_length=2, choices=Usage, default=Usage.OPEN)
    language = models.CharField(_("ngôn ngữ"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    form = models.CharField(_("hình thức"), max_length=12, choices=FileForm, default=FileForm.ELECTRONIC)
    is_construction = models.BooleanField(_("hồ sơ xây dựng cơ bản"), default=False)
    started_on = models.DateField(_("thời gian bắt đầu"))
    ended_on = models.DateField(_("thời gian kết thúc"), null=True)
    settled_on = models.DateField(_("quyết toán ngày"), null=True)
    description = models.CharField(_("ghi chú"), max_length=500, blank=True)
    keyword = models.CharField(_("từ khóa"), max_length=300, blank=True)
    unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, related_name="+", verbose_name=_("đơn vị"), db_index=False
    )
    keeper_post = models.ForeignKey(
        "identity.Post", models.PROTECT, related_name="+", verbose_name=_("vị trí lập hồ sơ"), db_index=False
    )
    keeper_name = models.CharField(_("người lập"), max_length=250)
    opened_at = models.DateTimeField(_("mở lúc"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=FileState, default=FileState.NEW)
    progress = models.PositiveSmallIntegerField(_("tiến độ, %"), default=0)
    due_on = models.DateField(_("hạn giải quyết công việc"), null=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    doc_total = models.PositiveIntegerField(_("tổng số văn bản"), default=0)
    page_total = models.PositiveIntegerField(_("tổng số trang"), default=0)
    paper_sheets = models.PositiveIntegerField(_("số tờ giấy"), null=True)
    paper_place = models.CharField(_("nơi để bản giấy"), max_length=200, blank=True)
    handover_due_on = models.DateField(_("hạn nộp lưu"), null=True)
    kept_until = models.DateField(_("được giữ lại đến"), null=True)
    retention_ends_on = models.DateField(_("hết thời hạn bảo quản"), null=True)
    arc_file_code = models.CharField(_("mã hồ sơ lưu trữ"), max_length=100, blank=True)
    archived_at = models.DateTimeField(_("nộp lưu lúc"), null=True)
    shelf = models.CharField(_("kho, giá, hộp"), max_length=200, blank=True)
    disposed_at = models.DateTimeField(_("hủy lúc"), null=True)
    frozen_by = models.ForeignKey(
        "archive.Freeze",
        models.PROTECT,
        null=True,
        related_name="files",
        db_index=False,
        verbose_name=_("tập đang khóa"),
    )
    words = models.GeneratedField(
        expression=SearchVector(_folded("title", "notation", "keeper_name", "keyword"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "catalog_year", "notation", "organ_id"], name="archive_file_code_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "arc_file_code"], condition=~Q(arc_file_code=""), name="archive_arc_code_once"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="archive_file_progress"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="archive_file_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="archive_file_not_in_itself"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["frozen_by"], condition=Q(frozen_by__isnull=False), name="archive_file_frozen"),
            models.Index(fields=["agency", "-id"], name="archive_file_newest"),
            models.Index(fields=["agency", "state", "-id"], name="archive_file_state"),
            models.Index(fields=["keeper_post", "state", "-id"], name="archive_file_keeper"),
            models.Index(fields=["unit", "state", "-id"], name="archive_file_unit"),
            models.Index(
                fields=["agency", "handover_due_on", "id"],
                condition=Q(state=FileState.CLOSED),
                name="archive_file_due",
            ),
            models.Index(
                fields=["agency", "retention_ends_on", "id"],
                condition=Q(state__in=[FileState.CLOSED, FileState.ARCHIVED]),
                name="archive_file_worn_out",
            ),
            GinIndex(fields=["words"], name="archive_file_words"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    @property
    def code(self) -> str:
        """FileCode: agency, year, notation."""
        return f"{self.organ_id}.{self.catalog_year}.{self.notation}"

    @property
    def search_key(self) -> str:
        """The key of this file in the trays."""
        return f"casefile:{self.uid}"


class Material(models.Model):
    """Other material of a case file: pictures, sound, film, papers that are no registered document."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=10, choices=MaterialKind)
    title = models.CharField(_("tên, nội dung"), max_length=1000)
    author = models.CharField(_("tác giả"), max_length=250, blank=True)
    made_on = models.DateField(_("ngày"), null=True)
    made_at_place = models.CharField(_("địa điểm"), max_length=250, blank=True)
    medium = models.CharField(_("vật mang tin"), max_length=100, blank=True)
    seconds = models.PositiveIntegerField(_("thời lượng, giây"), null=True)
    sheets = models.PositiveIntegerField(_("số tờ"), null=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    file_id = models.BigIntegerField(_("tệp đã lưu"), null=True)  # kernel.files
    file_name = models.CharField(_("tên tệp"), max_length=255, blank=True)
    media_type = models.CharField(_("kiểu"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("cỡ, byte"), null=True)
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64, blank=True)
    removed_at = models.DateTimeField(_("hủy tệp lúc"), null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["file_id"], condition=Q(file_id__isnull=False), name="archive_material_file"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class FileEntry(models.Model):
    """A document or other material in a case file. One document stands in several files without being copied.

    `ordinal` counts the entries that are in the file, by `dated_on`. What is taken out stays as a row with its reason.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="entries", db_index=False)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("văn bản"), db_index=False
    )
    material = models.ForeignKey(Material, models.PROTECT, null=True, related_name="entries")
    ordinal = models.PositiveIntegerField(_("số thứ tự trong hồ sơ"))
    dated_on = models.DateField(_("ngày tài liệu"))
    pages = models.PositiveIntegerField(_("số trang"), null=True)
    sheet_text = models.CharField(_("tờ số, trang số"), max_length=40, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    arc_doc_code = models.CharField(_("mã tài liệu lưu trữ"), max_length=110, blank=True)
    added_at = models.DateTimeField(_("đưa vào lúc"))
    added_by = models.CharField(_("người đưa vào"), max_length=250)
    removed_at = models.DateTimeField(_("rút ra lúc"), null=True)
    removed_by = models.CharField(_("người rút ra"), max_length=250, blank=True)
    removal = models.CharField(_("lý do rút"), max_length=12, choices=RemovalReason, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(document=None, material__isnull=False) | Q(document__isnull=False, material=None),
                name="archive_entry_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["file", "document"],
                condition=Q(removed_at=None, document__isnull=False),
                name="archive_document_once_in_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["file", "ordinal"], condition=Q(removed_at=None), name="archive_entry_order"),
            models.Index(fields=["document"], condition=Q(removed_at=None), name="archive_entry_document"),
            models.Index(
                fields=["file", "-removed_at"], condition=Q(removed_at__isnull=False), name="archive_entry_out"
            ),
        ]


class FileMember(models.Model):
    """A person, by her post, who takes part in a case file."""

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="members", db_index=False)
    post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("người tham gia lúc đó"), max_length=250)
    title = models.CharField(_("chức danh lúc đó"), max_length=250)
    role = models.CharField(_("vai trò"), max_length=10, choices=MemberRole)
    due_on = models.DateField(_("hạn"), null=True)
    since = models.DateTimeField(_("từ lúc"))
    until = models.DateTimeField(_("đến lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "post"], condition=Q(until=None), name="archive_member_once"),
        ]


class FileAccess(models.Model):
    """Who below the agency's own readers sees a case file; `grant` as in `search.api.grants_of`.

    `until` is the last day of a permission given for a time (a loan); empty for people of the file.
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="accesses", db_index=False)
    grant = models.CharField(_("ai"), max_length=60)
    since = models.DateTimeField(_("từ lúc"))
    until = models.DateField(_("đến hết ngày"), null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "grant"], name="archive_access_once")]
        indexes: ClassVar = [models.Index(fields=["grant", "-file"], name="archive_access_grant")]


class RightChange(models.Model):
    """A change of who may see: of the file's usage, or documents that the file would open to its people.

    Nothing changes before the competent person confirms it (NĐ 30/2020 Phụ lục VI, F3).
    """

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="changes")
    usage = models.CharField(_("chế độ sử dụng mới"), max_length=2, choices=Usage, blank=True)
    documents = models.JSONField(_("văn bản được mở"), default=list)
    grants = models.JSONField(_("mở cho"), default=list)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    asked_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    asked_by = models.CharField(_("người đề nghị"), max_length=250)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    decided_by = models.CharField(_("người xác nhận"), max_length=250, blank=True)
    decided_at = models.DateTimeField(_("xác nhận lúc"), null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["file"], condition=Q(state=ChangeState.WAITING), name="archive_change_waiting"),
        ]


class FileLink(models.Model):
    """A document that concerns the file without standing in it, or another related file."""

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="links")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="backlinks")
    note = models.CharField(_("quan hệ"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("lập lúc"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(document=None, other__isnull=False) | Q(document__isnull=False, other=None),
                name="archive_link_is_one_thing",
            ),
            models.UniqueConstraint(fields=["file", "document"], name="archive_link_document_once"),
            models.UniqueConstraint(fields=["file", "other"], name="archive_link_file_once"),
        ]
