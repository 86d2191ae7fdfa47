"""Forms: fields, faults, pickers, the mark against sending twice."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from congvu.ui.types import Picked

register = template.Library()


@register.inclusion_tag("ui/cv/field.html")
def cv_field(field: BoundField, hint: str = "", width: str = "", needed: bool = False) -> dict[str, Any]:
    """Show a form field: label above, hint, fault, control, joined for screen readers.

    `width` is "date", "num" or "mid" for short controls; dates are narrow by themselves. `needed` keeps the words
    "không bắt buộc" away from a field that the form leaves open but the act asks for in the usual case.
    """
    widget = field.field.widget
    kind = _kind(widget)
    attrs: dict[str, Any] = {}
    described = [f"{field.auto_id}_error"] if field.errors else []
    if hint or field.help_text or kind == "date":
        described.append(f"{field.auto_id}_helptext")
    if kind in ("text", "date", "number", "file", "area", "select"):
        size = width or {"date": "date", "number": "num"}.get(kind, "")
        attrs["class"] = " ".join(
            part
            for part in (
                str(widget.attrs.get("class", "")),
                "form-select" if kind == "select" else "form-control",
                f"w-{size}" if size else "",
            )
            if part
        )
    if kind == "date":
        attrs |= {"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}
    if kind == "check":
        attrs["class"] = "form-check-input"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {
        "field": field,
        "kind": kind,
        "described": " ".join(described),
        "hint": hint or field.help_text or (_("Ngày/tháng/năm, ví dụ 14/10/2026") if kind == "date" else ""),
        "control": field.as_widget(attrs=attrs) if kind not in ("radios", "checks") else "",
        "needed": needed or field.field.required,
    }


def _kind(widget: forms.Widget) -> str:
    """Return how a widget is drawn; the first match counts, so narrow classes come first."""
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "checks"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "check"),
        (forms.Select, "select"),
        (forms.Textarea, "area"),
        (forms.FileInput, "file"),
        (forms.DateTimeInput, "text"),
        (forms.DateInput, "date"),
        (forms.NumberInput, "number"),
    )
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "text")


@register.inclusion_tag("ui/cv/fields.html")
def cv_fields(form: forms.BaseForm) -> dict[str, Any]:
    """Show every field of a form in order, hidden ones without a label."""
    return {"form": form}


@register.inclusion_tag("ui/cv/faults.html")
def cv_faults(
    form: forms.BaseForm | None = None, sentences: Sequence[str] | None = None, focus: bool = True
) -> dict[str, Any]:
    """Sum up what is wrong with a form, each fault a link to its field; nothing when nothing is wrong."""
    found = (
        [(form[name], error) for name, errors in form.errors.items() if name in form.fields for error in errors]
        if form
        else []
    )
    general = [*(form.non_field_errors() if form else ()), *(sentences or ())]
    return {
        "fields": found,
        "general": general,
        "count": len(found) + len(general),
        "focus": focus,
        "key": f"loi-{id(form)}",
    }


@register.simple_tag
def cv_once() -> SafeString:
    """Put a fresh mark (UUID) into a form; an act that has stored it refuses or ignores a second sending."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.inclusion_tag("ui/cv/unit_picker.html")
def cv_unit_picker(
    units: Sequence[Any],
    name: str,
    picked: Picked | None = None,
    legend: str = "",
    with_due: bool = True,
    with_info: bool = True,
) -> dict[str, Any]:
    """Choose a leading unit, supporting units, units to inform, each with a deadline; `ui.api.read_picked` reads it.

    Without `with_due` nobody has a deadline of her own, without `with_info` nobody is only informed.
    """
    return {
        "units": units,
        "name": name,
        "picked": picked or Picked(),
        "legend": legend or _("Đơn vị nhận"),
        "with_due": with_due,
        "with_info": with_info,
    }


@register.inclusion_tag("ui/cv/people_picker.html")
def cv_people_picker(
    name: str, legend: str, search_url: str, people: Sequence[Any] = (), chosen: Sequence[int] = (), many: bool = True
) -> dict[str, Any]:
    """Choose people by typing part of a name; `search_url` answers `ui/cv/people_options.html` for `?q=`."""
    return {
        "name": name,
        "legend": legend,
        "search_url": search_url,
        "people": people,
        "chosen": list(chosen),
        "many": many,
    }


@register.inclusion_tag("ui/cv/disabled.html")
def cv_disabled(label: str, reason: str, id: str) -> dict[str, Any]:
    """Show an act that cannot be done now, with the reason in sight."""
    return {"label": label, "reason": reason, "id": id}


@register.filter
def cv_get(mapping: dict[Any, Any], key: Any) -> Any:
    """Return one value of a mapping, or nothing."""
    return mapping.get(key, "")
