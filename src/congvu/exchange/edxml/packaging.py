"""Files of a message on their way to disk and back: base64 piece by piece, archives unpacked within limits, names."""

from __future__ import annotations

import binascii
import hashlib
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from .errors import AttachmentBomb, AttachmentBroken, AttachmentLocked, TooLarge, TooMany
from .limits import Limits

CHUNK = 1 << 18
LONGEST_NAME = 200
_BLANK = b" \t\r\n"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_BLANKS = tuple(_BLANK[at : at + 1] for at in range(len(_BLANK)))
_ZIP = b"PK\x03\x04"
_MOST_DIRECTORY = 4 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_BAD = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that lie in a file of the reading's folder."""

    path: Path
    size: int
    sha256: str

    def open(self) -> BinaryIO:
        """Open the bytes from their beginning."""
        return self.path.open("rb")


@dataclass
class Folder:
    """Where the files of one message are put, within one budget for all of them."""

    path: Path
    limits: Limits
    used: int = 0
    count: int = 0

    def begin(self, place: str) -> Writing:
        """Start a file. Raises TooMany."""
        self.count += 1
        if self.count > 2 * self.limits.attachment_count:
            raise TooMany(place, limit=self.limits.attachment_count, what="tệp")
        path = self.path / f"{self.count:04d}"
        return Writing(self, path, path.open("xb"), place)

    def take(self, size: int, place: str) -> None:
        """Count bytes. Raises TooLarge."""
        self.used += size
        if self.used > self.limits.attachments:
            raise TooLarge(place, limit=f"{self.limits.attachments // (1 << 20)} MB")


@dataclass
class Writing:
    """A file being written, its digest taken on the way."""

    folder: Folder
    path: Path
    file: BinaryIO
    place: str
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        """Add bytes. Raises TooLarge."""
        self.folder.take(len(data), self.place)
        self.size += len(data)
        self.digest.update(data)
        self.file.write(data)

    def finish(self) -> Kept:
        """Close the file and say what it holds."""
        self.file.close()
        return Kept(self.path, self.size, self.digest.hexdigest())


@dataclass
class Base64:
    """Decodes base64 as it comes, blanks and line ends in it or not."""

    write: Callable[[bytes], None]
    place: str
    rest: bytes = b""
    padded: bool = False

    def feed(self, text: str) -> None:
        """Take the next piece. Raises AttachmentBroken."""
        try:
            data = self.rest + text.encode("ascii").translate(None, _BLANK)
        except UnicodeEncodeError as error:
            raise AttachmentBroken(self.place, name="") from error
        self._decode(data, len(data) - len(data) % 4)

    def take(self, text: bytes) -> bool:
        """Take the next piece if all of it is right, else leave it and return False."""
        if any(blank in text for blank in _BLANKS):
            text = text.translate(None, _BLANK)
        data = self.rest + text
        whole = len(data) - len(data) % 4
        if (self.padded and data) or data[whole:].translate(None, _LETTERS):
            return False
        try:
            found = binascii.a2b_base64(data[:whole], strict_mode=True) if whole else b""
        except binascii.Error:
            return False
        if whole:
            self.write(found)
            self.padded = data[whole - 1 : whole] == b"="
        self.rest = data[whole:]
        return True

    def finish(self) -> None:
        """Take the end; missing `=` signs are not an error, a missing piece is. Raises AttachmentBroken."""
        if self.rest:
            if len(self.rest) == 1 or self.padded:
                raise AttachmentBroken(self.place, name="")
            self._decode(self.rest + b"=" * (4 - len(self.rest)), 4)

    def _decode(self, data: bytes, whole: int) -> None:
        self.rest = data[whole:]
        if not whole:
            return
        if self.padded:
            raise AttachmentBroken(self.place, name="")
        try:
            self.write(binascii.a2b_base64(data[:whole], strict_mode=True))
        except binascii.Error as error:
            raise AttachmentBroken(self.place, name="") from error
        self.padded = data[whole - 1 : whole] == b"="


def unpacked(kept: Kept, name: str, folder: Folder, place: str) -> tuple[Kept, str] | None:
    """Return the one file of an archive and its entry's name, None when the bytes are to be taken as they are.

    The national axis's own software zips each file into an archive of one entry `<uuid>.<extension of the name>`.
    A .docx, .xlsx or .odt is an archive itself, of many entries. Raises AttachmentBomb, AttachmentLocked,
    AttachmentBroken, TooLarge.
    """
    with kept.open() as file:
        if file.read(4) != _ZIP or _directory(file, kept.size) > _MOST_DIRECTORY:
            return None
        try:
            with zipfile.ZipFile(file) as archive:
                infos = archive.infolist()
                if len(infos) != 1 or infos[0].is_dir() or not _same_kind(infos[0].filename, name):
                    return None
                return _extract(archive, infos[0], kept, name, folder, place), infos[0].filename
        except _BROKEN as error:
            raise AttachmentBroken(place, name=name) from error


def _directory(file: BinaryIO, size: int) -> int:
    """Return how long the list of entries says it is: zipfile would make an object of each."""
    file.seek(max(0, size - 65_557))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0


def _same_kind(entry: str, name: str) -> bool:
    return bool(name) and PurePosixPath(entry).suffix.lower() == PurePosixPath(name).suffix.lower() != ""


def _extract(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, kept: Kept, name: str, folder: Folder, place: str
) -> Kept:
    if info.flag_bits & 0x1:
        raise AttachmentLocked(place, name=name)
    most = max(folder.limits.free_unpacked, kept.size * folder.limits.ratio)
    out = folder.begin(place)
    try:
        with archive.open(info) as entry:
            while chunk := entry.read(CHUNK):
                if out.size + len(chunk) > most:
                    raise AttachmentBomb(place, name=name)
                out.write(chunk)
    finally:
        made = out.finish()
    return made


def clean_name(name: str) -> str:
    """Return a name of a file without folders, controls and letters that turn its direction; empty for none."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    clean = " ".join(_BAD.sub("", last).split()).strip(". ")
    if len(clean) > LONGEST_NAME:
        stem, dot, ending = clean.rpartition(".")
        kept = f".{ending}" if dot and len(ending) < 10 else ""
        clean = (stem if kept else clean)[: LONGEST_NAME - len(kept)] + kept
    return clean


def bare_id(content_id: str) -> str:
    """Return a content id without `cid:` and angle brackets: both ways of writing mean the same file."""
    text = content_id.strip()
    text = text[4:] if text[:4].lower() == "cid:" else text
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text
