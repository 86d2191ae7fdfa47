"""Acts on arrivals and on the sending of issued documents."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.exchange import api as exchange
from congvu.identity import api as identity
from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.one_click import register_arrival
from ..actions.send_out import send_more
from ..actions.send_update import send_update, updatable
from ..drafting.hold import newest
from ..drafting.types import DraftContent
from ..errors import LooksDuplicate, RegistrationInvalid
from ..exchanged import INTAKE
from ..models import Draft
from ..queries.document import document_or_404

RECEIVERS = "gui-den"
RECEIVERS_SHOWN = "da-xem-noi-nhan"  # the form showed receivers: none ticked means none


def receivers_shown(request: OfficeRequest, draft: Draft, today: date) -> dict[str, Any]:
    """Return who gets the paper by exchange when it is issued; others are searched.

    Ticked: those of "Nơi nhận", and whoever sent by exchange what this paper answers.
    """
    own = identity.agency(draft.agency_id).code
    if RECEIVERS_SHOWN in request.POST:
        chosen = request.POST.getlist(RECEIVERS)
    else:
        content = DraftContent.from_json(newest(draft).content)
        found = exchange.named([*content.send_to, *content.recipients], on=today)
        came = exchange.arrival_of(draft.answers.uid) if draft.answers else None
        codes = [*(one.code for one in found.values()), *([came.sender_code] if came else [])]
        chosen = [code for code in dict.fromkeys(codes) if code != own]
    rows = exchange.by_codes(chosen, on=today)
    return {
        "receiver_rows": rows,
        "receiver_codes": [one.code for one in rows],
        "may_exchange": bool(own),
        "send_groups": exchange.groups(actor=request.actor),
    }


@office
@require_POST
def registering(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Register an arrival at once; what needs a look opens the form."""
    form_url = f"{reverse('documents:registration')}?tu={INTAKE}&ma={uid}"
    try:
        done = register_arrival(actor=request.actor, uid=uid, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except (LooksDuplicate, RegistrationInvalid) as refusal:
        messages.warning(request, str(refusal))
        return redirect(form_url)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:arrival", uid)
    messages.success(request, _("Đã đăng ký, số đến %(number)d.") % {"number": done.number})
    return redirect("documents:document", done.uid)


@office
@require_http_methods(["GET", "POST"])
def sending(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Send an issued document to further agencies."""
    document = document_or_404(actor=request.actor, uid=uid)
    policy.may_send_out(request.actor, document).require()
    now = timezone.now()
    chosen = request.POST.getlist(RECEIVERS)
    fault = ""
    if request.method == "POST":
        try:
            sent = send_more(actor=request.actor, uid=uid, receivers=chosen, now=now)
        except DomainError as refusal:
            fault = str(refusal)
        else:
            messages.success(request, _("Đã gửi đến %(n)d cơ quan.") % {"n": len(sent)})
            return redirect("documents:document", uid)
    context = {
        "document": document,
        "rows": exchange.by_codes(chosen, on=timezone.localdate(now)),
        "chosen": chosen,
        "send_groups": exchange.groups(actor=request.actor),
        "fault": fault,
        "crumbs": [
            (_("Văn bản đi"), reverse("documents:outgoing")),
            (document.full_code, reverse("documents:document", args=[uid])),
            (_("Gửi thêm nơi nhận"), ""),
        ],
    }
    return render(request, "documents/send_more.html", context, status=422 if fault else 200)


@office
@require_http_methods(["GET", "POST"])
def updating(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Send what the register says now to those who received the paper."""
    document = document_or_404(actor=request.actor, uid=uid)
    policy.may_send_out(request.actor, document).require()
    fault = ""
    if request.method == "POST":
        try:
            sent = send_update(actor=request.actor, uid=uid, reason=request.POST.get("reason", ""), now=timezone.now())
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            fault = str(refusal)
        else:
            messages.success(request, _("Đã gửi cập nhật đến %(n)d cơ quan.") % {"n": len(sent)})
            return redirect("documents:document", uid)
    context = {
        "document": document,
        "receivers": updatable(document),
        "reason": request.POST.get("reason", "")[:500],
        "fault": fault,
        "crumbs": [
            (_("Văn bản đi"), reverse("documents:outgoing")),
            (document.full_code, reverse("documents:document", args=[uid])),
            (_("Gửi cập nhật"), ""),
        ],
    }
    return render(request, "documents/send_update.html", context, status=422 if fault else 200)
