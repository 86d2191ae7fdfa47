"""Keys that sign, and each time they did."""

from datetime import datetime
from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..types import Provider


class SigningKey(models.Model):
    """A private key with its certificate, held by the installation for one person or one agency.

    Never deleted: closed by `closed_at`. `sealed_key` is encrypted by the installation's own key, which stands
    outside the database: PKCS#12 content, or for keys that are elsewhere what is needed to reach them (PKCS#11 token,
    label and PIN; credential of a remote service) as JSON. Renewal adds a row; the one that its owner chose
    (`chosen_at`), else the newest open one in force signs.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    person = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("của người")
    )
    agency = models.ForeignKey(
        "identity.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("của cơ quan")
    )
    keeper = models.ForeignKey(
        "identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan quản lý khóa")
    )
    owner_name = models.CharField(_("chủ khóa"), max_length=250)
    provider = models.CharField(_("nơi giữ khóa"), max_length=10, choices=Provider, default=Provider.VAULT)
    sealed_key = models.BinaryField(_("khóa đã mã hóa"))
    certificate = models.BinaryField(_("chứng thư (DER)"))
    chain = ArrayField(models.BinaryField(), default=list, verbose_name=_("chứng thư cấp trên (DER)"))
    certificate_sha256 = models.CharField(_("dấu vân tay SHA-256"), max_length=64)
    subject = models.CharField(_("chủ thể"), max_length=1000)
    issuer = models.CharField(_("bên cấp"), max_length=1000)
    serial = models.CharField(_("số sê-ri"), max_length=64)
    valid_from = models.DateTimeField(_("hiệu lực từ"))
    valid_to = models.DateTimeField(_("đến"))
    is_demo = models.BooleanField(_("minh họa, không có giá trị pháp lý"), default=False)
    picture = models.BinaryField(_("hình chữ ký hoặc con dấu (PNG)"), null=True, blank=True)
    added_at = models.DateTimeField(_("nhận lúc"))
    chosen_at = models.DateTimeField(_("chủ khóa chọn dùng lúc"), null=True, blank=True)
    told_at = models.DateTimeField(_("đã nhắc sắp hết hạn lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ngừng dùng lúc"), null=True, blank=True)
    closed_reason = models.CharField(_("lý do ngừng"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None, agency__isnull=False) | Q(person__isnull=False, agency=None),
                name="signing_key_one_owner",
            ),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="signing_key_dates"),
            models.UniqueConstraint(
                fields=["certificate_sha256"], condition=Q(closed_at=None), name="signing_key_open_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the owner's name."""
        return self.owner_name

    def in_force(self, at: datetime) -> bool:
        """Return whether the key may sign at the moment."""
        return self.closed_at is None and self.valid_from <= at <= self.valid_to


class SigningKeyUse(models.Model):
    """One use of a key, written in the act's transaction and never changed."""

    class Purpose(models.TextChoices):
        """What the key did."""

        SIGN = "sign", _("Ký của người có thẩm quyền")
        SEAL = "seal", _("Ký của cơ quan trên văn bản")
        SEAL_ATTACHMENT = "seal_attachment", _("Ký của cơ quan trên tệp kèm theo")
        SEAL_COPY = "seal_copy", _("Ký của cơ quan trên bản sao điện tử")
        FILE = "file", _("Ký tệp khác (CAdES, XAdES)")

    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="uses")
    at = models.DateTimeField(_("lúc"))
    purpose = models.CharField(_("việc"), max_length=30, choices=Purpose)
    person_id = models.BigIntegerField(_("mã người dùng khóa"))
    person_name = models.CharField(_("người dùng khóa"), max_length=500)
    post_title = models.CharField(_("chức danh"), max_length=250)
    file_sha256 = models.CharField(_("SHA-256 của tệp đã ký"), max_length=64)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "-at"], name="signing_use_recent")]
