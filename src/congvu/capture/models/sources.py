"""Where papers come from, and each thing that came."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import SourceKind


class Source(models.Model):
    """A scan folder or a mailbox of one agency.

    A folder is named below CONGVU_CAPTURE_FOLDER. A mailbox is read by IMAP over TLS; its password is kept sealed.
    """

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    kind = models.CharField(_("loại"), max_length=10, choices=SourceKind)
    name = models.CharField(_("tên"), max_length=120)
    folder = models.CharField(_("thư mục"), max_length=120, blank=True)
    host = models.CharField(_("máy chủ thư"), max_length=250, blank=True)
    port = models.PositiveIntegerField(_("cổng"), default=993)
    tls = models.BooleanField(_("mã hóa TLS"), default=True)
    account = models.CharField(_("tài khoản"), max_length=250, blank=True)
    password = models.TextField(_("mật khẩu (đã mã hóa)"), blank=True)
    mailbox = models.CharField(_("hộp thư"), max_length=120, default="INBOX")
    active = models.BooleanField(_("đang dùng"), default=True)
    checked_at = models.DateTimeField(_("xem lần cuối"), null=True)
    trouble = models.CharField(_("trục trặc"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["folder"], condition=Q(kind=SourceKind.FOLDER), name="capture_folder_once"),
        ]


class Arrival(models.Model):
    """One file of a scanner or one letter; `key` makes the same thing arrive once. Never deleted."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="arrivals", verbose_name=_("nguồn"))
    key = models.CharField(_("khóa"), max_length=200)
    title = models.CharField(_("tên tệp hoặc tiêu đề thư"), max_length=500)
    sender = models.CharField(_("người gửi"), max_length=250, blank=True)
    body = models.TextField(_("lời thư"), blank=True)
    arrived_at = models.DateTimeField(_("đến lúc"))
    refusal = models.CharField(_("vì sao không nhận"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="capture_arrival_once"),
        ]
