"""Administration of keys: list, take in, close, log of use."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.identity import api as identity
from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office

from .. import policy, queries
from ..actions.keys import KeyFile, close_key, import_key

AGENCY = "agency"


class KeyForm(forms.Form):
    """Whose key, the file, its password, and a picture."""

    owner = forms.ChoiceField(label=gettext_lazy("Khóa của"))
    file = forms.FileField(
        label=gettext_lazy("Tệp khóa PKCS#12 (.p12, .pfx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".p12,.pfx"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu của tệp"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        required=False,
        strip=False,
        max_length=200,
    )
    picture = forms.FileField(
        label=gettext_lazy("Hình chữ ký hoặc con dấu"),
        help_text=gettext_lazy("PNG nền trong suốt: chữ ký màu xanh, con dấu màu đỏ."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png"}),
        required=False,
    )


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List the keys that the agency looks after."""
    policy.may_view_keys(request.actor).require()
    page = queries.key_lines(actor=request.actor, now=timezone.now(), after=request.GET.get("sau"))
    context = {"page": page, "may_manage": bool(policy.may_manage_keys(request.actor))}
    return render(request, "signing/keys.html", context)


@office
@require_safe
def one(request: OfficeRequest, key_id: int) -> HttpResponse:
    """Show a key and each use of it."""
    policy.may_view_keys(request.actor).require()
    now = timezone.now()
    key = queries.key_line(actor=request.actor, key_id=key_id, now=now)
    uses = queries.key_uses(actor=request.actor, key_id=key_id, after=request.GET.get("sau"))
    context = {"key": key, "uses": uses, "may_close": bool(policy.may_manage_keys(request.actor)) and not key.closed_at}
    return render(request, "signing/key.html", context)


@office
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def take_in(request: OfficeRequest) -> HttpResponse:
    """Take in a key."""
    policy.may_manage_keys(request.actor).require()
    form = KeyForm(request.POST or None, request.FILES or None)
    form.fields["owner"].choices = owners(request)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        picture = values["picture"].read() if values["picture"] else None
        try:
            key_id = import_key(
                actor=request.actor,
                person_id=None if values["owner"] == AGENCY else int(values["owner"]),
                file=KeyFile(values["file"].read(), values["password"], picture),
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã nhận khóa."))
            return redirect("signing:key", key_id)
    return render(request, "signing/key_form.html", {"form": form}, status=422 if form.errors else 200)


@office
@require_POST
def close(request: OfficeRequest, key_id: int) -> HttpResponse:
    """End the use of a key."""
    close_key(actor=request.actor, key_id=key_id, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, _("Đã ngừng dùng khóa."))
    return redirect("signing:key", key_id)


def owners(request: OfficeRequest) -> list[tuple[str, str]]:
    """Return whose key it may be: the agency's, or that of one of its people."""
    cards = identity.posts(on=timezone.localdate(), agency_id=request.actor.agency_id)
    people = {str(c.person_id): f"{c.person_name}, {c.title}" for c in reversed(cards) if c.person_id is not None}
    return [(AGENCY, request.actor.agency_name), *sorted(people.items(), key=lambda pair: pair[1])]
