"""People, posts, who holds them when, and delegation."""

from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from ..types import AssignmentKind, DelegationScope, Role
from .agency import Unit


class Person(models.Model):
    """An official as a human being; what she may do comes from the posts she holds."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    full_name = models.CharField(_("họ và tên"), max_length=250)
    email = models.EmailField(_("thư công vụ"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    code = models.CharField(_("mã cán bộ"), max_length=30, blank=True)
    is_demo = models.BooleanField(_("minh họa"), default=False)
    fold = models.GeneratedField(
        expression=Func(F("full_name"), function="vn_fold", output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="identity_person_code_once", condition=~Q(code=""))
        ]
        indexes: ClassVar = [
            GinIndex(fields=["fold"], opclasses=["gin_trgm_ops"], name="identity_person_fold"),
        ]

    def __str__(self) -> str:
        """Return the full name; it is never split for display."""
        return self.full_name


class Post(models.Model):
    """A post (chức danh) in a unit. Rights belong to it, not to its holder (domain/portal-and-operations 5.3)."""

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("đơn vị"))
    title = models.CharField(_("chức danh"), max_length=250)
    roles = ArrayField(
        models.CharField(max_length=30, choices=Role), default=list, blank=True, verbose_name=_("vai trò")
    )
    rank = models.PositiveSmallIntegerField(
        _("thứ bậc"), default=50, help_text=_("Số nhỏ đứng trước; người đứng đầu là 10.")
    )
    valid_from = models.DateField(_("từ"), null=True, blank=True)
    valid_to = models.DateField(_("đến"), null=True, blank=True)

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Assignment(models.Model):
    """A person holds a post for a period, by a decision. Never deleted: ended by `valid_to` (last day included)."""

    Kind = AssignmentKind

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments")
    kind = models.CharField(_("hình thức"), max_length=20, choices=Kind, default=Kind.MAIN)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    decision_no = models.CharField(_("số quyết định"), max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="identity_assignment_dates",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "valid_from"], name="identity_assignment_person"),
        ]


class Delegation(models.Model):
    """The holder of a post lets another person act in it for a time and a scope; it ends by itself (5.3)."""

    from_assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="delegations")
    to_person = models.ForeignKey(Person, models.PROTECT, related_name="delegations_received")
    scopes = ArrayField(models.CharField(max_length=30, choices=DelegationScope), verbose_name=_("phạm vi"))
    starts_at = models.DateTimeField(_("từ lúc"))
    ends_at = models.DateTimeField(_("đến lúc"))
    document = models.CharField(_("giấy ủy quyền số"), max_length=100, blank=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    created_at = models.DateTimeField(_("lập lúc"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="identity_delegation_dates")
        ]
        indexes: ClassVar = [models.Index(fields=["to_person", "ends_at"], name="identity_delegation_to")]
