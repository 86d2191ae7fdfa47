"""Refusals of capture."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class PaperTaken(DomainError):
    """The captured paper was registered or discarded meanwhile."""

    code = "capture.paper_taken"
    message = _("Bản thu này không còn chờ vào sổ: %(state)s.")


class ReasonNeeded(DomainError):
    """Nothing that came in disappears without a reason."""

    code = "capture.reason_needed"
    message = _("Ghi lý do bỏ bản thu này (ít nhất 5 ký tự).")
    status = 422


class SourceInvalid(DomainError):
    """A source that cannot work as it was described."""

    code = "capture.source_invalid"
    message = _("%(reason)s")
    status = 422


class NotPdf(DomainError):
    """Only PDF papers can be split."""

    code = "capture.not_pdf"
    message = _("Chỉ tách được tệp PDF chưa có chữ ký số.")
    status = 422
