"""Who can be sent to, and by which way."""

from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from ..types import CarrierKind


class Partner(models.Model):
    """Another system that packages are exchanged with. Never deleted, only switched off.

    It speaks for the agencies whose code is one of `codes` or lies below one ("H58" covers "H58.01"). `public_key`
    (Ed25519, PEM; several while it changes) proves its envelopes and receipts. `secret` is sealed. `receipt_keys` says
    who signs receipts for what goes by an axis (`receipt_keys.read`). `sealing_card` names
    the keys, with their dates, that packages over NATS are sealed to; without it they go readable only where
    `plain_reason` says why. `told_card_at` is the moment of our own card that it was told last.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    name = models.CharField(_("tên"), max_length=250)
    codes = ArrayField(models.CharField(max_length=35), verbose_name=_("mã cơ quan"), default=list, blank=True)
    carrier = models.CharField(_("đường truyền"), max_length=12, choices=CarrierKind, default=CarrierKind.HTTPS)
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    public_key = models.TextField(_("khóa công khai (PEM)"), blank=True)
    sealing_card = models.TextField(_("thẻ khóa mã hóa"), blank=True)
    plain_reason = models.CharField(_("gửi không mã hóa vì"), max_length=300, blank=True)
    told_card_at = models.DateTimeField(_("đã báo thẻ khóa của ta lập lúc"), null=True)
    tls_ca = models.TextField(_("chứng thư TLS tin cậy (PEM)"), blank=True)
    client_certificate = models.CharField(_("tệp chứng thư TLS của ta"), max_length=200, blank=True)
    system_id = models.CharField(_("mã hệ thống tại trục"), max_length=100, blank=True)
    secret = models.TextField(_("khóa bí mật tại trục"), blank=True)
    receipt_keys = models.TextField(
        _("khóa biên nhận của các nơi nhận sau trục"), blank=True, default="", db_default=""
    )  # fmt: skip
    is_gateway = models.BooleanField(_("nhận gói cho mọi mã chưa có đường riêng"), default=False)
    active = models.BooleanField(_("đang dùng"), default=True)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("thêm lúc"))
    last_ok_at = models.DateTimeField(_("gửi được lần cuối"), null=True)
    last_failed_at = models.DateTimeField(_("lỗi lần cuối"), null=True)
    last_error = models.CharField(_("lỗi"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_gateway"], condition=Q(is_gateway=True, active=True), name="exchange_one_gateway"
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class DirectoryAgency(models.Model):
    """A row of the directory of agencies (some 110,000), synchronised with the axis or loaded from a file.

    Closed by `valid_to`, followed by `successor_code`; never deleted. `old_code` is the 13-character one. `seen_at` is
    when a list last changed the row. It is found by the words of `fold` as they are typed (`exchange_words` of the
    database: the words, and the parts of words that marks join).
    """

    code = models.CharField(_("mã"), max_length=35, unique=True)
    old_code = models.CharField(_("mã cũ"), max_length=35, blank=True)
    name = models.CharField(_("tên"), max_length=250)
    parent_code = models.CharField(_("mã cấp trên"), max_length=35, blank=True)
    parent_name = models.CharField(_("cấp trên"), max_length=250, blank=True)
    email = models.CharField(_("thư điện tử"), max_length=100, blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="agencies")
    valid_from = models.DateField(_("hiệu lực từ"), null=True)
    valid_to = models.DateField(_("đến"), null=True)
    successor_code = models.CharField(_("mã kế thừa"), max_length=35, blank=True)
    seen_at = models.DateTimeField(_("thay đổi lần cuối"))
    fold = models.GeneratedField(
        expression=Func(
            Concat(
                F("code"), Value(" "), F("old_code"), Value(" "), F("name"), Value(" "), F("parent_name"),
                output_field=TextField(),
            ),
            function="vn_fold",
            output_field=TextField(),
        ),
        output_field=TextField(),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [
            GinIndex(Func(F("fold"), function="exchange_words"), name="exchange_agency_by_words"),
            models.Index(fields=["old_code"], condition=~Q(old_code=""), name="exchange_agency_old_code"),
            models.Index(fields=["parent_code", "name"], name="exchange_agency_tree"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SendGroup(models.Model):
    """A named list of receivers that an agency often sends to together."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+")
    name = models.CharField(_("tên nhóm"), max_length=150)
    codes = ArrayField(models.CharField(max_length=35), verbose_name=_("mã cơ quan"), default=list)
    closed_at = models.DateTimeField(_("thôi dùng lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "name"], condition=Q(closed_at=None), name="exchange_group_name_once"
            )
        ]
