"""The installation's PKCS#11 device: its tokens, and registering a key that lies in one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError, NotAllowed
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.keys import register_module
from ..errors import ModuleUnusable
from ..providers.module import Place, tokens
from .keys import AGENCY, owners

MOST_CERTIFICATE = 100_000


class DeviceKeyForm(forms.Form):
    """Whose key, in which token, under which label, and the PIN that opens the token."""

    owner = forms.ChoiceField(label=gettext_lazy("Khóa của"))
    token = forms.CharField(label=gettext_lazy("Tên thiết bị (token)"), max_length=32)
    label = forms.CharField(
        label=gettext_lazy("Tên khóa trong thiết bị"),
        max_length=100,
        help_text=gettext_lazy("Khóa và chứng thư cùng mang tên (nhãn) này."),
    )
    pin = forms.CharField(
        label=gettext_lazy("Mã PIN"),
        max_length=64,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Được mã hóa rồi mới lưu; sai nhiều lần thì thiết bị tự khóa."),
    )
    above = forms.FileField(
        label=gettext_lazy("Chứng thư của bên cấp (.cer, .pem)"),
        required=False,
        help_text=gettext_lazy("Khi bên cấp không phải là gốc."),
        widget=forms.ClearableFileInput(attrs={"accept": ".cer,.crt,.pem"}),
    )


@office
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def devices(request: OfficeRequest) -> HttpResponse:
    """Show the device's tokens, and register a key in one of them."""
    policy.may_manage_keys(request.actor).require()
    form = DeviceKeyForm(request.POST or None, request.FILES or None)
    field = form.fields["owner"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = owners(request)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        above = values["above"].read(MOST_CERTIFICATE) if values["above"] else b""
        try:
            key_id = register_module(
                actor=request.actor,
                person_id=None if values["owner"] == AGENCY else int(values["owner"]),
                place=Place(values["token"], values["label"], values["pin"]),
                now=timezone.now(),
                above=above,
            )
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đăng ký khóa trong thiết bị."))
            return redirect("signing:key", key_id)
    try:
        found, missing = tokens(), ""
    except ModuleUnusable as refusal:
        found, missing = [], str(refusal)
    crumbs = [(_("Khóa ký số"), reverse("signing:keys")), (_("Thiết bị PKCS#11"), "")]
    context = {"form": form, "tokens": found, "missing": missing, "crumbs": crumbs}
    return render(request, "signing/devices.html", context, status=422 if form.errors else 200)
