"""The page of one document: the paper on the left, what is known and done about it on the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.kernel.api import files, statements
from congvu.kernel.errors import NotFound
from congvu.signing import api as signing
from congvu.ui.api import OfficeRequest, office

from .. import panels
from ..actions.handle import mark_seen, unseen
from ..actions.readings import note_reading
from ..extraction import PDF
from ..models import Document
from ..papers.marks import on_pdf
from ..pictures import NotDrawn, marked_picture, page_picture
from ..queries import desk as desk_query
from ..queries import document as query
from ..queries import files as files_query
from ..queries import tree as tree_query
from ..queries.paper_marks import mark_of
from ..queries.register import due_tone
from ..queries.signatures import signatures
from ..queries.timeline import MOST_SHOWN, timeline
from ..types import OPEN_STATES, Channel, Direction, State
from .stamp import Stamp, stamp_of

STATE_TONES = {
    "issued": "good",
    "done": "good",
    "filed": "done",
    "returned": "soon",
    "assigned": "run",
    "in_progress": "run",
}


@office
@require_safe
def document(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one document; opening it is noted for whoever was given it."""
    now, actor = timezone.now(), request.actor
    found, new = statements.together(
        lambda: query.document_or_404(actor=actor, uid=uid), lambda: unseen(actor=actor, uid=uid)
    )
    if new and mark_seen(actor=actor, uid=uid, now=now):
        found = query.document_or_404(actor=actor, uid=uid)
    note_reading(actor, found, now=now)
    incoming = found.direction == Direction.INCOMING
    ref = query.ref_of(found)
    open_line = incoming and not found.is_secret
    happened, (newer, older), so_far, files_, mark, desk, acts, answers, loaded, more_acts = statements.together(
        lambda: timeline(found),
        lambda: query.neighbours(actor=actor, document=found),
        lambda: tree_query.course(found),
        lambda: files_query.kept_files(found),
        lambda: mark_of(found),
        lambda: desk_query.desk(actor=actor, document=found, now=now) if open_line else None,
        lambda: query.acts(actor=actor, document=found),
        lambda: query.answers(actor=actor, document=found),
        lambda: panels.loaded(actor, ref, now=now),
        lambda: panels.acts(actor, ref),
    )
    by = happened[-1].text if 0 < len(happened) < MOST_SHOWN else ""
    context = {
        "document": found,
        "incoming": incoming,
        "state_tone": STATE_TONES.get(found.state, "none"),
        "state_label": State(found.state).label,
        "due_tone": due_tone(found, now=now) if found.state in OPEN_STATES else "",
        "paper": files_query.paper_with(found, files_, mark),
        "facts": _facts(found, answers),
        "stamp": stamp_of(found, agency=request.actor.agency_name) if incoming and found.number else None,
        "signatures": signatures(files_),
        "tree": tree_query.tree(found, so_far, registered=by, now=now) if open_line else [],
        "tree_summary": tree_query.summary(so_far),
        "desk": desk,
        "absent": desk_query.absent_holders(so_far.handlings, now=now) if open_line else [],
        "holders": tree_query.holders(so_far),
        "timeline": happened,
        "acts": acts,
        "answer_url": _answer_url(found),
        "newer": newer,
        "older": older,
        "panels": panels.shown(loaded, "side"),
        "main_panels": panels.shown(loaded, "main"),
        "more_acts": more_acts,
    }
    return render(request, "documents/document.html", context)


def _answer_url(found: Document) -> str:
    try:
        return f"{reverse('documents:draft_new')}?tra-loi={found.uid}"
    except NoReverseMatch:
        return ""


def _linked(answers: Sequence[query.Answer]) -> str:
    pairs = [(reverse("documents:document", args=[one.uid]), one.label) for one in answers]
    return format_html_join(", ", '<a href="{}">{}</a>', pairs)


