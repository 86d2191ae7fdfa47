"""Reading a backup again in full, and removing old ones."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import DomainError

from .. import place, rules
from ..bundle import reader
from ..models import Backup, BackupState


def check_backup(
    *,
    backup_id: int,
    passphrase: str,
    clock: Callable[[], datetime],
    actor: Actor | None = None,
    at: Path | None = None,
) -> bool:
    """Read a backup in full, note what is wrong, and return whether nothing is. `at` when it lies elsewhere."""
    row = Backup.objects.get(pk=backup_id)
    file = at or place.require_folder() / row.name
    try:
        faults = reader.read(file, reader.Sink(), passphrase).faults
    except DomainError as refusal:
        faults = [str(refusal)]
    return _note(row, faults, clock(), actor)


@transaction.atomic
def _note(row: Backup, faults: list[str], now: datetime, actor: Actor | None) -> bool:
    Backup.objects.filter(pk=row.pk).update(checked_at=now, faults=faults[:50])
    audit.record(actor, "backup.checked", row, at=now, name=row.name, ok=not faults, faults=len(faults))
    return not faults


def prune(*, now: datetime) -> list[str]:
    """Remove scheduled backups beyond the number to keep from the installation's folder; return their names."""
    folder = place.require_folder()
    rows = list(
        Backup.objects.filter(state=BackupState.DONE, in_folder=True, reason="scheduled", removed_at=None).order_by(
            "pk"
        )
    )
    names = rules.to_prune([(row.name, row.started_at, row.is_good) for row in rows], keep=settings.BACKUP_KEEP)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    Backup.objects.filter(pk__in=[row.pk for row in rows if row.name in names]).update(removed_at=now)
    return names
