"""Chữ ký số của tôi: one's own keys, which of them signs, and registering a token or a remote key."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office

from .. import queries
from ..actions.keys import choose_key, register_remote, register_token


class TokenForm(forms.Form):
    """The certificate on the token, and those above it."""

    file = forms.FileField(
        label=gettext_lazy("Chứng thư trên thiết bị (.cer, .crt, .pem)"),
        help_text=gettext_lazy("Xuất từ phần mềm của thiết bị. Khóa bí mật vẫn ở trong thiết bị."),
        widget=forms.ClearableFileInput(attrs={"accept": ".cer,.crt,.pem"}),
    )
    above = forms.FileField(
        label=gettext_lazy("Chứng thư của bên cấp"),
        help_text=gettext_lazy("Chỉ cần khi bên cấp là một cấp trung gian."),
        widget=forms.ClearableFileInput(attrs={"accept": ".cer,.crt,.pem"}),
        required=False,
    )


class RemoteForm(forms.Form):
    """Which key at the remote service."""

    credential = forms.CharField(label=gettext_lazy("Mã khóa tại dịch vụ (credentialID)"), max_length=200)
    pin = forms.CharField(
        label=gettext_lazy("Mã PIN của khóa"),
        help_text=gettext_lazy("Để trống khi dịch vụ chỉ hỏi xác nhận trên điện thoại."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        required=False,
        strip=False,
        max_length=100,
    )


@office
@require_safe
def mine(request: OfficeRequest) -> HttpResponse:
    """List one's own keys."""
    keys = queries.own_keys(actor=request.actor, now=timezone.now())
    return render(request, "signing/mine.html", {"keys": keys, "has_remote": bool(settings.CSC_URL)})


@office
@require_POST
def choose(request: OfficeRequest, key_id: int) -> HttpResponse:
    """Sign with this key from now on."""
    choose_key(actor=request.actor, key_id=key_id, now=timezone.now())
    messages.success(request, _("Từ nay ký bằng khóa này."))
    return redirect("signing:mine")


@office
@require_http_methods(["GET", "POST"])
def add_token(request: OfficeRequest) -> HttpResponse:
    """Register the certificate on one's token."""
    form = TokenForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        above = form.cleaned_data["above"]
        try:
            register_token(
                actor=request.actor,
                content=form.cleaned_data["file"].read(),
                above=above.read() if above else b"",
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đăng ký chứng thư trên thiết bị."))
            return redirect("signing:mine")
    context = {"form": form, "heading": _("Đăng ký thiết bị ký số")}
    return render(request, "signing/mine_form.html", context, status=422 if form.errors else 200)


@office
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def add_remote(request: OfficeRequest) -> HttpResponse:
    """Register one's key at the remote service."""
    form = RemoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            register_remote(
                actor=request.actor,
                credential_id=form.cleaned_data["credential"],
                pin=form.cleaned_data["pin"],
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đăng ký khóa ký số từ xa."))
            return redirect("signing:mine")
    context = {"form": form, "heading": _("Đăng ký ký số từ xa")}
    return render(request, "signing/mine_form.html", context, status=422 if form.errors else 200)
