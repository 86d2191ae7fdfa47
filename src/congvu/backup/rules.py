"""When a backup is late, which old files go, what a file is called. Without clock and database."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

# A daily backup that failed once is seen the next morning.
LATE_AFTER = timedelta(hours=36)
LATEST_CHECK = timedelta(days=35)
NAME = re.compile(r"congvu-\d{8}-\d{6}\.tar(\.enc)?")
UNFINISHED = ".part"


def file_name(at: datetime, *, encrypted: bool) -> str:
    """Return the name of a backup made at a local time."""
    return f"congvu-{at:%Y%m%d-%H%M%S}.tar{'.enc' if encrypted else ''}"


def is_late(last: datetime | None, now: datetime) -> bool:
    """Whether the last good backup is too old where backups are scheduled."""
    return last is None or now - last > LATE_AFTER


def needs_check(checked: datetime | None, now: datetime) -> bool:
    """Whether the newest backup should be read again in full."""
    return checked is None or now - checked > LATEST_CHECK


def to_prune(files: Iterable[tuple[str, datetime, bool]], *, keep: int) -> list[str]:
    """Return the names of files to remove: (name, made at, whether it is known to be good), newest `keep` stay.

    The newest one that is known to be good stays in any case.
    """
    ordered = sorted(files, key=lambda file: file[1], reverse=True)
    good = next((name for name, _, is_good in ordered if is_good), None)
    return [name for name, _, _ in ordered[max(1, keep) :] if name != good]
