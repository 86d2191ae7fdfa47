"""News from allauth: a second factor was added, removed or renewed."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from .actions.factors import record_factor_change
from .models import Account


@receiver(authenticator_added, dispatch_uid="identity.factor_added")
def factor_added(*, request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Adding a factor proves that it is at hand, so this session counts as proved by it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type, id=authenticator.pk)
    _record(request, user, authenticator, "identity.factor_added")


@receiver(authenticator_removed, dispatch_uid="identity.factor_removed")
def factor_removed(*, request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Write it to the history."""
    _record(request, user, authenticator, "identity.factor_removed")


@receiver(authenticator_reset, dispatch_uid="identity.factor_renewed")
def factor_renewed(*, request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Write it to the history."""
    _record(request, user, authenticator, "identity.factor_renewed")


def _record(request: HttpRequest, user: Account, authenticator: Authenticator, code: str) -> None:
    record_factor_change(
        actor=getattr(request, "actor", None),
        account_id=user.pk,
        code=code,
        kind=authenticator.type,
        now=timezone.now(),
    )
