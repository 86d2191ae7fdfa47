"""The list of contents inside a package as one plain HTML page: opens in any browser, needs no program and no net."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.translation import gettext as _

from ..types import CaseFileExport, ExportDocument
from .names import MODES

if TYPE_CHECKING:
    from .writer import DataFile, Order


def index(export: CaseFileExport, order: Order, data: list[DataFile], *, identifier: str, up: str) -> bytes:
    """Return the page; links are relative, `up` leads from it to the package's root."""
    files: dict[object, list[DataFile]] = {}
    for one in data:
        files.setdefault(one.document.uid, []).append(one)
    facts = (
        (_("Mã hồ sơ"), export.arc_file_code or export.file_code),
        (_("Cơ quan"), "; ".join(one.name for one in export.agents if one.role == "creator")),
        (_("Thời gian"), " – ".join(_day(day) for day in (export.started_on, export.ended_on) if day)),
        (_("Thời hạn bảo quản"), export.retention.label),
        (_("Chế độ sử dụng"), MODES.get(export.usage, "")),
        (_("Số tài liệu"), str(len(export.documents))),
        (_("Gói"), f"{order.kind} {identifier}"),
        (_("Lập lúc"), order.made_at.strftime("%d/%m/%Y %H:%M")),
    )
    heads = (_("STT"), _("Số, ký hiệu"), _("Ngày tháng"), _("Tên loại và trích yếu"), _("Tác giả"), _("Tệp"))
    rows = "\n".join(_row(one, files.get(one.uid, []), up) for one in export.documents)
    note = f"<p><strong>{escape(order.withheld)}</strong></p>" if order.withheld else ""
    text = (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(export.title)}</title></head><body>\n<h1>{escape(export.title)}</h1>{note}\n<dl>"
        + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
        + '</dl>\n<table border="1" cellpadding="6"><thead><tr>'
        + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        + f"</tr></thead><tbody>\n{rows}\n</tbody></table>\n</body></html>\n"
    )
    return text.encode()


def _row(one: ExportDocument, files: list[DataFile], up: str) -> str:
    links = "<br>".join(
        f'<a href="{escape(up + quote(file.packed.path))}">{escape(file.file.name)}</a>' for file in files
    )
    cells = (
        str(one.ordinal),
        escape(one.full_code),
        _day(one.issued_on or one.dated_on),
        escape(" ".join(part for part in (one.type_name, one.subject) if part)),
        escape(one.organ_name),
        links or escape(_("không có tệp")),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
