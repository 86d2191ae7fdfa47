"""Dates and numbers in forms, in both languages, as an office in Vietnam writes them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import formats, translation
from django.utils.dateformat import format as date_format

from congvu.ui.fields import DayField


@pytest.mark.parametrize("language", ["vi", "en"])
def test_days_and_hours_are_written_the_same_in_both_languages(language):
    at = datetime(2026, 10, 4, 8, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with translation.override(language):
        assert date_format(at, formats.get_format("DATE_FORMAT")) == "04/10/2026"
        assert date_format(at, formats.get_format("DATETIME_FORMAT")) == "04/10/2026, 08:05"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert str(forms.DateInput().format_value(date(2026, 10, 4))) == "04/10/2026"


def test_the_comma_is_the_vietnamese_decimal_point():
    with translation.override("vi"):
        assert formats.number_format(Decimal("1234567.5"), force_grouping=True) == "1.234.567,5"
        assert forms.DecimalField(localize=True).clean("1234,5") == Decimal("1234.5")
    with translation.override("en"):
        assert formats.number_format(Decimal("1234567.5"), force_grouping=True) == "1,234,567.5"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14/10/2026", date(2026, 10, 14)),
        ("1/9/2026", date(2026, 9, 1)),
        (" 01.09.2026 ", date(2026, 9, 1)),
        ("29 2 2028", date(2028, 2, 29)),
        ("2026-10-14", date(2026, 10, 14)),
    ],
)
def test_a_day_is_understood_as_people_type_it(typed, day):
    assert DayField().clean(typed) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/09/2026", "Ngày 31/09/2026 không có trong lịch: tháng 9 năm 2026 chỉ có 30 ngày."),
        ("29/02/2026", "Ngày 29/02/2026 không có trong lịch: tháng 2 năm 2026 chỉ có 28 ngày."),
        ("10/14/2026", "Ngày 10/14/2026 không có trong lịch: năm chỉ có 12 tháng."),
        ("00/10/2026", "Ngày 00/10/2026 không có trong lịch: tháng 10 năm 2026 chỉ có 31 ngày."),
        ("14/10/0000", "Năm 0 không dùng được."),
        ("14/10/0205", "Ngày phải từ 01/01/1900 đến 31/12/2100."),
        ("14/10/9999", "Ngày phải từ 01/01/1900 đến 31/12/2100."),
        ("hôm nay", "Nhập ngày theo thứ tự ngày/tháng/năm, ví dụ 14/10/2026."),
        ("", "Nhập ngày, ví dụ 14/10/2026."),
    ],
)
def test_a_wrong_day_is_refused_with_the_fact(typed, sentence):
    with pytest.raises(forms.ValidationError) as refused:
        DayField().clean(typed)

    assert refused.value.messages == [sentence]


def test_a_day_outside_the_allowed_span_is_refused():
    with pytest.raises(forms.ValidationError) as refused:
        DayField(last=date(2026, 10, 14)).clean("15/10/2026")

    assert refused.value.messages == ["Ngày phải từ 01/01/1900 đến 14/10/2026."]
