"""Many tasks out of one text: it is split to rows, read through, and given at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel.api import text as vn
from congvu.kernel.errors import DomainError
from congvu.ui.api import DayField, OfficeRequest, PickUnit, office

from .. import policy
from ..actions.give import give_many
from ..actions.urge import urge
from ..queries import lists, receivers
from ..rules import splitting
from ..types import FIELD_LENGTHS, DirectiveData, Kind, Level, Party, Product, Source
from .acts import uids_of
from .forms import TYPED_SOURCES
from .giving import from_document, source_of
from .pages import number_of


class TextForm(forms.Form):
    """The text and what all its tasks share."""

    text = forms.CharField(
        label=gettext_lazy("Nội dung kết luận, danh mục nhiệm vụ"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=splitting.LONGEST_TEXT,
        help_text=gettext_lazy("Dán cả đoạn; mỗi mục đánh số hoặc gạch đầu dòng thành một nhiệm vụ để bạn xem lại."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Nguồn"), choices=[(s.value, s.label) for s in TYPED_SOURCES])
    source_note = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=FIELD_LENGTHS["source_note"], required=False)
    source_on = DayField(label=gettext_lazy("Ngày có chỉ đạo"), required=False)
    field = forms.CharField(label=gettext_lazy("Lĩnh vực"), max_length=FIELD_LENGTHS["field"], required=False)
    level = forms.ChoiceField(label=gettext_lazy("Cấp ban hành"), choices=Level.choices, initial=Level.AGENCY)


@dataclass(frozen=True, slots=True)
class Row:
    """A task as proposed or as typed; `fault` says what is wrong with it."""

    place: int
    content: str
    due: str
    lead: int | None
    keep: bool
    fault: str = ""


@office
@require_http_methods(["GET", "POST"])
def many(request: OfficeRequest) -> HttpResponse:
    """Split a text into rows; with the rows read through, give them all or none."""
    actor, today = request.actor, timezone.localdate()
    policy.may_give(actor).require()
    line = source_of(request)
    form = TextForm(request.POST or None, initial={"source": Source.MEETING, **from_document(line)})
    form.fields["field"].widget.attrs["list"] = "linh-vuc"
    units = receivers.receivers(actor=actor, on=today)
    rows: list[Row] = []
    if request.method == "POST" and form.is_valid():
        if "giao" not in request.POST:
            rows = _proposed(form.cleaned_data["text"], units, today)
            if not rows:
                form.add_error("text", _("Không tách được nhiệm vụ nào từ đoạn này."))
        else:
            rows, given = _typed(request, units)
            if not any(row.fault for row in rows):
                uids = _give(request, form, given, line.uid if line else None)
                if uids is not None:
                    messages.success(request, _("Đã giao %(n)d nhiệm vụ.") % {"n": len(uids)})
                    return redirect(f"{reverse('directives:list')}?xem=toi-giao")
    context = {
        "form": form,
        "rows": rows,
        "units": units,
        "source": line,
        "known": list(lists.field_names(actor.agency_id)),
        "back": reverse("directives:list"),
    }
    return render(request, "directives/many.html", context, status=422 if form.errors else 200)


def _give(
    request: OfficeRequest, form: TextForm, given: list[tuple[str, date | None, int]], document_uid: UUID | None
) -> list[UUID] | None:
    shared: dict[str, Any] = {name: form.cleaned_data[name] for name in ("source", "source_note", "source_on", "field")}
    data = [
        DirectiveData(
            content=content,
            lead=receivers.party_of(lead) if lead else Party(),
            due_on=due,
            kind=Kind.DEADLINE if due else Kind.OPEN,
            product=Product.REPORT,
            level=form.cleaned_data["level"],
            **shared,
        )
        for content, due, lead in given
    ]
    try:
        return give_many(actor=request.actor, rows=data, now=timezone.now(), document_uid=document_uid)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None


def _proposed(text: str, units: list[PickUnit], today: date) -> list[Row]:
    names = {vn.fold(unit.label): unit.id for unit in units}
    return [
        Row(place, one.content, f"{one.due_on:%d/%m/%Y}" if one.due_on else "", _match(one.lead_hint, names), True)
        for place, one in enumerate(splitting.split(text, today=today))
    ]


def _match(hint: str, names: dict[str, int]) -> int | None:
    """Return who is meant by the words before "chủ trì": the longest name that they hold."""
    fold = vn.fold(hint)
    found = [name for name in names if name and name in fold]
    return names[max(found, key=len)] if found else None


def _typed(request: OfficeRequest, units: list[PickUnit]) -> tuple[list[Row], list[tuple[str, date | None, int]]]:
    """Return the rows as sent, each with its fault, and those to be given."""
    allowed = {unit.id for unit in units}
    rows: list[Row] = []
    given: list[tuple[str, date | None, int]] = []
    for place in range(min(number_of(request.POST.get("so-dong")) or 0, splitting.MOST_LINES)):
        content = request.POST.get(f"nd-{place}", "")[: FIELD_LENGTHS["content"]]
        due_text = request.POST.get(f"han-{place}", "")[:20]
        lead = number_of(request.POST.get(f"ct-{place}"))
        lead = lead if lead in allowed else None
        keep = request.POST.get(f"lay-{place}") == "1"
        fault, due = "", None
        if keep:
            try:
                due = DayField(required=False).clean(due_text)
            except forms.ValidationError as error:
                fault = " ".join(error.messages)
            if lead is None:
                fault = fault or _("Chọn nơi chủ trì.")
            if not content.strip():
                fault = fault or _("Ghi nội dung nhiệm vụ.")
            given.append((content, due, lead or 0))
        rows.append(Row(place, content, due_text, lead, keep, fault))
    return rows, given


@office
@require_POST
def urging(request: OfficeRequest) -> HttpResponse:
    """Draft urging letters for chosen tasks, one for each lead."""
    chosen = uids_of(request.POST.getlist("nhiem-vu"))
    try:
        drafts = urge(actor=request.actor, uids=chosen, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        back = request.POST.get("ve", "")[:2000]
        return redirect(f"{reverse('directives:list')}{'?' + back if back and '://' not in back else ''}")
    messages.success(request, _("Đã soạn %(n)d dự thảo công văn đôn đốc; xem lại rồi trình ký.") % {"n": len(drafts)})
    return redirect("documents:drafts")
