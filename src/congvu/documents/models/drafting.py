"""What stands around a draft's text: files that go with it, comments on its paragraphs, templates it starts from."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..drafting.types import TemplateKind
from .catalogue import DocumentType
from .draft import Draft


class DraftFile(models.Model):
    """A file put beside a draft, as it was taken in. Never changed or deleted.

    Which files go with the paper, in which order, under which title and as what, is said by each version
    (`DraftVersion.attachments`), so that whoever approves or signs a version signs those very files.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="kept_files")
    file_id = models.BigIntegerField(_("tệp đã lưu"))  # kernel.files
    name = models.CharField(_("tên tệp"), max_length=255)
    media_type = models.CharField(_("kiểu"), max_length=100)
    size = models.PositiveBigIntegerField(_("cỡ, byte"))
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    pages = models.PositiveSmallIntegerField(_("số trang"), null=True)
    added_by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    added_by_name = models.CharField(_("người thêm"), max_length=500)
    added_at = models.DateTimeField(_("thêm lúc"))

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class DraftComment(models.Model):
    """A remark on one paragraph of a draft, or an answer to one. Never deleted, only resolved.

    `part` names where the paragraph stands (body, subject, word…), `paragraph` its place counted from 0 in the version
    it was made on, `fingerprint` its text: with the three it is found again in later versions (drafting.anchors).
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="comments", db_index=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies", verbose_name=_("trả lời cho"))
    version = models.PositiveIntegerField(_("về phiên bản"))
    part = models.CharField(_("phần"), max_length=20)
    paragraph = models.PositiveIntegerField(_("đoạn"))
    fingerprint = models.CharField(_("vết của đoạn"), max_length=64)
    quote = models.CharField(_("lời của đoạn"), max_length=500)
    text = models.CharField(_("lời góp ý"), max_length=4000)
    by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    by_person_id = models.BigIntegerField(_("người góp ý"))
    by_name = models.CharField(_("tên người góp ý"), max_length=500)
    by_title = models.CharField(_("chức danh"), max_length=250)
    at = models.DateTimeField(_("lúc"))
    resolved_at = models.DateTimeField(_("xong lúc"), null=True)
    resolved_by = models.CharField(_("ai đánh dấu xong"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent=None) | Q(resolved_at=None), name="documents_comment_thread_resolved_whole"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["draft", "id"], name="documents_comments")]


class DraftTemplate(models.Model):
    """A form of the agency's own to start drafts from. Closed by a date, never deleted; its words are in versions.

    `unit` limits it to a unit and those below; empty is the whole agency.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("chỉ đơn vị"), db_index=False
    )
    name = models.CharField(_("tên mẫu"), max_length=200)
    hint = models.CharField(_("dùng khi nào"), max_length=300, blank=True)
    kind = models.CharField(_("cách làm"), max_length=10, choices=TemplateKind)
    document_type = models.ForeignKey(DocumentType, models.PROTECT, related_name="+", verbose_name=_("tên loại"))
    latest_version = models.PositiveIntegerField(_("phiên bản mới nhất"), default=1)
    closed_on = models.DateField(_("thôi dùng từ ngày"), null=True)
    created_at = models.DateTimeField(_("lập lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "name"], condition=Q(closed_on=None), name="documents_template_name_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class DraftTemplateVersion(models.Model):
    """What a template says from a day on. Never changed: the newest version in force on a day counts."""

    template = models.ForeignKey(DraftTemplate, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("phiên bản"))
    content = models.JSONField(_("nội dung"), default=dict)  # drafting.types.DraftContent
    fields = models.JSONField(_("các mục điền"), default=list)  # drafting.types.TemplateField
    word_file_id = models.BigIntegerField(_("tệp Word"), null=True)  # kernel.files
    word_name = models.CharField(_("tên tệp"), max_length=255, blank=True)
    word_sha256 = models.CharField(_("mã băm SHA-256"), max_length=64, blank=True)
    word_size = models.PositiveBigIntegerField(_("cỡ, byte"), null=True)
    valid_from = models.DateField(_("dùng từ ngày"))
    by_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+")
    by_name = models.CharField(_("người lập"), max_length=500)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    saved_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "number"], name="documents_template_version_once"),
        ]
