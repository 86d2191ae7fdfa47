"""Forms of identity in the look of the house."""

from typing import Any

from django import forms

CLASSES: dict[type[forms.Widget], str] = {
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
    forms.CheckboxInput: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.RadioSelect: "form-check-input",
}


class PlainForm(forms.Form):
    """A form whose fields carry the classes of the house; Django adds the marks for screen readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if not isinstance(widget, forms.HiddenInput):
                widget.attrs.setdefault("class", CLASSES.get(type(widget), "form-control"))


class DayInput(forms.DateInput):
    """A date picker of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "form-control w-date"})
