"""The clerk's queue of captured papers."""

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
from django.views.decorators.http import require_http_methods, require_safe

from congvu.exchange import api as exchange
from congvu.kernel.api import files
from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, Tab, office

from .. import policy, queries
from ..actions.close import discard
from ..sheet import separator_sheet


class DiscardForm(forms.Form):
    """Why a paper is not registered."""

    reason = forms.CharField(label=gettext_lazy("Lý do bỏ"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List what waits to be registered, or what is done with."""
    policy.may_take(request.actor).require()
    closed = request.GET.get("xong") == "1"
    page = queries.papers(actor=request.actor, closed=closed, after=request.GET.get("sau"))
    context = {
        "lines": [queries.line(row) for row in page.rows],
        "next_url": f"?{'xong=1&' if closed else ''}sau={page.next}" if page.next else "",
        "closed": closed,
        "tabs": _tabs(request),
        "refused": [] if closed or request.GET.get("sau") else queries.refused(actor=request.actor),
        "sources": queries.sources(actor=request.actor),
    }
    return render(request, "capture/papers.html", context)


def _tabs(request: OfficeRequest) -> list[Tab]:
    """The two queues of a clerk: what was captured, and what came by exchange."""
    captured, came = queries.waiting_count(actor=request.actor), exchange.waiting_count(actor=request.actor)
    return [
        Tab(_("Máy quét, hộp thư"), reverse("capture:papers"), captured, is_current=True),
        Tab(_("Liên thông"), reverse("exchange:arrivals"), came),
    ]


@office
@require_safe
def file(request: OfficeRequest, uid: UUID) -> HttpResponseBase:
    """Give the paper itself."""
    row = queries.paper(actor=request.actor, uid=uid)
    return files.serve(request, row.file_id, name=row.name, inline=request.GET.get("xem") == "1")


@office
@require_http_methods(["GET", "POST"])
def discarding(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take a paper off the queue with a reason."""
    row = queries.paper(actor=request.actor, uid=uid)
    form = DiscardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            discard(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã bỏ bản thu; tệp và lý do vẫn được giữ."))
            return redirect("capture:papers")
    context = {"form": form, "line": queries.line(row)}
    return render(request, "capture/discard.html", context, status=422 if form.errors else 200)


@office
@require_safe
def separator(request: OfficeRequest) -> HttpResponse:
    """Give the sheet that parts the papers of one scan."""
    policy.may_take(request.actor).require()
    response = HttpResponse(separator_sheet(), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="to-phan-cach.pdf"'
    return response
