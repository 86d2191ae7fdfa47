"""Addresses of static files that change with their content, without a step that collects and renames them."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedStorage(StaticFilesStorage):
    """Adds `?v=<digest>` to an address, so that browsers may keep the file until it changes."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file; without a version when the file is not built yet."""
        address = super().url(name)
        version = (_version.__wrapped__ if settings.DEBUG else _version)(name or "")
        return f"{address}?v={version}" if version else address


@lru_cache(maxsize=1000)
def _version(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
