"""Refusals of search."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class QuestionTooLong(DomainError):
    """Nobody types so much into a search box; a pasted page is not a question."""

    code = "search.question_too_long"
    message = _("Chỉ tìm được tối đa %(limit)s ký tự, đoạn đang tìm có %(length)s. Hãy dùng vài từ chính.")
    status = 422
