"""Registers as files: the legal columns, streamed."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from congvu.kernel.api import files

from ..queries.register import RegisterRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Ô bắt đầu bằng các ký tự này bị bảng tính hiểu là công thức.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def heads() -> list[str]:
    """Return the heads of the columns: those of NĐ 30/2020 Phụ lục IV first, then deadline and state."""
    return [
        _("Ngày đến"),
        _("Số đến"),
        _("Tác giả"),
        _("Số, ký hiệu văn bản"),
        _("Ngày tháng văn bản"),
        _("Tên loại và trích yếu nội dung"),
        _("Đơn vị hoặc người nhận"),
        _("Ngày chuyển"),
        _("Ký nhận"),
        _("Ghi chú"),
        _("Hạn giải quyết"),
        _("Trạng thái"),
    ]


def cells(row: RegisterRow) -> list[str | int]:
    """Return one line as cells."""
    what = f"{row.type_name}. {row.subject}" if row.subject else row.type_name
    return [
        _day(row.arrived_at),
        f"{row.number}{row.suffix}" if row.suffix else row.number,
        safe(row.issuer),
        safe(row.code),
        row.issued_on.strftime("%d/%m/%Y") if row.issued_on else "",
        safe(what),
        safe(row.handler_text),
        _day(row.forwarded_at),
        "",
        safe(". ".join(part for part in (row.reason, row.note) if part)),
        _day(row.due_at),
        row.state_label,
    ]


def safe(text: str) -> str:
    """Return a text that a spreadsheet never takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _day(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y") if at else ""


class _Echo:
    def write(self, line: str) -> str:
        return line


def as_csv(rows: Iterable[RegisterRow], *, name: str) -> HttpResponseBase:
    """Stream UTF-8 with a mark, so that spreadsheets read the Vietnamese."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(heads())
        for row in rows:
            yield writer.writerow(cells(row))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = files.disposition(f"{name}.csv", inline=False)
    return response


def as_xlsx(rows: Iterable[RegisterRow], *, name: str) -> HttpResponseBase:
    """Write row by row to a temporary file, which is removed when it has been sent."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.append(heads())
    for row in rows:
        sheet.append(cells(row))
    made = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book.save(made)
    made.seek(0)
    response = FileResponse(made, content_type=XLSX)
    response["Content-Disposition"] = files.disposition(f"{name}.xlsx", inline=False)
    return response
