"""Taking a file in, and reading it again."""

import hashlib
from collections.abc import Collection, Iterable
from typing import IO, BinaryIO, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from .. import errors
from ..models import StoredFile
from ..models.files import content_path
from ..types import StoredRef
from . import checks, clamav, kinds, place
from .naming import LONGEST_NAME, checked_name, extension

_CHUNK = 1 << 18
# What is there already stays; a content destroyed once is taken in anew.
_KNOWN = """
    select content.id, content.destroyed_at, file.id, file.media_type
    from kernel_storedcontent content
    left join kernel_storedfile file on file.content_id = content.id and file.name = %s
    where content.sha256 = %s
"""
_CONTENT = """
    insert into kernel_storedcontent (sha256, size, media_type, created_at) values (%s, %s, %s, %s)
    on conflict (sha256) do update set destroyed_at = null
    returning id
"""
_NAME = """
    insert into kernel_storedfile (content_id, name, media_type, created_at) values (%s, %s, %s, %s)
    on conflict (content_id, name) do update set name = excluded.name
    returning id, media_type
"""


class Readable(Protocol):
    """Anything that gives bytes in pieces: an open file, an upload, a response."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


def store(stream: Readable, *, name: str, limit: int | None = None, accept: Collection[str] | None = None) -> StoredRef:
    """Check and keep a file; return its reference. The same content under the same name gives the same reference.

    `limit` in bytes (default the setting CONGVU_FILE_LIMIT_MB), `accept` the media types taken (default
    `DEFAULT_ACCEPT`). Memory stays constant: bytes go to a temporary file while being hashed, are checked there, and
    are moved. Raises one of the File… refusals of kernel.errors, with nothing kept.

    The bytes are in place before the row is: a row without bytes cannot be, bytes without a row (the act failed
    later) are harmless and are reused or swept.
    """
    clean = checked_name(name)
    most = settings.FILE_LIMIT_BYTES if limit is None else limit
    try:
        with place.incoming() as file:
            sha256, size = _copy(stream, file, name=clean, most=most)
            final, media_type = _check(file, clean, kinds.DEFAULT_ACCEPT if accept is None else accept)
            return _register(file, sha256=sha256, size=size, media_type=media_type, name=final)
    except OSError as error:
        if place.is_full(error):
            raise errors.StorageFull(name=clean) from error
        raise


def _copy(stream: Readable, file: IO[bytes], *, name: str, most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise errors.FileTooLarge(name=name, limit=filesizeformat(most))
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise errors.FileEmpty(name=name)
    file.flush()
    return digest.hexdigest(), size


def _check(file: IO[bytes], name: str, accept: Collection[str]) -> tuple[str, str]:
    """Return the name (with an extension) and the media type of an acceptable file."""
    found = kinds.sniff(file)
    checks.check(file, found, name=name)
    kind = kinds.KINDS.get(extension(name))
    if kind and found not in kind.shows_as:
        raise errors.FileTypeMismatch(name=name, found=kinds.label_of(found))
    media_type = kind.media_type if kind else found
    if media_type not in accept:
        accepted = ", ".join(sorted({kinds.extension_of(one).upper() for one in accept} - {""}))
        raise errors.FileTypeRefused(name=name, found=kinds.label_of(media_type), accepted=accepted)
    clamav.scan(file, name=name)
    ending = f".{kinds.extension_of(media_type)}"
    return (name if kind else name[: LONGEST_NAME - len(ending)] + ending), media_type


def _register(file: IO[bytes], *, sha256: str, size: int, media_type: str, name: str) -> StoredRef:
    """Put the bytes in their place and write their rows, in the act's transaction or in one of its own.

    No savepoint: a storage that fails leaves nothing to take back, and its refusal leaves the act usable.
    """
    if connection.in_atomic_block:
        return _registered(file, sha256=sha256, size=size, media_type=media_type, name=name)
    with transaction.atomic():
        return _registered(file, sha256=sha256, size=size, media_type=media_type, name=name)


def _registered(file: IO[bytes], *, sha256: str, size: int, media_type: str, name: str) -> StoredRef:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [name, sha256])
        content, destroyed_at, known, kind = cursor.fetchone() or (None, None, None, media_type)
        if content is None or destroyed_at is not None or not place.holds(content_path(sha256)):
            place.lock(sha256)  # until the act ends: the sweep leaves alone what is being taken in
            place.keep(file, content_path(sha256))
            cursor.execute(_CONTENT, [sha256, size, media_type, now])
            content = cursor.fetchone()[0]
        if known is None:
            cursor.execute(_NAME, [content, name, media_type, now])
            known, kind = cursor.fetchone()
    return StoredRef(known, sha256, size, kind, name)


def ref(file_id: int) -> StoredRef:
    """Return what is known of a stored file. Raises NotFound."""
    found = refs([file_id])
    if file_id not in found:
        raise errors.NotFound
    return found[file_id]


def refs(file_ids: Iterable[int]) -> dict[int, StoredRef]:
    """Return many at once, by id, in one query; unknown ids are left out."""
    rows = StoredFile.objects.filter(pk__in=list(file_ids)).values_list(
        "pk", "content__sha256", "content__size", "media_type", "name"
    )
    return {row[0]: StoredRef(*row) for row in rows}


def open_file(file_id: int) -> BinaryIO:
    """Open a stored file for reading; the caller has checked that the actor may see what it belongs to.

    Raises NotFound for an unknown id, FileNotFoundError when the storage has lost the bytes.
    """
    return place.open_content(content_path(ref(file_id).sha256))


def read_bytes(file_id: int, *, most: int = 64 << 20) -> bytes:
    """Return the whole content, for files that must be worked on in memory. Raises FileTooLarge beyond `most`."""
    found = ref(file_id)
    if found.size > most:
        raise errors.FileTooLarge(name=found.name, limit=filesizeformat(most))
    with place.open_content(content_path(found.sha256)) as file:
        return file.read()
