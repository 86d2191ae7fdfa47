"""Taking a file in, and reading it again."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from .. import errors, statements, writes
from ..models.files import StoredContent, StoredFile, content_path
from ..types import StoredRef
from . import checks, clamav, kinds, place
from .naming import LONGEST_NAME, checked_name, extension

_CHUNK = 1 << 18
# What is there already stays; a content destroyed once is taken in anew.
_KNOWN = """
    select content.sha256, content.id, content.destroyed_at, file.name, file.id, file.media_type
    from kernel_storedcontent content
    left join kernel_storedfile file on file.content_id = content.id and file.name = any(%s)
    where content.sha256 = any(%s)
"""
_CONTENT = """
    insert into kernel_storedcontent (sha256, size, media_type, created_at)
    select sha256, size, media_type, %s
    from unnest(%s::text[], %s::bigint[], %s::text[]) came (sha256, size, media_type)
    on conflict (sha256) do update set destroyed_at = null
    returning sha256, id
"""
_NAME = """
    insert into kernel_storedfile (content_id, name, media_type, created_at)
    select content_id, name, media_type, %s
    from unnest(%s::bigint[], %s::text[], %s::text[]) came (content_id, name, media_type)
    on conflict (content_id, name) do update set name = excluded.name
    returning content_id, name, id, media_type
"""

# The same for contents that are locked: their ids are reserved before, so that nobody waits for an answer.
_CONTENT_AS = """
    insert into kernel_storedcontent (id, sha256, size, media_type, created_at)
    select id, sha256, size, media_type, %s
    from unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[]) came (id, sha256, size, media_type)
    on conflict (sha256) do update set destroyed_at = null
"""
_NAME_AS = """
    insert into kernel_storedfile (id, content_id, name, media_type, created_at)
    select id, content_id, name, media_type, %s
    from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) came (id, content_id, name, media_type)
"""

_REFS = """
    select file.id, content.sha256, content.size, file.media_type, file.name
    from kernel_storedfile file join kernel_storedcontent content on content.id = file.content_id
    where file.id = any(%s::bigint[])
"""


class Readable(Protocol):
    """Anything that gives bytes in pieces: an open file, an upload, a response."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A checked file that is not kept yet: its bytes lie in a temporary file, open for reading."""

    file: IO[bytes]
    sha256: str
    size: int
    media_type: str
    name: str


def store(stream: Readable, *, name: str, limit: int | None = None, accept: Collection[str] | None = None) -> StoredRef:
    """Check and keep a file; return its reference. The same content under the same name gives the same reference.

    `limit` in bytes (default the setting CONGVU_FILE_LIMIT_MB), `accept` the media types taken (default
    `DEFAULT_ACCEPT`). Memory stays constant: bytes go to a temporary file while being hashed, are checked there, and
    are moved. Raises one of the File… refusals of kernel.errors, with nothing kept.

    The bytes are in place before the row is: a row without bytes cannot be, bytes without a row (the act failed
    later) are harmless and are reused or swept.
    """
    with checked(stream, name=name, limit=limit, accept=accept) as waiting:
        return keep_all([waiting])[0]


@contextmanager
def checked(
    stream: Readable, *, name: str, limit: int | None = None, accept: Collection[str] | None = None
) -> Iterator[Waiting]:
    """Check a file and give it while it waits to be kept by `keep_all`; at the end its temporary file is gone.

    As `store`, for an act that looks at several files first and then keeps them together.
    """
    clean = checked_name(name)
    most = settings.FILE_LIMIT_BYTES if limit is None else limit
    try:
        with place.incoming() as file:
            sha256, size = _copy(stream, file, name=clean, most=most)
            final, media_type = _check(file, clean, kinds.DEFAULT_ACCEPT if accept is None else accept)
            yield Waiting(file, sha256, size, media_type, final)
    except OSError as error:
        if place.is_full(error):
            raise errors.StorageFull(name=clean) from error
        raise


def keep_all(waiting: Sequence[Waiting]) -> list[StoredRef]:
    """Put the bytes in their places and write their rows, in the act's transaction or in one of its own.

    Return the references in the same order. No savepoint: a storage that fails leaves nothing to take back, and its
    refusal (StorageFull) leaves the act usable.
    """
    try:
        if connection.in_atomic_block:
            return _registered(waiting)
        with transaction.atomic():
            return _registered(waiting)
    except OSError as error:
        if place.is_full(error):
            raise errors.StorageFull(name=waiting[0].name) from error
        raise


