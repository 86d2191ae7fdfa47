"""Views of notices."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.ui.api import OfficeRequest, office

from .. import queries
from ..actions.choose import choose_channels
from ..actions.read import mark_read, open_notice
from ..types import EmailChoice

MOST_IDS = 50


class ChannelsForm(forms.Form):
    """How a person wants to be told."""

    email = forms.ChoiceField(
        label=gettext_lazy("Thư điện tử"), choices=EmailChoice, widget=forms.RadioSelect, required=True
    )
    sms = forms.BooleanField(label=gettext_lazy("Nhắn tin SMS"), required=False)


@office
@require_GET
def bell(request: OfficeRequest) -> HttpResponse:
    """Fill the bell's panel: the newest notices. Reading this page marks nothing; the opened panel does (`seen`)."""
    lines = queries.latest(request.actor)
    context = {
        "lines": lines,
        "unread": [line.id for line in lines if not line.is_read],
        "count": queries.unread(request.actor),
    }
    return render(request, "notices/bell.html", context)


@office
@require_POST
def seen(request: OfficeRequest) -> HttpResponse:
    """Mark the notices that the opened bell has shown, and answer with the new count."""
    ids = [int(text) for text in request.POST.get("ids", "").split(",")[:MOST_IDS] if text.isdigit() and len(text) < 19]
    mark_read(actor=request.actor, now=timezone.now(), ids=ids)
    return render(request, "ui/parts/bell_count.html", {"count": queries.unread(request.actor), "oob": True})


@office
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """Show all notices of the person, page by page."""
    only_unread = request.GET.get("chua-doc") == "1"
    lines, after = queries.page(request.actor, after=request.GET.get("sau", ""), only_unread=only_unread)
    context = {
        "lines": lines,
        "older_url": f"?{'chua-doc=1&' if only_unread else ''}sau={after}" if after else "",
        "only_unread": only_unread,
        "count": queries.unread(request.actor),
    }
    return render(request, "notices/all.html", context)


@office
@require_GET
def open_one(request: OfficeRequest, notice_id: int) -> HttpResponse:
    """Go to what a notice is about; it is read from then on."""
    url = open_notice(actor=request.actor, notice_id=notice_id, now=timezone.now())
    return redirect(url or "notices:all")


@office
@require_POST
def read_all(request: OfficeRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_read(actor=request.actor, now=timezone.now())
    return redirect("notices:all")


@office
@require_http_methods(["GET", "POST"])
def channels(request: OfficeRequest) -> HttpResponse:
    """Let the person choose how she is told."""
    chosen = queries.channels(request.actor)
    form = ChannelsForm(request.POST or None, initial={"email": chosen.email, "sms": chosen.sms})
    if request.method == "POST" and form.is_valid():
        choose_channels(actor=request.actor, email=form.cleaned_data["email"], sms=form.cleaned_data["sms"])
        messages.success(request, _("Đã giữ cách nhận thông báo."))
        return redirect("notices:channels")
    return render(request, "notices/channels.html", {"form": form, "channels": chosen})
