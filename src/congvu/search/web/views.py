"""Views of search."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, Tab, office

from .. import queries
from ..bar import bar
from ..kinds import kinds
from ..lists import advanced_for
from ..types import Results

PAGE = "search"
SUGGESTED = 6
SHORTEST_SUGGESTED = 2
TYPED_LIMIT = 20_000


@office
@require_GET
def results(request: OfficeRequest) -> HttpResponse:
    """Show what the actor may see and the question finds, with filters by kind and day."""
    typed = request.GET.get("q", "")[:TYPED_LIMIT]
    kind = request.GET.get("loai", "")[:60]
    since, until = _day(request.GET.get("tu", "")), _day(request.GET.get("den", ""))
    after = request.GET.get("sau", "")[:80]
    found, refusal = Results("", "", (), ""), ""
    try:
        found = queries.search(actor=request.actor, q=typed, kind=kind, since=since, until=until, after=after)
    except DomainError as error:
        refusal = str(error)
    chosen = {"q": typed, "loai": kind, "tu": since or "", "den": until or ""}
    context = {
        "found": found,
        "refusal": refusal,
        "search_text": typed[:500],
        "tabs": _tabs(chosen),
        "next_url": _address(chosen, sau=found.next) if found.next else "",
        "first_url": _address(chosen) if after else "",
        "since": since,
        "until": until,
        "kind": kind,
        "is_filtered": bool(kind or since or until),
        "without_filters": _address({"q": typed}),
        "today": timezone.localdate(),
        "saved_bar": bar(actor=request.actor, page=PAGE, query=_address(chosen)[1:]),
        "advanced": [(page.label, reverse(page.url_name) + _address({"q": typed})) for page in advanced_for(kind)],
    }
    return render(request, "search/results.html", context, status=422 if refusal else 200)


@office
@require_GET
def suggest(request: OfficeRequest) -> HttpResponse:
    """Fill the list under the search box: the first few results, and the way to all of them."""
    typed = request.GET.get("q", "")[:TYPED_LIMIT]
    found: Results | None = None
    if len(typed.strip()) >= SHORTEST_SUGGESTED:
        try:
            found = queries.search(actor=request.actor, q=typed, limit=SUGGESTED)
        except DomainError:
            found = None
    return render(request, "search/suggest.html", {"found": found, "all_url": f"/tim-kiem/{_address({'q': typed})}"})


def _tabs(chosen: Mapping[str, object]) -> list[Tab]:
    tabs = [Tab(_("Tất cả"), _address(chosen, loai=""), is_current=not chosen["loai"])]
    tabs += [
        Tab(str(kind.label), _address(chosen, loai=kind.key), is_current=chosen["loai"] == kind.key) for kind in kinds()
    ]
    return tabs


def _address(chosen: Mapping[str, object], **changes: object) -> str:
    return "?" + urlencode({name: value for name, value in {**chosen, **changes}.items() if value})


def _day(text: str) -> date | None:
    """Return a day written as 2026-10-14 or 14/10/2026, None for anything else."""
    parts = text.strip().split("/")
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else parse_date(text.strip())
    except ValueError:
        return None
