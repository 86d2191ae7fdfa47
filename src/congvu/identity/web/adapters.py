"""What allauth asks us: nobody signs up, sign-ins are written to the history, sentences and secrets are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kernel.api import secrets

from ..actions.sign_in import complete_sign_in
from ..hats import client_address, factors


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Account flows of allauth under our rules."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators only."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the audit log uses too."""
        return client_address(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Allow only addresses of this site as the page to return to."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        """Write the finished sign-in to the history."""
        complete_sign_in(
            account_id=user.pk,
            method="+".join(sorted(factors(request))) or "password",
            address=client_address(request),
            agent=request.META.get("HTTP_USER_AGENT", ""),
            now=timezone.now(),
        )
        response: HttpResponse = super().post_login(request, user, **details)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: people are told through the notices of the house."""

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """Name the ways to confirm again in our words."""
        words = {
            "account_reauthenticate": _("mật khẩu"),
            "mfa_reauthenticate": _("mã trên ứng dụng xác thực"),
            "mfa_reauthenticate:webauthn": _("khóa truy cập"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**method, "description": words.get(method["id"], method["description"])} for method in methods]


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: our sentences, and their secrets sealed with the installation's key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("Không tắt được cách xác thực này."),
        "cannot_generate_recovery_codes": gettext_lazy("Hãy bật ứng dụng xác thực hoặc thêm khóa trước."),
        "incorrect_code": gettext_lazy("Mã không đúng, hoặc đã hết hạn. Mã đổi 30 giây một lần."),
    }

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator."""
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return secrets.open_sealed(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Suggest a name for a new key."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Khóa số %(number)d") % {"number": count + 1}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: the act stands in the person's history."""
