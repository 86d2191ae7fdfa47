"""Refusals of directives. Codes never change."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class FieldsInvalid(DomainError):
    """Fields are wrong; `problems` has a sentence a field."""

    code = "directives.fields_invalid"
    message = _("Chưa giao được: %(reasons)s")
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

    code = "directives.wrong_state"
    message = _("Nhiệm vụ đang ở trạng thái “%(state)s”, không làm việc này được. Mở lại trang để xem mới nhất.")


class ReasonNeeded(DomainError):
    """The act needs words."""

    code = "directives.reason_needed"
    message = _("Ghi rõ nội dung hoặc lý do trước khi gửi.")
    status = 422


class TextTooLong(DomainError):
    """More words than are kept."""

    code = "directives.text_too_long"
    message = _("Dài %(length)d ký tự; nhiều nhất là %(limit)d. Hãy rút gọn, hoặc gửi kèm tệp.")
    status = 422


class NobodyThere(DomainError):
    """The unit or post has nobody who could work on it."""

    code = "directives.nobody_there"
    message = _("%(name)s chưa có người giữ vị trí phụ trách, chưa giao được.")


class DayUnfit(DomainError):
    """A deadline that cannot be."""

    code = "directives.day_unfit"
    message = _("%(reason)s")
    status = 422


class AlreadyAsked(DomainError):
    """A request for more time already waits."""

    code = "directives.already_asked"
    message = _("Đã có đề nghị gia hạn đang chờ quyết định.")


class NothingAsked(DomainError):
    """No request for more time waits."""

    code = "directives.nothing_asked"
    message = _("Không còn đề nghị gia hạn nào chờ quyết định.")


class ChildrenOpen(DomainError):
    """A task is complete only when all its parts are."""

    code = "directives.children_open"
    message = _("Còn %(count)d nhiệm vụ con chưa hoàn thành, chưa báo cáo hoặc xác nhận hoàn thành được.")


class BadPercent(DomainError):
    """Progress outside 0..100."""

    code = "directives.bad_percent"
    message = _("Tiến độ là một số từ 0 đến 100.")
    status = 422


class NothingLate(DomainError):
    """None of the chosen tasks can be urged."""

    code = "directives.nothing_late"
    message = _("Không có nhiệm vụ nào đang mở trong các nhiệm vụ đã chọn, nên không có gì để đôn đốc.")


class ResultNotSeen(DomainError):
    """The document named as result cannot be seen by who names it."""

    code = "directives.result_not_seen"
    message = _("Không tìm thấy văn bản kết quả “%(code)s” trong các văn bản bạn được xem.")
    status = 422
