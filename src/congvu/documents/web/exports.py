"""The legal columns of the register of incoming documents, for files."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from ..drafting.register import OutgoingRow
from ..queries.register import RegisterRow

WIDTHS: Final = (1.4, 1, 2.4, 2, 1.4, 4.5, 2.2, 1.4, 1.2, 2, 1.4, 1.6)
OUTGOING_WIDTHS: Final = (2, 1.6, 5, 2.2, 4, 2.4, 1, 1.6, 1.2, 2)


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
        row.issuer,
        row.code,
        row.issued_on.strftime("%d/%m/%Y") if row.issued_on else "",
        what,
        row.handler_text,
        _day(row.forwarded_at),
        "",
        ". ".join(part for part in (row.reason, row.note) if part),
        _day(row.due_at),
        row.state_label,
    ]


def _day(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y") if at else ""


def outgoing_heads() -> list[str]:
    """Return the ten columns of the register of outgoing documents (NĐ 30/2020 Phụ lục IV)."""
    return [
        _("Số, ký hiệu văn bản"),
        _("Ngày tháng văn bản"),
        _("Tên loại và trích yếu nội dung"),
        _("Người ký"),
        _("Nơi nhận văn bản"),
        _("Đơn vị, người nhận bản lưu"),
        _("Số lượng bản"),
        _("Ngày chuyển"),
        _("Ký nhận"),
        _("Ghi chú"),
    ]


def outgoing_cells(row: OutgoingRow) -> list[str | int | None]:
    """Return one line of the register of outgoing documents as cells."""
    return [
        row.code,
        row.issued_on.strftime("%d/%m/%Y") if row.issued_on else "",
        f"{row.type_name}. {row.subject}" if row.subject else row.type_name,
        row.signer,
        row.receivers,
        row.kept_by,
        row.copies,
        _day(row.forwarded_at),
        "",
        ". ".join(part for part in (row.reason, row.note) if part),
    ]
