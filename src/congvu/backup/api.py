"""What the command line may use of backup."""

from .actions.check import check_backup
from .actions.make import Made, Wanted, make_backup, number
from .actions.restore import MARK, Report, require_empty, restore_backup
from .bundle.manifest import Head, Manifest
from .bundle.reader import Outcome, Sink, read, read_head
from .models import BackupReason

__all__ = [
    "MARK",
    "BackupReason",
    "Head",
    "Made",
    "Manifest",
    "Outcome",
    "Report",
    "Sink",
    "Wanted",
    "check_backup",
    "make_backup",
    "number",
    "read",
    "read_head",
    "require_empty",
    "restore_backup",
]
