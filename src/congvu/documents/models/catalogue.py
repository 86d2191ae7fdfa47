"""Types of document and registers: what an agency sets up before it registers anything."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import Direction


class DocumentType(models.Model):
    """A type of document as the law lists it, with its codes elsewhere. Dated: never deleted, closed by `valid_to`.

    Three code lists exist and overlap (NĐ 30/2020 Phụ lục III, QCVN 102 SĐ1:2022, TT 05/2025/TT-BNV), so each is a
    column; readers of messages trust the name first.
    """

    class Kind(models.TextChoices):
        """Which list of the law it stands in."""

        ADMINISTRATIVE = "administrative", _("Văn bản hành chính")
        NORMATIVE = "normative", _("Văn bản quy phạm pháp luật")
        COPY = "copy", _("Bản sao")
        OTHER = "other", _("Văn bản khác")

    code = models.CharField(_("mã trong hệ thống"), max_length=40, unique=True)
    name = models.CharField(_("tên loại"), max_length=100)
    abbreviation = models.CharField(_("chữ viết tắt"), max_length=10, blank=True)
    kind = models.CharField(_("nhóm"), max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField(_("thứ tự trong nhóm"))
    qcvn102_code = models.CharField(_("mã QCVN 102 SĐ1:2022"), max_length=10, blank=True)  # "A7", "B18"
    archive_code = models.CharField(_("mã TT 05/2025/TT-BNV"), max_length=10, blank=True)
    valid_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=200)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Register(models.Model):
    """Sổ đăng ký: one series of numbers of an agency for one direction and year (NĐ 30/2020 Điều 15, 22).

    Secret documents have registers of their own, which hold lines without content. One register of each direction,
    year and secrecy is the default.
    """

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    direction = models.CharField(_("chiều"), max_length=10, choices=Direction)
    year = models.PositiveSmallIntegerField(_("năm"))
    name = models.CharField(_("tên sổ"), max_length=200)
    is_secret = models.BooleanField(_("sổ văn bản mật"), default=False)
    is_default = models.BooleanField(_("mặc định"), default=False)
    types = models.ManyToManyField(DocumentType, blank=True, related_name="+", verbose_name=_("chỉ gồm các loại"))
    closed_on = models.DateField(_("khóa sổ ngày"), null=True, blank=True)
    rule = models.ForeignKey(
        "documents.NumberRule", models.PROTECT, null=True, related_name="registers", verbose_name=_("theo quy tắc")
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "year"], condition=Q(rule__isnull=False), name="documents_register_of_rule"
            ),
            models.UniqueConstraint(
                fields=["agency", "direction", "year", "name"], name="documents_register_name_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "direction", "year", "is_secret"],
                condition=Q(is_default=True),
                name="documents_register_one_default",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def series_key(self) -> str:
        """The key of this register's series in `kernel.numbering`."""
        return f"documents.register:{self.pk}"
