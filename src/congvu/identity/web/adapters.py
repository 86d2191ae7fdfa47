"""What allauth asks us: nobody signs up, sign-ins are written to the history, messages are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

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
