"""Accounts that sign in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..types import AccountKind
from .people import Person, Post


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by official name."""


class Account(AbstractBaseUser):
    """One account a person; official name or e-mail signs in. `is_active` False closes it; rows are never deleted."""

    Kind = AccountKind

    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    username = models.CharField(_("tên công vụ"), max_length=100, unique=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind, default=Kind.USER)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    password_changed_at = models.DateTimeField(_("đổi mật khẩu lúc"), null=True)
    failed_count = models.PositiveSmallIntegerField(_("số lần sai liên tiếp"), default=0)
    locked_until = models.DateTimeField(_("khóa đến"), null=True)
    last_wrong_at = models.DateTimeField(_("sai gần nhất lúc"), null=True)
    closed_at = models.DateTimeField(_("đóng lúc"), null=True)
    closed_reason = models.CharField(_("lý do đóng"), max_length=200, blank=True)
    unused_notice_at = models.DateTimeField(_("đã báo sắp khóa lúc"), null=True)
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="identity_account_email_once", condition=~models.Q(email="")),
            models.UniqueConstraint(Lower("username"), name="identity_account_name_once"),
        ]

    def __str__(self) -> str:
        """Return the official name."""
        return self.username


class PasswordUsed(models.Model):
    """A password hash used before; the last ten are refused."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=200)
    used_until = models.DateTimeField()


class SignIn(models.Model):
    """One attempt to sign in, shown to the person and kept 12 months (6.3)."""

    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="sign_ins")
    name_tried = models.CharField(_("tên đã nhập"), max_length=150)
    at = models.DateTimeField(_("lúc"))
    address = models.CharField(_("địa chỉ mạng"), max_length=64)
    agent = models.CharField(_("trình duyệt"), max_length=300, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=30)  # ok, wrong, locked, closed, mfa
    method = models.CharField(_("cách"), max_length=30, blank=True)  # password, totp, passkey, oidc

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-at"], name="identity_sign_in_recent"),
            models.Index(fields=["address", "-at"], name="identity_sign_in_address"),
        ]


class UnknownName(models.Model):
    """Wrong tries with a name that no account has, so that such names lock like real ones. Pruned after a day.

    Only a hash of what was typed is kept: people type passwords into the name field.
    """

    name_hash = models.CharField(max_length=64, unique=True)
    failed_count = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_wrong_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A bearer token of a program that acts in one post of its owner. Only the hash of the secret is kept."""

    owner = models.ForeignKey(Account, models.PROTECT, related_name="api_tokens")
    post = models.ForeignKey(Post, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("dùng cho"), max_length=200)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=50), default=list, verbose_name=_("phạm vi"))
    created_at = models.DateTimeField(_("lập lúc"))
    expires_at = models.DateTimeField(_("hết hạn"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True)
    last_used_at = models.DateTimeField(_("dùng gần nhất"), null=True)
