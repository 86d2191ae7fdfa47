"""The second factor when signing in, counted like the password."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from .. import queries
from ..actions.sign_in import count_wrong_code
from ..errors import SignInLocked
from ..hats import client_address
from ..rules import lockout


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """A code from the application or a recovery code; wrong ones lock the account."""

    def clean_code(self) -> str:
        """Refuse while locked; count a wrong code."""
        now = timezone.now()
        until = queries.locked_until(self.user.pk)
        if until is not None and lockout.is_locked(until=until, now=now):
            raise ValidationError(str(SignInLocked(minutes=lockout.minutes_left(until=until, now=now))))
        try:
            code: str = super().clean_code()
        except ValidationError:
            request = context.request
            count_wrong_code(
                account_id=self.user.pk,
                address=client_address(request),
                agent=request.META.get("HTTP_USER_AGENT", ""),
                now=now,
            )
            raise
        return code
