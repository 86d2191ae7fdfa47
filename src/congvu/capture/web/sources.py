"""Administration of scan folders and mailboxes."""

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
from congvu.ui.api import OfficeRequest, office

from .. import policy, queries
from ..actions.sources import SourceTerms, save_source, switch
from ..types import SourceKind


class SourceForm(forms.Form):
    """A scan folder or a mailbox."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại nguồn"), choices=SourceKind)
    name = forms.CharField(label=gettext_lazy("Tên gọi"), max_length=120)
    folder = forms.CharField(label=gettext_lazy("Thư mục (trong CONGVU_CAPTURE_FOLDER)"), max_length=80, required=False)
    host = forms.CharField(label=gettext_lazy("Máy chủ thư (IMAP)"), max_length=250, required=False)
    port = forms.IntegerField(label=gettext_lazy("Cổng"), min_value=1, max_value=65535, initial=993)
    tls = forms.BooleanField(label=gettext_lazy("Mã hóa TLS"), required=False, initial=True)
    account = forms.CharField(label=gettext_lazy("Tài khoản"), max_length=250, required=False)
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu (để trống là giữ nguyên)"),
        max_length=250,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    mailbox = forms.CharField(label=gettext_lazy("Hộp thư"), max_length=120, initial="INBOX", required=False)

    def terms(self) -> SourceTerms:
        """Return the values as the act wants them."""
        values = dict(self.cleaned_data)
        values["mailbox"] = values["mailbox"] or "INBOX"
        return SourceTerms(**values)


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List the sources and how each fares."""
    policy.may_set_up(request.actor).require()
    return render(request, "capture/sources.html", {"sources": queries.sources(actor=request.actor)})


@office
@require_http_methods(["GET", "POST"])
def adding(request: OfficeRequest) -> HttpResponse:
    """Add a source."""
    policy.may_set_up(request.actor).require()
    return _form(request, SourceForm(request.POST or None), None)


@office
@require_http_methods(["GET", "POST"])
def changing(request: OfficeRequest, source_id: int) -> HttpResponse:
    """Change a source."""
    policy.may_set_up(request.actor).require()
    row = queries.source(actor=request.actor, source_id=source_id)
    names = ("kind", "name", "folder", "host", "port", "tls", "account", "mailbox")
    return _form(request, SourceForm(request.POST or None, initial={n: getattr(row, n) for n in names}), source_id)


def _form(request: OfficeRequest, form: SourceForm, source_id: int | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save_source(actor=request.actor, terms=form.terms(), now=timezone.now(), source_id=source_id)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi nguồn; trong vòng một phút hệ thống xem nguồn này."))
            return redirect("capture:sources")
    context = {"form": form, "is_new": source_id is None}
    return render(request, "capture/source_form.html", context, status=422 if form.errors else 200)


@office
@require_POST
def switching(request: OfficeRequest, source_id: int) -> HttpResponse:
    """Begin or stop looking into a source."""
    active = request.POST.get("active") == "1"
    switch(actor=request.actor, source_id=source_id, active=active, now=timezone.now())
    messages.success(request, _("Đã bật nguồn.") if active else _("Đã tắt nguồn; những gì đã nhận vẫn còn."))
    return redirect("capture:sources")
