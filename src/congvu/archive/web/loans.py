"""Use of kept files: asking, the archive's answer, the register of 9 columns."""

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

from congvu.kernel.errors import NotFound
from congvu.ui.api import DayField, OfficeRequest, Tab, office

from .. import policy
from ..actions.loans import ask_loan, decide_loan, lend, return_loan
from ..models import Loan
from ..queries import loans as query
from ..types import LoanKind, LoanState
from .pages import form_page, paged, try_act


class LoanForm(forms.Form):
    """What for, in which form, until when."""

    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=LoanKind.choices)
    purpose = forms.CharField(
        label=gettext_lazy("Mục đích sử dụng"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000
    )
    due_on = DayField(label=gettext_lazy("Trả trước ngày"))


class ReaderForm(LoanForm):
    """The same for a reader from outside, written by the archivist."""

    reader = forms.CharField(
        label=gettext_lazy("Độc giả ngoài cơ quan"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Bỏ trống nếu bạn mượn cho mình"),
    )
    reader_detail = forms.CharField(
        label=gettext_lazy("Giấy tờ, nơi công tác của độc giả"), required=False, max_length=300
    )


@office
@require_safe
def loans(request: OfficeRequest) -> HttpResponse:
    """Show the register of loans."""
    state = request.GET.get("trang-thai", "")
    now = timezone.now()
    shown = query.loans(actor=request.actor, state=state, today=timezone.localdate(now), after=request.GET.get("sau"))
    tabs = [Tab(_("Tất cả"), "?", None, not state)]
    tabs += [Tab(str(one.label), f"?trang-thai={one.value}", None, one == state) for one in LoanState]
    context = {
        "page": shown,
        "tabs": tabs,
        "older_url": paged(request, shown.next),
        "newer_url": paged(request, shown.previous),
    }
    return render(request, "archive/loans.html", context)


@office
@require_safe
def printed(request: OfficeRequest) -> HttpResponse:
    """Show the register for paper with the columns of NĐ 30/2020 Phụ lục IV."""
    return render(request, "archive/loans_print.html", {"rows": query.register(actor=request.actor)})


@office
@require_http_methods(["GET", "POST"])
def ask(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Ask to use a kept file."""
    now = timezone.now()
    found = query.kept_file(actor=request.actor, uid=uid)
    form = (ReaderForm if policy.is_archivist(request.actor) else LoanForm)(request.POST or None)

    def run() -> str:
        loan_uid = ask_loan(actor=request.actor, file_uid=uid, now=now, **form.cleaned_data)
        return reverse("archive:loan", args=[loan_uid])

    return form_page(
        request,
        form,
        run,
        question=_("Đề nghị sử dụng hồ sơ lưu trữ"),
        label=_("Gửi đề nghị"),
        done=_("Đã gửi lưu trữ."),
        back=reverse("archive:loans"),
        crumb=found.title,
        sentence=_("Hồ sơ công khai do lưu trữ cho phép; hồ sơ sử dụng có điều kiện do người đứng đầu cho phép."),
    )


@office
@require_safe
def loan(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one use of a file."""
    found = _loan(request, uid)
    context = {
        "loan": found,
        "may_decide": found.state == LoanState.ASKED and bool(policy.may_permit_loan(request.actor, found)),
        "may_lend": found.state == LoanState.ALLOWED and policy.is_archivist(request.actor),
        "may_return": found.state == LoanState.LENT and policy.is_archivist(request.actor),
        "row": query.row(found, today=timezone.localdate()),
    }
    return render(request, "archive/loan.html", context)


@office
@require_POST
def decide(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Permit or refuse."""
    allow, note = "dong-y" in request.POST, request.POST.get("ghi-chu", "")[:2000]
    try_act(
        request,
        lambda: decide_loan(actor=request.actor, uid=uid, allow=allow, note=note, now=timezone.now()),
        done=_("Đã cho phép.") if allow else _("Đã từ chối."),
    )
    return redirect("archive:loan", uid)


@office
@require_POST
def hand_out(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Hand the file out."""
    try_act(request, lambda: lend(actor=request.actor, uid=uid, now=timezone.now()), done=_("Đã giao hồ sơ."))
    return redirect("archive:loan", uid)


@office
@require_POST
def take_back(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take the file back."""
    note = request.POST.get("ghi-chu", "")[:2000]
    try_act(
        request,
        lambda: return_loan(actor=request.actor, uid=uid, note=note, now=timezone.now()),
        done=_("Đã nhận lại."),
    )
    return redirect("archive:loan", uid)


def _loan(request: OfficeRequest, uid: UUID) -> Loan:
    found = policy.visible_loans(request.actor).select_related("file__retention").filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found
