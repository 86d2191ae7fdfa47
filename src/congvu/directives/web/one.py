"""The page of one directive: the task, its parts and history, the source paper beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.documents import api as documents
from congvu.kernel.api import files
from congvu.ui.api import OfficeRequest, office
from congvu.worklist import api as worklist

from ..models import Directive
from ..queries import conditions
from ..queries import one as query
from ..rules import states
from ..types import NOTED_AFTERWARDS, Kind, Level, Product, Repeat, Source, State


@office
@require_safe
def directive(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one directive."""
    actor, today = request.actor, timezone.localdate()
    found = query.directive_or_404(actor=actor, uid=uid)
    if found.owner_post_id == actor.post_id:
        worklist.mark_seen(actor, found.work_key)
    lines = query.steps(found)
    changes = query.due_changes(found)
    ids = [pk for pk in (found.document_id, found.result_document_id) if pk is not None]
    papers = query.linked(actor=actor, document_ids=ids) if ids else {}
    source = papers.get(found.document_id or 0)
    context = {
        "directive": found,
        "state_tone": states.tone(found.state),
        "state_label": State(found.state).label,
        "due_tone": states.due_tone(
            found.state,
            found.due_on,
            found.result_on,
            today=today,
            soon_until=conditions.soon_until(actor.agency_id, today),
        ),
        "days_late": states.days_late(found.state, found.due_on, found.result_on, today),
        "facts": _facts(found, query.supporters(found)),
        "acts": query.acts(actor=actor, directive=found, asked=any(c.waits for c in changes)),
        "tree": query.tree(actor=actor, directive=found),
        "timeline": query.timeline(lines),
        "reports": query.reports(lines),
        "changes": changes,
        "waiting_ask": next((c for c in changes if c.waits), None),
        "source": source,
        "result": papers.get(found.result_document_id or 0),
        "paper": documents.paper_of(actor=actor, document_id=found.document_id)
        if found.document_id and source and source.url
        else None,
    }
    return render(request, "directives/directive.html", context)


def _facts(found: Directive, supporters: list[str]) -> list[tuple[str, Any]]:
    """Return the facts of a task as names and values, empty ones left out."""
    giver = f"{found.giver_name}, {found.giver_title}"
    first = found.first_due_on if found.first_due_on != found.due_on else None
    source = str(Source(found.source).label)
    if found.source in NOTED_AFTERWARDS and found.source_on:
        source = _("%(source)s, ngày %(day)s") % {"source": source, "day": f"{found.source_on:%d/%m/%Y}"}
    product = str(Product(found.product).label)
    kind = str(Kind(found.kind).label)
    pairs: list[tuple[str, Any]] = [
        (_("Mã"), format_html('<b class="cv-num">{}</b>', found.code)),
        (_("Người giao"), giver),
        (_("Người ghi"), found.entered_by_name),
        (_("Chủ trì"), found.lead_name),
        (_("Người thực hiện"), found.owner_name if found.owner_name != found.lead_name else ""),
        (_("Phối hợp"), "; ".join(supporters)),
        (_("Theo dõi"), found.monitor_name),
        (_("Lãnh đạo phụ trách"), found.supervisor_name),
        (_("Nguồn"), source),
        (_("Căn cứ"), found.source_note),
        (_("Cấp ban hành"), Level(found.level).label),
        (_("Lĩnh vực"), found.field.name if found.field else ""),
        (_("Loại"), f"{kind}, {Repeat(found.repeat).label}" if found.repeat else kind),
        (_("Sản phẩm"), f"{product}: {found.product_note}" if found.product_note else product),
        (_("Ngày giao"), f"{found.assigned_on:%d/%m/%Y}"),
        (_("Hạn ban đầu"), f"{first:%d/%m/%Y}" if first else ""),
        (_("Hạn"), f"{found.due_on:%d/%m/%Y}" if found.due_on else _("không thời hạn")),
        (_("Ngày có kết quả"), f"{found.result_on:%d/%m/%Y}" if found.result_on else ""),
    ]
    return [(name, value) for name, value in pairs if value]


@office
@require_safe
def step_file(request: OfficeRequest, uid: UUID, file_id: int) -> HttpResponseBase:
    """Give a file of a report."""
    found = query.file_of(actor=request.actor, uid=uid, file_id=file_id)
    return files.serve(request, found.file_id, name=found.name)
