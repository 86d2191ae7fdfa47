"""Tables in and out of XLSX and CSV files. What comes in is hostile until read; what goes out holds no formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .errors import ImportRefused
from .rules.sheets import harmless, plain

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 40
LONGEST_CELL = 1000
BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError)


def read_table(source: IO[bytes], *, name: str, size: int) -> list[list[str]]:
    """Return the rows of the first sheet as text, the head first. Raises ImportRefused with what to do."""
    if size > MOST_BYTES:
        raise ImportRefused(reason=_("Tệp lớn quá 10 MB. Chia thành nhiều tệp."))
    head = source.read(4)
    source.seek(0)
    if head.startswith(b"PK\x03\x04"):
        rows = _xlsx_rows(source)
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused(reason=_("Tệp .xls kiểu cũ hoặc có mật khẩu. Lưu lại thành .xlsx không mật khẩu."))
    elif name.lower().endswith((".csv", ".txt")):
        rows = _csv_rows(source)
    else:
        raise ImportRefused(
            reason=_("Chỉ nhận tệp .xlsx hoặc .csv; tên “%(name)s” không đúng loại.") % {"name": name[:80]}
        )
    return _bounded(rows)


def _bounded(rows: Iterator[Sequence[object]]) -> list[list[str]]:
    found: list[list[str]] = []
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise ImportRefused(reason=_("Tệp nhiều quá 20.000 dòng. Chia thành nhiều tệp."))
        found.append([_cell(value) for value in row[:MOST_COLUMNS]])
    while found and not any(found[-1]):
        found.pop()
    if len(found) < 2:
        raise ImportRefused(reason=_("Tệp không có dòng dữ liệu nào. Tải tệp mẫu về để điền."))
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\x00", "").strip()[:LONGEST_CELL]
    return plain(text)


def _xlsx_rows(source: IO[bytes]) -> Iterator[Sequence[object]]:
    try:
        with zipfile.ZipFile(source) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
            names = set(packed.namelist())
        source.seek(0)
        if unpacked > MOST_UNPACKED:
            raise ImportRefused(reason=_("Tệp nở ra quá lớn khi mở, không nhận."))
        if "xl/workbook.xml" not in names:
            raise ImportRefused(reason=_("Tệp này không phải bảng tính .xlsx."))
        book = load_workbook(source, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)
    except BROKEN as fault:
        raise ImportRefused(
            reason=_("Không đọc được tệp .xlsx: tệp hỏng. Mở bằng phần mềm bảng tính rồi lưu lại.")
        ) from fault


def _csv_rows(source: IO[bytes]) -> Iterator[Sequence[object]]:
    raw = source.read(MOST_BYTES + 1)
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as fault:
        raise ImportRefused(
            reason=_(
                "Tệp CSV không ở bảng mã Unicode (có thể là TCVN3, VNI hoặc Windows-1258). "
                "Lưu lại với bảng mã UTF-8, hoặc dùng .xlsx."
            )
        ) from fault
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    except csv.Error as fault:
        raise ImportRefused(reason=_("Tệp CSV hỏng: %(fault)s.") % {"fault": str(fault)}) from fault


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV in UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(head: Sequence[str], rows: Iterable[Sequence[object]], *, guide: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return a workbook whose cells are all text; `guide` fills a second sheet that explains the columns."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Danh sách"))
    sheet.append(list(head))
    for row in rows:
        sheet.append([harmless(value) for value in row])
    if guide:
        second = book.create_sheet(_("Hướng dẫn"))
        for line in guide:
            second.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
