"""Saving searches and choosing columns, for every list that is registered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, office

from ..actions import saved as acts
from ..lists import list_page

MOST_QUERY = 4000


@office
@require_POST
def save(request: OfficeRequest, page: str) -> HttpResponse:
    """Keep the filters in force under a name."""
    query = request.POST.get("loc", "")[:MOST_QUERY]
    try:
        acts.save_search(
            actor=request.actor,
            page=page,
            name=request.POST.get("ten", ""),
            query=query,
            shared=request.POST.get("chung") == "1",
            now=timezone.now(),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã lưu bộ lọc."))
    return _back(page, query)


@office
@require_POST
def drop(request: OfficeRequest, page: str, uid: UUID) -> HttpResponse:
    """Remove a saved search."""
    name = acts.drop_search(actor=request.actor, uid=uid)
    messages.success(request, _("Đã bỏ bộ lọc “%(name)s”.") % {"name": name})
    return _back(page, "")


@office
@require_POST
def columns(request: OfficeRequest, page: str) -> HttpResponse:
    """Keep which columns of a list are shown."""
    chosen = [] if request.POST.get("nhu-cu") else request.POST.getlist("cot")
    try:
        acts.choose_columns(actor=request.actor, page=page, columns=chosen)
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _back(page, request.POST.get("loc", "")[:MOST_QUERY])


def _back(page: str, query: str) -> HttpResponse:
    known = list_page(page)
    if known is None:
        raise NotFound
    return redirect(f"{reverse(known.url_name)}{'?' + query.lstrip('?') if query else ''}")
