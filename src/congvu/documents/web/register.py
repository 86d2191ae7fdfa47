"""The register of incoming documents: on screen, in print, as files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from congvu.identity import api as identity
from congvu.kernel.api import statements
from congvu.kernel.errors import DomainError, NotFound
from congvu.search import api as search
from congvu.ui.api import Chip, OfficeRequest, office

from .. import panels, policy
from ..actions.submit import leaders_of, submit_many
from ..models import Register
from ..queries import register as query
from ..queries.order import read_edge
from ..queries.register import OrderedPage, RegisterFilter, RegisterPage
from ..queries.register_columns import INCOMING, INCOMING_CELLS, cells
from . import exports
from .forms import RegisterFilterForm, SubmitForm, number_of, type_choices
from .register_cells import Lines
from .register_list import KINDS, PAGING, ListView, as_table, kept_query, look, record_export, with_words

MOST_PRINTED = 2000


def _chosen(request: OfficeRequest, found: list[Register] | None = None) -> tuple[list[Register], Register | None]:
    """Return the registers of the actor and the one asked for; the newest default one otherwise."""
    if found is None:
        found = query.registers(actor=request.actor)
    wanted = number_of(request.GET.get("so"))
    if wanted is not None:
        chosen = next((r for r in found if r.pk == wanted), None)
        if chosen is None:
            raise NotFound
        return found, chosen
    return found, (found[0] if found else None)


def _asked(request: HttpRequest, form: RegisterFilterForm) -> RegisterFilter:
    return form.asked() if form.is_valid() else RegisterFilter()


@office
@require_safe
def incoming(request: OfficeRequest) -> HttpResponse:
    """Show one page of a register of incoming documents."""
    now, actor = timezone.now(), request.actor
    found, units, types, bar = statements.together(
        lambda: query.registers(actor=actor),
        lambda: _units(request, now),
        lambda: type_choices(empty=_("Tất cả")),
        lambda: search.bar(actor=actor, page=INCOMING, query="", counted=False),
    )
    found, register = _chosen(request, found)
    form = RegisterFilterForm(request.GET or None, units=units, types=types)
    asked = _asked(request, form)
    may_register = bool(policy.may_register(actor, actor.agency_id))
    bulk_acts = panels.bulk_acts(actor)
    context: dict[str, Any] = {
        "form": form,
        "register": None,
        "registers": found,
        "may_register": may_register,
        "bulk_acts": bulk_acts,
        "year": timezone.localdate(now).year,
    }
    if register is not None:
        view = look(request, page=INCOMING, usual=found[0], bar=bar)
        shown, card, leaders, issuers = statements.together(
            lambda: _listed(request, register, asked, view, now),
            lambda: query.card(register),
            lambda: leaders_of(agency_id=actor.agency_id, now=now) if may_register else [],
            lambda: query.recent_issuers(actor=actor, register=register),
        )
        drawing = Lines(view, may_register=may_register, may_act=bool(bulk_acts), now=now)
        context |= shown | {
            "view": view,
            "lines": drawing.drawn(shown["page"].rows),
            "register": card,
            "chips": _chips(request, asked, form),
            "kept": view.kept,
            "kept_pairs": parse_qsl(view.kept),
            "kinds": KINDS,
            "leaders": leaders,
            "issuers": issuers,
        }
    return render(request, "documents/register.html", context)


def _listed(
    request: OfficeRequest, register: Register, asked: RegisterFilter, view: ListView, now: datetime
) -> dict[str, Any]:
    """Return the lines, and how many the filter keeps: most pages have learnt that with them."""
    listed = _page(request, register, asked, view, now)
    return listed | {"summary": _summary(request, register, asked, listed["page"], now)}


def _page(
    request: OfficeRequest, register: Register, asked: RegisterFilter, view: ListView, now: datetime
) -> dict[str, Any]:
    """Return the lines with the addresses before and after, by number or in the order asked for."""
    about: dict[str, Any] = {"actor": request.actor, "register": register, "asked": asked, "now": now}
    if view.order is not None:
        edge = read_edge(request.GET.get("sau"), view.order)
        ordered = query.page_in_order(order=view.order, edge=edge, **about)
        return {
            "page": ordered,
            "older_url": with_words(view.kept, sau=ordered.next) if ordered.next else "",
            "newer_url": with_words(view.kept, sau=ordered.previous) if ordered.previous else "",
        }
    jump = number_of(request.GET.get("den-so"))
    shown = query.page(
        older_than=jump + 1 if jump is not None else number_of(request.GET.get("truoc")),
        newer_than=number_of(request.GET.get("sau")),
        **about,
    )
    return {
        "page": shown,
        "older_url": _paged(request, truoc=shown.older_than),
        "newer_url": _paged(request, sau=shown.newer_than),
    }


@office
@require_POST
def submit_chosen(request: OfficeRequest) -> HttpResponse:
    """Hand the chosen documents up to a leader, all or none."""
    form = SubmitForm(request.POST)
    back = request.POST.get("ve", "")
    address = f"{reverse('documents:incoming')}{'?' + back if back and '://' not in back else ''}"
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(address)
    try:
        done = submit_many(
            actor=request.actor,
            uids=form.cleaned_data["van-ban"],
            leader_post_id=form.cleaned_data["lanh-dao"],
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Đã trình %(count)d văn bản.", "Đã trình %(count)d văn bản.", done)
        messages.success(request, words % {"count": done})
    return redirect(address)


@office
@require_safe
def printed(request: OfficeRequest) -> HttpResponse:
    """Show the legal columns of the filtered register for paper (NĐ 30/2020 Phụ lục IV: sổ đăng ký văn bản đến)."""
    now = timezone.now()
    _found, register = _chosen(request)
    if register is None:
        raise NotFound
    form = RegisterFilterForm(request.GET or None, units=_units(request, now))
    rows = list(
        query.all_rows(
            actor=request.actor, register=register, asked=_asked(request, form), now=now, most=MOST_PRINTED + 1
        )
    )
    return render(
        request,
        "documents/register_print.html",
        {
            "register": register,
            "rows": rows[:MOST_PRINTED],
            "cut": MOST_PRINTED if len(rows) > MOST_PRINTED else 0,
            "back": f"{reverse('documents:incoming')}?{kept_query(request)}",
        },
    )


@office
@require_safe
def exported(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """Answer the filtered register as a file: the legal columns, or those shown (`?cot=1`); the export is recorded."""
    now = timezone.now()
    found, register = _chosen(request)
    if register is None:
        raise NotFound
    form = RegisterFilterForm(request.GET or None, units=_units(request, now))
    asked = _asked(request, form)
    view = look(request, page=INCOMING, usual=found[0])
    filters = [label for _names, label in form.words(asked)]
    rows = query.all_rows(actor=request.actor, register=register, asked=asked, now=now, order=view.order)
    as_shown = request.GET.get("cot") == "1"
    table = as_table(
        request,
        register=register,
        filters=filters,
        heads=[str(column.label) for column in view.columns] if as_shown else exports.heads(),
        widths=[column.width for column in view.columns] if as_shown else exports.WIDTHS,
        rows=(cells(row, view.columns, INCOMING_CELLS) if as_shown else exports.cells(row) for row in rows),
        kind=kind,
        now=now,
    )
    record_export(request, register, kind=kind, filters=filters, now=now)
    return search.export(table, kind=kind)


def _units(request: OfficeRequest, now: Any) -> list[tuple[int, str]]:
    tree = identity.unit_tree(agency_id=request.actor.agency_id, on=timezone.localdate(now))
    return [(unit.id, f"{'– ' * unit.depth}{unit.name}") for unit in tree]


def _paged(request: HttpRequest, **key: int | None) -> str:
    ((name, value),) = key.items()
    if value is None:
        return ""
    return "?" + "&".join(part for part in (kept_query(request), urlencode({name: value})) if part)


def _summary(
    request: OfficeRequest, register: Register, asked: RegisterFilter, page: RegisterPage | OrderedPage, now: Any
) -> str:
    if not asked:
        return ""
    found, more = len(page.rows), False
    paged = any(request.GET.get(name) for name in PAGING)
    if page.counted is not None:
        found, more = min(page.counted, query.COUNT_AT_MOST), page.counted > query.COUNT_AT_MOST
    elif not page.is_all or (paged and not page.rows):
        found, more = query.count(actor=request.actor, register=register, asked=asked, now=now)
    if more:
        return _("Hơn %(count)d văn bản") % {"count": found}
    return ngettext("%(count)d văn bản", "%(count)d văn bản", found) % {"count": found}


def _chips(request: HttpRequest, asked: RegisterFilter, form: RegisterFilterForm) -> list[Chip]:
    """Return one chip a filter in force, each leading to the list without it."""
    words = form.words(asked)
    return [Chip(label, "?" + kept_query(request, *names)) for names, label in words]
