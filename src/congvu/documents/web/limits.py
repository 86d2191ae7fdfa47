"""Limits by urgency: the law's, the agency's own, setting one, ending one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.ui.api import DayField, OfficeRequest, office

from .. import policy
from ..actions.limits import LimitTerms, end_limit, set_limit
from ..desk_types import ClockSpan
from ..incoming.limits import LEAST_MINUTES, MOST_MINUTES
from ..queries import limits as query
from ..types import Urgency
from . import dated_rows


class LimitForm(forms.Form):
    """A limit, as the head of the agency decided it."""

    urgency = forms.TypedChoiceField(
        label=gettext_lazy("Mức độ khẩn"), choices=Urgency.choices, coerce=int, widget=forms.RadioSelect
    )
    span = forms.ChoiceField(
        label=gettext_lazy("Trình, chuyển giao"),
        choices=[(span.value, span.label) for span in (ClockSpan.SAME_DAY, ClockSpan.AT_ONCE)],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Kể từ lúc vào sổ. Văn bản khẩn chỉ có thể là “Ngay khi nhận được”."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Số phút, khi phải làm ngay"),
        required=False,
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy("Nghị định chỉ ghi “ngay”: số phút do cơ quan định, không quá một buổi làm việc."),
    )
    all_hours = forms.BooleanField(label=gettext_lazy("Tính cả ngoài giờ làm việc"), required=False)
    valid_from = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=200,
        help_text=gettext_lazy("Quyết định, quy chế công tác văn thư của người đứng đầu cơ quan."),
    )

    def __init__(self, data: Any, *, initial: dict[str, Any]) -> None:
        super().__init__(data, auto_id="th-%s", initial=initial)

    def terms(self) -> LimitTerms:
        """Return what was typed as the act takes it."""
        values = self.cleaned_data
        return LimitTerms(
            urgency=values["urgency"],
            span=values["span"],
            minutes=values["minutes"] or 0,
            all_hours=values["all_hours"],
            valid_from=values["valid_from"],
            basis=values["basis"],
        )


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the limits of the law and of the agency."""
    policy.may_set_limits(request.actor).require()
    today = timezone.localdate()
    context = {"page": query.page(actor=request.actor, today=today), "today": f"{today:%d/%m/%Y}"}
    return render(request, "documents/limits.html", context)


@office
@require_http_methods(["GET", "POST"])
def setting(request: OfficeRequest) -> HttpResponse:
    """Set a limit."""
    policy.may_set_limits(request.actor).require()
    now = timezone.now()
    start = {"valid_from": f"{timezone.localdate(now):%d/%m/%Y}", "span": ClockSpan.AT_ONCE}
    form = LimitForm(request.POST if request.method == "POST" else None, initial=start)
    if dated_rows.saved(
        request,
        form,
        lambda: set_limit(actor=request.actor, terms=form.terms(), now=now),
        said=_("Đã đặt thời hạn."),
    ):
        return redirect("documents:limits")
    crumbs = [(_("Thời hạn theo độ khẩn"), reverse("documents:limits")), (_("Đặt thời hạn"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "documents/limit_form.html", context, status=422 if form.errors else 200)


@office
@require_POST
def ending(request: OfficeRequest, clock_id: int) -> HttpResponse:
    """End a limit with a day."""
    now = timezone.now()
    dated_rows.end(request, lambda day: end_limit(actor=request.actor, clock_id=clock_id, last_day=day, now=now))
    return redirect("documents:limits")
