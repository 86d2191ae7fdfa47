"""The columns of both registers: which stand there at first, what each is sorted by, and its text in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.search.api import Column

from ..drafting.register import OutgoingRow
from ..types import Urgency
from .order import Order
from .register import RegisterRow

INCOMING: Final = "documents.incoming_register"
OUTGOING: Final = "documents.outgoing_register"
NEWEST: Final = Order("number", descending=True)
FALLING: Final = frozenset({"number", "arrived", "issued", "passed"})  # the first press brings the latest to the top

INCOMING_COLUMNS: Final = (
    Column("so", _("Số đến"), sort="number", width=1),
    Column("ngay-den", _("Ngày đến"), sort="arrived", width=1.3),
    Column("co-quan", _("Cơ quan gửi"), sort="issuer", width=2.2),
    Column("ky-hieu", _("Số, ký hiệu"), sort="code", width=1.8),
    Column("ngay", _("Ngày VB"), sort="issued", width=1.3),
    Column("loai", _("Tên loại"), shown=False, sort="type", width=1.3),
    Column("trich-yeu", _("Trích yếu"), sort="subject", width=5),
    Column("nguoi-ky", _("Người ký"), shown=False, sort="signer", width=1.7),
    Column("don-vi", _("Đơn vị xử lý"), sort="handler", width=2),
    Column("ngay-chuyen", _("Ngày chuyển"), shown=False, sort="passed", width=1.3),
    Column("han", _("Hạn"), sort="due", width=1.3),
    Column("han-tra-loi", _("Hạn trả lời"), shown=False, width=1.3),
    Column("khan", _("Mức độ khẩn"), shown=False, width=1.2),
    Column("nhan-qua", _("Nhận qua"), shown=False, width=1.3),
    Column("so-trang", _("Số trang"), shown=False, width=0.7),
    Column("so-ban", _("Số bản"), shown=False, width=0.7),
    Column("ghi-chu", _("Ghi chú"), shown=False, width=2),
    Column("trang-thai", _("Trạng thái"), sort="state", width=1.4),
)
OUTGOING_COLUMNS: Final = (
    Column("so", _("Số, ký hiệu"), sort="number", width=2),
    Column("ngay", _("Ngày văn bản"), sort="issued", width=1.3),
    Column("trich-yeu", _("Tên loại và trích yếu"), sort="subject", width=5),
    Column("loai", _("Tên loại"), shown=False, sort="type", width=1.3),
    Column("nguoi-ky", _("Người ký"), sort="signer", width=2),
    Column("noi-nhan", _("Nơi nhận"), sort="handler", width=3),
    Column("ngay-chuyen", _("Ngày chuyển"), shown=False, sort="passed", width=1.3),
    Column("ban-luu", _("Nơi giữ bản lưu"), shown=False, width=2),
    Column("khan", _("Mức độ khẩn"), shown=False, width=1.2),
    Column("so-ban", _("Số bản"), shown=False, width=0.7),
    Column("ghi-chu", _("Ghi chú"), shown=False, width=2),
    Column("trang-thai", _("Trạng thái"), sort="state", width=1.4),
)
Row = TypeVar("Row")


def order_of(columns: Sequence[Column], word: str) -> Order | None:
    """Return the order by a column ("han", or "-han" for falling), None for the register's own: newest number first."""
    key = word.removeprefix("-")
    found = next((column for column in columns if column.key == key and column.sort), None)
    order = Order(found.sort, word.startswith("-")) if found else NEWEST
    return None if order == NEWEST else order


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return value.strftime("%d/%m/%Y") if value else ""


def _figure(value: int | None) -> str:
    return "" if value is None else str(value)


def _urgency(value: int) -> str:
    return str(Urgency(value).label) if value else ""


def _notes(reason: str, note: str) -> str:
    return ". ".join(part for part in (reason, note) if part)


INCOMING_CELLS: Final[Mapping[str, Callable[[RegisterRow], str]]] = {
    "so": lambda row: f"{row.number}{row.suffix}",
    "ngay-den": lambda row: _day(row.arrived_at),
    "co-quan": lambda row: row.issuer,
    "ky-hieu": lambda row: row.code,
    "ngay": lambda row: _day(row.issued_on),
    "loai": lambda row: row.type_name,
    "trich-yeu": lambda row: row.subject,
    "nguoi-ky": lambda row: row.signer,
    "don-vi": lambda row: row.handler_text,
    "ngay-chuyen": lambda row: _day(row.forwarded_at),
    "han": lambda row: _day(row.due_at),
    "han-tra-loi": lambda row: _day(row.reply_on),
    "khan": lambda row: _urgency(row.urgency),
    "nhan-qua": lambda row: row.via,
    "so-trang": lambda row: _figure(row.pages),
    "so-ban": lambda row: _figure(row.copies),
    "ghi-chu": lambda row: _notes(row.reason, row.note),
    "trang-thai": lambda row: row.state_label,
}
OUTGOING_CELLS: Final[Mapping[str, Callable[[OutgoingRow], str]]] = {
    "so": lambda row: row.code,
    "ngay": lambda row: _day(row.issued_on),
    "trich-yeu": lambda row: f"{row.type_name}: {row.subject}" if row.subject else row.type_name,
    "loai": lambda row: row.type_name,
    "nguoi-ky": lambda row: row.signer,
    "noi-nhan": lambda row: row.receivers,
    "ngay-chuyen": lambda row: _day(row.forwarded_at),
    "ban-luu": lambda row: row.kept_by,
    "khan": lambda row: _urgency(row.urgency),
    "so-ban": lambda row: _figure(row.copies),
    "ghi-chu": lambda row: _notes(row.reason, row.note),
    "trang-thai": lambda row: row.state_label,
}


def cells(row: Row, columns: Sequence[Column], of: Mapping[str, Callable[[Row], str]]) -> list[str]:
    """Return the texts of a line in some columns."""
    return [of[column.key](row) for column in columns]
