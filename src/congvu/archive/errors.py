"""Refusals of the archive. Codes never change."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class FieldsInvalid(DomainError):
    """Fields are wrong; `problems` has a sentence a field."""

    code = "archive.fields_invalid"
    message = _("Chưa ghi được: %(reasons)s")
    status = 422

    def __init__(self, problems: dict[str, str | Promise]) -> None:
        """Keep the sentences by field."""
        self.problems = {name: str(sentence) for name, sentence in problems.items()}
        super().__init__(reasons=" ".join(self.problems.values()))

    def problem(self) -> dict[str, Any]:
        """Add the sentences by field."""
        return {**super().problem(), "errors": self.problems}


class WrongState(DomainError):
    """The state does not allow the act."""

    code = "archive.wrong_state"
    message = _("Đang ở trạng thái “%(state)s”, không làm việc này được. Mở lại trang để xem mới nhất.")


class NotHerTurn(DomainError):
    """Minutes are signed in their order; somebody else stands before the actor, or she has no place in them."""

    code = "archive.not_her_turn"
    message = _("Chưa đến lượt bạn ký biên bản này: đang chờ %(name)s.")


class MinutesFinished(DomainError):
    """The minutes are signed by all, or a signed paper was attached."""

    code = "archive.minutes_finished"
    message = _("Biên bản này đã ký xong (%(state)s).")


class FileFrozen(DomainError):
    """The file stands in a set that is closed to change (Phụ lục VI, F9)."""

    code = "archive.file_frozen"
    message = _("Hồ sơ %(file)s đang bị khóa trong tập “%(name)s”; không thay đổi được cho đến khi mở khóa.")


class ReasonNeeded(DomainError):
    """The act needs a reason in words."""

    code = "archive.reason_needed"
    message = _("Ghi lý do trước khi thực hiện.")
    status = 422


class TextTooLong(DomainError):
    """A note or reason is too long."""

    code = "archive.text_too_long"
    message = _("Dài %(length)s ký tự; nhiều nhất là %(limit)s.")
    status = 422


class NotationTaken(DomainError):
    """Another case file of the agency and year has this notation (Điều 29: a code for each file)."""

    code = "archive.notation_taken"
    message = _("Số, ký hiệu “%(notation)s” đã dùng cho một hồ sơ khác của năm %(year)s.")


class PlanExists(DomainError):
    """The agency has a plan of that year."""

    code = "archive.plan_exists"
    message = _("Cơ quan đã có danh mục hồ sơ năm %(year)s. Mở danh mục đó để sửa, bổ sung.")


class NothingToFile(DomainError):
    """None of the chosen documents can be put into a case file."""

    code = "archive.nothing_to_file"
    message = _("Không có văn bản nào đưa được vào hồ sơ: văn bản mật, đã hủy số hoặc bạn không được xem.")
    status = 422


class TooManyAtOnce(DomainError):
    """More rows at once than one act takes."""

    code = "archive.too_many"
    message = _("Mỗi lần nhiều nhất %(most)s mục; bạn đã chọn %(found)s.")
    status = 422


class FileNotReady(DomainError):
    """The case file cannot be closed or handed over yet; the reasons say what is missing."""

    code = "archive.file_not_ready"
    message = _("Hồ sơ chưa đủ: %(reasons)s")
    status = 422


class NotEligible(DomainError):
    """The case file cannot be handed over, lent or disposed of; the reason says why."""

    code = "archive.not_eligible"
    message = _("%(reason)s")
    status = 422


class RetentionRunning(DomainError):
    """Disposal before retention ended is never possible (Luật Lưu trữ 33/2024/QH15)."""

    code = "archive.retention_running"
    message = _("Hồ sơ %(file)s còn thời hạn bảo quản: %(until)s. Không được hủy trước hạn.")


class StillUsed(DomainError):
    """The file is lent or in another procedure."""

    code = "archive.still_used"
    message = _("Hồ sơ %(file)s đang %(what)s. Hoàn thành việc đó trước.")


class NoAgencyCode(DomainError):
    """FileCode needs the agency's identification code."""

    code = "archive.no_agency_code"
    message = _("Cơ quan chưa có mã định danh nên chưa có mã hồ sơ. Nhờ người quản trị ghi mã định danh trước.")


class CannotExport(DomainError):
    """The file as one PDF or XML cannot be made; the reason says why."""

    code = "archive.cannot_export"
    message = _("Chưa xuất được hồ sơ: %(reason)s")
