"""Removing bytes that no row knows: left by acts that failed after their file was in place, or by killed processes."""

import re
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from ..models import StoredContent
from ..models.files import content_path
from . import place

# No transaction lives as long; a content taken again meanwhile was written anew and is young.
GRACE = timedelta(days=1)
_NAME = re.compile("[0-9a-f]{64}")


def sweep(now: datetime, *, shard: int) -> int:
    """Remove what is unknown and older than a day, of one of the 256 top folders, and old temporary files.

    Return how many. One folder a run keeps the work small however many files there are.
    """
    top = f"sha256/{shard % 256:02x}"
    inner = [f"{top}/{name}" for name in _list(top)[0]]
    gone = sum(_remove_content(sha256, now) for folder in inner for sha256 in _unknown(folder))
    return gone + sum(_remove_if_old(f"incoming/{name}", now) for name in _list("incoming")[1])


def _list(folder: str) -> tuple[list[str], list[str]]:
    """Return folders and files; of a folder that is not there, none (S3 lists nothing, a disk raises)."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _unknown(folder: str) -> list[str]:
    names = _list(folder)[1]
    known = set(StoredContent.objects.filter(sha256__in=names, destroyed_at=None).values_list("sha256", flat=True))
    return [name for name in names if _NAME.fullmatch(name) and name not in known]


@transaction.atomic
def _remove_content(sha256: str, now: datetime) -> int:
    """Look again under the lock: an act may be taking in the same content at this moment."""
    if not place.try_lock(sha256) or StoredContent.objects.filter(sha256=sha256, destroyed_at=None).exists():
        return 0
    return _remove_if_old(content_path(sha256), now)


def _remove_if_old(path: str, now: datetime) -> int:
    try:
        if default_storage.get_modified_time(path) > now - GRACE:
            return 0
        default_storage.delete(path)
    except FileNotFoundError:
        return 0  # another process was first
    return 1
