"""Shape of what administrators type into a working calendar."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import worktime
from congvu.ui.api import DayField

from ...rules import worktime as rules

KIND_LABELS = {
    "swapped_off": _("Nghỉ hoán đổi (nghỉ, làm bù vào ngày khác)"),
    "swapped_work": _("Làm bù (ngày nghỉ nhưng đi làm)"),
    "compensation": _("Nghỉ bù (ngày lễ trùng ngày nghỉ hằng tuần)"),
    "local": _("Ngày nghỉ riêng của cơ quan, địa phương"),
}


class ShiftsField(forms.CharField):
    """The shifts of one day, typed; nothing typed is a day off."""

    default_error_messages = {
        "shifts": _("Nhập các ca nối tiếp nhau, ví dụ 07:30-11:30, 13:30-17:00; ngày nghỉ thì để trống.")
    }

    def clean(self, value: Any) -> Any:
        """Return pairs of opening and closing. Raises ValidationError."""
        shifts = rules.read_shifts(super().clean(value))
        if shifts is None:
            raise ValidationError(self.error_messages["shifts"], code="shifts")
        return shifts


class DayForm(forms.Form):
    """A special day with the paper behind it."""

    day = DayField(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Loại ngày"), choices=[(kind, KIND_LABELS[kind]) for kind in rules.KINDS])
    name = forms.CharField(
        label=_("Tên gọi"), max_length=150, help_text=_("Ví dụ: Làm bù cho ngày 02/01/2027. Hiện trên lịch.")
    )
    decision = forms.CharField(
        label=_("Quyết định, văn bản"),
        max_length=150,
        help_text=_("Số, ký hiệu và ngày của văn bản cho nghỉ hoặc làm bù."),
    )
    legal_basis = forms.CharField(
        label=_("Căn cứ pháp lý"), max_length=200, required=False, help_text=_("Ví dụ: BLLĐ 2019 Điều 111 khoản 3.")
    )


class HoursForm(forms.Form):
    """The hours of a week from a day on."""

    valid_from = DayField(label=_("Áp dụng từ ngày"))
    valid_to = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu áp dụng cho đến khi có giờ khác.")
    )
    decision = forms.CharField(label=_("Quyết định, quy chế"), max_length=150, required=False)

    def __init__(self, *args: Any, week: worktime.Week, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (label, shifts) in enumerate(zip(rules.WEEKDAYS, week, strict=True)):
            self.fields[f"day_{number}"] = ShiftsField(
                label=label, required=False, max_length=100, initial=rules.shifts_text(shifts)
            )

    def week(self) -> list[rules.Shifts]:
        """Return the seven days that were typed, from Monday."""
        return [self.cleaned_data[f"day_{number}"] for number in range(7)]
