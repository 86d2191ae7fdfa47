"""What the pages of dated rows (limits, rules of numbering) share: a form is saved, a row ends with a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import DayField, OfficeRequest


def saved(request: OfficeRequest, form: forms.Form, act: Callable[[], object], *, said: str) -> bool:
    """Run the act of a right form that was sent; a refusal stands on the form. Return whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, said)
    return True


def end(request: OfficeRequest, act: Callable[[date], object]) -> None:
    """End a row with the day that was typed, and say so, or why not."""
    try:
        act(DayField().clean(request.POST.get("last_day", "")[:20]))
    except forms.ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi ngày thôi áp dụng."))
