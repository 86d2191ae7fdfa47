"""Where a package is written: a folder or a .zip. Bytes pass through in pieces and are hashed on the way."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Final, Protocol, Self

from .types import Packed

CHUNK: Final = 1 << 18
_DEFLATED: Final = (".xml", ".xsd", ".json", ".html", ".txt")


class Watcher(Protocol):
    """Looks at the bytes that pass."""

    def feed(self, part: bytes, /) -> None:
        """See the next bytes."""


class Sink:
    """A package in the making under a temporary name; it gets its own only when `finish` is reached.

    Leaving without `finish` removes what was written.
    """

    def __init__(self, folder: Path, name: str, *, as_zip: bool, made_at: datetime) -> None:
        """Begin in `folder`, which must exist; `name` becomes the folder, or the .zip with that folder inside."""
        self.name = name
        self.target = folder / (f"{name}.zip" if as_zip else name)
        self._draft = folder / f".{name}.{os.getpid()}.tmp"
        self._moment = made_at.timetuple()[:6]
        self._zip: zipfile.ZipFile | None = None
        self.files: list[Packed] = []
        if as_zip:
            self._zip = zipfile.ZipFile(self._draft, "w", zipfile.ZIP_STORED, allowZip64=True)
        else:
            self._draft.mkdir()

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the draft when it was not finished."""
        if self._zip is not None:
            self._zip.close()
        if self._draft.is_dir():
            shutil.rmtree(self._draft)
        else:
            self._draft.unlink(missing_ok=True)

    def put(self, path: str, content: bytes, *, media_type: str, created: str) -> Packed:
        """Write a small file that is in memory."""
        with self._open(path, len(content)) as out:
            out.write(content)
        return self._note(path, len(content), hashlib.sha256(content).hexdigest(), media_type, created)

    def copy(self, path: str, source: BinaryIO, *, size: int, media_type: str, created: str, watch: Watcher) -> Packed:
        """Write a file of any size piece by piece."""
        digest, count = hashlib.sha256(), 0
        with self._open(path, size) as out:
            for part in pieces(source):
                digest.update(part)
                watch.feed(part)
                out.write(part)
                count += len(part)
        return self._note(path, count, digest.hexdigest(), media_type, created)

    def finish(self) -> Path:
        """Give the package its name; return where it stands. Raises FileExistsError."""
        if self._zip is not None:
            self._zip.close()
        if self.target.exists():
            raise FileExistsError(self.target)
        self._draft.rename(self.target)
        return self.target

    def _open(self, path: str, size: int) -> IO[bytes]:
        if self._zip is None:
            file = self._draft / path
            file.parent.mkdir(parents=True, exist_ok=True)
            return file.open("xb")
        info = zipfile.ZipInfo(f"{self.name}/{path}", self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if path.endswith(_DEFLATED) else zipfile.ZIP_STORED
        info.external_attr = 0o100644 << 16
        info.file_size = size
        return self._zip.open(info, "w", force_zip64=size >= 1 << 31)

    def _note(self, path: str, size: int, sha256: str, media_type: str, created: str) -> Packed:
        packed = Packed(path, size, sha256, media_type, created)
        self.files.append(packed)
        return packed


def pieces(source: BinaryIO) -> Iterator[bytes]:
    """Return the bytes of an open file in pieces."""
    while part := source.read(CHUNK):
        yield part
