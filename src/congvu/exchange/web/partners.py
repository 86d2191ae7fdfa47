"""Administration of partners, the directory, and the daily comparison."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import keys
from ..actions import sealing_keys
from ..actions.partners import PartnerTerms, save_partner
from ..models import Partner
from ..queries import partners
from .partner_form import PartnerForm, typed


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List partners, our own key, and the newest comparisons that found something."""
    context = {
        "lines": partners.partners(actor=request.actor, now=timezone.now()),
        "public_key": keys.public_pem(),
        "system": keys.system_id(),
        "receipt_line": partners.receipt_line(actor=request.actor),
        "card": sealing_keys.own_card(now=timezone.now()),
        "sealing": partners.own_key(now=timezone.now()),
        "wrong": partners.differing(actor=request.actor),
        "days": partners.comparisons(actor=request.actor),
        "directory_size": partners.directory_size(),
    }
    return render(request, "exchange/partners.html", context)


@office
@require_POST
def turning(request: OfficeRequest) -> HttpResponse:
    """Make a new sealing key at once."""
    made = sealing_keys.turn_key(actor=request.actor, now=timezone.now())
    messages.success(request, _("Đã đổi khóa mã hóa, dấu vân tay %(key)s. Đối tác được báo qua NATS.") % {"key": made})
    return redirect("exchange:partners")


@office
@require_http_methods(["GET", "POST"])
def adding(request: OfficeRequest) -> HttpResponse:
    """Describe a new partner."""
    partners.require_may_keep(actor=request.actor)
    return _form(request, None, {"active": True})


@office
@require_http_methods(["GET", "POST"])
def changing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Change what is said of a partner."""
    row = partners.partner(actor=request.actor, uid=uid)
    names = [name for name in PartnerForm.base_fields if name not in {"codes", "secret"}]
    first = {name: getattr(row, name) for name in names} | {"codes": ", ".join(row.codes)}
    return _form(request, row, first)


def _form(request: OfficeRequest, row: Partner | None, first: dict[str, Any]) -> HttpResponse:
    """Show the fields of the chosen way, which `doi` chooses anew without writing anything, or write them."""
    if request.method != "POST":
        form = PartnerForm(initial=first, carrier=request.GET.get("duong") or first.get("carrier", ""))
    elif "doi" in request.POST:
        form = PartnerForm(initial=first | typed(request.POST), carrier=request.POST.get("carrier", ""))
    else:
        form = PartnerForm(request.POST, initial=first, carrier=request.POST.get("carrier", ""))
        if form.is_valid() and _saved(request, form, row):
            return redirect("exchange:partners")
    heading = row.name if row else _("Thêm đối tác")
    crumbs = [(_("Đối tác liên thông"), reverse("exchange:partners")), (heading, "")]
    context = {"form": form, "heading": heading, "crumbs": crumbs}
    return render(request, "exchange/partner_form.html", context, status=422 if form.errors else 200)


def _saved(request: OfficeRequest, form: PartnerForm, row: Partner | None) -> bool:
    """Write what is said; what the chosen way does not ask for stays as it is. A refusal is written on the form."""
    kept = {name: getattr(row, name) if row else "" for name in form.unasked if name != "secret"}
    values = {**form.cleaned_data, "secret": form.cleaned_data.get("secret", ""), **kept}
    codes = [code.strip() for code in values.pop("codes").split(",") if code.strip()]
    terms = PartnerTerms(codes=codes, **values)
    try:
        save_partner(actor=request.actor, terms=terms, uid=row.uid if row else None, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Đã ghi đối tác."))
    return True
