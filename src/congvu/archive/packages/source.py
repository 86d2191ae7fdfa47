"""A package that somebody brings: its files by path, opened one by one, never unpacked onto the disk.

Everything that could do harm by its shape alone (paths, links, devices, bombs, doubled names) is refused here, before
a byte of content is believed.
"""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Final, Protocol, Self

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .errors import PackageRefused
from .names import METS
from .types import DEFAULT_LIMITS, Limits

_RESERVED: Final = frozenset('<>:"|?*')
_ENCRYPTED: Final = 0x1


class Source(Protocol):
    """What both shapes of a package offer. `name` is the folder's name, `sizes` the files by path."""

    name: str
    sizes: dict[str, int]

    def open(self, path: str) -> IO[bytes]:
        """Open a file of the package."""

    def __enter__(self) -> Self:
        """Return self."""

    def __exit__(self, *_error: object) -> None:
        """Close what is open."""


class FolderSource:
    """A package as a folder."""

    def __init__(self, root: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        """List the folder. Raises PackageRefused."""
        self.root = root.resolve()
        self.name = self.root.name
        self.sizes: dict[str, int] = {}
        self._list(self.root, "", limits, 1)
        _whole(self.sizes, limits)

    def open(self, path: str) -> IO[bytes]:
        """Open a file; one that became a link meanwhile is refused by the system."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
        return os.fdopen(os.open(self.root / path, flags), "rb")

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing stays open."""

    def _list(self, folder: Path, prefix: str, limits: Limits, depth: int) -> None:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{prefix}{entry.name}"
                _path(path, limits)
                kind = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(kind.st_mode):
                    self._list(Path(entry.path), f"{path}/", limits, depth + 1)
                elif stat.S_ISREG(kind.st_mode):
                    self.sizes[path] = kind.st_size
                    _count(self.sizes, limits)
                else:
                    raise PackageRefused(
                        rule="PK-LINK",
                        reason=_("“%(path)s” là liên kết hoặc thiết bị, không phải tệp.") % {"path": path},
                    )


class ZipSource:
    """A package as a .zip with one folder in it."""

    def __init__(self, file: BinaryIO, limits: Limits = DEFAULT_LIMITS) -> None:
        """Read the directory of the .zip. Raises PackageRefused."""
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise PackageRefused(rule="PK-ZIP", reason=_("Tệp không phải .zip nguyên vẹn.")) from error
        entries = self._zip.infolist()
        if len(entries) > limits.files:
            raise _too_many(limits)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        tops: set[str] = set()
        for entry in entries:
            _entry(entry, limits)
            top, _slash, path = entry.filename.partition("/")
            tops.add(top)
            if entry.is_dir():
                continue
            if path in self._entries:
                raise PackageRefused(rule="PK-TWICE", reason=_("“%(path)s” có hai lần trong gói.") % {"path": path})
            self._entries[path] = entry
        if len(tops) != 1 or "" in self._entries:
            raise PackageRefused(rule="PK-TOP", reason=_("Trong .zip phải có đúng một thư mục là gói."))
        self.name = tops.pop()
        self.sizes = {path: entry.file_size for path, entry in self._entries.items()}
        _whole(self.sizes, limits)
        _bomb(sum(e.compress_size for e in entries), sum(self.sizes.values()), self.name, limits)

    def open(self, path: str) -> IO[bytes]:
        """Open a file of the package; it never gives more bytes than its entry says."""
        return self._zip.open(self._entries[path])

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the .zip."""
        self._zip.close()


def open_source(place: Path | BinaryIO, limits: Limits = DEFAULT_LIMITS) -> FolderSource | ZipSource:
    """Return a package at a place: a folder, or a .zip, or an open .zip. Raises PackageRefused."""
    if not isinstance(place, Path):
        return ZipSource(place, limits)
    if place.is_symlink():
        raise PackageRefused(rule="PK-LINK", reason=_("Nơi đó là liên kết; chỉ đúng thư mục hoặc tệp .zip của gói."))
    if place.is_dir():
        return FolderSource(place, limits)
    if place.is_file():
        return ZipSource(place.open("rb"), limits)
    raise PackageRefused(rule="PK-PLACE", reason=_("Không có thư mục hoặc tệp .zip ở đó."))


def _entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    name = entry.orig_filename
    if name != entry.filename or "\x00" in name:
        raise PackageRefused(rule="PK-NAME", reason=_("Có tên tệp chứa ký tự bị cấm."))
    _path(name.rstrip("/"), limits)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise PackageRefused(
            rule="PK-LINK", reason=_("“%(path)s” là liên kết hoặc thiết bị, không phải tệp.") % {"path": name}
        )
    if entry.flag_bits & _ENCRYPTED:
        raise PackageRefused(rule="PK-LOCKED", reason=_("“%(path)s” đặt mật khẩu.") % {"path": name})
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise PackageRefused(rule="PK-ZIP", reason=_("“%(path)s” nén bằng cách lạ.") % {"path": name})
    _bomb(entry.compress_size, entry.file_size, name, limits)


def _bomb(packed: int, size: int, name: str, limits: Limits) -> None:
    if size > limits.free and size > packed * limits.ratio:
        raise PackageRefused(
            rule="PK-BOMB", reason=_("“%(path)s” giải nén ra quá lớn so với khi nén.") % {"path": name[:100]}
        )


def _path(path: str, limits: Limits) -> None:
    """Refuse a path that could leave the package or cannot stand on every file system."""
    parts = path.split("/")
    bad = (
        not path
        or path.startswith("/")
        or "\\" in path
        or any(part in {"", ".", ".."} or part != part.rstrip(". ") for part in parts)
        or any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or char in _RESERVED for char in path)
        or any(0xD800 <= ord(char) < 0xE000 for char in path)
    )
    if bad:
        shown = path.encode("unicode_escape").decode()[:100]
        raise PackageRefused(rule="PK-PATH", reason=_("Đường dẫn “%(path)s” không được phép.") % {"path": shown})
    if len(parts) > limits.depth or any(len(part.encode()) > limits.name for part in parts):
        raise PackageRefused(rule="PK-LONG", reason=_("Đường dẫn “%(path)s…” quá dài.") % {"path": path[:80]})


def _count(sizes: dict[str, int], limits: Limits) -> None:
    if len(sizes) > limits.files:
        raise _too_many(limits)


def _too_many(limits: Limits) -> PackageRefused:
    return PackageRefused(rule="PK-COUNT", reason=_("Gói có hơn %(most)d tệp.") % {"most": limits.files})


def _whole(sizes: dict[str, int], limits: Limits) -> None:
    """Refuse names that are one name on another system, and packages without end."""
    _count(sizes, limits)
    _twins(sizes)
    if any(size > limits.single for size in sizes.values()) or sum(sizes.values()) > limits.total:
        most = filesizeformat(limits.total)
        raise PackageRefused(rule="PK-SIZE", reason=_("Gói lớn hơn %(most)s, hoặc có tệp quá lớn.") % {"most": most})
    if METS not in sizes:
        raise PackageRefused(rule="PK-METS", reason=_("Không có METS.xml ở gốc của gói."))


def _twins(paths: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            name = "/".join(parts[:depth])
            key = unicodedata.normalize("NFC", name).casefold()
            if seen.setdefault(key, name) != name:
                raise PackageRefused(
                    rule="PK-CASE",
                    reason=_("“%(one)s” và “%(two)s” chỉ khác chữ hoa, chữ thường hoặc cách mã hóa dấu.")
                    % {"one": seen[key], "two": name},
                )
