"""Search field by field: form, results in chosen columns and order, the results as a file."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import DomainError, NotFound
from congvu.search import api as search
from congvu.ui.api import Chip, OfficeRequest, office

from .. import policy
from ..models import Document
from ..queries import find as query
from .find_form import FindForm

THE_LIST = Document(pk=0)  # an act on the list as a whole, not on one document
PAGING = frozenset({"sau", "sap", "giam"})


@office
@require_safe
def find(request: OfficeRequest) -> HttpResponse:
    """Show the form, and what the actor may see and the fields find."""
    now = timezone.now()
    form = _form(request.actor, request.GET)
    asked = form.asked()
    sort, descending = request.GET.get("sap", ""), request.GET.get("giam") == "1"
    shown, refusal = None, ""
    if not asked.is_empty and not form.errors:
        try:
            shown = query.find(
                actor=request.actor,
                asked=asked,
                sort=sort,
                descending=descending,
                after=request.GET.get("sau", "")[:80],
                now=now,
            )
        except DomainError as error:
            refusal = str(error)
    kept = _kept(request)
    columns = search.columns_of(actor=request.actor, page=query.PAGE)
    context = {
        "form": form,
        "shown": shown,
        "refusal": refusal,
        "asked": not asked.is_empty,
        "has_subject": any(column.key == "trich-yeu" for column in columns),
        "heads": _heads(kept, columns, sort, descending),
        "chips": [Chip(label, "?" + _kept(request, *names)) for names, label in form.words()],
        "kept": kept,
        "next_url": _address(kept, sap=sort, giam="1" if descending else "", sau=shown.next) if shown else "",
        "has_next": bool(shown and shown.next),
        "first_url": _address(kept, sap=sort, giam="1" if descending else "") if request.GET.get("sau") else "",
        "saved_bar": search.bar(actor=request.actor, page=query.PAGE, query=kept),
        "kinds": ("xlsx", "csv", "docx", "doc", "pdf"),
        "sorted_words": _sorted_words(shown),
    }
    return render(request, "documents/find.html", context, status=422 if refusal or form.errors else 200)


@office
@require_safe
def exported(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """Answer the results in the chosen columns as a file; the export is recorded with what was asked (F6)."""
    if not policy.reads_at_all(request.actor):
        raise NotFound
    now = timezone.now()
    form = _form(request.actor, request.GET)
    asked = form.asked()
    columns = search.columns_of(actor=request.actor, page=query.PAGE)
    audit.record(
        request.actor,
        "documents.found_exported",
        THE_LIST,
        at=now,
        kind=kind[:10],
        asked=[label for _names, label in form.words()][:40],
    )
    table = search.Table(
        title=str(_("Kết quả tìm văn bản")),
        heads=[str(column.label) for column in columns],
        rows=query.export_rows(actor=request.actor, asked=asked, columns=columns, now=now),
        widths=[column.width for column in columns],
        agency=request.actor.agency_name,
        lede="; ".join(label for _names, label in form.words())[:500],
        note=_("Nhiều nhất %(most)d văn bản mới nhất trong những gì %(who)s được xem, lúc %(at)s.")
        % {
            "most": query.MOST_EXPORTED,
            "who": request.actor.display_name,
            "at": timezone.localtime(now).strftime("%H:%M %d/%m/%Y"),
        },
    )
    return search.export(table, kind=kind)


def counted(actor: Actor, saved: str) -> int:
    """Return how many documents a saved search finds now, for its counter."""
    form = _form(actor, QueryDict(saved))
    return query.count(actor=actor, asked=form.asked(), most=99)[0]


def _form(actor: Actor, data: QueryDict) -> FindForm:
    tree = identity.unit_tree(agency_id=actor.agency_id, on=timezone.localdate())
    units = [(unit.id, f"{'– ' * unit.depth}{unit.name}") for unit in tree]
    return FindForm(data, units=units)


def _kept(request: HttpRequest, *drop: str) -> str:
    gone = PAGING | set(drop)
    return urlencode([(k, v) for k, values in request.GET.lists() if k not in gone for v in values if v.strip()])


def _address(kept: str, **more: str) -> str:
    return "?" + urlencode([*parse_qsl(kept), *((k, v) for k, v in more.items() if v)])


def _heads(
    kept: str, columns: list[search.Column], sort: str, descending: bool
) -> list[tuple[search.Column, str, str]]:
    """Return each column with the address that sorts by it and how it is sorted now."""
    found = []
    for column in columns:
        now = ("descending" if descending else "ascending") if column.key == sort else ""
        turned = "1" if column.key == sort and not descending else ""
        url = _address(kept, sap=column.key, giam=turned) if column.sort else ""
        found.append((column, url, now))
    return found


def _sorted_words(shown: query.FoundPage | None) -> str:
    if shown is None or not shown.sorted_of:
        return ""
    words = _("Sắp trong %(n)d văn bản mới nhất khớp; lọc hẹp hơn để gồm tất cả.") if shown.cut else _("%(n)d văn bản.")
    return words % {"n": shown.sorted_of}
