"""Mục lục hồ sơ, tài liệu nộp lưu and biên bản giao nhận (NĐ 30/2020 Phụ lục V)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity

from ..models import CaseFile, Handover, HandoverItem
from ..types import FileForm, ItemState
from .contents import day
from .lists import Column, Listing, Row, Sign, place_date


def url_of(handover: Handover) -> str:
    """Return the address of the hand-over's page."""
    return reverse("archive:handover", args=[handover.uid])


def listing(handover: Handover, files: Sequence[CaseFile], *, now: datetime) -> Listing:
    """Return the list of files handed over; permanent and temporary ones have lists of their own."""
    agency = identity.agency(handover.agency_id)
    kind = _("bảo quản vĩnh viễn") if handover.is_permanent else _("bảo quản có thời hạn")
    return Listing(
        title=_("Mục lục hồ sơ, tài liệu nộp lưu"),
        agency=agency.name,
        superior=agency.superior_name,
        subtitles=(
            _("Hồ sơ, tài liệu %(kind)s") % {"kind": kind},
            _("Đợt nộp lưu số %(number)s năm %(year)d") % {"number": handover.number or "…", "year": handover.year},
        ),
        place_date=place_date(agency.place_name, timezone.localdate(now)),
        columns=(
            Column(_("Số TT"), 0.6, centre=True),
            Column(_("Số, ký hiệu hồ sơ"), 1.4),
            Column(_("Tiêu đề hồ sơ"), 4),
            Column(_("Thời gian tài liệu"), 1.7, centre=True),
            Column(_("Thời hạn bảo quản"), 1.2, centre=True),
            Column(_("Số tờ/Số trang"), 0.9, centre=True),
            Column(_("Ghi chú"), 1.2),
        ),
        rows=tuple(Row(_cells(place, file)) for place, file in enumerate(files, 1)),
        after=(totals(files),),
        signers=(Sign(_("Người lập"), handover.from_name, _("(Ký, ghi rõ họ tên)")),),
        landscape=True,
        size=11,
    )


def minutes(handover: Handover, items: Sequence[HandoverItem], *, now: datetime) -> Listing:
    """Return the minutes of hand-over, or of the return with its reasons."""
    agency = identity.agency(handover.agency_id)
    accepted = [item.file for item in items if item.state != ItemState.BAD]
    refused = [item for item in items if item.state == ItemState.BAD]
    paper = sum(1 for item in items if item.file.form != FileForm.ELECTRONIC)
    before = (
        _("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;"),
        _("Căn cứ Luật Lưu trữ số 33/2024/QH15;"),
        _("Chúng tôi gồm:"),
        _("Bên giao: %(name)s, %(title)s.") % {"name": handover.from_name, "title": handover.from_title},
        _("Bên nhận (lưu trữ hiện hành): %(name)s, %(title)s.")
        % {"name": handover.to_name, "title": handover.to_title},
        _("Thống nhất lập biên bản giao nhận hồ sơ, tài liệu như sau:"),
    )
    after = [
        _("1. Tổng số hồ sơ trong mục lục: %(all)d; tiếp nhận: %(good)d; trả lại: %(bad)d.")
        % {"all": len(items), "good": len(accepted), "bad": len(refused)},
        _("2. %(totals)s") % {"totals": totals(accepted)},
        _("3. Hồ sơ có bản giấy: %(n)d.") % {"n": paper},
        _("4. Kiểm tra tính toàn vẹn và chữ ký số theo bảng trên; kết luận: %(text)s")
        % {"text": handover.conclusion or _("đủ điều kiện tiếp nhận.")},
        _("Biên bản này lập thành hai bản, mỗi bên giữ một bản."),
    ]
    return Listing(
        title=_("Biên bản giao nhận hồ sơ, tài liệu"),
        agency=agency.name,
        superior=agency.superior_name,
        subtitles=(
            _("Đợt nộp lưu số %(number)s năm %(year)d") % {"number": handover.number or "…", "year": handover.year},
        ),
        place_date=place_date(agency.place_name, timezone.localdate(now)),
        before=before,
        columns=(
            Column(_("Số TT"), 0.6, centre=True),
            Column(_("Mã hồ sơ"), 1.8),
            Column(_("Tiêu đề hồ sơ"), 3.4),
            Column(_("Tệp điện tử"), 0.8, centre=True),
            Column(_("Kết quả kiểm tra"), 2.6),
        ),
        rows=tuple(
            Row((str(i.position), i.file.arc_file_code or i.file.code, i.file.title, _count(i), _result(i)))
            for i in items
        ),
        after=tuple(after),
        signers=(
            Sign(_("Bên giao"), handover.from_name, _("(Ký, ghi rõ họ tên)")),
            Sign(_("Bên nhận"), handover.to_name, _("(Ký, ghi rõ họ tên)")),
        ),
    )


def totals(files: Sequence[CaseFile]) -> str:
    """Return how many files, documents and pages there are, in a sentence."""
    return _("Tổng số: %(files)d hồ sơ, %(documents)d văn bản, tài liệu, %(pages)d trang.") % {
        "files": len(files),
        "documents": sum(file.doc_total for file in files),
        "pages": sum(file.page_total for file in files),
    }


def _cells(place: int, file: CaseFile) -> tuple[str, ...]:
    span = " – ".join(part for part in (day(file.started_on), day(file.ended_on)) if part)
    amount = "/".join(str(n) for n in (file.paper_sheets, file.page_total) if n)
    return (str(place), file.notation, file.title, span, file.retention.label, amount, file.description)


def _count(item: HandoverItem) -> str:
    return str(
        sum(int(one.get("files", 0)) for one in item.checks if one.get("code") == "content") or item.file.doc_total
    )


def _result(item: HandoverItem) -> str:
    word = str(ItemState(item.state).label)
    return f"{word}. {item.note}" if item.note else word
