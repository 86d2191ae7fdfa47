"""Refusals: expected answers of "no", each with a stable code and a sentence for people.

RFC 9457 gives the form they take for machines (`problem`).
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """An act that cannot be done as asked; nothing was changed.

    `code` never changes once released; `message` is a translatable sentence with `%(name)s` places
    filled from the keyword arguments; `status` is the HTTP status a machine gets.
    """

    code: ClassVar[str] = "kernel.refused"
    message: ClassVar[str | Promise] = _("Không thực hiện được việc này.")
    status: ClassVar[int] = 409

    def __init__(self, **data: Any) -> None:
        """Keep the values that fill the sentence and that machines receive."""
        self.data = data
        super().__init__(self.code)

    def __str__(self) -> str:
        """Return the sentence in the language of the reader."""
        return str(self.message) % self.data if self.data else str(self.message)

    def problem(self) -> dict[str, Any]:
        """Return the body of an `application/problem+json` answer (RFC 9457)."""
        details = {
            key: value if isinstance(value, int | float | bool) else str(value) for key, value in self.data.items()
        }
        return {
            "type": f"urn:congvu:{self.code}",
            "title": str(self),
            "status": self.status,
            "code": self.code,
            **({"details": details} if details else {}),
        }


class NotAllowed(DomainError):
    """The actor has not the right; the reason says who has."""

    code = "kernel.not_allowed"
    message = _("%(reason)s")
    status = 403


class NotFound(DomainError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "kernel.not_found"
    message = _("Không tìm thấy, hoặc bạn không có quyền xem.")
    status = 404


class Invalid(DomainError):
    """A value has the wrong shape; `field` names it."""

    code = "kernel.invalid"
    message = _("%(reason)s")
    status = 422
