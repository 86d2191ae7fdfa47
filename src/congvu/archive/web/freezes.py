"""Closing and opening sets of case files; marking a file as printed."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.api import paging
from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions import freeze as acts
from .forms import ReasonForm, number_of
from .pages import form_page, paged, try_act

PAGE_SIZE = 20


class FreezeForm(forms.Form):
    """A set of case files."""

    name = forms.CharField(label=gettext_lazy("Tên tập hồ sơ"), max_length=250)
    order_code = forms.CharField(
        label=gettext_lazy("Văn bản yêu cầu"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Số, ký hiệu quyết định thanh tra, yêu cầu của tòa án, nếu có."),
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)
    codes = forms.CharField(
        label=gettext_lazy("Mã hồ sơ"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=100_000,
        help_text=gettext_lazy("Mỗi dòng một mã, ví dụ H58.2026.01.TH; nhiều nhất 1.000 hồ sơ."),
    )


@office
@require_safe
def freezes(request: OfficeRequest) -> HttpResponse:
    """Show the sets, the newest first."""
    policy.may_freeze(request.actor).require()
    rows = paging.page(policy.visible_freezes(request.actor), "-pk", after=request.GET.get("sau"), size=PAGE_SIZE)
    context = {
        "rows": rows.rows,
        "older_url": paged(request, rows.next),
        "newer_url": paged(request, rows.previous),
    }
    return render(request, "archive/freezes.html", context)


@office
@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Close a set."""
    policy.may_freeze(request.actor).require()
    form = FreezeForm(request.POST or None)

    def run() -> None:
        clean = {**form.cleaned_data, "codes": form.cleaned_data["codes"].splitlines()}
        acts.freeze_files(actor=request.actor, now=timezone.now(), **clean)

    return form_page(
        request,
        form,
        run,
        question=_("Khóa một tập hồ sơ"),
        label=_("Khóa"),
        done=_("Đã khóa: không ai sửa, rút, chuyển, hủy được cho đến khi mở."),
        back=reverse("archive:freezes"),
        crumb=_("Khóa hồ sơ"),
    )


@office
@require_http_methods(["GET", "POST"])
def lift(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Open a set again."""
    policy.may_freeze(request.actor).require()
    found = policy.visible_freezes(request.actor).filter(uid=uid).first()
    if found is None:
        raise NotFound
    form = ReasonForm(request.POST or None)

    def run() -> None:
        acts.lift_freeze(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())

    return form_page(
        request,
        form,
        run,
        question=_("Mở khóa “%(name)s”") % {"name": found.name},
        label=_("Mở khóa"),
        done=_("Đã mở khóa."),
        back=reverse("archive:freezes"),
        crumb=_("Khóa hồ sơ"),
    )


@office
@require_POST
def printed(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Mark one file as printed."""
    copies = number_of(request.POST.get("so-ban")) or 1
    try_act(
        request,
        lambda: acts.mark_files_printed(actor=request.actor, uids=[uid], copies=copies, now=timezone.now()),
        done=_("Đã đánh dấu hồ sơ đã in."),
    )
    return redirect("archive:file", uid)
