"""Files on their way into a message: zipped or plain, as base64 or as they are, streamed and checked."""

from __future__ import annotations

import binascii
import hashlib
import io
import uuid
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from .errors import AttachmentBroken
from .types import Attachment, Reference
from .xml_out import in_value

CHUNK = 3 << 16  # a multiple of three: whole groups of base64
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_NAMES = uuid.UUID("6f1c1f0e-2c9d-5f43-9d0b-0d7f6f0b9a11")


@dataclass(frozen=True, slots=True)
class File:
    """What a sender says of a file that it attaches; `open` gives its bytes from the beginning."""

    name: str
    media_type: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]
    description: str = ""


def attach(files: Iterable[File], *, zipped: bool) -> tuple[Attachment, ...]:
    """Return attachments with their lines of the manifest; `zipped` as the national axis's own software does it.

    Content ids follow from order and content, so the same message is always written the same.
    """
    made = []
    for number, file in enumerate(files, start=1):
        content_id = f"{number}-{file.sha256[:32]}@edxml"
        carried = "application/zip" if zipped else file.media_type
        reference = Reference(content_id, file.media_type, file.name, file.description)
        made.append(
            Attachment(
                content_id, file.name, file.open, file.size, file.sha256,
                media_type=carried, description=file.description, zipped=zipped,
                entry=entry_name(file.name, file.sha256) if zipped else "", reference=reference,
            )
        )  # fmt: skip
    return tuple(made)


def entry_name(name: str, sha256: str) -> str:
    """Return the name of the one entry in the archive around a file: `<uuid>.<ext>`, the same for the same bytes."""
    return f"{uuid.uuid5(_NAMES, sha256)}{PurePosixPath(name).suffix.lower()}"


def copy(attachment: Attachment, write: Callable[[bytes], object]) -> None:
    """Write the bytes that the message carries. Raises AttachmentBroken when the file is not what was said of it."""
    if not attachment.zipped:
        _plain(attachment, write)
        return
    info = zipfile.ZipInfo(attachment.entry, _FIRST_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0
    info.external_attr = 0
    if attachment.size > zipfile.ZIP64_LIMIT // 2:
        info.file_size = attachment.size
    with zipfile.ZipFile(_Tell(write), "w") as archive, archive.open(info, "w") as entry:
        _plain(attachment, entry.write)


def encode(attachment: Attachment, write: Callable[[bytes], object]) -> None:
    """Write the bytes that the message carries as base64 in one line."""
    groups = _Groups(write)
    copy(attachment, groups.write)
    groups.finish()


def mime_header(attachment: Attachment, boundary: str) -> bytes:
    """Return the boundary and the header of a file's part."""
    name = in_value(attachment.name).encode("ascii", "replace").decode()
    media_type = attachment.media_type or "application/octet-stream"
    return (
        f"\r\n--{boundary}\r\nContent-Type: {media_type}\r\nContent-Transfer-Encoding: binary\r\n"
        f'Content-ID: <{attachment.content_id}>\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'
    ).encode()


def _plain(attachment: Attachment, write: Callable[[bytes], object]) -> None:
    digest, size = hashlib.sha256(), 0
    with attachment.open() as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            write(chunk)
    if (size, digest.hexdigest()) != (attachment.size, attachment.sha256):
        raise AttachmentBroken(f"Attachment {attachment.content_id}", name=attachment.name)


class _Groups:
    """Turns bytes into base64 in whole groups of three."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._rest = b""

    def write(self, data: bytes) -> None:
        """Take bytes."""
        data = self._rest + data
        whole = len(data) - len(data) % 3
        self._rest = data[whole:]
        if whole:
            self._write(binascii.b2a_base64(data[:whole], newline=False))

    def finish(self) -> None:
        """Write what is left."""
        if self._rest:
            self._write(binascii.b2a_base64(self._rest, newline=False))


class _Tell(io.RawIOBase):
    """A stream that only goes forward, as zipfile wants it."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        super().__init__()
        self._take = write

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes."""
        self._take(bytes(data))
        return len(data)
