"""How dates, durations, numbers, sizes and names are written."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from congvu.ui import text

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 phút"),
        (40, "40 phút"),
        (60, "1 giờ"),
        (65, "1 giờ 05"),
        (170, "2 giờ 50"),
        (-170, "2 giờ 50"),
        (480, "1 ngày"),
        (600, "1 ngày 2 giờ"),
        (479, "7 giờ 59"),
        (12 * 480 + 60, "12 ngày"),
    ],
)
def test_working_time_is_said_as_people_say_it(minutes, words):
    assert text.duration(minutes).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (214_000, "214 kB"), (1_432_000, "1,4 MB"), (14_300_000, "14 MB")],
)
def test_sizes_of_files(count, words):
    assert text.size(count).replace("\u00a0", " ") == words


def test_days_say_the_year_only_when_it_is_another_one():
    assert text.short_day(TODAY, today=TODAY) == "14/10"
    assert text.short_day(date(2025, 12, 31), today=TODAY) == "31/12/2025"
    assert text.long_day(TODAY) == "Thứ Tư, 14/10/2026"
    assert text.long_day(date(2026, 10, 18)) == "Chủ nhật, 18/10/2026"


def test_a_moment_is_shown_in_the_time_of_vietnam():
    at = datetime(2026, 10, 13, 18, 5, tzinfo=ZoneInfo("UTC"))

    assert text.moment(at, today=TODAY) == "14/10, 01:05"
    assert text.long_day(at) == "Thứ Tư, 14/10/2026"


def test_numbers_follow_the_language():
    assert text.number(4187) == "4.187"
    assert text.number(61.4, 1) == "61,4"
    assert text.number("61,4%") == "61,4%"
    with translation.override("en"):
        assert text.number(4187) == "4,187"


def test_a_name_never_splits_and_has_initials():
    assert text.person("Trần Thị  Ngọc Ánh") == "Trần\u00a0Thị\u00a0Ngọc\u00a0Ánh"
    assert text.person("Lê Thị Ba, Trưởng phòng") == "Lê\u00a0Thị\u00a0Ba, Trưởng phòng"
    assert text.initials("Trần Thị Ngọc Ánh") == "NÁ"
    assert text.initials("Đạt") == "Đ"
    assert text.initials("") == ""
