"""The clerk's desk: what arrived from other agencies."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import owners, policy
from ..actions.clerk import refuse
from ..actions.wishes import answer_wish
from ..queries import desk
from ..types import ArrivalState
from .shared import require_desk, tabs

SHELVES = ("cho", "xong", "yeu-cau")


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=500, required=False)


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List what waits to be registered, what is done with, or what senders wish back."""
    require_desk(request)
    shelf = request.GET.get("xem", "cho")
    shelf = shelf if shelf in SHELVES else "cho"
    page = desk.arrivals(actor=request.actor, shelf=shelf, after=request.GET.get("sau"))
    context = {
        "rows": desk.shown(page),
        "next_url": f"?xem={shelf}&sau={page.next}" if page.next else "",
        "shelf": shelf,
        "tabs": tabs(request, f"den-{shelf}"),
        "refused": desk.refused(actor=request.actor) if shelf == "cho" and not request.GET.get("sau") else [],
        "takes": policy.takes_arrivals(request.actor),
    }
    return render(request, "exchange/arrivals.html", context)


@office
@require_safe
def arrival(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one arrival: what it says, what was checked, its files, what may be done."""
    page = desk.arrival_page(actor=request.actor, uid=uid)
    view = page.view
    waits = view.state == ArrivalState.ARRIVED and policy.takes_arrivals(request.actor)
    context = {
        "page": page,
        "a": view,
        "acts": owners.acts(request.actor, uid) if waits else [],
        "may_refuse": waits,
        "may_answer": bool(view.change) and policy.takes_arrivals(request.actor),
        "document_url": owners.url_of(view.document_uid) if view.document_uid else "",
        "readable": view.state != ArrivalState.WITHDRAWN,
        "crumbs": [(_("Liên thông"), reverse("exchange:arrivals")), (view.full_code or view.subject, "")],
    }
    return render(request, "exchange/arrival.html", context)


@office
@require_safe
def file(request: OfficeRequest, uid: UUID, place: int) -> HttpResponseBase:
    """Give a file of an arrival."""
    row = desk.arrived_file(actor=request.actor, uid=uid, place=place)
    return files.serve(request, row.file_id, name=row.name, inline=request.GET.get("xem") == "1")


@office
@require_POST
def refusing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Return an arrival with a reason."""
    reason = request.POST.get("reason", "")
    try:
        refuse(actor=request.actor, arrival_uid=uid, reason=reason, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:arrival", uid)
    messages.success(request, _("Đã trả lại nơi gửi."))
    return redirect("exchange:arrivals")


@office
@require_POST
def answering(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Answer the sender's wish."""
    agreed = request.POST.get("tra-loi") == "dong-y"
    try:
        answer_wish(
            actor=request.actor,
            arrival_uid=uid,
            agreed=agreed,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đồng ý và báo nơi gửi.") if agreed else _("Đã từ chối và báo nơi gửi."))
    return redirect("exchange:arrival", uid)
