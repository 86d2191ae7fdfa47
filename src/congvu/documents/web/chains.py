"""Approval chains of the agency: what is set, and setting a new version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kernel.errors import DomainError
from congvu.ui.api import DayField, OfficeRequest, Tab, office

from ..actions.chains import set_chain
from ..drafting import chains as query
from ..drafting.rules import MAX_CHAIN_STEPS
from ..drafting.types import ChainStep, StepKind, StepWho

KINDS = [(StepKind.HEAD.value, StepKind.HEAD.label), (StepKind.FORM.value, StepKind.FORM.label)]
SHOWN_STEPS = 6


class ChainForm(forms.Form):
    """For which type, from when, on what basis."""

    document_type = forms.TypedChoiceField(label=gettext_lazy("Tên loại"), required=False, coerce=int, empty_value=None)
    valid_from = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    basis = forms.CharField(label=gettext_lazy("Căn cứ"), required=False, max_length=300)

    def __init__(self, data: Any, *, types: list[tuple[str, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, auto_id="qt-%s", initial=initial)
        field = self.fields["document_type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = types


class StepForm(forms.Form):
    """One step; a row without "who" is no step."""

    stage = forms.IntegerField(label=gettext_lazy("Bậc"), min_value=1, max_value=MAX_CHAIN_STEPS)
    kind = forms.ChoiceField(label=gettext_lazy("Việc"), choices=KINDS)
    who = forms.ChoiceField(label=gettext_lazy("Do ai"), required=False)
    label = forms.CharField(label=gettext_lazy("Tên bước"), required=False, max_length=100)
    hours = forms.IntegerField(label=gettext_lazy("Giờ"), required=False, min_value=1, max_value=400)

    def __init__(self, data: Any, *, number: int, people: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix=f"b{number}", initial={"stage": number, "kind": "form" if number > 1 else "head"})
        self.number = number
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people

    def step(self) -> ChainStep | None:
        """Return the row as a step, None for an empty one."""
        values = self.cleaned_data
        name, _colon, key = values["who"].partition(":")
        if not name:
            return None
        who = {"unit_head": StepWho.UNIT_HEAD, "role": StepWho.ROLE, "post": StepWho.POST}[name]
        return ChainStep(
            values["stage"],
            StepKind(values["kind"]),
            who,
            int(key) if who == StepWho.POST else None,
            key if who == StepWho.ROLE else "",
            values["label"],
            values["hours"],
        )


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the chains in force and to come, or all that ever were."""
    query.may_set(request.actor).require()
    everything = request.GET.get("xem") == "tat-ca"
    context = {
        "lines": query.lines(actor=request.actor, on=timezone.localdate(), everything=everything),
        "tabs": [
            Tab(_("Đang và sắp áp dụng"), "?xem=ap-dung", None, not everything),
            Tab(_("Tất cả phiên bản"), "?xem=tat-ca", None, everything),
        ],
    }
    return render(request, "documents/chain_list.html", context)


@office
@require_http_methods(["GET", "POST"])
def setting(request: OfficeRequest) -> HttpResponse:
    """Set a new version of a chain."""
    actor, today = request.actor, timezone.localdate()
    query.may_set(actor).require()
    people = query.step_choices(actor=actor, on=today)
    form = ChainForm(request.POST or None, types=query.type_choices(), initial={"valid_from": f"{today:%d/%m/%Y}"})
    rows = [StepForm(request.POST or None, number=n, people=people) for n in range(1, SHOWN_STEPS + 1)]
    if request.method == "POST" and form.is_valid() and all([row.is_valid() for row in rows]):
        values = form.cleaned_data
        try:
            set_chain(
                actor=actor,
                type_id=values["document_type"],
                steps=[step for row in rows if (step := row.step()) is not None],
                valid_from=values["valid_from"],
                basis=values["basis"],
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đặt quy trình. Dự thảo đã trình vẫn đi theo quy trình lúc trình."))
            return redirect("documents:chains")
    crumbs = [(_("Quy trình trình ký"), reverse("documents:chains")), (_("Đặt quy trình"), "")]
    wrong = bool(form.errors) or any(row.errors for row in rows)
    return render(
        request,
        "documents/chain_form.html",
        {"form": form, "rows": rows, "crumbs": crumbs},
        status=422 if request.method == "POST" and wrong else 200,
    )
