"""The desk: what was sent, what is under way, what could not be sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.again import send_again
from ..queries import desk
from .shared import require_desk, tabs


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List what the agency sent."""
    which = "dang-gui" if request.GET.get("xem") == "dang-gui" else "tat-ca"
    return _shown(request, which)


@office
@require_safe
def dead(request: OfficeRequest) -> HttpResponse:
    """List what could not be sent, with its cause."""
    return _shown(request, "khong-gui-duoc")


def _shown(request: OfficeRequest, which: str) -> HttpResponse:
    require_desk(request)
    page = desk.mailings(actor=request.actor, which=which, after=request.GET.get("sau"))
    context = {
        "lines": desk.lines(page, actor=request.actor, now=timezone.now()),
        "next_url": f"?xem={which}&sau={page.next}" if page.next else "",
        "which": which,
        "groups": bool(policy.may_keep_groups(request.actor)),
        "tabs": tabs(request, f"di-{which}"),
    }
    return render(request, "exchange/sent.html", context)


@office
@require_POST
def again(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Try a dead package again."""
    try:
        send_again(actor=request.actor, uid=uid, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đang gửi lại."))
    return redirect("exchange:dead")
