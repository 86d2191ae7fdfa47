"""Look-ups that every official may use: administrative units, the directory of agency codes."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from congvu.ui.api import DayField, OfficeRequest, office

from ..divisions import TWO_LEVELS_FROM, VALID_SINCE_KNOWN, administrative_units, find_units
from ..known_codes import known_codes as known


class DayForm(forms.Form):
    """Words, and the day that the answer is for."""

    q = forms.CharField(label=_("Tìm theo tên, không cần dấu"), required=False, max_length=100)
    on = DayField(label=_("Tại ngày"), required=False)


@office
@require_safe
def divisions(request: OfficeRequest) -> HttpResponse:
    """Show provinces and what lies in them on a day, or find one by name."""
    form = DayForm(request.GET or None)
    on, words = _asked(form)
    province, district = request.GET.get("tinh", ""), request.GET.get("huyen", "")
    level = "province"
    if province:
        level = "district" if on < TWO_LEVELS_FROM and not district else "commune"
    shown = {
        "form": form,
        "on": on,
        "words": words,
        "found": find_units(words, on=on) if words else [],
        "units": administrative_units(level, parent=district or province, on=on),  # type: ignore[arg-type]
        "level": level,
        "tinh": province,
        "two_levels": on >= TWO_LEVELS_FROM,
        "approximate": on < VALID_SINCE_KNOWN,
    }
    return render(request, "identity/divisions.html", shown)


@office
@require_safe
def known_codes(request: OfficeRequest) -> HttpResponse:
    """Show the directory of agency codes, past and present."""
    form = DayForm(request.GET or None)
    _on, words = _asked(form)
    on = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return render(request, "identity/known_codes.html", {"form": form, "rows": known(words=words, on=on)})


def _asked(form: DayForm) -> tuple[date, str]:
    today = timezone.localdate()
    if form.is_bound and form.is_valid():
        return form.cleaned_data["on"] or today, form.cleaned_data["q"]
    return today, ""
