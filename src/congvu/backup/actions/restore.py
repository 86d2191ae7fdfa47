"""Restoring a backup into an empty installation, whole or not at all, with a report."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from congvu.kernel.api import audit, files

from .. import place
from ..bundle import reader
from ..bundle.manifest import AuditEnd, Head
from ..bundle.reader import Outcome, Readable
from ..database.loading import Loading, found_in_use
from ..database.snapshot import LOCK, address
from ..errors import BackupDamaged, BackupRunning, InstallationInUse
from ..models import Restore
from .make import Progress, number, quiet

MARK = "restore.json"
_SHOWN = 100  # lost files named one by one


@dataclass(slots=True)
class Report:
    """What came of a restore. `differences` and `missing` are empty when all is as it was backed up."""

    name: str
    made_at: str
    tables: int = 0
    rows: int = 0
    files: int = 0
    file_bytes: int = 0
    secrets: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    missing_count: int = 0
    audit: list[str] = field(default_factory=list)
    audit_ok: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing differs, nothing is missing and the log of acts verifies."""
        return self.audit_ok and not self.differences and not self.missing_count

    def lines(self) -> list[str]:
        """Return the report for people."""
        made_at = timezone.localtime(datetime.fromisoformat(self.made_at))
        found = [
            f"Bản sao lưu: {self.name}, lập lúc {made_at:%H:%M %d/%m/%Y}",
            f"Đã phục hồi: {self.tables} bảng, {number(self.rows)} dòng; {number(self.files)} tệp, "
            f"{number(self.file_bytes)} byte",
            f"Khóa của bản cài: {', '.join(self.secrets) or 'không có trong bản sao lưu (không mã hóa)'}",
            *(f"KHÁC: {line}" for line in self.differences),
            *(f"THIẾU TỆP: {line}" for line in self.missing),
        ]
        if self.missing_count > len(self.missing):
            found.append(f"… và {self.missing_count - len(self.missing)} tệp thiếu khác")
        found += [f"Nhật ký: {line}" for line in self.audit]
        return [*found, "Đúng như bản sao lưu." if self.ok else "CÓ ĐIỀU KHÁC, xem các dòng trên."]


class _Into(reader.Sink):
    """Takes a backup into this installation."""

    def __init__(self, link: psycopg.Connection[Any]) -> None:
        self._link = link
        self.loading: Loading | None = None
        self.secrets: list[str] = []
        self.kept: int = 0

    def head(self, head: Head) -> None:
        self.loading = Loading(self._link, head)

    def rows(self, table: str, piece: bytes) -> None:
        if self.loading is not None:
            self.loading.rows(table, piece)

    def file(self, sha256: str, size: int, source: Readable) -> None:
        self.kept += files.put_back(source, sha256=sha256, size=size)

    def secret(self, name: str, data: bytes) -> None:
        self.secrets.append(name)
        place.put_secret(name, data)


def require_empty() -> None:
    """Raise InstallationInUse unless nobody has worked in this database."""
    with psycopg.connect(**address(), autocommit=True) as link:
        if what := found_in_use(link):
            raise InstallationInUse(what=what)


def restore_backup(*, file: Path, passphrase: str, now: datetime, say: Progress = quiet) -> Report:
    """Take a backup into the empty, migrated database of this installation and return the report.

    The database commits only when every table was as its manifest says; a damaged or missing stored file is reported,
    not fatal. While it runs, DATA/run/restore.json says "unfinished"; killed, the database is empty as before and the
    same command begins anew. Raises InstallationInUse, BackupDamaged, VersionRefused, PassphraseRefused.
    """
    require_empty()
    _mark(file, "unfinished", now)
    outcome, into, counted = _load(file, passphrase, say)
    connection.close()  # rows of before, and plans made for empty tables, are forgotten
    report = Report(
        name=file.name,
        made_at=outcome.head.made_at,
        tables=len(counted),
        rows=sum(counted.values()),
        files=outcome.manifest.files,
        file_bytes=outcome.manifest.file_bytes,
        secrets=into.secrets,
        differences=outcome.file_faults,
    )
    say("Kiểm tra tệp và nhật ký")
    _look_for_missing(report, outcome)
    _verify(report, outcome.manifest.audit)
    _keep(report, now)
    _mark(file, "done", now)
    return report


def _load(file: Path, passphrase: str, say: Progress) -> tuple[Outcome, _Into, dict[str, int]]:
    with psycopg.connect(**address()) as link:  # commits at the end of the block, rolls back on any error
        [alone] = link.execute("select pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone() or [False]
        if not alone:
            raise BackupRunning
        into = _Into(link)
        try:
            outcome = reader.read(file, into, passphrase)
        except BaseException as error:
            if into.loading is not None:
                into.loading.abandon(error)
            raise
        if outcome.table_faults or into.loading is None:
            raise BackupDamaged(reason="; ".join(outcome.table_faults[:3]) + ".")
        say(f"Đã nhận {number(outcome.manifest.rows)} dòng; lập chỉ mục và kiểm tra khóa giữa các bảng")
        counted = into.loading.finish()
        told = {name: part.rows for name, part in outcome.manifest.tables.items()}
        if counted != told:
            wrong = sorted(name for name in counted if counted[name] != told.get(name))
            raise BackupDamaged(reason=f"số dòng khác bảng kê ở {', '.join(wrong[:5])}.")
        link.execute("analyze")
    return outcome, into, counted


def _look_for_missing(report: Report, outcome: Outcome) -> None:
    """Ask the storage for every file that the database knows."""
    reasons = {lost.sha256: lost.reason for lost in outcome.manifest.lost}
    for sha256, name, size in files.missing_contents():
        report.missing_count += 1
        if len(report.missing) < _SHOWN:
            why = reasons.get(
                sha256, "không có trong bản sao lưu" if outcome.head.with_files else "sao lưu không gồm tệp"
            )
            report.missing.append(f"{name} ({number(size)} byte, {sha256}): {why}")


def _verify(report: Report, said: AuditEnd) -> None:
    """Check the log as of the moment of the backup: that acts have waited for their seal since is no fault of it."""
    found = audit.verify(datetime.fromisoformat(report.made_at))
    report.audit = [f"{part.name}: {part.checked}" + "".join(f"; {fault}" for fault in part.faults) for part in found]
    same = audit.last_root() == said.root
    report.audit.append(
        "gốc con dấu cuối đúng như bản sao lưu ghi" if same else "gốc con dấu cuối KHÁC bản sao lưu ghi"
    )
    report.audit_ok = same and all(part.ok for part in found)


@transaction.atomic
def _keep(report: Report, now: datetime) -> None:
    row = Restore.objects.create(
        restored_at=now,
        name=report.name[:200],
        made_at=datetime.fromisoformat(report.made_at),
        report={**asdict(report), "lines": report.lines()},
        ok=report.ok,
    )
    audit.record(None, "backup.restored", row, at=now, name=report.name, ok=report.ok, missing=report.missing_count)


def _mark(file: Path, state: str, now: datetime) -> None:
    """Say in the data folder how far a restore came; nothing starts there while it is unfinished."""
    target = Path(settings.DATA) / "run" / MARK
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{MARK}.{os.getpid()}")
    fresh.write_text(json.dumps({"state": state, "file": file.name, "at": now.isoformat()}), encoding="utf-8")
    os.replace(fresh, target)
