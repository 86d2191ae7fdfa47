"""Stored files: each content once under its SHA-256, checked on entry, never rewritten (DESIGN 6)."""

from ..types import StoredRef
from .copying import missing_contents, open_content, put_back
from .destroying import Destroyed, columns_of_use, destroy, destroyed_among
from .kinds import DEFAULT_ACCEPT, media_type_of
from .naming import disposition
from .serving import serve
from .store import Waiting, checked, keep_all, keep_found, read_bytes, reads_of, ref, refs, store
from .store import open_file as open  # the word callers expect: files.open(file_id)

__all__ = [
    "DEFAULT_ACCEPT",
    "Destroyed",
    "StoredRef",
    "Waiting",
    "checked",
    "columns_of_use",
    "destroy",
    "destroyed_among",
    "disposition",
    "keep_all",
    "keep_found",
    "media_type_of",
    "missing_contents",
    "open",
    "open_content",
    "put_back",
    "read_bytes",
    "reads_of",
    "ref",
    "refs",
    "serve",
    "store",
]
