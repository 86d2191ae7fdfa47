"""Danh mục tài liệu hết giá trị and biên bản hủy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity

from .. import rules
from ..models import Disposal, DisposalItem
from .contents import day
from .lists import Column, Listing, Row, Sign, place_date


def listing(disposal: Disposal, items: Sequence[DisposalItem], *, now: datetime) -> Listing:
    """Return the list of files that have lost their value."""
    agency = identity.agency(disposal.agency_id)
    return Listing(
        title=_("Danh mục tài liệu hết giá trị"),
        agency=agency.name,
        superior=agency.superior_name,
        subtitles=(_("Đợt %(n)d năm %(year)d") % {"n": disposal.number, "year": disposal.year},),
        place_date=place_date(agency.place_name, timezone.localdate(now)),
        before=(disposal.reason,),
        columns=(
            Column(_("Số TT"), 0.6, centre=True),
            Column(_("Mã hồ sơ"), 1.7),
            Column(_("Tiêu đề hồ sơ"), 3.6),
            Column(_("Thời hạn bảo quản"), 1.1, centre=True),
            Column(_("Hết thời hạn"), 1.1, centre=True),
            Column(_("Lý do hủy"), 1.8),
            Column(_("Ý kiến hội đồng"), 1.2),
        ),
        rows=tuple(Row(_cells(item)) for item in items),
        signers=(Sign(_("Người lập"), disposal.created_by, _("(Ký, ghi rõ họ tên)")),),
        landscape=True,
        size=11,
    )


def minutes(disposal: Disposal, items: Sequence[DisposalItem], *, now: datetime) -> Listing:
    """Return the minutes of destruction with what was destroyed and what stayed because others need it."""
    agency = identity.agency(disposal.agency_id)
    gone = [one for item in items for one in item.proof if not one["used_by"]]
    stayed = [one for item in items for one in item.proof if one["used_by"]]
    council = "; ".join(f"{m['name']}, {m['title']} ({m['role']})" for m in disposal.council)
    return Listing(
        title=_("Biên bản hủy tài liệu hết giá trị"),
        agency=agency.name,
        superior=agency.superior_name,
        subtitles=(_("Đợt %(n)d năm %(year)d") % {"n": disposal.number, "year": disposal.year},),
        place_date=place_date(agency.place_name, timezone.localdate(now)),
        before=(
            _("Căn cứ Luật Lưu trữ số 33/2024/QH15;"),
            _("Căn cứ %(code)s ngày %(day)s về việc hủy tài liệu hết giá trị;")
            % {"code": disposal.decision_code, "day": day(disposal.decision_on)},
            _("Hội đồng xác định giá trị tài liệu: %(names)s.") % {"names": council},
            _("Kết luận của hội đồng ngày %(day)s: %(text)s")
            % {"day": day(disposal.council_on), "text": disposal.council_conclusion},
        ),
        columns=(
            Column(_("Số TT"), 0.6, centre=True),
            Column(_("Mã hồ sơ"), 1.9),
            Column(_("Tiêu đề hồ sơ"), 4),
            Column(_("Tệp đã hủy"), 0.9, centre=True),
            Column(_("Tệp giữ vì hồ sơ khác cần"), 1.2, centre=True),
        ),
        rows=tuple(
            Row(
                (
                    str(item.position),
                    item.file.arc_file_code or item.file.code,
                    item.file.title,
                    _("giữ lại") if item.is_kept else str(sum(1 for p in item.proof if not p["used_by"])),
                    str(sum(1 for p in item.proof if p["used_by"])),
                )
            )
            for item in items
        ),
        after=(
            _("Đã hủy nội dung %(gone)d tệp điện tử khỏi kho lưu; giữ %(stayed)d tệp mà hồ sơ khác còn dùng.")
            % {"gone": len(gone), "stayed": len(stayed)},
            _("Thông tin mô tả, lịch sử và mã băm SHA-256 của từng tệp được giữ trong hệ thống để chứng minh."),
        ),
        signers=(
            Sign(_("Người thực hiện"), disposal.done_by, _("(Ký, ghi rõ họ tên)")),
            *(Sign(one["role"] or _("Thành viên hội đồng"), one["name"]) for one in rules.in_order(disposal.council)),
        ),
    )


def _cells(item: DisposalItem) -> tuple[str, ...]:
    file = item.file
    return (
        str(item.position),
        file.arc_file_code or file.code,
        file.title,
        file.retention.label,
        day(file.retention_ends_on),
        item.reason,
        _("Giữ lại") if item.is_kept else "",
    )
