"""Administration of trust: roots with their dates, lists of revoked certificates."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError
from congvu.ui.api import DayField, OfficeRequest, office

from .. import policy, queries
from ..actions.trust import AnchorTerms, add_anchor, add_revocation_list, end_anchor
from ..types import Hierarchy


class AnchorForm(forms.Form):
    """A root certificate and what is written beside it."""

    file = forms.FileField(label=gettext_lazy("Chứng thư gốc (PEM hoặc DER)"))
    name = forms.CharField(label=gettext_lazy("Tên gọi"), max_length=250)
    hierarchy = forms.ChoiceField(label=gettext_lazy("Hệ thống"), choices=Hierarchy.choices)
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=250, required=False)
    valid_from = DayField(label=gettext_lazy("Tin cậy từ ngày"), required=False)
    valid_to = DayField(label=gettext_lazy("Đến hết ngày"), required=False)

    def terms(self) -> AnchorTerms:
        """Return the values as the act wants them."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return AnchorTerms(**values)


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List whom the installation trusts."""
    policy.may_view_keys(request.actor).require()
    context = {
        "anchors": queries.anchor_lines(),
        "lists": queries.revocation_lines(now=timezone.now()),
        "may_manage": bool(policy.may_manage_trust(request.actor)),
    }
    return render(request, "signing/trust.html", context)


@office
@require_http_methods(["GET", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """Trust a root."""
    policy.may_manage_trust(request.actor).require()
    form = AnchorForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            add_anchor(actor=request.actor, content=content, terms=form.terms(), now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã thêm gốc tin cậy."))
            return redirect("signing:trust")
    return render(request, "signing/anchor_form.html", {"form": form}, status=422 if form.errors else 200)


@office
@require_POST
def end(request: OfficeRequest, anchor_id: int) -> HttpResponse:
    """Trust a root until today only."""
    now = timezone.now()
    end_anchor(actor=request.actor, anchor_id=anchor_id, last_day=timezone.localdate(now), now=now)
    messages.success(request, _("Từ ngày mai gốc này không còn được tin cậy cho chữ ký mới."))
    return redirect("signing:trust")


@office
@require_POST
def add_list(request: OfficeRequest) -> HttpResponse:
    """Take in a list of revoked certificates."""
    file = request.FILES.get("file")
    try:
        content = file.read() if file else b""
        add_revocation_list(actor=request.actor, content=content, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã nhận danh sách thu hồi."))
    return redirect("signing:trust")
