"""Making a backup of the whole installation while the office works on."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, BinaryIO

import psycopg
from django.db import transaction
from django.utils import timezone

from congvu.kernel.api import Actor, audit, files

from .. import place, rules
from ..bundle.cipher import check_passphrase
from ..bundle.manifest import Head, Manifest
from ..bundle.writer import BundleWriter
from ..database.snapshot import Snapshot, lone_connection, taken
from ..errors import BackupPlaceRefused
from ..models import Backup, BackupReason, BackupState

Progress = Callable[[str], None]
_EVERY = 1000  # files between two lines of progress


def quiet(line: str) -> None:
    """Tell nobody."""
    del line


def number(value: int) -> str:
    """Return a number as it is written here: 78.452."""
    return f"{value:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of backup: where, encrypted under which passphrase, with the stored files or without."""

    out: Path
    reason: BackupReason
    passphrase: str = ""
    with_files: bool = True
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """The record and the file of a backup."""

    id: int
    file: Path


def make_backup(
    *, wanted: Wanted, clock: Callable[[], datetime], actor: Actor | None = None, say: Progress = quiet
) -> Made:
    """Write a backup file; return its record and where it lies.

    `wanted.out` is a folder, or the file itself. The file appears under its name only when it is whole; what a killed
    backup leaves ends in ".part". Raises BackupRunning, BackupPlaceRefused, PassphraseRefused, OSError (no room).
    """
    if wanted.passphrase:
        check_passphrase(wanted.passphrase)
    begun = clock()
    target = _target(wanted, begun)
    place.prepare(target.parent)
    with lone_connection() as link:
        _close_killed(begun)
        place.remove_unfinished(target.parent)
        with taken(link) as snapshot:  # before the record: a restored installation does not see a backup that runs
            record = _begin(wanted, target, begun)
            try:
                return _write(record, wanted, target, snapshot, link, clock, actor, say)
            except BaseException as error:
                _failed(record, error, clock())
                raise


def _target(wanted: Wanted, begun: datetime) -> Path:
    out = wanted.out
    if out.is_dir() or str(out).endswith(os.sep) or not out.suffix:
        return out / rules.file_name(timezone.localtime(begun), encrypted=bool(wanted.passphrase))
    if out.exists():
        raise BackupPlaceRefused(reason="Tệp đó đã có; sao lưu không ghi đè. Hãy chọn tên khác hoặc một thư mục.")
    return out


def _begin(wanted: Wanted, target: Path, begun: datetime) -> Backup:
    own = place.folder()
    return Backup.objects.create(
        started_at=begun,
        state=BackupState.RUNNING,
        reason=wanted.reason,
        asked_by=wanted.asked_by,
        name=target.name,
        in_folder=own is not None and target.parent.resolve() == own.resolve(),
        encrypted=bool(wanted.passphrase),
        with_files=wanted.with_files,
    )


def _close_killed(now: datetime) -> None:
    """The lock is ours, so nobody else runs: what says that it does was killed."""
    Backup.objects.filter(state=BackupState.RUNNING).update(
        state=BackupState.FAILED, finished_at=now, trouble="bị ngắt giữa chừng"
    )


def _failed(record: Backup, error: BaseException, now: datetime) -> None:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    Backup.objects.filter(pk=record.pk).update(state=BackupState.FAILED, finished_at=now, trouble=text[:500])


def _write(
    record: Backup, wanted: Wanted, target: Path, snapshot: Snapshot, link: psycopg.Connection[Any],
    clock: Callable[[], datetime], actor: Actor | None, say: Progress,
) -> Made:  # fmt: skip
    part = target.with_name(target.name + rules.UNFINISHED)
    head = _head(record, wanted, snapshot)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with BundleWriter(file, head, passphrase=wanted.passphrase) as bundle:
                _tables(bundle, snapshot, say)
                listed = snapshot.contents()
                link.execute("commit")  # the long part follows; the database need not remember this moment for it
                with listed:
                    _files(bundle, listed, wanted, say)
                for name, secret in place.secrets(private=bool(wanted.passphrase)).items():
                    bundle.secret(name, secret.read_bytes())
                bundle.finish()
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _done(record, bundle, clock(), actor)
    say(f"Đã ghi {target.name}: {number(bundle.size)} byte, SHA-256 {bundle.sha256}")
    return Made(record.pk, target)


def _head(record: Backup, wanted: Wanted, snapshot: Snapshot) -> Head:
    return Head(
        made_at=record.started_at.isoformat(),
        product=version("congvu"),
        postgres=snapshot.postgres,
        migrations=snapshot.migrations,
        tables=snapshot.tables,
        sequences=snapshot.sequences,
        with_files=wanted.with_files,
        with_secrets=bool(wanted.passphrase),
        note=snapshot.note,
    )


def _tables(bundle: BundleWriter, snapshot: Snapshot, say: Progress) -> None:
    rows = sum(bundle.table(table, snapshot.rows(table)) for table in snapshot.tables)
    bundle.manifest.audit = snapshot.audit_end()
    say(f"Cơ sở dữ liệu: {len(snapshot.tables)} bảng, {number(rows)} dòng")


def _files(bundle: BundleWriter, listed: IO[bytes], wanted: Wanted, say: Progress) -> None:
    """Write every stored file; one that is gone or not as long as it should be is noted as lost."""
    if not wanted.with_files:
        return
    for count, line in enumerate(listed, 1):
        sha256, size = line.decode("ascii").split()
        _file(bundle, sha256, int(size))
        if count % _EVERY == 0:
            say(f"Tệp: {number(count)}")
    done = bundle.manifest
    say(f"Tệp: {number(done.files)}, {number(done.file_bytes)} byte; thiếu {len(done.lost)}")


def _file(bundle: BundleWriter, sha256: str, size: int) -> None:
    try:
        source: BinaryIO = files.open_content(sha256)
    except FileNotFoundError:
        bundle.lost(sha256, size, "không có trong kho")
        return
    with source:
        if source.seek(0, os.SEEK_END) != size:
            bundle.lost(sha256, size, "dung lượng trong kho khác")
            return
        source.seek(0)
        bundle.file(sha256, size, source)


@transaction.atomic
def _done(record: Backup, bundle: BundleWriter, now: datetime, actor: Actor | None) -> None:
    manifest: Manifest = bundle.manifest
    Backup.objects.filter(pk=record.pk).update(
        state=BackupState.DONE,
        finished_at=now,
        size=bundle.size,
        sha256=bundle.sha256,
        rows=manifest.rows,
        files=manifest.files,
        lost=len(manifest.lost),
        seals=manifest.audit.seals,
        root=manifest.audit.root,
    )
    audit.record(
        actor, "backup.made", record, at=now,
        name=record.name, sha256=bundle.sha256, reason=record.reason, encrypted=record.encrypted,
        lost=len(manifest.lost),
    )  # fmt: skip
