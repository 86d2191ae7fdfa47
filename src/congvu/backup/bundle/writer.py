"""Writing a backup as one tar file, in one pass and with constant memory.

Rows leave PostgreSQL as text of COPY and stand in gzip parts of some megabytes, because tar asks for a member's size
before its content; stored files follow under their SHA-256, the manifest comes last. So a file that was cut short has
no manifest.
"""

import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterable
from types import TracebackType
from typing import Protocol

from . import manifest as words
from .cipher import EncryptingWriter, Target
from .manifest import Head, Lost, Manifest, Part

PART = 8 * 1024 * 1024  # compressed
_RAW_PART = 48 * 1024 * 1024
_LEVEL = 3
_GZIP = 16 + zlib.MAX_WBITS


class Source(Protocol):
    """Anything that gives bytes in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


class _Counted:
    """A file to write to that knows the SHA-256 and the number of the bytes that went through it."""

    def __init__(self, target: Target) -> None:
        self._target, self.size, self._digest = target, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self._digest.update(data)
        return self._target.write(data)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class BundleWriter:
    """Head, tables, files, secrets, then `finish`. Leaving the block without it leaves a file without manifest."""

    def __init__(self, target: Target, head: Head, *, passphrase: str = "") -> None:
        self._counted = _Counted(target)
        self._cipher = EncryptingWriter(self._counted, passphrase) if passphrase else None
        self._tar: tarfile.TarFile = tarfile.open(  # type: ignore[call-overload] # noqa: SIM115 (closed by finish)
            fileobj=self._cipher or self._counted,
            mode="w|",
            format=tarfile.PAX_FORMAT,
            bufsize=1 << 16,
        )
        self.manifest = Manifest()
        self._files = hashlib.sha256()
        self._put(words.HEAD, words.write(head))

    def __enter__(self) -> "BundleWriter":
        """Give itself."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Nothing: only `finish` makes a whole file."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file as it lies there, after `finish`."""
        return self._counted.sha256

    @property
    def size(self) -> int:
        """How many bytes were written."""
        return self._counted.size

    def table(self, name: str, rows: Iterable[bytes]) -> int:
        """Write a table from pieces of COPY's text, each ending at the end of a row; return how many rows."""
        part = self.manifest.tables[name] = Part()
        packer, packed, raw = zlib.compressobj(_LEVEL, wbits=_GZIP), bytearray(), 0
        for piece in rows:
            part.rows += piece.count(b"\n")  # a line break inside a value is written as \n by COPY
            packed += packer.compress(piece)
            raw += len(piece)
            if len(packed) >= PART or raw >= _RAW_PART:
                self._part(name, part, bytes(packed) + packer.flush())
                packer, packed, raw = zlib.compressobj(_LEVEL, wbits=_GZIP), bytearray(), 0
        if raw:
            self._part(name, part, bytes(packed) + packer.flush())
        return part.rows

    def _part(self, name: str, part: Part, data: bytes) -> None:
        part.parts.append(hashlib.sha256(data).hexdigest())
        self._put(f"tables/{name}/{len(part.parts):06d}.copy.gz", data)

    def file(self, sha256: str, size: int, source: Source) -> bool:
        """Write a stored file; False (and noted as lost) when the bytes are not those of the name.

        Raises OSError when the source gives fewer bytes than `size`: the tar file is then unusable.
        """
        checked = _Hashed(source)
        entry = tarfile.TarInfo(f"files/{sha256}")
        entry.size = size
        self._tar.addfile(entry, checked)
        self._forget()
        self._files.update(sha256.encode())
        self.manifest.files += 1
        self.manifest.file_bytes += size
        if checked.sha256 != sha256:
            self.lost(sha256, size, "nội dung trong kho không còn đúng mã băm")
            return False
        return True

    def lost(self, sha256: str, size: int, reason: str) -> None:
        """Note a stored file that is not there."""
        self.manifest.lost.append(Lost(sha256, size, reason))

    def secret(self, name: str, data: bytes) -> None:
        """Write a key or another small file of the installation."""
        self.manifest.secrets[name] = hashlib.sha256(data).hexdigest()
        self._put(f"keys/{name}", data)

    def finish(self) -> None:
        """Write the manifest and end the file."""
        self.manifest.files_digest = self._files.hexdigest()
        self._put(words.MANIFEST, words.write(self.manifest))
        self._tar.close()
        if self._cipher:
            self._cipher.finish()

    def _put(self, name: str, data: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        self._tar.addfile(entry, io.BytesIO(data))
        self._forget()

    def _forget(self) -> None:
        """Keep memory constant: tarfile remembers every member that it wrote."""
        self._tar.members.clear()  # type: ignore[attr-defined]


class _Hashed(io.RawIOBase):
    """A source that is hashed while it is read."""

    def __init__(self, source: Source) -> None:
        self._source, self._digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._digest.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
