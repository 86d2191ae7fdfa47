"""What lies with people who are away, and handing it over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.identity import api as identity
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.absent_papers import hand_over_absent
from ..queries.absent_papers import absent_people
from .forms import number_of


@office
@require_http_methods(["GET", "POST"])
def absent(request: OfficeRequest) -> HttpResponse:
    """Show who is away and what lies with them; hand it to the substitute in one act."""
    actor, now = request.actor, timezone.now()
    policy.may_hand_over(actor).require()
    if request.method == "POST":
        absence, to = number_of(request.POST.get("vang")), number_of(request.POST.get("cho"))
        if absence is None:
            raise NotFound
        try:
            done = hand_over_absent(actor=actor, absence_id=absence, to_post_id=to, now=now)
        except NotFound:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("Đã giao %(count)d văn bản cho người nhận thay.") % {"count": done.count}
            if done.left:
                words += " " + _(
                    "%(left)d văn bản còn lại: đã giao tiếp cho cấp dưới, hoặc phải do lãnh đạo cho ý kiến."
                ) % {"left": done.left}
            messages.success(request, words)
        return redirect("documents:absent")
    cards = identity.posts(on=timezone.localdate(now), agency_id=actor.agency_id)
    context = {
        "people": absent_people(actor=actor, now=now),
        "posts": [(card.id, f"{card.person_name}, {card.title}") for card in cards if card.person_id],
    }
    return render(request, "documents/absent.html", context)
