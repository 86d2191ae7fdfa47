"""Refusals of documents. Codes never change."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class RegistrationInvalid(DomainError):
    """Fields of a registration are wrong; `problems` has a sentence a field."""

    code = "documents.registration_invalid"
    message = _("Chưa đăng ký được: %(reasons)s")
    status = 422

    def __init__(self, problems: dict[str, str | Promise]) -> None:
        """Keep the sentences by field."""
        self.problems = {name: str(sentence) for name, sentence in problems.items()}
        super().__init__(reasons=" ".join(self.problems.values()))

    def problem(self) -> dict[str, Any]:
        """Add the sentences by field."""
        return {**super().problem(), "errors": self.problems}


class LooksDuplicate(DomainError):
    """The same paper seems registered already; the clerk confirms or stops (Phụ lục VI, I.7)."""

    code = "documents.looks_duplicate"
    message = _("Có thể trùng với văn bản số đến %(numbers)s. Xem lại, hoặc xác nhận vẫn đăng ký.")
    status = 409


class SecretHasNoFile(DomainError):
    """Secret documents stay out: a register line only (QĐ 28/2018 Điều 1)."""

    code = "documents.secret_has_no_file"
    message = _("Văn bản mật không được đưa tệp vào hệ thống này. Bỏ tệp, chỉ ghi một dòng trong sổ văn bản mật.")
    status = 422


class LimitInvalid(DomainError):
    """A limit by urgency cannot be set or ended as typed."""

    code = "documents.limit_invalid"
    message = _("Chưa đặt được thời hạn: %(reasons)s")
    status = 422


class RegisterClosed(DomainError):
    """The register of that year is closed."""

    code = "documents.register_closed"
    message = _("%(register)s đã khóa ngày %(day)s. Chọn sổ khác hoặc nhờ văn thư mở lại.")


class WrongState(DomainError):
    """The document's state does not allow the act."""

    code = "documents.wrong_state"
    message = _("Văn bản đang ở trạng thái “%(state)s”, không làm việc này được nữa. Mở lại trang để xem mới nhất.")


class ReasonNeeded(DomainError):
    """The act needs a reason in words."""

    code = "documents.reason_needed"
    message = _("Ghi lý do trước khi thực hiện.")
    status = 422


class TextTooLong(DomainError):
    """A note, instruction or result is too long."""

    code = "documents.text_too_long"
    message = _("Dài %(length)s ký tự; nhiều nhất là %(limit)s.")
    status = 422


class BadTargets(DomainError):
    """The receivers chosen make no sense."""

    code = "documents.bad_targets"
    message = _("%(reason)s")
    status = 422


class NobodyThere(DomainError):
    """A unit or post has nobody who could take the document today."""

    code = "documents.nobody_there"
    message = _("%(name)s hiện không có người nhận việc. Chọn nơi khác.")
    status = 422


class AnswerUnfit(DomainError):
    """The document given as answer is not an outgoing document of this agency."""

    code = "documents.answer_unfit"
    message = _("Văn bản trả lời phải là văn bản đi của cơ quan.")
    status = 422


class SecretStaysLine(DomainError):
    """A secret line is not passed on in this system."""

    code = "documents.secret_stays_line"
    message = _("Văn bản mật không được chuyển, giao trong hệ thống này; xử lý theo quy định bảo vệ bí mật nhà nước.")
    status = 422


class FileStillBusy(DomainError):
    """The view of a file is not ready."""

    code = "documents.file_still_busy"
    message = _("Bản xem đang được tạo. Đợi ít giây rồi mở lại.")


class AlreadyRead(DomainError):
    """What was given has been opened, so it is not taken back silently."""

    code = "documents.already_read"
    message = _("%(name)s đã mở xem lúc %(at)s, không thu hồi được nữa. Trao đổi trực tiếp hoặc giao lại.")


class AlreadyPassedOn(DomainError):
    """What was given has been passed on below."""

    code = "documents.already_passed_on"
    message = _("%(name)s đã giao tiếp cho nơi khác, không thu hồi được nữa.")


class AlreadyAsked(DomainError):
    """A request of this kind waits for an answer."""

    code = "documents.already_asked"
    message = _("Đã có một đề nghị cùng loại đang chờ trả lời.")


class AskClosed(DomainError):
    """The request was answered or dropped meanwhile."""

    code = "documents.ask_closed"
    message = _("Đề nghị này đã được trả lời hoặc đã rút. Mở lại trang để xem.")


class DayUnfit(DomainError):
    """A new deadline makes no sense."""

    code = "documents.day_unfit"
    message = _("%(reason)s")
    status = 422


class RegisterUnfit(DomainError):
    """What is asked of a register is not possible."""

    code = "documents.register_unfit"
    message = _("%(reason)s")
    status = 422


class CopyRefused(DomainError):
    """A copy that the law does not allow, or that lacks what it is made of (NĐ 30/2020 Điều 25-27)."""

    code = "documents.copy_refused"
    message = _("%(reason)s")
    status = 422


class DocumentHeld(DomainError):
    """The document stands in a set that is closed to change (NĐ 30/2020 Phụ lục VI, F9)."""

    code = "documents.held"
    message = _("%(reason)s Không sửa, không hủy số được cho đến khi mở khóa.")


class DispatchRefused(DomainError):
    """A line of the post register that cannot be so."""

    code = "documents.dispatch_refused"
    message = _("%(reason)s")
    status = 422
