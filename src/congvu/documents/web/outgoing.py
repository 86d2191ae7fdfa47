"""The register of outgoing documents: on screen and in print."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from congvu.kernel.errors import NotFound
from congvu.search import api as search
from congvu.ui.api import Chip, DayField, OfficeRequest, office

from .. import panels
from ..drafting import register as query
from ..drafting.register import OutgoingFilter
from ..models import DocumentType, Register
from ..queries.order import read_edge
from ..queries.register_columns import OUTGOING, OUTGOING_CELLS, cells
from . import exports
from .draft_forms import number_of
from .register_list import KINDS, ListView, as_table, kept_query, look, record_export, with_words

MOST_PRINTED = 2000


class FilterForm(forms.Form):
    """What the register is asked for; its fields are the words of the address."""

    tim = forms.CharField(label=_("Tìm trong sổ"), required=False, max_length=200)
    tu = DayField(label=_("Ngày văn bản từ"), required=False)
    den = DayField(label=_("đến"), required=False)
    loai = forms.ChoiceField(label=_("Tên loại"), required=False)
    phong = forms.TypedChoiceField(label=_("Đơn vị soạn thảo"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: object, *, units: list[tuple[int, str]]) -> None:
        super().__init__(data, auto_id="loc-%s")  # type: ignore[arg-type]
        groups = [DocumentType.Kind.ADMINISTRATIVE, DocumentType.Kind.COPY]
        kinds = DocumentType.objects.filter(kind__in=groups, valid_to=None).order_by("kind", "position")
        kind, unit = self.fields["loai"], self.fields["phong"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(unit, forms.TypedChoiceField)
        kind.choices = [("", _("Tất cả")), *((k.code, k.name) for k in kinds)]
        unit.choices = [("", _("Tất cả")), *((str(pk), name) for pk, name in units)]

    def asked(self) -> OutgoingFilter:
        """Return the filter as values; what cannot be read filters nothing."""
        values = self.cleaned_data if self.is_valid() else {}
        return OutgoingFilter(
            words=values.get("tim") or "",
            issued_from=values.get("tu"),
            issued_to=values.get("den"),
            type_code=values.get("loai") or "",
            unit_id=values.get("phong"),
        )


@office
@require_safe
def outgoing(request: OfficeRequest) -> HttpResponse:
    """Show one page of a register of outgoing documents."""
    found, register = _chosen(request)
    form = _form(request)
    context: dict[str, object] = {
        "form": form,
        "registers": found,
        "register": register,
        "bulk_acts": panels.bulk_acts(request.actor),
    }
    if register is not None:
        view = look(request, page=OUTGOING, usual=found[0])
        context |= _page(request, register, form.asked(), view) | {
            "view": view,
            "upcoming": query.upcoming(register),
            "chips": _chips(request, form),
            "kept": view.kept,
            "kept_pairs": parse_qsl(view.kept),
            "kinds": KINDS,
        }
    return render(request, "documents/draft_outgoing.html", context)


def _page(request: OfficeRequest, register: Register, asked: OutgoingFilter, view: ListView) -> dict[str, object]:
    """Return the lines with the addresses before and after, by number or in the order asked for."""
    if view.order is not None:
        edge = read_edge(request.GET.get("sau"), view.order)
        ordered = query.page_in_order(actor=request.actor, register=register, asked=asked, order=view.order, edge=edge)
        return {
            "page": ordered,
            "older_url": with_words(view.kept, sau=ordered.next) if ordered.next else "",
            "newer_url": with_words(view.kept, sau=ordered.previous) if ordered.previous else "",
        }
    jump = number_of(request.GET.get("den-so"))
    shown = query.page(
        actor=request.actor,
        register=register,
        asked=asked,
        older_than=jump + 1 if jump is not None else number_of(request.GET.get("truoc")),
        newer_than=number_of(request.GET.get("sau")),
    )
    return {
        "page": shown,
        "older_url": _paged(request, "truoc", shown.older_than),
        "newer_url": _paged(request, "sau", shown.newer_than),
    }


@office
@require_safe
def exported(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """Answer the filtered register as a file: the legal columns, or those shown (`?cot=1`); the export is recorded."""
    now = timezone.now()
    found, register = _chosen(request)
    if register is None:
        raise NotFound
    form = _form(request)
    view = look(request, page=OUTGOING, usual=found[0])
    filters = [chip.label for chip in _chips(request, form)]
    rows = query.all_rows(actor=request.actor, register=register, asked=form.asked(), order=view.order)
    as_shown = request.GET.get("cot") == "1"
    table = as_table(
        request,
        register=register,
        filters=filters,
        heads=[str(column.label) for column in view.columns] if as_shown else exports.outgoing_heads(),
        widths=[column.width for column in view.columns] if as_shown else exports.OUTGOING_WIDTHS,
        rows=(cells(row, view.columns, OUTGOING_CELLS) if as_shown else exports.outgoing_cells(row) for row in rows),
        kind=kind,
        now=now,
    )
    record_export(request, register, kind=kind, filters=filters, now=now)
    return search.export(table, kind=kind)


@office
@require_safe
def printed(request: OfficeRequest) -> HttpResponse:
    """Show the legal columns of the filtered register for paper (NĐ 30/2020 Phụ lục IV)."""
    _found, register = _chosen(request)
    if register is None:
        raise NotFound
    rows = list(
        query.all_rows(actor=request.actor, register=register, asked=_form(request).asked(), most=MOST_PRINTED + 1)
    )
    return render(
        request,
        "documents/draft_outgoing_print.html",
        {
            "register": register,
            "rows": rows[:MOST_PRINTED],
            "cut": len(rows) > MOST_PRINTED,
            "most": MOST_PRINTED,
            "kept": kept_query(request),
        },
    )


def _form(request: OfficeRequest) -> FilterForm:
    return FilterForm(request.GET, units=query.unit_names(actor=request.actor, on=timezone.localdate()))


def _chosen(request: OfficeRequest) -> tuple[list[Register], Register | None]:
    found = query.registers(actor=request.actor)
    wanted = number_of(request.GET.get("so"))
    if wanted is None:
        return found, found[0] if found else None
    chosen = next((r for r in found if r.pk == wanted), None)
    if chosen is None:
        raise NotFound
    return found, chosen


def _paged(request: HttpRequest, name: str, value: int | None) -> str:
    if value is None:
        return ""
    return "?" + "&".join(part for part in (kept_query(request), urlencode({name: value})) if part)


def _chips(request: HttpRequest, form: FilterForm) -> list[Chip]:
    """Return one chip a filter in force, each leading to the list without it."""
    if not form.is_valid():
        return []
    found = []
    for name in form.fields:
        if value := form.cleaned_data.get(name):
            label = dict(getattr(form.fields[name], "choices", [])).get(str(value), request.GET.get(name, ""))
            found.append(Chip(f"{form.fields[name].label}: {label}", "?" + kept_query(request, name)))
    return found
