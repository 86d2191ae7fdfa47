"""Agencies, their codes and units."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..types import AgencyTier, CodeScheme


class Agency(models.Model):
    """A state body that issues and receives documents. Never deleted: closed by `valid_to`, followed by `successor`."""

    Tier = AgencyTier

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("cơ quan cấp trên"),
    )
    name = models.CharField(_("tên"), max_length=250)
    abbreviation = models.CharField(_("chữ viết tắt trong ký hiệu"), max_length=20)
    tier = models.CharField(_("cấp"), max_length=20, choices=Tier)
    superior_name = models.CharField(_("dòng cơ quan chủ quản trên văn bản"), max_length=250, blank=True)
    place_name = models.CharField(_("địa danh"), max_length=100)
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=50, blank=True)
    website = models.CharField(_("trang thông tin điện tử"), max_length=100, blank=True)
    valid_from = models.DateField(_("hoạt động từ"), null=True, blank=True)
    valid_to = models.DateField(_("đến"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("cơ quan kế thừa"),
    )
    is_demo = models.BooleanField(_("minh họa"), default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="identity_agency_dates",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class AgencyCode(models.Model):
    """An identification code with its validity (QĐ 20/2020/QĐ-TTg; QCVN 102:2016). Never deleted, only closed."""

    Scheme = CodeScheme

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="codes")
    scheme = models.CharField(_("loại mã"), max_length=20, choices=Scheme)
    value = models.CharField(_("mã"), max_length=35)
    valid_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("đến"), null=True, blank=True)
    is_primary = models.BooleanField(_("mã chính"), default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "value"], name="identity_code_once")]


class Unit(models.Model):
    """A unit inside an agency, in a tree. Never deleted: closed by `valid_to`."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("thuộc")
    )
    code = models.CharField(_("mã đơn vị"), max_length=30, blank=True)
    name = models.CharField(_("tên"), max_length=250)
    abbreviation = models.CharField(_("chữ viết tắt"), max_length=20, blank=True)
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    is_records_office = models.BooleanField(_("văn thư cơ quan"), default=False)
    valid_from = models.DateField(_("hoạt động từ"), null=True, blank=True)
    valid_to = models.DateField(_("đến"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "code"], name="identity_unit_code_once", condition=~Q(code="")),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="identity_unit_not_own_parent"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class KnownCode(models.Model):
    """A code of the national directory with the name it stood for and its dates: offered when codes are typed.

    Rows come from `identity/data/known_codes.csv`, each with its legal basis; nothing is computed from them.
    """

    scheme = models.CharField(_("loại mã"), max_length=20, choices=AgencyCode.Scheme)
    value = models.CharField(_("mã"), max_length=35)
    name = models.CharField(_("tên cơ quan"), max_length=250)
    valid_from = models.DateField(_("hiệu lực từ"), null=True)
    valid_to = models.DateField(_("đến"), null=True)
    successor_value = models.CharField(_("mã kế thừa"), max_length=35, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=250)
    note = models.CharField(_("ghi chú"), max_length=250, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "value", "valid_from"], name="identity_known_code_once", nulls_distinct=False
            )
        ]
