"""Texts of a message as values, and back: days, moments, numbers, yes and no."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from .specs import Kind

VIETNAM = timezone(timedelta(hours=7))
"""Times in messages are Vietnamese time (QĐ 28/2018/QĐ-TTg, Điều 14); it has no summer time."""

Value = str | int | bool | date | datetime

_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TIME = re.compile(r"[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_INT = re.compile(r"[+-]?\d{1,9}")
_BOOL = {"true": True, "1": True, "false": False, "0": False}


def read(kind: Kind, text: str) -> Value | None:
    """Return the value of a text, None when it is not understood. Days are read in both orders that occur."""
    if kind == "exact":
        return text
    if kind == "text":
        return unicodedata.normalize("NFC", text)
    if kind == "int":
        return int(text) if _INT.fullmatch(text) and text.isascii() else None
    if kind == "bool":
        return _BOOL.get(text.lower())
    moment = _moment(text)
    return moment.date() if moment is not None and kind == "date" else moment


def write(value: Value) -> str:
    """Return the text of a value: `yyyy/MM/dd`, `yyyy/MM/dd HH:mm:ss` in Vietnamese time, `true`, digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM) if value.tzinfo else value  # without zone it is Vietnamese time
        return f"{local.year:04d}/{local:%m/%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value.year:04d}/{value:%m/%d}"
    return str(value)


def _moment(text: str) -> datetime | None:
    if not text.isascii():
        return None
    found = _YEAR_FIRST.match(text)
    year_first = found is not None
    found = found or _DAY_FIRST.match(text)
    if found is None:
        return None
    year, month, day = (int(one) for one in (found.groups() if year_first else found.groups()[::-1]))
    rest = text[found.end() :]
    time = _TIME.fullmatch(rest)
    if rest and time is None:
        return None
    try:
        hour, minute, second = (int(one or 0) for one in time.groups()[:3]) if time else (0, 0, 0)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(time[4] if time else None))
        return moment.astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if not text:
        return VIETNAM
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
