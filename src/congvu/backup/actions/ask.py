"""Asking for a backup or a check from the page; the worker does it."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import place, policy
from ..database.snapshot import is_running
from ..errors import BackupRunning
from ..models import Backup, BackupState


@transaction.atomic
def ask_for_backup(*, actor: Actor) -> None:
    """Queue a backup. Raises NotAllowed, BackupPlaceRefused, BackupRunning."""
    policy.may_back_up(actor).require()
    place.require_folder()
    if is_running():
        raise BackupRunning
    try:
        with transaction.atomic():
            app.configure_task("congvu.backup.tasks.back_up_now", queue="house", queueing_lock="backup.asked").defer(
                asked_by=actor.display_name
            )
    except AlreadyEnqueued as error:
        raise BackupRunning from error


@transaction.atomic
def ask_for_check(*, actor: Actor, backup_id: int, now: datetime) -> None:
    """Queue a full reading of a backup in the installation's folder. Raises NotAllowed."""
    policy.may_back_up(actor).require()
    row = Backup.objects.filter(pk=backup_id, state=BackupState.DONE, in_folder=True, removed_at=None).first()
    if row is None:
        raise NotFound
    audit.record(actor, "backup.check_asked", row, at=now)
    app.configure_task("congvu.backup.tasks.check_again", queue="house").defer(backup_id=row.pk)
