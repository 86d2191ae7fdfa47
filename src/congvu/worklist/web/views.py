"""Views of the worklist."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office

from .. import queries
from ..actions.filters import drop_filter, save_filter
from . import home as page
from .choice import parse, query_of


@office
@require_GET
def home(request: OfficeRequest) -> HttpResponse:
    """Show what the acting post has to do."""
    shown = page.home(actor=request.actor, choice=parse(request.GET), now=timezone.now())
    return render(request, "worklist/home.html", {"home": shown})


@office
@require_GET
def done(request: OfficeRequest) -> HttpResponse:
    """Show what was done, by whom and when."""
    rows, after = queries.done(actor=request.actor, after=request.GET.get("sau", ""))
    return render(request, "worklist/done.html", {"rows": rows, "after": after, "is_first": "sau" not in request.GET})


@office
@require_POST
def save(request: OfficeRequest) -> HttpResponse:
    """Keep the conditions in force under a name."""
    query = query_of(parse(QueryDict(request.POST.get("query", "")[:2000])))
    try:
        save_filter(actor=request.actor, name=request.POST.get("name", ""), query=query)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"/?{query}" if query else "/")


@office
@require_POST
def drop(request: OfficeRequest, filter_id: int) -> HttpResponse:
    """Drop one of the person's own filters."""
    drop_filter(actor=request.actor, filter_id=filter_id)
    messages.success(request, _("Đã bỏ bộ lọc."))
    return redirect("worklist:home")
