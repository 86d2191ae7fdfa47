"""Reading a backup in one pass: every hash and count is compared, whoever takes the content in.

Hostile files: only regular members with the names that the writer gives are taken, tables only those that the head
names; JSON and gzip are bounded; nothing of a name becomes a path.
"""

import hashlib
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from ..errors import BackupDamaged, PassphraseRefused
from . import manifest as words
from .cipher import MAGIC, DecryptingReader
from .manifest import Head, Manifest

_CHUNK = 1 << 18
_SLICE = 1 << 20
_LONGEST_PART = 96 * 1024 * 1024
LONGEST_SECRET = 1024 * 1024
_TABLE = re.compile(r"tables/([a-z_][a-z0-9_]{0,62})/(\d{6})\.copy\.gz")
_FILE = re.compile(r"files/([0-9a-f]{64})")
_SECRET = re.compile(r"keys/([A-Za-z0-9_][A-Za-z0-9._-]{0,80})")
_GZIP = 16 + zlib.MAX_WBITS


class Readable(Protocol):
    """Bytes in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


class Sink:
    """Takes the content in. As it stands it takes nothing: reading with it only checks."""

    def head(self, head: Head) -> None:
        """Called once, first."""

    def rows(self, table: str, piece: bytes) -> None:
        """Text of COPY; the pieces of a table follow each other."""

    def file(self, sha256: str, size: int, source: Readable) -> None:
        """A stored file; what is not read is skipped."""

    def secret(self, name: str, data: bytes) -> None:
        """A key of the installation."""


@dataclass(slots=True)
class Outcome:
    """What was read, and each thing that is not as the manifest says. With `table_faults` nothing may be taken over."""

    head: Head
    manifest: Manifest
    table_faults: list[str] = field(default_factory=list)
    file_faults: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong."""
        return self.table_faults + self.file_faults

    @property
    def ok(self) -> bool:
        """Whether all is as it was written."""
        return not self.faults


