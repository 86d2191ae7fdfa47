"""What makes a file of a good type still unacceptable: a lock, programs inside, or an archive that explodes."""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import olefile

from ..errors import FileDamaged, FileEncrypted, FileHasMacros, FileIsBomb
from . import kinds
from .kinds import MOST_DIRECTORY, directory_size

# An honest office file unpacks to some ten times its size, a sheet of equal cells to some hundred times.
MOST_UNPACKED = 1 << 30
FREE_UNPACKED = 64 << 20  # below this the ratio does not matter
MOST_RATIO = 150
MOST_ENTRIES = 20_000
DEEPEST_NESTING = 2
_NESTED_KEPT = 8 << 20  # of a nested archive, what is held in memory before it goes to a temporary file
_CHUNK = 1 << 16
_WINDOW = 1 << 20
_OVERLAP = 1 << 12  # longer than what is looked for in a PDF
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_MACRO_ENTRIES = re.compile(
    r"(?:^|/)(?:vbaProject\w*\.bin|macrosheets/.*|[^/]*\.(?:docm|xlsm|pptm|dotm|xltm|xlam|ppam))$", re.IGNORECASE
)
_ODF_MACRO_ENTRIES = re.compile(r"^(?:Basic|Scripts)/.+")
_OLE_MACRO = re.compile(r"(?:^|/)(?:_VBA_PROJECT_CUR|_VBA_PROJECT|VBA|Macros)(?:/|$)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def check(file: IO[bytes], media_type: str, *, name: str) -> None:
    """Raise the refusal that fits, or return. `media_type` is what the content shows (kinds.sniff)."""
    file.seek(0)
    if media_type == "application/pdf":
        _check_pdf(file, name)
        return
    start = file.read(8)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _Archives(name).check(file, depth=0)
        if media_type == kinds.MACROS:
            raise FileHasMacros(name=name)
    elif start == olefile.MAGIC:
        _check_ole(file, name)


def _check_pdf(file: IO[bytes], name: str) -> None:
    """A trailer or cross-reference stream names the lock in clear text (ISO 32000-2, 7.5.5 and 7.6)."""
    ends = False
    for window in _windows(file):
        if _ENCRYPT.search(window):
            raise FileEncrypted(name=name)
        ends = ends or b"%%EOF" in window or b"startxref" in window
    if not ends:
        raise FileDamaged(name=name)


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """Give the content in pieces that overlap: a mapped file of 500 MB would count as memory of the process."""
    file.seek(0)
    rest = b""
    while chunk := file.read(_WINDOW):
        window = rest + chunk
        yield window
        rest = window[-_OVERLAP:]


def _check_ole(file: IO[bytes], name: str) -> None:
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as ole:
            streams = ["/".join(parts) for parts in ole.listdir(streams=True, storages=True)]
            locked = _ole_locked(ole, set(streams))
    except (OSError, ValueError, IndexError, RecursionError) as error:
        raise FileDamaged(name=name) from error
    if locked:
        raise FileEncrypted(name=name)
    if any(_OLE_MACRO.search(stream) for stream in streams):
        raise FileHasMacros(name=name)


def _ole_locked(ole: "olefile.OleFileIO[str]", streams: set[str]) -> bool:
    """[MS-OFFCRYPTO] package, [MS-DOC] FibBase bit fEncrypted, [MS-XLS] FilePass record, [MS-PPT] crypt session."""
    if streams & {"EncryptedPackage", "EncryptedSummary"}:
        return True
    if "WordDocument" in streams:
        flags = ole.openstream("WordDocument").read(12)[10:12]
        return bool(int.from_bytes(flags, "little") & 0x0100)
    book = next((stream for stream in ("Workbook", "Book") if stream in streams), None)
    return bool(book and _has_filepass(ole.openstream(book).read(4096)))


def _has_filepass(head: bytes) -> bool:
    position = 0
    while position + 4 <= len(head):
        record, length = (int.from_bytes(head[position + i : position + i + 2], "little") for i in (0, 2))
        if record == 0x002F:
            return True
        position += 4 + length
    return False


@dataclass
class _Archives:
    """One pass over an archive and those inside it, with one budget for all."""

    name: str
    unpacked: int = 0
    entries: int = 0

    def check(self, file: IO[bytes], *, depth: int) -> None:
        if depth > DEEPEST_NESTING:
            raise FileIsBomb(name=self.name)
        size = file.seek(0, 2)
        if directory_size(file) > MOST_DIRECTORY:
            raise FileIsBomb(name=self.name)
        before = self.unpacked
        try:
            with zipfile.ZipFile(file) as archive:
                infos = archive.infolist()
                self._check_list(infos, size)
                for info in infos:
                    self._unpack(archive, info, limit=before + max(FREE_UNPACKED, size * MOST_RATIO), depth=depth)
        except _BROKEN as error:
            raise FileDamaged(name=self.name) from error

    def _check_list(self, infos: list[zipfile.ZipInfo], size: int) -> None:
        """Refuse by the directory alone, before anything is unpacked."""
        self.entries += len(infos)
        if self.entries > MOST_ENTRIES or self.unpacked + sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise FileIsBomb(name=self.name)
        if any(info.flag_bits & 0x1 for info in infos):
            raise FileEncrypted(name=self.name)
        names = [info.filename for info in infos if not info.is_dir()]
        macros = _ODF_MACRO_ENTRIES if "META-INF/manifest.xml" in names else _MACRO_ENTRIES
        if any(macros.search(name) for name in names):
            raise FileHasMacros(name=self.name)
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:  # entries that share bytes: the flat bomb
                raise FileIsBomb(name=self.name)
            end = info.header_offset + 30 + info.compress_size
        if end > size:
            raise FileDamaged(name=self.name)

    def _unpack(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, limit: int, depth: int) -> None:
        """Really unpack, since a directory may lie, and look into archives inside."""
        with archive.open(info) as entry, tempfile.SpooledTemporaryFile(_NESTED_KEPT) as inner:
            chunk = entry.read(_CHUNK)
            nested = chunk.startswith((b"PK\x03\x04", b"PK\x05\x06"))
            while chunk:
                self.unpacked += len(chunk)
                if self.unpacked > min(limit, MOST_UNPACKED):
                    raise FileIsBomb(name=self.name)
                if nested:
                    inner.write(chunk)
                chunk = entry.read(_CHUNK)
            if nested:
                self.check(inner, depth=depth + 1)
