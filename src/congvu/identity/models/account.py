"""Accounts that sign in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .people import Person


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by official name."""


class Account(AbstractBaseUser):
    """One account a person; official name or e-mail signs in. `is_active` False closes it; rows are never deleted."""

    class Kind(models.TextChoices):
        """Kinds of account at security level 3 (domain/portal-and-operations 6.3)."""

        USER = "user", _("người dùng")
        ADMIN = "admin", _("quản trị")
        TECHNICAL = "technical", _("kỹ thuật")
        SERVICE = "service", _("dịch vụ")

    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    username = models.CharField(_("tên công vụ"), max_length=100, unique=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind, default=Kind.USER)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    password_changed_at = models.DateTimeField(_("đổi mật khẩu lúc"), null=True)
    failed_count = models.PositiveSmallIntegerField(_("số lần sai liên tiếp"), default=0)
    locked_until = models.DateTimeField(_("khóa đến"), null=True)
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
        indexes: ClassVar = [models.Index(fields=["account", "-at"], name="identity_sign_in_recent")]
