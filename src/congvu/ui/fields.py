"""Form fields that explain what is wrong in Vietnamese, with the fact: "tháng 9 chỉ có 30 ngày"."""

import calendar
import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIRST_YEAR = 1900
LAST_YEAR = 2100
PARTS = re.compile(r"^\s*(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\s*$")


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy; 1/9/2026, 01.09.2026 and 1 9 2026 are understood too."""

    default_error_messages = {
        "required": gettext_lazy("Nhập ngày, ví dụ 14/10/2026."),
        "invalid": gettext_lazy("Nhập ngày theo thứ tự ngày/tháng/năm, ví dụ 14/10/2026."),
    }

    def __init__(self, *, first: date | None = None, last: date | None = None, **more: Any) -> None:
        self.first = first or date(FIRST_YEAR, 1, 1)
        self.last = last or date(LAST_YEAR, 12, 31)
        super().__init__(**more)

    def to_python(self, value: Any) -> date | None:
        """Return the day. Raises ValidationError with a sentence that names the fact."""
        if isinstance(value, str) and (found := PARTS.match(value)):
            return self._day(*(int(part) for part in found.groups()), typed=value.strip())
        day = super().to_python(value)
        return self._within(day) if day else None

    def _day(self, day: int, month: int, year: int, *, typed: str) -> date:
        if not 1 <= month <= 12:
            raise ValidationError(_("Ngày %(day)s không có trong lịch: năm chỉ có 12 tháng.") % {"day": typed})
        if not date.min.year <= year <= date.max.year:
            raise ValidationError(_("Năm %(year)s không dùng được.") % {"year": year})
        length = calendar.monthrange(year, month)[1]
        if not 1 <= day <= length:
            words = _("Ngày %(day)s không có trong lịch: tháng %(month)s năm %(year)s chỉ có %(length)s ngày.")
            raise ValidationError(words % {"day": typed, "month": month, "year": year, "length": length})
        return self._within(date(year, month, day))

    def _within(self, day: date) -> date:
        if not self.first <= day <= self.last:
            raise ValidationError(
                _("Ngày phải từ %(first)s đến %(last)s.")
                % {"first": f"{self.first:%d/%m/%Y}", "last": f"{self.last:%d/%m/%Y}"}
            )
        return day
