"""Systems that sign their users in through us."""

from typing import Any

from allauth.idp.oidc.models import Client
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from congvu.ui.api import OfficeRequest

from ...actions.clients import add_client, end_client
from ...policy import may_administer_installation
from .frame import administration, attempt, trail


class ClientForm(forms.Form):
    """A system and where it takes people back."""

    name = forms.CharField(label=gettext_lazy("Tên hệ thống"), max_length=100)
    redirect_uris = forms.CharField(
        label=gettext_lazy("Địa chỉ quay về, mỗi dòng một địa chỉ"), widget=forms.Textarea(attrs={"rows": 3})
    )


@administration
@never_cache
@require_http_methods(["GET", "POST"])
def clients(request: OfficeRequest) -> HttpResponse:
    """List the systems, and register one."""
    may_administer_installation(request.actor).require()
    form = ClientForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        uris = [line.strip() for line in values["redirect_uris"].splitlines() if line.strip()]
        made = attempt(
            form,
            lambda: add_client(actor=request.actor, name=values["name"], redirect_uris=uris, now=timezone.now()),
        )
        if made:
            shown = {
                "title": _("Bí mật của hệ thống"),
                "secret": made[0][1],
                "sentence": _("Mã hệ thống (client_id): %(id)s. Chép bí mật ngay: trang này chỉ hiện một lần.")
                % {"id": made[0][0]},
                "back": reverse("identity:admin_clients"),
                "crumbs": trail((_("Hệ thống dùng đăng nhập chung"), "")),
            }
            return render(request, "identity/admin/secret.html", shown)
    listed: dict[str, Any] = {
        "form": form,
        "clients": Client.objects.order_by("name", "pk")[:200],
        "crumbs": trail((_("Hệ thống dùng đăng nhập chung"), "")),
    }
    return render(request, "identity/admin/clients.html", listed)


@administration
@require_POST
def end(request: OfficeRequest, client_id: str) -> HttpResponse:
    """Remove a system."""
    end_client(actor=request.actor, client_id=client_id, now=timezone.now())
    return redirect("identity:admin_clients")
