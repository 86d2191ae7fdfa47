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


class OnlineAnswer(models.Model):
    """What an authority answered online about one certificate (OCSP), as it signed it. Never changed or deleted."""

    issuer_key = models.CharField(_("SHA-256 của tên bên cấp"), max_length=64)
    serial = models.CharField(_("số sê-ri (thập lục phân)"), max_length=64)
    content = models.BinaryField(_("trả lời (DER)"))
    content_sha256 = models.CharField(max_length=64, unique=True)
    this_update = models.DateTimeField(_("lập lúc"))
    next_update = models.DateTimeField(_("lần sau"), null=True)
    added_at = models.DateTimeField(_("nhận lúc"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["issuer_key", "serial", "-this_update"], name="signing_ocsp_newest")]


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


class KeptVerdict(models.Model):
    """What is held true now about one stored content; checked again every night (DESIGN 10, N2). Never deleted.

    `first_seen_at` is since when this installation knows these very bytes: it proves that they were signed before.
    """

    file_sha256 = models.CharField(_("SHA-256 của tệp"), max_length=64, unique=True)
    file_id = models.BigIntegerField(_("tệp"))
    expected_agency = models.CharField(_("cơ quan ban hành"), max_length=500, blank=True)
    verdict = models.CharField(_("kết luận"), max_length=10)
    report = models.ForeignKey(VerificationReport, models.PROTECT, related_name="+", verbose_name=_("biên bản"))
    first_seen_at = models.DateTimeField(_("biết từ"))
    checked_at = models.DateTimeField(_("kiểm tra lần cuối lúc"))

    def __str__(self) -> str:
        """Return the content's digest."""
        return self.file_sha256


class VerdictWatcher(models.Model):
    """An agency that holds a checked file, and the page where people look at it."""

    kept = models.ForeignKey(KeptVerdict, models.PROTECT, related_name="watchers")
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    title = models.CharField(_("văn bản"), max_length=500)
    url = models.CharField(_("địa chỉ trang"), max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kept", "agency", "url"], name="signing_watcher_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "kept"], name="signing_watcher_agency")]


class RecheckRun(models.Model):
    """One night's walk over the kept verdicts; goes on from `cursor` when it was interrupted."""

    started_at = models.DateTimeField(_("bắt đầu lúc"))
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    cursor = models.BigIntegerField(default=0)
    checked_count = models.PositiveIntegerField(_("số tệp đã kiểm tra"), default=0)
    changed_count = models.PositiveIntegerField(_("số tệp đổi kết quả"), default=0)
    worse_count = models.PositiveIntegerField(_("số tệp xấu đi"), default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finished_at"],
                condition=Q(finished_at=None),
                nulls_distinct=False,
                name="signing_one_open_recheck",
            ),
        ]


class VerdictChange(models.Model):
    """A later check of the same bytes found something else. Never changed or deleted.

    `is_aged` where only time went by: certificates or lists ran out after the time was proven; nobody is alarmed.
    """

    kept = models.ForeignKey(KeptVerdict, models.PROTECT, related_name="changes")
    run = models.ForeignKey(RecheckRun, models.PROTECT, null=True, blank=True, related_name="changes")
    at = models.DateTimeField(_("lúc"))
    before = models.ForeignKey(VerificationReport, models.PROTECT, related_name="+", verbose_name=_("trước"))
    after = models.ForeignKey(VerificationReport, models.PROTECT, related_name="+", verbose_name=_("sau"))
    is_worse = models.BooleanField(_("xấu đi"))
    is_aged = models.BooleanField(_("chỉ do thời gian"))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="signing_change_recent"),
            models.Index(fields=["kept", "-at"], name="signing_change_of_file"),
        ]


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
