"""Mục lục văn bản trong hồ sơ, with the columns of NĐ 30/2020 Phụ lục V."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from ..types import CaseFileExport, ExportDocument
from .lists import Column, Listing, Row


def heads() -> tuple[Column, ...]:
    """Return the columns of Phụ lục V."""
    return (
        Column(_("STT"), 0.6, centre=True),
        Column(_("Số, ký hiệu văn bản"), 1.6),
        Column(_("Ngày tháng năm văn bản"), 1.3, centre=True),
        Column(_("Tên loại và trích yếu nội dung văn bản"), 4.2),
        Column(_("Tác giả văn bản"), 2),
        Column(_("Tờ số/Trang số"), 1, centre=True),
        Column(_("Ghi chú"), 1.2),
    )


def cells(document: ExportDocument, *, page: str = "") -> tuple[str, ...]:
    """Return one line; `page` is the page of an export on which the document begins."""
    subject = f"{document.type_name}: {document.subject}" if document.subject else document.type_name
    return (
        str(document.ordinal),
        document.full_code,
        day(document.issued_on),
        subject,
        document.organ_name,
        page or (str(document.pages) if document.pages else ""),
        document.note,
    )


def listing(export: CaseFileExport, *, pages: dict[int, int] | None = None) -> Listing:
    """Return the list of contents; `pages` gives the first page of each ordinal within one PDF."""
    agency = next((agent.name for agent in export.agents if agent.role == "creator"), "")
    shown = pages or {}
    return Listing(
        title=_("Mục lục văn bản, tài liệu trong hồ sơ"),
        agency=agency,
        subtitles=(export.title, _("Mã hồ sơ: %(code)s") % {"code": export.file_code}),
        before=tuple(f"{name}: {value}" for name, value in facts(export) if value),
        columns=heads(),
        rows=tuple(
            Row(cells(one, page=str(shown[one.ordinal]) if one.ordinal in shown else "")) for one in export.documents
        ),
        after=(
            _("Tổng số: %(docs)d văn bản, tài liệu; %(pages)d trang.")
            % {"docs": export.doc_total, "pages": export.page_total},
        ),
        landscape=True,
        heads=False,
        size=11,
    )


def facts(export: CaseFileExport) -> list[tuple[str, str]]:
    """Return the fields of the file that stand above the list."""
    return [
        (_("Mã hồ sơ lưu trữ"), export.arc_file_code),
        (_("Thời hạn bảo quản"), export.retention.label),
        (_("Chế độ sử dụng"), export.usage_label),
        (_("Người lập"), export.creator),
        (_("Thời gian"), " – ".join(part for part in (day(export.started_on), day(export.ended_on)) if part)),
    ]


def day(value: date | None) -> str:
    """Return "14/10/2026" or nothing."""
    return f"{value:%d/%m/%Y}" if value else ""
