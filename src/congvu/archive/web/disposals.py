"""Disposal of what has lost its value: list, council, decision, minutes."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.api import files, paging
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import DayField, OfficeRequest, office

from .. import policy
from ..actions import disposal as acts
from ..models import Disposal
from ..papers import disposal as papers
from ..papers.lists import pdf
from ..types import DisposalState
from .file_acts import is_uuid
from .forms import ReasonForm, number_of
from .minutes import minutes_card
from .pages import form_page, paged, try_act

PAGE_SIZE = 20
TONES = {
    DisposalState.DRAFT: "none",
    DisposalState.COUNCIL: "run",
    DisposalState.DECIDED: "run",
    DisposalState.DONE: "good",
    DisposalState.CANCELLED: "done",
}


class CouncilForm(forms.Form):
    """The council, one member a line."""

    council_code = forms.CharField(label=gettext_lazy("Quyết định lập hội đồng"), max_length=100)
    members = forms.CharField(
        label=gettext_lazy("Thành viên"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        help_text=gettext_lazy("Mỗi người một dòng: họ tên; chức vụ; vai trò trong hội đồng. Ít nhất 3 người."),
    )

    def lines(self) -> list[tuple[str, str, str]]:
        """Return the members."""
        found = []
        for line in self.cleaned_data["members"].splitlines():
            name, title, role = (*(part.strip() for part in line.split(";")), "", "")[:3]
            found.append((name, title, role))
        return found


class ConcludeForm(forms.Form):
    """What the council said."""

    met_on = DayField(label=gettext_lazy("Hội đồng họp ngày"))
    conclusion = forms.CharField(
        label=gettext_lazy("Kết luận"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )


class DecisionForm(forms.Form):
    """The decision of the head."""

    decision_code = forms.CharField(label=gettext_lazy("Số, ký hiệu quyết định hủy"), max_length=100)


@office
@require_http_methods(["GET", "POST"])
def disposals(request: OfficeRequest) -> HttpResponse:
    """Show the disposals and what has outlived its retention; list chosen files."""
    actor, now = request.actor, timezone.now()
    if not actor.roles & policy.DISPOSERS:
        policy.may_run_archive(actor).require()
    if request.method == "POST":
        chosen = [UUID(one) for one in request.POST.getlist("ho-so") if is_uuid(one)]
        try:
            uid = acts.list_disposal(
                actor=actor, file_uids=chosen, reason=request.POST.get("ly-do", "")[:2000], now=now
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("archive:disposal", uid)
    rows = paging.page(policy.visible_disposals(actor), "-pk", after=request.GET.get("dot"), size=PAGE_SIZE)
    over = acts.worn_out(actor, today=timezone.localdate(now), after=request.GET.get("sau"))
    context = {
        "rows": [(one, DisposalState(one.state).label, TONES[DisposalState(one.state)]) for one in rows.rows],
        "rows_older_url": paged(request, rows.next, "dot"),
        "rows_newer_url": paged(request, rows.previous, "dot"),
        "worn_out": over.rows,
        "older_url": paged(request, over.next),
        "newer_url": paged(request, over.previous),
        "archivist": policy.is_archivist(actor),
    }
    return render(request, "archive/disposals.html", context)


@office
@require_safe
def disposal(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one disposal with its files."""
    found = _disposal(request, uid)
    archivist = policy.is_archivist(request.actor)
    state = DisposalState(found.state)
    context = {
        "disposal": found,
        "items": list(found.items.select_related("file__retention").order_by("position")),
        "state_label": state.label,
        "card": minutes_card(request, found),
        "state_tone": TONES[state],
        "may_name": archivist and state == DisposalState.DRAFT,
        "may_conclude": archivist and state == DisposalState.COUNCIL,
        "may_decide": state == DisposalState.COUNCIL
        and bool(found.council_conclusion)
        and bool(policy.may_decide_disposal(request.actor, found)),
        "may_do": archivist and state == DisposalState.DECIDED,
        "may_cancel": archivist and state not in {DisposalState.DONE, DisposalState.CANCELLED},
    }
    return render(request, "archive/disposal.html", context)


@office
@require_http_methods(["GET", "POST"])
def council(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Name the council."""
    found, now = _disposal(request, uid), timezone.now()
    form = CouncilForm(request.POST or None)

    def run() -> None:
        code = form.cleaned_data["council_code"]
        acts.put_before_council(actor=request.actor, uid=uid, members=form.lines(), council_code=code, now=now)

    return _act(request, found, form, run, _("Lập hội đồng xác định giá trị tài liệu"), _("Ghi"), _("Đã ghi hội đồng."))


@office
@require_http_methods(["GET", "POST"])
def conclude(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Write what the council said and which files stay."""
    found, now = _disposal(request, uid), timezone.now()
    form = ConcludeForm(request.POST or None)
    keep = [n for one in request.POST.getlist("giu") if (n := number_of(one)) is not None]

    def run() -> None:
        acts.conclude_council(actor=request.actor, uid=uid, keep=keep, now=now, **form.cleaned_data)

    return _act(request, found, form, run, _("Kết luận của hội đồng"), _("Ghi"), _("Đã ghi kết luận."))


@office
@require_http_methods(["GET", "POST"])
def decide(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """The head decides."""
    found, now = _disposal(request, uid), timezone.now()
    form = DecisionForm(request.POST or None)

    def run() -> None:
        acts.decide_disposal(actor=request.actor, uid=uid, now=now, **form.cleaned_data)

    return _act(request, found, form, run, _("Quyết định hủy tài liệu"), _("Quyết định"), _("Đã quyết định."))


@office
@require_http_methods(["GET", "POST"])
def cancel(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Give the disposal up."""
    found, now = _disposal(request, uid), timezone.now()
    form = ReasonForm(request.POST or None)

    def run() -> None:
        acts.cancel_disposal(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=now)

    return _act(request, found, form, run, _("Bỏ đợt hủy tài liệu"), _("Bỏ"), _("Đã bỏ."))


@office
@require_POST
def carry_out(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Destroy the content of the decided files."""
    try_act(
        request,
        lambda: acts.carry_out_disposal(actor=request.actor, uid=uid, now=timezone.now()),
        done=_("Đã hủy nội dung và lập biên bản."),
    )
    return redirect("archive:disposal", uid)


@office
@require_safe
def paper(request: OfficeRequest, uid: UUID, what: str) -> HttpResponseBase:
    """Hand over the list, or the minutes, as PDF."""
    found = _disposal(request, uid)
    if what == "bien-ban" and found.minutes_file_id is not None:
        return files.serve(request, found.minutes_file_id)
    if what != "danh-muc":
        raise NotFound
    items = list(found.items.select_related("file__retention").order_by("position"))
    content = pdf(papers.listing(found, items, now=timezone.now()))
    response = FileResponse(io.BytesIO(content), content_type="application/pdf")
    response["Content-Disposition"] = files.disposition(f"danh-muc-huy-{found.year}-{found.number}.pdf", inline=False)
    return response


def _disposal(request: OfficeRequest, uid: UUID) -> Disposal:
    found = policy.visible_disposals(request.actor).filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


def _act(
    request: OfficeRequest,
    found: Disposal,
    form: forms.Form,
    run: Callable[[], None],
    question: str,
    label: str,
    done: str,
) -> HttpResponse:
    return form_page(
        request,
        form,
        run,
        question=question,
        label=label,
        done=done,
        back=reverse("archive:disposal", args=[found.uid]),
        crumb=_("Đợt hủy %(n)d/%(year)d") % {"n": found.number, "year": found.year},
    )
