"""How dates, durations, numbers, sizes and names are written for people. Pure: the day is passed in."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NBSP = "\u00a0"
# Một ngày làm việc 8 giờ: Bộ luật Lao động 2019, Điều 105.
WORKING_DAY_MINUTES = 8 * 60
KILO = 1000


def weekday(day: date) -> str:
    """Return "Thứ Tư"."""
    return (
        _("Thứ Hai"),
        _("Thứ Ba"),
        _("Thứ Tư"),
        _("Thứ Năm"),
        _("Thứ Sáu"),
        _("Thứ Bảy"),
        _("Chủ nhật"),
    )[day.weekday()]


def long_day(day: date | datetime) -> str:
    """Return "Thứ Tư, 14/10/2026"."""
    local = local_day(day)
    return f"{weekday(local)}, {local:%d/%m/%Y}"


def short_day(day: date | datetime, *, today: date) -> str:
    """Return "14/10" inside this year, "14/10/2026" outside."""
    local = local_day(day)
    return f"{local:%d/%m}" if local.year == today.year else f"{local:%d/%m/%Y}"


def moment(at: datetime, *, today: date) -> str:
    """Return "14/10, 08:05", with the year when it is another one."""
    return f"{short_day(at, today=today)}, {clock(at)}"


def clock(at: datetime) -> str:
    """Return "08:05" in the installation's time zone."""
    return f"{timezone.localtime(at):%H:%M}"


def local_day(day: date | datetime) -> date:
    """Return the calendar day in the installation's time zone."""
    return timezone.localtime(day).date() if isinstance(day, datetime) and timezone.is_aware(day) else day


def duration(minutes: int) -> str:
    """Return working time as people say it: "40 phút", "2 giờ 50", "1 ngày 3 giờ", "12 ngày"."""
    minutes = abs(minutes)
    days, rest = divmod(minutes, WORKING_DAY_MINUTES)
    hours, left = divmod(rest, 60)
    if days:
        text = ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": days}
        if hours and days < 10:
            text += " " + ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours}
    elif hours:
        text = ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours}
        text += f" {left:02d}" if left else ""
    else:
        text = ngettext("%(n)s phút", "%(n)s phút", left) % {"n": left}
    return text.replace(" ", NBSP)


def number(value: float | str, places: int | None = None) -> str:
    """Return 4187 as "4.187" in Vietnamese, "4,187" in English; text that is written already stays."""
    if isinstance(value, str):
        return value
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def size(count: int) -> str:
    """Return a size of a file in decimal units: "214 kB", "1,4 MB"."""
    if count < KILO:
        return f"{count}{NBSP}B"
    value = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= KILO
        if value < KILO or unit == "TB":
            return f"{number(value, 0 if value >= 10 or unit == 'kB' else 1)}{NBSP}{unit}"
    raise AssertionError("unreachable")


def person(name: str) -> str:
    """Return a person's name that no line break splits; what follows a comma, her title, may go to new lines."""
    who, comma, rest = name.partition(",")
    return NBSP.join(who.split()) + comma + rest


def initials(name: str) -> str:
    """Return the first letters of the last two words: "NÁ" for Trần Thị Ngọc Ánh."""
    return "".join(word[0] for word in name.split()[-2:]).upper()
