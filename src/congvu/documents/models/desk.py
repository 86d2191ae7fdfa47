"""How people set up their desk: secretaries, absence, stock phrases, quick-send groups, stars."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..types import HandlingRole
from .document import Document


class Secretary(models.Model):
    """The holder of a post works for a leader's post from a day on, with the acts named; ended by `valid_to`."""

    leader_post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", verbose_name=_("lãnh đạo"))
    secretary_post = models.ForeignKey(
        "identity.Post", models.PROTECT, related_name="+", verbose_name=_("thư ký, trợ lý")
    )
    may_prepare = models.BooleanField(_("soạn bút phê để lãnh đạo xác nhận"), default=True)
    may_enter_oral = models.BooleanField(_("ghi ý kiến lãnh đạo nói trực tiếp"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    ended_at = models.DateTimeField(_("thôi lúc"), null=True)
    decision = models.CharField(_("căn cứ"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("lập lúc"))
    created_by_name = models.CharField(_("người lập"), max_length=250)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="documents_secretary_dates"
            ),
            models.CheckConstraint(
                condition=~Q(leader_post=F("secretary_post")), name="documents_secretary_not_oneself"
            ),
            models.UniqueConstraint(
                fields=["leader_post", "secretary_post"],
                condition=Q(valid_to=None),
                name="documents_secretary_once",
            ),
        ]


class Absence(models.Model):
    """The holder of a post is away; new papers go to the delegate, else to the substitute named, else they wait."""

    post = models.ForeignKey("identity.Post", models.PROTECT, related_name="+", verbose_name=_("vị trí"))
    person_name = models.CharField(_("người vắng"), max_length=250)
    substitute_post = models.ForeignKey(
        "identity.Post",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người nhận thay"),
        db_index=False,
    )
    starts_at = models.DateTimeField(_("từ lúc"))
    ends_at = models.DateTimeField(_("đến lúc"))
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("lập lúc"))
    created_by_name = models.CharField(_("người lập"), max_length=250)
    cancelled_at = models.DateTimeField(_("hủy lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="documents_absence_dates"),
            models.CheckConstraint(
                condition=Q(substitute_post=None) | ~Q(substitute_post=F("post")), name="documents_absence_not_oneself"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "ends_at"], condition=Q(cancelled_at=None), name="documents_absent_now")
        ]


class StockPhrase(models.Model):
    """A sentence for bút phê: of one post, or of the whole agency (no post). Taken away by `removed_at`."""

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    text = models.CharField(_("câu mẫu"), max_length=2000)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    removed_at = models.DateTimeField(_("bỏ lúc"), null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "post", "position"], condition=Q(removed_at=None), name="documents_stock_phrases"
            )
        ]


class SendGroup(models.Model):
    """Nơi nhận nhanh: a named set of receivers with roles and a usual number of days; of one post, or of the agency."""

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    name = models.CharField(_("tên nhóm"), max_length=120)
    days = models.PositiveSmallIntegerField(_("số ngày làm việc"), null=True, blank=True)
    removed_at = models.DateTimeField(_("bỏ lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "post", "name"],
                condition=Q(removed_at=None),
                name="documents_send_group_once",
                nulls_distinct=False,
            )
        ]


class SendGroupMember(models.Model):
    """A receiver of a quick-send group, in her role."""

    group = models.ForeignKey(SendGroup, models.PROTECT, related_name="members")
    role = models.CharField(_("vai trò"), max_length=10, choices=HandlingRole)
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(post=None, unit__isnull=False) | Q(post__isnull=False, unit=None),
                name="documents_group_post_or_unit",
            ),
            models.UniqueConstraint(
                fields=["group", "post", "unit"], name="documents_group_member_once", nulls_distinct=False
            ),
        ]


class Star(models.Model):
    """A person keeps a document at hand in one of her posts; her own mark, so she may take it off."""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="stars")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "document"], name="documents_star_once"),
        ]
