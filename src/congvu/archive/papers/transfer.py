"""Mục lục and biên bản of a hand-over to the historical archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity

from ..models import Transfer, TransferItem
from ..types import ItemState
from .contents import day
from .handover import totals
from .lists import Column, Listing, Row, Sign, place_date


def listing(transfer: Transfer, items: Sequence[TransferItem], *, now: datetime) -> Listing:
    """Return the list of files for the historical archive."""
    agency = identity.agency(transfer.agency_id)
    return Listing(
        title=_("Mục lục hồ sơ, tài liệu nộp lưu trữ lịch sử"),
        agency=agency.name,
        superior=agency.superior_name,
        subtitles=(
            _("Nơi nhận: %(name)s") % {"name": transfer.receiver},
            _("Lần nộp số %(number)s năm %(year)d") % {"number": transfer.number, "year": transfer.year},
        ),
        place_date=place_date(agency.place_name, timezone.localdate(now)),
        columns=(
            Column(_("Số TT"), 0.6, centre=True),
            Column(_("Mã hồ sơ lưu trữ"), 1.8),
            Column(_("Tiêu đề hồ sơ"), 4),
            Column(_("Thời gian tài liệu"), 1.7, centre=True),
            Column(_("Thời hạn bảo quản"), 1.2, centre=True),
            Column(_("Số trang"), 0.9, centre=True),
        ),
        rows=tuple(Row(_cells(item)) for item in items),
        after=(totals([item.file for item in items]),),
        signers=(
            Sign(_("Người lập"), transfer.prepared_by, _("(Ký, ghi rõ họ tên)")),
            Sign(_("Người duyệt"), transfer.approved_by, _("(Ký, ghi rõ họ tên)")),
        ),
        landscape=True,
        size=11,
    )


def minutes(transfer: Transfer, items: Sequence[TransferItem], *, keeper: str, title: str, now: datetime) -> Listing:
    """Return the minutes: each file with its package and what the receiver said."""
    agency = identity.agency(transfer.agency_id)
    taken = [item.file for item in items if item.state == ItemState.GOOD]
    counts = {"all": len(items), "good": len(taken), "bad": len(items) - len(taken)}
    return Listing(
        title=_("Biên bản giao nhận hồ sơ, tài liệu nộp lưu trữ lịch sử"),
        agency=agency.name,
        superior=agency.superior_name,
        subtitles=(_("Lần nộp số %(number)s năm %(year)d") % {"number": transfer.number, "year": transfer.year},),
        place_date=place_date(agency.place_name, timezone.localdate(now)),
        before=(
            _("Căn cứ Luật Lưu trữ số 33/2024/QH15;"),
            _("Bên giao: %(name)s, %(title)s.") % {"name": keeper, "title": title},
            _("Bên nhận: %(name)s, theo biên bản số %(number)s ngày %(day)s.")
            % {"name": transfer.receiver, "number": transfer.minutes_number, "day": day(transfer.minutes_on)},
        ),
        columns=(
            Column(_("Số TT"), 0.6, centre=True),
            Column(_("Mã hồ sơ lưu trữ"), 1.8),
            Column(_("Tiêu đề hồ sơ"), 3),
            Column(_("Mã gói SIP"), 2.4),
            Column(_("Kết quả"), 1.4),
        ),
        rows=tuple(
            Row((str(i.position), i.file.arc_file_code, i.file.title, i.objid, str(ItemState(i.state).label)))
            for i in items
        ),
        after=(
            _("1. Tổng số hồ sơ: %(all)d; bên nhận tiếp nhận: %(good)d; trả lại: %(bad)d.") % counts,
            _("2. %(totals)s") % {"totals": totals(taken)},
            _("3. Kết luận: %(text)s") % {"text": transfer.note or _("không có ý kiến khác.")},
        ),
        signers=(
            Sign(_("Bên giao"), keeper, _("(Ký, ghi rõ họ tên)")),
            Sign(_("Bên nhận"), "", _("(Ký, ghi rõ họ tên)")),
        ),
    )


def _cells(item: TransferItem) -> tuple[str, ...]:
    file = item.file
    span = " – ".join(part for part in (day(file.started_on), day(file.ended_on)) if part)
    return (str(item.position), file.arc_file_code, file.title, span, file.retention.label, str(file.page_total or ""))
