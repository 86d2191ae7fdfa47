"""Refusals of identity."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class SignInRefused(DomainError):
    """Name or password is wrong. The sentence is the same whether the name exists or not."""

    code = "identity.sign_in_refused"
    message = _("Tên hoặc mật khẩu không đúng. Sau 5 lần sai, tên này bị tạm khóa.")
    status = 401


class SignInLocked(DomainError):
    """Too many wrong tries; also said for names that do not exist."""

    code = "identity.sign_in_locked"
    message = _(
        "Tên này tạm khóa vì sai mật khẩu nhiều lần, thử lại sau %(minutes)s phút. "
        "Nếu quên mật khẩu, hãy nhờ quản trị hệ thống của cơ quan."
    )
    status = 429


class AddressBlocked(DomainError):
    """Too many wrong tries from one network address."""

    code = "identity.address_blocked"
    message = _("Máy này đã thử sai quá nhiều lần. Hãy đợi 10 phút rồi thử lại.")
    status = 429


class AccountClosed(DomainError):
    """The password was right but the account is closed."""

    code = "identity.account_closed"
    message = _("Tài khoản này đã đóng. Hãy liên hệ quản trị hệ thống của cơ quan.")
    status = 403


class WrongPassword(DomainError):
    """The present password typed for a change is wrong."""

    code = "identity.wrong_password"
    message = _("Mật khẩu hiện tại không đúng.")
    status = 422


class PasswordTooWeak(DomainError):
    """A new password breaks a rule; `reason` says which."""

    code = "identity.password_too_weak"
    message = _("%(reason)s")
    status = 422


class NotYourPost(DomainError):
    """The account does not hold this post now, or the delegation is over."""

    code = "identity.not_your_post"
    message = _("Bạn không giữ vị trí này vào lúc này, hoặc ủy quyền đã hết hạn.")
    status = 403


class DelegationRefused(DomainError):
    """A delegation breaks a rule; `faults` holds the sentences by field."""

    code = "identity.delegation_refused"
    message = _("%(reason)s")
    status = 422


class AlreadyDelegated(DomainError):
    """The same person already holds one of these scopes in this time."""

    code = "identity.already_delegated"
    message = _(
        "%(name)s đã được ủy quyền việc này từ %(starts)s đến %(ends)s. Thu hồi lần đó trước, hoặc chọn ngày khác."
    )
