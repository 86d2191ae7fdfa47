"""Choosing receivers out of the directory."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from congvu.ui.api import OfficeRequest, office

from ..queries import directory

MOST_CHOSEN = 500
NAMES = frozenset({"gui-den"})


@office
@require_safe
def agencies(request: OfficeRequest) -> HttpResponse:
    """Answer with the receivers chosen so far, a chosen group's, and those that match what is typed."""
    today = timezone.localdate()
    name = request.GET.get("name", "gui-den")
    name = name if name in NAMES else "gui-den"
    chosen = request.GET.getlist(name)[:MOST_CHOSEN]
    for group in directory.groups(actor=request.actor):
        if str(group.uid) == request.GET.get("nhom", ""):
            chosen = [*chosen, *group.codes]
    kept = directory.by_codes(chosen, on=today)
    codes = [one.code for one in kept]
    found = [one for one in directory.find_agencies(request.GET.get("q", ""), on=today) if one.code not in codes]
    context = {"rows": [*kept, *found], "chosen": codes, "name": name, "typed": request.GET.get("q", "")}
    return render(request, "exchange/parts/agency_options.html", context)
