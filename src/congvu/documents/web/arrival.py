"""The stamped rendering of an incoming document, and its handling slip, as PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.identity import api as identity
from congvu.kernel.api import audit, files
from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest, office

from ..models import Document
from ..papers.arrival import ArrivalStamp, Slip, SlipEntry
from ..papers.arrival import slip_pdf as make_slip
from ..papers.arrival import stamped as make_stamped
from ..queries import files as files_query
from ..queries import tree as tree_query
from ..queries.document import document_or_404
from ..rules import printed_number, shown
from ..types import Direction

PARTS = {
    "leader": "1. Ý kiến của lãnh đạo cơ quan, tổ chức",
    "head": "2. Ý kiến của lãnh đạo đơn vị",
    "handler": "3. Ý kiến đề xuất của người giải quyết",
}


@office
@require_safe
def stamped(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Hand over a copy of the paper with the ĐẾN stamp on its first page; the stored original stays as it came."""
    found = _incoming(request, uid)
    if found.number is None or found.is_secret:
        raise NotFound
    source = files_query.shown_pdf(found)
    if source is None:
        raise NotFound
    stamp = ArrivalStamp(
        agency=request.actor.agency_name,
        number=printed_number(found.number, found.number_suffix),
        day=shown(timezone.localtime(found.arrived_at).date()) if found.arrived_at else "",
        passed_to=found.handler_text,
    )
    return _pdf(make_stamped(files.read_bytes(source.file_id), stamp), f"den-{found.number}.pdf")


@office
@require_safe
def slip_pdf(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Hand over the handling slip, filled from the acts so far."""
    now = timezone.now()
    found = _incoming(request, uid)
    if found.is_secret:
        raise NotFound
    card = identity.agency(found.agency_id)
    parts = tree_query.slip(found, now=now)
    day = shown(timezone.localtime(found.arrived_at).date()) if found.arrived_at else ""
    slip = Slip(
        agency=request.actor.agency_name,
        superior=card.superior_name if card else "",
        facts=(
            (_("Tên loại, số, ký hiệu"), " ".join(x for x in (found.document_type.name, found.full_code) if x)),
            (_("Ngày văn bản"), shown(found.issued_on) if found.issued_on else ""),
            (_("Cơ quan ban hành"), found.issuing_agency_name),
            (_("Số đến, ngày đến"), f"{printed_number(found.number or 0, found.number_suffix)}, {day}"),
            (_("Hạn giải quyết"), f"{timezone.localtime(found.due_at):%d/%m/%Y %H:%M}" if found.due_at else ""),
        ),
        subject=found.subject,
        parts=tuple((title, tuple(_entry(part) for part in parts[name])) for name, title in PARTS.items()),
        footer=_("In từ hệ thống lúc %(at)s") % {"at": f"{timezone.localtime(now):%d/%m/%Y %H:%M}"},
    )
    audit.record(request.actor, "documents.printed", found, at=now)
    return _pdf(make_slip(slip), f"phieu-giai-quyet-{found.number}.pdf")


def _entry(part: tree_query.SlipPart) -> SlipEntry:
    given = tuple(f"{role}: {name}{f', hạn {due}' if due else ''}" for role, name, due in part.given)
    return SlipEntry(part.who, part.at, part.text, given, part.entered)


def _incoming(request: OfficeRequest, uid: UUID) -> Document:
    found = document_or_404(actor=request.actor, uid=uid)
    if found.direction != Direction.INCOMING:
        raise NotFound
    return found


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
