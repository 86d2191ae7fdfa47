"""What the page and the doctor need."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from congvu.kernel.api import Actor
from congvu.kernel.api import paging as pages

from . import policy, rules
from .database.snapshot import is_running
from .models import Backup, BackupState, Restore
from .types import BackupRow, RestoreRow, Schedule


def backups(*, actor: Actor, after: str = "", size: int = 20) -> pages.Page[Backup]:
    """Return a page of backups, newest first."""
    policy.may_view(actor).require()
    return pages.page(Backup.objects.all(), "-started_at", "-id", after=after, size=size)


def rows_of(found: list[Backup], *, may_check: bool) -> list[BackupRow]:
    """Return backups as the page shows them."""
    running = is_running()
    return [_row(row, running, may_check) for row in found]


def _row(row: Backup, running: bool, may_check: bool) -> BackupRow:
    state = str(row.state)
    if state == BackupState.RUNNING and not running:
        state = "killed"
    if row.removed_at:
        state = "removed"
    return BackupRow(
        id=row.pk,
        started_at=row.started_at,
        seconds=int((row.finished_at - row.started_at).total_seconds()) if row.finished_at else None,
        state=state,
        reason=row.get_reason_display(),
        asked_by=row.asked_by,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        encrypted=row.encrypted,
        with_files=row.with_files,
        rows=row.rows,
        files=row.files,
        lost=row.lost,
        seals=row.seals,
        root=row.root,
        trouble=row.trouble,
        checked_at=row.checked_at,
        faults=row.faults,
        may_check=may_check and state == "done" and row.in_folder,
    )


def restores(*, actor: Actor) -> list[RestoreRow]:
    """Return the last restores into this installation."""
    policy.may_view(actor).require()
    return [
        RestoreRow(row.restored_at, row.name, row.made_at, row.ok, list(row.report.get("lines", [])))
        for row in Restore.objects.order_by("-restored_at", "-pk")[:5]
    ]


def schedule(now: datetime) -> Schedule:
    """Return how backups are configured, and whether the last good one is too old."""
    hour, minute = settings.BACKUP_AT
    return Schedule(
        on=bool(settings.BACKUP_FOLDER),
        at=f"{hour:02d}:{minute:02d}",
        keep=settings.BACKUP_KEEP,
        with_files=settings.BACKUP_FILES,
        encrypted=bool(settings.BACKUP_PASSPHRASE),
        late=rules.is_late(last_good(), now),
        running=is_running(),
    )


def last_good() -> datetime | None:
    """Return when the newest backup began that was made and read again without a fault."""
    return _good().values_list("started_at", flat=True).first()


def _good() -> QuerySet[Backup]:
    rows = Backup.objects.filter(state=BackupState.DONE, checked_at__isnull=False, faults=[], removed_at=None)
    return rows.order_by("-started_at", "-pk")
