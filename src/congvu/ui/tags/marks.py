"""Small marks: icons, states, tags, deadlines, dates."""

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from congvu.ui import text

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "static" / "ui" / "dist" / "icons.json"
# Mức độ khẩn: NĐ 30/2020, Phụ lục I; mã của edXML Priority (QCVN 102:2016/BTTTT).
URGENCY = ("", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "HỎA TỐC HẸN GIỜ")
RULER_WIDTH = 88

register.filter("cv_number", text.number)
register.filter("cv_size", text.size)
register.filter("cv_person", text.person)
register.filter("cv_initials", text.initials)
register.filter("cv_duration", text.duration)


@register.filter
def cv_day(day: date | datetime | None) -> str:
    """Return "14/10", with the year when it is not this one."""
    return text.short_day(day, today=timezone.localdate()) if day else ""


@register.filter
def cv_full_day(day: date | datetime | None) -> str:
    """Return "14/10/2026"."""
    return f"{text.local_day(day):%d/%m/%Y}" if day else ""


@register.filter
def cv_long_day(day: date | datetime | None) -> str:
    """Return "Thứ Tư, 14/10/2026"."""
    return text.long_day(day) if day else ""


@register.filter
def cv_moment(at: datetime | None) -> str:
    """Return "14/10, 08:05"."""
    return text.moment(at, today=timezone.localdate()) if at else ""


@register.filter
def cv_clock(at: datetime | None) -> str:
    """Return "08:05"."""
    return text.clock(at) if at else ""


@cache
def _icons(stamp: float) -> dict[str, str]:
    found: dict[str, str] = json.loads(ICONS.read_text(encoding="utf-8"))
    return found


@register.simple_tag
def cv_icon(name: str, label: str = "") -> SafeString:
    """Draw an outline icon of 18 px; without a label it is hidden from screen readers.

    The shapes come from the installed icon set at build time (`assets/icons.txt`); a name that was not built
    raises KeyError, and before the first build the drawing is empty.
    """
    shape = _icons(ICONS.stat().st_mtime)[name] if ICONS.exists() else ""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="i" viewBox="0 0 24 24" {}>{}</svg>', said, mark_safe(shape))  # noqa: S308


@register.simple_tag
def cv_state(tone: str, word: str) -> SafeString:
    """Say a state by shape and word. Tones: good, soon, late, none (open ring), run (half), done (grey)."""
    colour = f" t-{tone}" if tone in ("good", "soon", "late") else ""
    return format_html(
        '<span class="cv-state{}"><span class="cv-light {}"></span>{}</span>',
        colour,
        "" if tone == "done" else tone,
        word,
    )


@register.simple_tag
def cv_tag(label: str, tone: str = "") -> SafeString:
    """Name a role or kind: tone "lead" for chủ trì, "urgent" for white on ink."""
    return format_html('<span class="cv-tag{}">{}</span>', f" {tone}" if tone else "", label) if label else SafeString()


@register.simple_tag
def cv_urgency(level: int | None) -> SafeString:
    """Show the urgency of a paper, 1 khẩn to 4 hỏa tốc hẹn giờ; ordinary papers show nothing."""
    word = URGENCY[level] if level and 0 < level < len(URGENCY) else ""
    return cv_tag(word, "urgent")


def _left(minutes: int, late: bool) -> str:
    if not minutes:  # no working time lies between now and the deadline
        return _("Vừa quá hạn") if late else _("Đến hạn")
    words = text.duration(minutes)
    return _("Quá %(time)s") % {"time": words} if late else _("Còn %(time)s") % {"time": words}


@register.inclusion_tag("ui/cv/due.html")
def cv_due(due: Any, ruler: bool = True, at: datetime | None = None) -> dict[str, Any]:
    """Say how much working time is left, over the working-time ruler.

    `due` has `minutes`, `late` and perhaps `used_percent` and `due_at`, such as `ui.types.Due` or the kernel's
    Remaining; None for no deadline. No colour until less than one working day is left.
    """
    if due is None:
        return {"none": True}
    used = getattr(due, "used_percent", None)
    tone = "late" if due.late else "soon" if abs(due.minutes) < text.WORKING_DAY_MINUTES else ""
    return {
        "words": _left(due.minutes, due.late),
        "tone": tone,
        "bar": round(RULER_WIDTH * min(max(100 if due.late else used or 0, 0), 100) / 100) if ruler else None,
        "width": RULER_WIDTH,
        "known": used is not None or due.late,
        "at": at or getattr(due, "due_at", None),
    }