@contextmanager
def opened(path: Path, passphrase: str) -> Iterator[Readable]:
    """Open a backup, encrypted or not. Raises PassphraseRefused, BackupDamaged."""
    try:
        with open(path, "rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                file.seek(0)
                yield file
                return
            if not passphrase:
                raise PassphraseRefused(reason="Tệp sao lưu có mã hóa; hãy cho biết mật khẩu sao lưu.")
            yield DecryptingReader(file, passphrase)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise BackupDamaged(reason=f"không mở được tệp ({error.strerror}).") from error


def read_head(path: Path, passphrase: str = "") -> Head:
    """Return only the head of a backup."""
    with opened(path, passphrase) as source:
        return _Reading(source).begin()


def read(path: Path, sink: Sink, passphrase: str = "") -> Outcome:
    """Read a whole backup into `sink`. Raises BackupDamaged when it is no whole file."""
    with opened(path, passphrase) as source:
        return _Reading(source).all(sink)


@contextmanager
def _damage() -> Iterator[None]:
    """Say in one way what tar and gzip say in many."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BackupDamaged(reason="cấu trúc tệp hỏng hoặc tệp kết thúc sớm.") from error


class _Reading:
    """One pass through a file."""

    def __init__(self, source: Readable) -> None:
        with _damage():
            self._tar = tarfile.open(fileobj=source, mode="r|", bufsize=1 << 16)  # type: ignore[call-overload] # noqa: SIM115
        self._source = source
        self.found = Manifest()
        self._files = hashlib.sha256()
        self._wrong: list[str] = []
        self._table = ""

    def begin(self) -> Head:
        """Read the head, the first member."""
        with _damage():
            entry = self._next()
            if entry is None or entry.name != words.HEAD:
                raise BackupDamaged(reason="không phải tệp sao lưu của Công vụ.")
            return words.read_head(self._small(entry, words.LONGEST_JSON))

    def all(self, sink: Sink) -> Outcome:
        """Read everything and compare it with the manifest, the last member."""
        head = self.begin()
        sink.head(head)
        with _damage():
            while (entry := self._next()) is not None:
                if entry.name == words.MANIFEST:
                    manifest = words.read_manifest(self._small(entry, words.LONGEST_JSON))
                    if self._next() is not None:
                        raise BackupDamaged(reason="có phần thừa sau bảng kê.")
                    self._to_the_end()
                    return self._compared(head, manifest)
                self._member(entry, head, sink)
        raise BackupDamaged(reason="tệp kết thúc sớm, chưa có bảng kê.")

    def _to_the_end(self) -> None:
        """Read on past the end of the tar file: only then the last frame of an encrypted one was seen."""
        while rest := self._source.read(_CHUNK):
            if rest.count(0) != len(rest):
                raise BackupDamaged(reason="có dữ liệu thừa sau đoạn cuối.")

    def _next(self) -> tarfile.TarInfo | None:
        entry: tarfile.TarInfo | None = self._tar.next()
        self._tar.members.clear()  # constant memory
        if entry is not None and not entry.isreg():
            raise BackupDamaged(reason="có phần không phải tệp thường.")
        return entry

    def _member(self, entry: tarfile.TarInfo, head: Head, sink: Sink) -> None:
        if (match := _TABLE.fullmatch(entry.name)) and match[1] in head.tables:
            self._rows(entry, match[1], int(match[2]), sink)
        elif match := _FILE.fullmatch(entry.name):
            self._file(entry, match[1], sink)
        elif match := _SECRET.fullmatch(entry.name):
            data = self._small(entry, LONGEST_SECRET)
            self.found.secrets[match[1]] = hashlib.sha256(data).hexdigest()
            sink.secret(match[1], data)
        else:
            raise BackupDamaged(reason="có phần mang tên lạ.")

    def _rows(self, entry: tarfile.TarInfo, table: str, number: int, sink: Sink) -> None:
        part = self.found.tables.setdefault(table, words.Part())
        if entry.size > _LONGEST_PART or number != len(part.parts) + 1 or (number > 1 and table != self._table):
            raise BackupDamaged(reason=f"các phần của bảng {table} không theo thứ tự.")
        self._table = table
        unpacker, digest, source = zlib.decompressobj(_GZIP), hashlib.sha256(), self._content(entry)
        while data := source.read(_CHUNK):
            digest.update(data)
            for piece in _unpacked(unpacker, data):
                part.rows += piece.count(b"\n")
                sink.rows(table, piece)
        if not unpacker.eof or unpacker.unused_data:
            raise BackupDamaged(reason=f"một phần của bảng {table} không đọc được.")
        part.parts.append(digest.hexdigest())

    def _file(self, entry: tarfile.TarInfo, sha256: str, sink: Sink) -> None:
        source = _Hashed(self._content(entry))
        sink.file(sha256, entry.size, source)
        source.drain()
        self.found.files += 1
        self.found.file_bytes += entry.size
        self._files.update(sha256.encode())
        if source.sha256 != sha256:
            self._wrong.append(sha256)

    def _content(self, entry: tarfile.TarInfo) -> IO[bytes]:
        content: IO[bytes] | None = self._tar.extractfile(entry)
        if content is None:
            raise BackupDamaged(reason="có phần không phải tệp thường.")
        return content

    def _small(self, entry: tarfile.TarInfo, most: int) -> bytes:
        if entry.size > most:
            raise BackupDamaged(reason="phần mô tả quá lớn.")
        data = self._content(entry).read(entry.size)
        if len(data) != entry.size:
            raise BackupDamaged(reason="tệp kết thúc sớm.")
        return data

    def _compared(self, head: Head, said: Manifest) -> Outcome:
        outcome = Outcome(head, said)
        for table in head.tables:
            told, found = said.tables.get(table), self.found.tables.get(table, words.Part())
            if told is None or told.parts != found.parts:
                outcome.table_faults.append(f"bảng {table}: nội dung khác bảng kê")
            elif told.rows != found.rows:
                outcome.table_faults.append(f"bảng {table}: {found.rows} dòng, bảng kê ghi {told.rows}")
        if said.secrets != self.found.secrets:
            outcome.table_faults.append("khóa của bản cài: nội dung khác bảng kê")
        if (said.files, said.file_bytes, said.files_digest) != (
            self.found.files, self.found.file_bytes, self._files.hexdigest(),
        ):  # fmt: skip
            outcome.file_faults.append(f"tệp lưu trữ: {self.found.files} tệp, bảng kê ghi {said.files}")
        known = {lost.sha256 for lost in said.lost}  # found wrong already when the backup was made
        outcome.file_faults += [f"tệp {name}: nội dung sai mã băm" for name in self._wrong if name not in known]
        return outcome


def _unpacked(unpacker: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Yield what the bytes unpack to in slices: a hostile part may hold far more than its size."""
    while piece := unpacker.decompress(data, _SLICE):
        yield piece
        data = unpacker.unconsumed_tail
        if len(piece) < _SLICE and not data:
            return


class _Hashed:
    """A member's content, hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._digest = source, hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self._digest.update(data)
        return data

    def drain(self) -> None:
        while self.read(_CHUNK):
            pass

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
