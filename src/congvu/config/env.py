"""Typed readers of `CONGVU_…` variables; each may also stand in a file named by `CONGVU_…_FILE`."""

import os
from pathlib import Path


class BadSetting(SystemExit):
    """A wrong value stops the start with a sentence."""


def text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file that `<name>_FILE` names, or the default."""
    key = f"CONGVU_{name}"
    if file := os.environ.get(f"{key}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{key}_FILE: không đọc được tệp {file} ({error.strerror}).") from error
    return os.environ.get(key, default).strip()


def flag(name: str, default: bool) -> bool:
    """Return a yes/no variable: 1, true, yes, on or 0, false, no, off."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"CONGVU_{name}: chỉ nhận 1 hoặc 0, đang là “{value}”.")


def number(name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
    """Return a whole number between low and high."""
    value = text(name, str(default))
    if not value.lstrip("-").isdigit() or not low <= int(value) <= high:
        raise BadSetting(f"CONGVU_{name}: cần một số nguyên từ {low} đến {high}, đang là “{value}”.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def clock(name: str, default: str) -> tuple[int, int]:
    """Return hour and minute of a time of day, such as 01:30 (Asia/Ho_Chi_Minh)."""
    value = text(name, default)
    hour, _, minute = value.partition(":")
    if hour.isdigit() and minute.isdigit() and len(minute) == 2 and int(hour) < 24 and int(minute) < 60:
        return int(hour), int(minute)
    raise BadSetting(f"CONGVU_{name}: cần giờ và phút, ví dụ 01:30, đang là “{value}”.")
