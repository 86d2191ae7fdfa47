"""Look into the folders that scanners write to."""

from __future__ import annotations

import contextlib
import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Source
from ..types import SourceKind
from . import arrive

DONE: Final = "da-nhan"
REFUSED: Final = "khong-nhan"
SETTLED_SECONDS: Final = 3  # a scanner that still writes touches its file
MOST_FILES: Final = 50  # at one look


def folder_of(source: Source) -> Path | None:
    """Return the source's folder below CONGVU_CAPTURE_FOLDER, or None when it would lie elsewhere or is not set."""
    if not settings.CAPTURE_FOLDER or source.kind != SourceKind.FOLDER:
        return None
    root = Path(settings.CAPTURE_FOLDER).resolve()
    folder = (root / source.folder).resolve()
    return folder if source.folder and folder != root and folder.is_relative_to(root) else None


def look(*, source: Source, now: datetime) -> int:
    """Take in what lies in the folder, move it aside once it is kept; return how many things were taken.

    A file is moved only after its act is committed: killed in between, it is seen again and known by its key.
    """
    folder = folder_of(source)
    if folder is None or not folder.is_dir():
        return _told(source, now, _("Không thấy thư mục; kiểm tra CONGVU_CAPTURE_FOLDER và tên thư mục."))
    count = 0
    try:
        for path in _settled(folder, now)[:MOST_FILES]:
            arrival = arrive.take_in(source=source, came=_came(path), now=now)
            _aside(path, refused=bool(arrival.refusal), text=arrival.refusal, now=now)
            count += 1
    except OSError as error:
        return _told(source, now, _("Không đọc được thư mục: %(why)s.") % {"why": error.strerror or ""}, count)
    return _told(source, now, "", count)


def _settled(folder: Path, now: datetime) -> list[Path]:
    """Return the plain files that nobody writes to any more, oldest first; links and hidden files are left alone."""
    found: list[tuple[float, Path]] = []
    for entry in os.scandir(folder):
        if entry.is_file(follow_symlinks=False) and not entry.name.startswith((".", "~")):
            written = entry.stat(follow_symlinks=False).st_mtime
            if now.timestamp() - written >= SETTLED_SECONDS:
                found.append((written, Path(entry.path)))
    return [path for _written, path in sorted(found)]


def _came(path: Path) -> arrive.Came:
    size = path.stat().st_size
    if size > arrive.MOST_BYTES:
        limit = arrive.MOST_BYTES // (1024 * 1024)
        key = f"{path.name}:{size}:{path.stat().st_mtime_ns}"
        refusal = _("Tệp lớn hơn %(limit)d MB.") % {"limit": limit}
        return arrive.Came(_key(key.encode()), path.name, [], refusal=refusal)
    data = path.read_bytes()
    written = str(path.stat().st_mtime_ns)
    return arrive.Came(_key(path.name.encode(errors="replace"), written.encode(), data), path.name, [(path.name, data)])


def _key(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _aside(path: Path, *, refused: bool, text: str, now: datetime) -> None:
    """Move a file into the day's folder; what was refused goes apart, with the sentence beside it."""
    target = path.parent / (REFUSED if refused else DONE) / f"{timezone.localdate(now):%Y-%m-%d}"
    target.mkdir(parents=True, exist_ok=True)
    place = target / path.name
    number = 1
    while place.exists():
        number += 1
        place = target / f"{path.stem}-{number}{path.suffix}"
    path.rename(place)
    if refused:
        with contextlib.suppress(OSError):
            place.with_name(place.name + ".txt").write_text(text, encoding="utf-8")


def _told(source: Source, now: datetime, trouble: str, count: int = 0) -> int:
    Source.objects.filter(pk=source.pk).update(checked_at=now, trouble=trouble[:500])
    return count
