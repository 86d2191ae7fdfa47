"""A directory of agencies read row by row out of XLSX, CSV or JSON; what comes in is hostile until read."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from . import directory_rules as rules
from .errors import DirectoryUnreadable
from .workbook_rows import MOST_COLUMNS, first_sheet

MOST_BYTES: Final = 100 << 20
MOST_UNPACKED: Final = 600 << 20
MOST_ROWS: Final = 500_000
LONGEST_CELL: Final = 1000
LONGEST_OBJECT: Final = 1 << 16
_CHUNK: Final = 1 << 16
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ArithmeticError,
    ValueError,
    NotImplementedError,
    OSError,
    EOFError,
)
Row = tuple[int, Mapping[str, str]]


def rows(source: IO[bytes], *, size: int) -> Iterator[Row]:
    """Yield each row's number (the head is 1) and its values by our names. Raises DirectoryUnreadable.

    The kind is told by the content, not by the name of the file.
    """
    if size > MOST_BYTES:
        raise DirectoryUnreadable(reason=_("Tệp lớn quá 100 MB."))
    head = source.read(512)
    source.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _bounded(_by_head(_xlsx(source)))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise DirectoryUnreadable(reason=_("Tệp .xls kiểu cũ hoặc có mật khẩu. Lưu lại thành .xlsx không mật khẩu."))
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"{", b"[")):
        return _bounded(from_json(source))
    return _bounded(_by_head(_csv(source)))


def from_json(source: IO[bytes]) -> Iterator[Row]:
    """Yield the objects of the first list in a JSON text, one after another, never the whole text in memory."""
    names: dict[tuple[str, ...], dict[str, int]] = {}
    for number, one in enumerate(_objects(source), start=2):
        heads = tuple(one)
        places = names.setdefault(heads, rules.columns(heads))
        yield number, {name: _cell(one[heads[place]]) for name, place in places.items()}


def _objects(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    reader = codecs.getreader("utf-8-sig")(source)
    decoder, buffer, started = json.JSONDecoder(), "", False
    try:
        while True:
            chunk = reader.read(_CHUNK)
            buffer += chunk
            if not started:
                if (begin := buffer.find("[")) < 0:
                    if not chunk or len(buffer) > LONGEST_OBJECT:
                        raise DirectoryUnreadable(reason=_("Tệp JSON không có danh sách cơ quan."))
                    continue
                buffer, started = buffer[begin + 1 :], True
            while (one := _next(decoder, buffer)) is not None:
                value, buffer = one
                yield value
            rest = buffer.lstrip(" \t\r\n,")
            if rest.startswith("]"):
                return
            if not chunk or len(rest) > LONGEST_OBJECT:
                raise DirectoryUnreadable(reason=_("Tệp JSON hỏng hoặc bị cắt giữa chừng."))
    except (UnicodeDecodeError, RecursionError) as fault:
        raise DirectoryUnreadable(reason=_("Tệp JSON không đọc được; cần bảng mã UTF-8.")) from fault


def _next(decoder: json.JSONDecoder, buffer: str) -> tuple[dict[str, Any], str] | None:
    text = buffer.lstrip(" \t\r\n,")
    if not text.startswith("{"):
        if text and not text.startswith("]"):
            raise DirectoryUnreadable(reason=_("Tệp JSON hỏng hoặc bị cắt giữa chừng."))
        return None
    try:
        value, end = decoder.raw_decode(text)
    except ValueError:
        return None  # the rest of it comes with the next piece
    return value, text[end:]


def _by_head(lines: Iterator[Sequence[object]]) -> Iterator[Row]:
    places: dict[str, int] = {}
    for number, cells in enumerate(lines, start=1):
        if not places:
            found = rules.columns([_cell(value) for value in cells[:MOST_COLUMNS]])
            if {"code", "name"} <= found.keys():
                places = found
            elif number >= 10:  # a title may stand above the head
                break
            continue
        row = {name: _cell(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        if any(row.values()):
            yield number, row
    if not places:
        raise DirectoryUnreadable(reason=_("Không thấy cột “Mã định danh” (code) và “Tên cơ quan” (name) trong tệp."))


def _xlsx(source: IO[bytes]) -> Iterator[Sequence[object]]:
    try:
        with zipfile.ZipFile(source) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        source.seek(0)
        if unpacked > MOST_UNPACKED:
            raise DirectoryUnreadable(reason=_("Tệp nở ra quá lớn khi mở, không nhận."))
        yield from first_sheet(source)
    except _BROKEN as fault:
        reason = _("Không đọc được tệp .xlsx: tệp hỏng. Mở bằng phần mềm bảng tính rồi lưu lại.")
        raise DirectoryUnreadable(reason=reason) from fault


def _csv(source: IO[bytes]) -> Iterator[Sequence[object]]:
    start = source.read(4096)
    source.seek(0)
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    first = start.decode(encoding, "ignore").split("\n", 1)[0]
    lines = io.TextIOWrapper(source, encoding=encoding, newline="")
    try:
        yield from csv.reader(lines, delimiter=max(",;\t", key=first.count), strict=True)
    except UnicodeDecodeError as fault:
        reason = _("Tệp CSV không ở bảng mã Unicode. Lưu lại với bảng mã UTF-8, hoặc dùng .xlsx.")
        raise DirectoryUnreadable(reason=reason) from fault
    except csv.Error as fault:
        raise DirectoryUnreadable(reason=_("Tệp CSV hỏng: %(fault)s.") % {"fault": str(fault)}) from fault
    finally:
        lines.detach()


def _bounded(found: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(found, start=1):
        if count > MOST_ROWS:
            raise DirectoryUnreadable(reason=_("Tệp nhiều quá 500.000 dòng."))
        yield row


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\x00", "")[:LONGEST_CELL].strip()