def _facts(found: Document, answers: Iterable[Sequence[query.Answer]]) -> list[tuple[str, Any]]:
    """Return the facts of the registration as names and values, empty ones left out."""
    local = timezone.localtime(found.arrived_at) if found.arrived_at else None
    via = str(Channel(found.received_via).label) if found.received_via else ""
    signer = ", ".join(part for part in (found.signer_name, found.signer_position) if part)
    capacity = f" ({found.signer_capacity})" if found.signer_capacity and signer else ""
    register = found.register.name if found.register else ""
    number = format_html('<b class="cv-num">{}{}</b> / {}', found.number, found.number_suffix, register)
    by, to = (_linked(one) for one in answers)
    incoming = found.direction == Direction.INCOMING
    pairs: list[tuple[str, Any]] = [
        (_("Số đến") if incoming else _("Số đi"), number if found.number else ""),
        (_("Đến lúc"), f"{local:%d/%m/%Y, %H:%M} {_('qua')} {via}" if local else ""),
        (_("Loại"), found.document_type.name),
        (_("Người ký"), f"{signer}{capacity}"),
        (_("Hạn trả lời"), f"{found.due_on:%d/%m/%Y}" if found.due_on else ""),
        (_("Hạn giải quyết"), f"{timezone.localtime(found.due_at):%d/%m/%Y, %H:%M}" if found.due_at else ""),
        (_("Mã định danh"), found.document_code),
        (_("Số trang, bản"), " / ".join(str(n) for n in (found.pages, found.copies) if n)),
        (_("Phạm vi"), found.get_circulation_display() if found.circulation else ""),
        (_("Ghi chú"), found.note),
        (_("Trả lời cho"), to),
        (_("Trả lời bằng"), by),
        (_("Kết quả"), found.closing_note),
    ]
    return [(name, value) for name, value in pairs if value]


@office
@require_safe
def file(request: OfficeRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    """Hand over one file of a document that the actor sees."""
    found = files_query.file_of(actor=request.actor, uid=uid, file_uid=file_uid)
    document = Document(pk=found.document_id)
    note_reading(request.actor, document, what=f"file:{found.pk}", label=found.name, now=timezone.now())
    newest = signing.newest_form(found.file_id)  # cùng nội dung đã ký, thêm dấu thời gian và bằng chứng
    return files.serve(request, newest, name=found.name, inline="xem" in request.GET)


@office
@require_safe
def page(request: OfficeRequest, uid: UUID, file_uid: UUID, number: int) -> HttpResponseBase:
    """Hand over the picture of one page."""
    found = files_query.file_of(actor=request.actor, uid=uid, file_uid=file_uid)
    if not 0 < number <= (found.pages or 0):
        raise NotFound
    try:
        mark = mark_of(found.document) if found.role in files_query.MARKED else None
        if mark is not None:
            place = marked_picture(file_id=found.file_id, sha256=found.sha256, page=number, mark=mark)
        else:
            place = page_picture(file_id=found.file_id, sha256=found.sha256, page=number)
    except NotDrawn as error:
        raise NotFound from error
    response = FileResponse(place.open("rb"), content_type="image/png")
    # Địa chỉ mang khóa của dấu, nên ảnh không dấu còn trong trình duyệt không che được việc thu hồi.
    response["Cache-Control"] = "private, max-age=86400" if request.GET else "private, max-age=300"
    return response


@office
@require_safe
def marked_print(request: OfficeRequest, uid: UUID, file_uid: UUID) -> HttpResponse:
    """Hand over a copy for printing with the mark on each page; the signed file itself stays as it is."""
    found = files_query.file_of(actor=request.actor, uid=uid, file_uid=file_uid)
    mark = mark_of(found.document)
    if mark is None or found.media_type != PDF or found.role not in files_query.MARKED:
        raise NotFound
    note_reading(request.actor, found.document, what=f"file:{found.pk}", label=found.name, now=timezone.now())
    response = HttpResponse(on_pdf(files.read_bytes(found.file_id), mark), content_type=PDF)
    response["Content-Disposition"] = files.disposition(found.name, inline=True)
    response["Cache-Control"] = "private, no-store"
    return response


@office
@require_safe
def stamp(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the ĐẾN stamp in its real size for paper (NĐ 30/2020 Phụ lục IV)."""
    found = query.document_or_404(actor=request.actor, uid=uid)
    if found.direction != Direction.INCOMING or found.number is None:
        raise NotFound
    shown: Stamp = stamp_of(found, agency=request.actor.agency_name)
    return render(request, "documents/stamp_print.html", {"document": found, "stamp": shown})


@office
@require_safe
def slip(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the handling slip for paper (phiếu giải quyết văn bản đến), filled as far as it is known."""
    now = timezone.now()
    found = query.document_or_404(actor=request.actor, uid=uid)
    if found.direction != Direction.INCOMING or found.is_secret:
        raise NotFound
    return render(request, "documents/slip_print.html", {"document": found, "parts": tree_query.slip(found, now=now)})
