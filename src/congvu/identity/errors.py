"""Refusals of identity."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class DayAlreadyEntered(DomainError):
    """The agency has an entry for the day; two would contradict each other."""

    code = "identity.day_already_entered"
    message = _("Ngày %(day)s đã được nhập là “%(kind)s”. Hãy bỏ mục đó trước, rồi nhập lại.")


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


class DelegationOver(NotYourPost):
    """The delegation that the session worked under was taken back or has ended; the act was not done."""

    code = "identity.delegation_over"
    message = _(
        "Ủy quyền của %(giver)s (%(post)s) đã hết; bạn đang làm việc với chức vụ %(own)s. "
        "Hãy làm lại nếu muốn thực hiện với chức vụ của mình."
    )


class DelegationOverNoPost(NotYourPost):
    """The delegation is over, and the person holds no post of her own."""

    code = "identity.delegation_over_no_post"
    message = _("Ủy quyền của %(giver)s (%(post)s) đã hết; bạn hiện không giữ vị trí công tác nào.")


class PostOver(NotYourPost):
    """The post that the session worked in is no longer held; the act was not done."""

    code = "identity.post_over"
    message = _(
        "Bạn không còn giữ chức vụ %(post)s; bạn đang làm việc với chức vụ %(own)s. "
        "Hãy làm lại nếu muốn thực hiện với chức vụ này."
    )


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


class CodeTaken(DomainError):
    """The code stands for an agency already; codes are closed, never given anew."""

    code = "identity.code_taken"
    message = _("Mã %(value)s đã thuộc %(agency)s.")


class WouldBeCycle(DomainError):
    """A unit would lie under itself."""

    code = "identity.would_be_cycle"
    message = _("Không chuyển được: đơn vị “%(unit)s” sẽ nằm trong chính nó.")


class StillInUse(DomainError):
    """A unit, post or agency cannot close while something in it goes on; `what` says what."""

    code = "identity.still_in_use"
    message = _("Chưa đóng được: còn %(what)s. Kết thúc hoặc chuyển trước ngày đóng.")


class NotHandedOver(DomainError):
    """Who leaves a post hands over first; `what` says what is left."""

    code = "identity.not_handed_over"
    message = _(
        "Người này còn %(what)s. Chuyển cho người khác trước, hoặc chọn ngày cuối muộn hơn để người này bàn giao; "
        "không bàn giao được thì ghi lý do, lãnh đạo đơn vị sẽ nhận việc bàn giao."
    )


class AlreadyHolds(DomainError):
    """The person holds this post, or another main post, in that time."""

    code = "identity.already_holds"
    message = _("%(name)s đang giữ %(post)s trong thời gian này.")


class NameTaken(DomainError):
    """An official name or e-mail belongs to another account."""

    code = "identity.name_taken"
    message = _("Tên công vụ hoặc thư điện tử này đã thuộc một tài khoản khác.")


class LastAdministrator(DomainError):
    """Nobody would be left who can administer the agency."""

    code = "identity.last_administrator"
    message = _("Cơ quan phải còn ít nhất một quản trị có tài khoản đang dùng. Giao vai trò cho người khác trước.")


class DataMovedOn(DomainError):
    """The organisation changed after the preview of an import was made."""

    code = "identity.data_moved_on"
    message = _("Dữ liệu đã thay đổi sau khi xem trước. Hãy tải tệp lên lại để xem trước với dữ liệu mới.")


class ImportRefused(DomainError):
    """A file cannot be read at all; `reason` says why and what to do."""

    code = "identity.import_refused"
    message = _("%(reason)s")
    status = 422


class ImportHasFaults(DomainError):
    """A preview with bad rows cannot be accepted."""

    code = "identity.import_has_faults"
    message = _("Tệp còn %(count)s lỗi, chưa nhận được. Sửa các dòng đã nêu rồi tải lên lại.")
    status = 422
