"""Receipts that we gave, and the daily comparison with each partner."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class GivenReceipt(models.Model):
    """The signed receipt for a package that we hold. A package that comes again gets this very receipt again."""

    sender_code = models.CharField(_("mã nơi gửi"), max_length=35)
    receiver_code = models.CharField(_("mã nơi nhận"), max_length=35)
    package_uid = models.UUIDField(_("mã gói tin"))
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    received_at = models.DateTimeField(_("nhận lúc"))
    text = models.TextField(_("biên nhận"))
    signature = models.CharField(_("chữ ký"), max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender_code", "package_uid"], name="exchange_receipt_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["receiver_code", "sender_code", "received_at"], name="exchange_receipt_days")
        ]


class Reconciliation(models.Model):
    """A day of one pair of agencies compared by the Merkle root over its packages (uid and digest, in order of uid).

    `differences` lists what only one side has, or what both have with other content.
    """

    day = models.DateField(_("ngày"))
    sender_code = models.CharField(_("mã nơi gửi"), max_length=35)
    receiver_code = models.CharField(_("mã nơi nhận"), max_length=35)
    compared_at = models.DateTimeField(_("so lúc"))
    our_root = models.CharField(_("gốc của ta"), max_length=64)
    our_count = models.PositiveIntegerField(_("số gói của ta"))
    their_root = models.CharField(_("gốc của đối tác"), max_length=64, blank=True)
    their_count = models.PositiveIntegerField(_("số gói của đối tác"), null=True)
    differences = models.JSONField(_("khác nhau"), default=list)
    trouble = models.CharField(_("không so được vì"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "sender_code", "receiver_code"], name="exchange_compared_once"
            )
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["-day", "id"], name="exchange_compared_days"),
            models.Index(
                fields=["-day", "id"], condition=~Q(differences=[], trouble=""), name="exchange_compared_wrong"
            ),
        ]
