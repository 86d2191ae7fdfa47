"""Background work: the backup of the day, backups and checks asked for on the page."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from . import place
from .actions.check import check_backup, prune
from .actions.make import Wanted, make_backup
from .models import BackupReason

CRON = every_day_at("{:02}:{:02}".format(*settings.BACKUP_AT))


@app.periodic(cron=CRON)
@app.task(queue="house", queueing_lock="backup.daily", retry=RetryStrategy(max_attempts=3, wait=600))
def back_up_today(timestamp: int) -> None:
    """Make the backup of the day where a folder is configured, read it again, remove old ones."""
    del timestamp
    if settings.BACKUP_FOLDER:
        _back_up(BackupReason.SCHEDULED, "")
        prune(now=timezone.now())


@app.task(queue="house", queueing_lock="backup.asked")
def back_up_now(asked_by: str) -> None:
    """Make a backup that an administrator asked for, and read it again."""
    _back_up(BackupReason.PAGE, asked_by)


@app.task(queue="house")
def check_again(backup_id: int) -> None:
    """Read a backup in full once more."""
    check_backup(backup_id=backup_id, passphrase=settings.BACKUP_PASSPHRASE, clock=timezone.now)


def _back_up(reason: BackupReason, asked_by: str) -> None:
    folder: Path = place.require_folder()
    wanted = Wanted(
        out=folder,
        reason=reason,
        passphrase=settings.BACKUP_PASSPHRASE,
        with_files=settings.BACKUP_FILES,
        asked_by=asked_by,
    )
    made = make_backup(wanted=wanted, clock=timezone.now)
    check_backup(backup_id=made.id, passphrase=settings.BACKUP_PASSPHRASE, clock=timezone.now)
