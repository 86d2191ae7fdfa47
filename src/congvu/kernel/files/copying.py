"""Whole contents for backup and restore, by their SHA-256, without the names that apps know them by."""

import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from django.core.files.storage import default_storage

from ..models import StoredContent
from ..models.files import content_path
from . import place
from .store import Readable

_CHUNK = 1 << 18


def open_content(sha256: str) -> BinaryIO:
    """Open a content for reading. Raises FileNotFoundError when the storage has lost it."""
    path = content_path(sha256)
    if not place.holds(path):
        raise FileNotFoundError(path)
    return place.open_content(path)


def put_back(source: Readable, *, sha256: str, size: int) -> bool:
    """Put a content of a backup in its place; False when its bytes are not those of its name: then nothing is kept.

    Needs no row: bytes without one are harmless, and the rows come with the backup.
    """
    path = content_path(sha256)
    if place.holds(path) and default_storage.size(path) == size:
        return True
    digest, taken = hashlib.sha256(), 0
    with place.incoming() as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            taken += len(chunk)
            file.write(chunk)
        if digest.hexdigest() != sha256 or taken != size:
            return False
        place.keep_all([(file, path)])
    return True


def missing_contents() -> Iterator[tuple[str, str, int]]:
    """Yield SHA-256, one name and size of each content that rows know and the storage has not, or not in this size."""
    rows = StoredContent.objects.filter(destroyed_at=None).order_by("sha256")
    for row in rows.iterator(chunk_size=2000):
        try:
            there = default_storage.size(row.path) == row.size
        except OSError:
            there = False
        if not there:
            names = row.names.order_by("pk").values_list("name", flat=True)[:1]
            yield row.sha256, os.path.basename(next(iter(names), "")), row.size
