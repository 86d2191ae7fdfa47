"""The page of minutes: who has signed, whose turn it is, the paper way."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotFound
from congvu.signing import api as signing
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions import minutes as acts
from ..models import Disposal, Handover, Minutes
from ..queries import minutes as query
from .pages import form_page


class PaperForm(forms.Form):
    """Minutes that were signed on paper."""

    paper = forms.FileField(
        label=gettext_lazy("Bản quét biên bản"), help_text=gettext_lazy("Một tệp PDF, đủ các trang và chữ ký.")
    )


@office
@require_safe
def minutes(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show how far the minutes are signed."""
    found = query.minutes_or_404(actor=request.actor, uid=uid)
    context = {
        "minutes": found,
        "title": acts.title_of(found),
        "card": query.card_of(actor=request.actor, minutes=found),
        "back": _back(request, found),
    }
    return render(request, "archive/minutes.html", context)


@office
@require_POST
def sign(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Sign in one's own place: here, or where the key is."""
    actor, now = request.actor, timezone.now()
    try:
        if signing.signs_elsewhere(actor, now):
            return redirect("signing:request", acts.begin_elsewhere(actor=actor, uid=uid, now=now))
        acts.sign_minutes(actor=actor, uid=uid, now=now)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ký biên bản."))
    return redirect("archive:minutes", uid)


@office
@require_http_methods(["GET", "POST"])
def attach(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Attach minutes that were signed on paper."""
    found, now = query.minutes_or_404(actor=request.actor, uid=uid), timezone.now()
    policy.may_attach_paper(request.actor, found).require()
    form = PaperForm(request.POST or None, request.FILES or None)

    def run() -> None:
        sent = form.cleaned_data["paper"]
        acts.attach_paper(actor=request.actor, uid=uid, stream=sent.file, name=sent.name, now=now)

    return form_page(
        request,
        form,
        run,
        question=_("Đưa bản quét biên bản ký trên giấy"),
        label=_("Đưa vào"),
        done=_("Đã ghi nhận biên bản ký trên giấy."),
        back=reverse("archive:minutes", args=[uid]),
        crumb=acts.title_of(found),
        sentence=_("Dùng khi có người không ký số được trong hệ thống. Sau đó biên bản không ký thêm được nữa."),
        upload=True,
    )


@office
@require_safe
def paper(request: OfficeRequest, uid: UUID, what: str) -> HttpResponseBase:
    """Hand over the minutes as signed so far, or the scanned paper."""
    found = query.minutes_or_404(actor=request.actor, uid=uid)
    file_id = {"bien-ban": found.file_id, "ban-quet": found.scan_file_id}.get(what)
    if file_id is None:
        raise NotFound
    return files.serve(request, file_id, inline="xem" in request.GET)


def minutes_card(request: OfficeRequest, act: Handover | Disposal) -> query.MinutesCard | None:
    """Return the minutes of an act for its page, None before there are any."""
    found = Minutes.objects.filter(handover=act) if isinstance(act, Handover) else Minutes.objects.filter(disposal=act)
    row = found.first()
    return query.card_of(actor=request.actor, minutes=row) if row is not None else None


def _back(request: OfficeRequest, found: Minutes) -> tuple[str, str]:
    """Return the address and the name of the act whose minutes these are; empty where the actor may not see it."""
    if found.handover is not None:
        if policy.visible_handovers(request.actor).filter(minutes=found).exists():
            return reverse("archive:handover", args=[found.handover.uid]), _("Đợt nộp lưu")
    elif found.disposal is not None and policy.visible_disposals(request.actor).filter(minutes=found).exists():
        return reverse("archive:disposal", args=[found.disposal.uid]), _("Đợt hủy")
    return "", ""
