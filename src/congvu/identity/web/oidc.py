"""Sign-in shared with other systems: what we tell as a provider, and whom we let in as a client."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.idp.oidc import views as provider_views
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.ui.api import public

from .. import queries
from ..hats import hats
from ..models import Account

KEY_BITS = 3072
METHODS = {"password": "pwd", "totp": "otp", "recovery_codes": "otp", "webauthn": "hwk", "socialaccount": "fed"}


class ProviderAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Công vụ as an OpenID provider: who signed in, in which posts, how."""

    def list_private_keys(self, **wanted: Any) -> list[PrivateKey]:
        """Return the installation's signing key; it is made in the data folder at first need."""
        return [PrivateKey(pem=signing_key())]

    def get_user_sub(self, client: Client, user: AbstractBaseUser) -> str:
        """Return the person's own mark: it never changes and tells nothing."""
        assert isinstance(user, Account)
        return str(user.person.uid) if user.person else f"account-{user.pk}"

    def get_user_by_sub(self, client: Client, sub: str) -> Account | None:
        """Return the active account of a mark."""
        try:
            uid = UUID(sub)
        except ValueError:
            return None
        return queries.active_account_of(uid)

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: AbstractBaseUser,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Return sub, amr and acr, and with the scopes name, mail, unit and posts."""
        assert isinstance(user, Account)
        used = queries.last_factors(user.pk)
        claims: dict[str, Any] = {
            "sub": self.get_user_sub(client, user),
            "amr": sorted(
                {METHODS[method] for method in used if method in METHODS} | ({"mfa"} if len(used) > 1 else set())
            ),
            "acr": "2" if len(used) > 1 or "webauthn" in used else "1",
        }
        if "email" in scopes and user.email:
            claims |= {"email": user.email, "email_verified": True}
        if "profile" in scopes:
            claims |= _profile(user)
        return claims


def _profile(user: Account) -> dict[str, Any]:
    held = [hat for hat in hats(user, now=timezone.now()) if not hat.on_behalf_of]
    posts = [{"id": hat.key, "title": hat.title, "unit": hat.unit_name, "agency": hat.agency_name} for hat in held]
    return {
        "name": user.person.full_name if user.person else user.username,
        "preferred_username": user.username,
        "unit": held[0].unit_name if held else "",
        "posts": posts,
        "acting_post": held[0].key if held else "",
    }


def signing_key() -> str:
    """Return the key in PEM: CONGVU_OIDC_PRIVATE_KEY, or `keys/oidc.pem` of the data folder, made once."""
    if settings.OIDC_PRIVATE_KEY:
        return str(settings.OIDC_PRIVATE_KEY)
    path = Path(settings.DATA) / "keys" / "oidc.pem"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        body = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        part = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(body)
        try:
            os.link(part, path)  # fails when another process was first: its key counts
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return path.read_text(encoding="ascii")


@public
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Ask for consent; the answer is sent on to the client's address, so the page may post its form that far."""
    response: HttpResponseBase = provider_views.authorization(request)
    target = urlsplit(request.GET.get("redirect_uri", ""))
    if response.status_code == 200 and target.scheme in {"http", "https"}:
        # Django-csp reads this mark; allauth has checked the address against the client's before it shows the page.
        response._csp_update = {"form-action": [f"{target.scheme}://{target.netloc}"]}  # type: ignore[attr-defined]
    return response


class OutsideAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Công vụ as a client of a ministry's or province's sign-in: known accounts only, none is ever made."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody becomes staff by signing in."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link by verified mail, once; otherwise only a subject that an administrator linked gets in."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        found = claims.get("userinfo", claims) | (claims.get("id_token") or {})
        account = queries.account_by_email(str(found.get("email", ""))) if found.get("email_verified") is True else None
        if account is None:
            messages.error(
                request,
                _("Tài khoản bên ngoài này chưa gắn với tài khoản nào ở đây. Hãy nhờ quản trị hệ thống liên kết."),
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, account)


@public
def outside_failed(request: HttpRequest) -> HttpResponse:
    """Say that signing in outside did not work."""
    messages.error(request, _("Đăng nhập chung không thành công. Thử lại, hoặc đăng nhập bằng mật khẩu."))
    return redirect("account_login")


def outside_providers() -> list[dict[str, str]]:
    """Return name and address of the outside sign-in, if one is configured."""
    return [
        {"name": str(app["name"]), "url": reverse("openid_connect_login", args=[app["provider_id"]])}
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
