"""Where the bytes lie: a folder or S3, by Django's storage. A content appears there whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import DEFAULT_STORAGE_ALIAS
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.db import connection

LOCK = "select pg_advisory_xact_lock(one) from unnest(%s::bigint[]) one"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: OSError) -> bool:
    """Return whether the error says that there is no room."""
    return error.errno in _FULL


def _folder() -> Path | None:
    """Return the storage's folder, or None when it is not a folder.

    Asked of the real storage: `default_storage` does not know what it is before its first use, and the first file of
    a process would go another way.
    """
    storage: Storage = storages[DEFAULT_STORAGE_ALIAS]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


@contextmanager
def incoming() -> Iterator[IO[bytes]]:
    """Give a temporary file, on the storage's own disk when it is a folder; gone at the end, whatever happens."""
    folder = _folder()
    if folder is None:
        with tempfile.NamedTemporaryFile(prefix="congvu-") as file:
            yield file
        return
    place = folder / "incoming"
    place.mkdir(mode=0o750, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)  # moved away by `keep`, or refused


def keep_all(brought: Sequence[tuple[IO[bytes], str]]) -> None:
    """Move temporary files to their places (folder), or send them there (S3). Both replace only equal bytes.

    Each step is done for all before the next, so that the disk's journal is written once a step and not once a file.
    """
    folder = _folder()
    for file, path in brought:
        file.flush()
        if folder is None:
            file.seek(0)
            default_storage.save(path, File(file, name=path))
        else:
            os.fchmod(file.fileno(), 0o640)
    if folder is None:
        return
    for file, _path in brought:
        os.fsync(file.fileno())
    for file, path in brought:
        target = folder / path
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        os.replace(file.name, target)
    for parent in sorted({(folder / path).parent for _file, path in brought}):
        _sync_folder(parent)


def lock(sha256: str) -> None:
    """Hold a content for this transaction while its bytes are put in place, or removed."""
    lock_all([sha256])


def lock_all(hashes: Iterable[str]) -> None:
    """Hold contents for this transaction while their bytes are put in place, one after the other in one order."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [lock_numbers(hashes)])


def lock_numbers(hashes: Iterable[str]) -> list[int]:
    """Return by which numbers contents are locked, in the order in which everybody locks them."""
    return sorted(_lock_number(sha256) for sha256 in hashes)


def try_lock(sha256: str) -> bool:
    """Hold a content for this transaction, if no other transaction does."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_lock_number(sha256)])
        return bool(cursor.fetchone()[0])


def _lock_number(sha256: str) -> int:
    return int.from_bytes(bytes.fromhex(sha256[:16]), "big", signed=True)


def open_content(path: str) -> BinaryIO:
    """Open a content for reading. Raises FileNotFoundError when the storage has lost it."""
    return default_storage.open(path, "rb")  # type: ignore[return-value]


def holds(path: str) -> bool:
    """Return whether the storage has the content."""
    return default_storage.exists(path)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
