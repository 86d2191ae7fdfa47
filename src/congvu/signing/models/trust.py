"""Whom we trust, who was revoked, and what checks found."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..types import Hierarchy


class TrustAnchor(models.Model):
    """A root certificate that administrators trust for a period (domain/documents 7.1). Never deleted, only closed.

    Signatures made while it was in force stay checkable: `valid_to` ends new trust, not the past.
    """

    name = models.CharField(_("tên"), max_length=250)
    hierarchy = models.CharField(_("hệ thống"), max_length=20, choices=Hierarchy)
    certificate = models.BinaryField(_("chứng thư (DER)"))
    certificate_sha256 = models.CharField(_("dấu vân tay SHA-256"), max_length=64)
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)
    valid_from = models.DateField(_("tin cậy từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    added_at = models.DateTimeField(_("nhận lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certificate_sha256"], name="signing_anchor_once"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="signing_anchor_dates",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class RevocationList(models.Model):
    """A list of revoked certificates (CRL) as its issuer signed it; the newest of an issuer answers."""

    issuer_key = models.CharField(_("SHA-256 của tên bên cấp"), max_length=64)
    issuer = models.CharField(_("bên cấp"), max_length=1000)
    content = models.BinaryField(_("danh sách (DER)"))
    content_sha256 = models.CharField(max_length=64, unique=True)
    this_update = models.DateTimeField(_("lập lúc"))
    next_update = models.DateTimeField(_("lần sau"), null=True)
    added_at = models.DateTimeField(_("nhận lúc"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["issuer_key", "-this_update"], name="signing_crl_newest")]


class VerificationReport(models.Model):
    """What one check of a file found; kept with the file for its whole retention (7.4). Never changed or deleted."""

    file_sha256 = models.CharField(_("SHA-256 của tệp"), max_length=64)
    checked_at = models.DateTimeField(_("kiểm tra lúc"))
    checker = models.CharField(_("phiên bản bộ kiểm tra"), max_length=50)
    trust_list = models.CharField(_("phiên bản danh sách tin cậy"), max_length=64)
    verdict = models.CharField(_("kết luận"), max_length=10)
    body = models.JSONField(_("báo cáo"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file_sha256", "-checked_at", "-id"], name="signing_report_newest")]


class RegisteredPaper(models.Model):
    """An issued paper as the public check page may show it. `uid` stands in the QR code on the paper."""

    uid = models.UUIDField(unique=True)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan ban hành"))
    number = models.CharField(_("số, ký hiệu"), max_length=100)
    date = models.DateField(_("ngày ban hành"))
    subject = models.CharField(_("trích yếu được công khai"), max_length=1000, blank=True)
    file_id = models.BigIntegerField(_("tệp"))
    file_sha256 = models.CharField(_("SHA-256 của tệp"), max_length=64)
    registered_at = models.DateTimeField(_("đăng ký lúc"))
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("lý do thu hồi"), max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file_sha256"], name="signing_paper_file")]
