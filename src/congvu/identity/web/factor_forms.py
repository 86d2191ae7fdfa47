"""The second factor when signing in, counted like the password; passkeys, refused in words of their own."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

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


def _refused() -> ValidationError:
    sentence = _(
        "Khóa truy cập này không đăng nhập được: khóa đã bị bỏ, hoặc yêu cầu đã hết hạn. "
        "Hãy thử lại hoặc chọn cách khác."
    )
    return ValidationError(sentence, code="passkey_refused")


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second factor."""

    def clean_credential(self) -> Authenticator:
        """Refuse in a sentence about passkeys; allauth's speaks of codes."""
        try:
            return super().clean_credential()
        except ValidationError as refusal:
            raise _refused() from refusal


class PasskeyAgainForm(PasskeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey to confirm who sits there."""


class PasskeySignInForm(PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone, to sign in."""


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey to be enrolled."""

    def clean(self) -> dict[str, object]:
        """Refuse what the browser brought in a sentence about passkeys."""
        try:
            return dict(super().clean())
        except ValidationError as refusal:
            sentence = _("Chưa thêm được khóa: yêu cầu đã hết hạn hoặc thiết bị trả lời sai. Hãy thêm lại từ đầu.")
            raise ValidationError(sentence, code="passkey_refused") from refusal