def reads_of(waiting: Sequence[Waiting]) -> tuple[Callable[[], Any], ...]:
    """Return what `keep_found` must have read, for a caller in a transaction that reads other things `together`.

    The contents stay locked until the act ends; give the answers on, as they are.
    """
    hashes, names = list({one.sha256 for one in waiting}), list({one.name for one in waiting})
    return (
        lambda: statements.rows(place.LOCK, [place.lock_numbers(hashes)]),
        lambda: statements.rows(_KNOWN, [names, hashes]),
        lambda: writes.ids(StoredContent, len(hashes)),
        lambda: writes.ids(StoredFile, len({(one.sha256, one.name) for one in waiting})),
    )


def keep_found(waiting: Sequence[Waiting], found: Sequence[Any]) -> list[StoredRef]:
    """Put bytes in their places and write their rows, as `keep_all`, after `reads_of`; the rows may be gathered."""
    try:
        return _written(waiting, *found)
    except OSError as error:
        if place.is_full(error):
            raise errors.StorageFull(name=waiting[0].name) from error
        raise


def _written(
    waiting: Sequence[Waiting], _locked: object, known: Sequence[Any], new: Sequence[int], named: Sequence[int]
) -> list[StoredRef]:
    now, spare, spare_names = timezone.now(), iter(new), iter(named)
    contents, names = _here(known)
    ids = {row[0]: row[1] for row in known}
    if fresh := [one for one in {one.sha256: one for one in waiting}.values() if one.sha256 not in contents]:
        place.keep_all([(one.file, content_path(one.sha256)) for one in fresh])
        contents |= {one.sha256: ids.get(one.sha256) or next(spare) for one in fresh}
        rows = [(contents[one.sha256], one.sha256, one.size, one.media_type) for one in fresh]
        writes.write(_CONTENT_AS, [now, *map(list, zip(*rows, strict=True))])
    added = []
    for one in waiting:
        key = (contents[one.sha256], one.name)
        if key not in names:
            names[key] = next(spare_names), one.media_type
            added.append((names[key][0], *key, one.media_type))
    if added:
        writes.write(_NAME_AS, [now, *map(list, zip(*added, strict=True))])
    return _refs(waiting, contents, names)


def _here(known: Sequence[Any]) -> tuple[dict[str, int], dict[tuple[int, str], tuple[int, str]]]:
    """Return of what is known the contents whose bytes are in place, and names; a destroyed content comes anew."""
    contents: dict[str, int] = {}
    names: dict[tuple[int, str], tuple[int, str]] = {}
    for sha256, content, destroyed_at, name, file_id, kind in known:
        if destroyed_at is None and (sha256 in contents or place.holds(content_path(sha256))):
            contents[sha256] = content
        if file_id is not None:
            names[content, name] = file_id, kind
    return contents, names


def _refs(
    waiting: Sequence[Waiting], contents: dict[str, int], names: dict[tuple[int, str], tuple[int, str]]
) -> list[StoredRef]:
    kept = ((one, names[contents[one.sha256], one.name]) for one in waiting)
    return [StoredRef(file_id, one.sha256, one.size, kind, one.name) for one, (file_id, kind) in kept]


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


def _registered(waiting: Sequence[Waiting]) -> list[StoredRef]:
    now = timezone.now()
    by_sha256 = {one.sha256: one for one in waiting}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list({one.name for one in waiting}), list(by_sha256)])
        contents, names = _here(cursor.fetchall())
        if fresh := [one for one in by_sha256.values() if one.sha256 not in contents]:
            # In one order everywhere, so that two acts with the same files wait for each other, not both.
            place.lock_all(one.sha256 for one in fresh)  # until the act ends: the sweep leaves them alone
            place.keep_all([(one.file, content_path(one.sha256)) for one in fresh])
            columns = ([o.sha256 for o in fresh], [o.size for o in fresh], [o.media_type for o in fresh])
            cursor.execute(_CONTENT, [now, *columns])
            contents.update(cursor.fetchall())
        if unnamed := {
            (contents[one.sha256], one.name): one.media_type
            for one in waiting
            if (contents[one.sha256], one.name) not in names
        }:
            keys = sorted(unnamed)
            cursor.execute(_NAME, [now, [k[0] for k in keys], [k[1] for k in keys], [unnamed[k] for k in keys]])
            names.update({(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()})
    return _refs(waiting, contents, names)


def ref(file_id: int) -> StoredRef:
    """Return what is known of a stored file. Raises NotFound."""
    found = refs([file_id])
    if file_id not in found:
        raise errors.NotFound
    return found[file_id]


def refs(file_ids: Iterable[int]) -> dict[int, StoredRef]:
    """Return many at once, by id, in one query; unknown ids are left out."""
    return {row[0]: StoredRef(*row) for row in statements.rows(_REFS, [list(file_ids)])}


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
