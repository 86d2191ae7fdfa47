"""Plain values of backup."""

from dataclasses import dataclass
from datetime import datetime

ENCRYPTED = b"congvu-backup-encrypted-1\n"
"""The first bytes of an encrypted backup."""


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as the page shows it. `state`: running, done, failed, killed, removed."""

    id: int
    started_at: datetime
    seconds: int | None
    state: str
    reason: str
    asked_by: str
    name: str
    size: int
    sha256: str
    encrypted: bool
    with_files: bool
    rows: int
    files: int
    lost: int
    seals: int
    root: str
    trouble: str
    checked_at: datetime | None
    faults: list[str]
    may_check: bool


@dataclass(frozen=True, slots=True)
class RestoreRow:
    """One restore with its report."""

    restored_at: datetime
    name: str
    made_at: datetime
    ok: bool
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How backups are configured. `at` is local time; `late` while the last good one is too old."""

    on: bool
    at: str
    keep: int
    with_files: bool
    encrypted: bool
    late: bool
    running: bool
