"""Acts on several documents chosen in the register: all or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, Picked, office, read_picked

from .. import policy
from ..actions.desk import star
from ..actions.finish import finish_many
from ..actions.handle import mark_many_seen
from ..actions.instruct import instruct_many
from ..queries import setup
from ..queries.receivers import receivers
from .act_pages import InstructForm, ResultForm, targets_of
from .forms import UidsField

MOST = 100


class ChosenForm(forms.Form):
    """Chosen documents."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["van-ban"] = UidsField()


def _chosen(request: OfficeRequest) -> list[UUID] | None:
    """Return the chosen documents that the actor sees; None, with a sentence, when none or too many are."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return None
    wanted = form.cleaned_data["van-ban"]
    if len(set(wanted)) > MOST:
        messages.error(request, _("Mỗi lần chọn nhiều nhất %(most)d văn bản.") % {"most": MOST})
        return None
    seen = policy.visible_documents(request.actor).filter(uid__in=wanted)
    return list(seen.order_by("pk").values_list("uid", flat=True))


def _back(request: OfficeRequest) -> str:
    kept = request.POST.get("ve", "")
    return f"{reverse('documents:incoming')}{'?' + kept if kept and '://' not in kept else ''}"


def _do(request: OfficeRequest, act: Callable[[list[UUID]], str]) -> HttpResponse:
    uids = _chosen(request)
    if uids is not None:
        try:
            messages.success(request, act(uids))
        except DomainError as refusal:
            messages.error(request, _("Chưa làm với văn bản nào: %(reason)s") % {"reason": refusal})
    return redirect(_back(request))


@office
@require_POST
def seen(request: OfficeRequest) -> HttpResponse:
    """Mark chosen documents as seen."""

    def act(uids: list[UUID]) -> str:
        done = mark_many_seen(actor=request.actor, uids=uids, now=timezone.now())
        return ngettext("Đã đánh dấu xem %(n)d văn bản.", "Đã đánh dấu xem %(n)d văn bản.", done) % {"n": done}

    return _do(request, act)


@office
@require_POST
def starred(request: OfficeRequest) -> HttpResponse:
    """Put a star on chosen documents, or take it off."""
    on = request.POST.get("sao") != "bo"

    def act(uids: list[UUID]) -> str:
        done = star(actor=request.actor, uids=uids, on=on, now=timezone.now())
        words = _("Đã đánh dấu sao %(n)d văn bản.") if on else _("Đã bỏ sao %(n)d văn bản.")
        return words % {"n": done}

    return _do(request, act)


@office
@require_POST
def finished(request: OfficeRequest) -> HttpResponse:
    """Close chosen documents with one result; asks for the words first."""
    uids = _chosen(request)
    if uids is None:
        return redirect(_back(request))
    form = ResultForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        try:
            done = finish_many(actor=request.actor, uids=uids, result=form.cleaned_data["reason"], now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, _("Chưa kết thúc văn bản nào: %(reason)s") % {"reason": refusal})
        else:
            messages.success(request, _("Đã kết thúc %(n)d văn bản.") % {"n": done})
            return redirect(_back(request))
    return _page(request, uids, {"form": form, "question": _("Kết thúc nhiều văn bản"), "label": _("Kết thúc")})


@office
@require_POST
def given(request: OfficeRequest) -> HttpResponse:
    """Give chosen documents with the same words to the same receivers; asks for words and receivers first."""
    uids = _chosen(request)
    if uids is None:
        return redirect(_back(request))
    now = timezone.now()
    units = receivers(actor=request.actor, on=timezone.localdate(now))
    ready = "text" in request.POST
    form = InstructForm(request.POST if ready else None, phrases=setup.phrases(actor=request.actor))
    picked = read_picked(request.POST, "to", {unit.id for unit in units}) if ready else Picked()
    faults = list(picked.faults)
    if ready and form.is_valid() and not faults:
        try:
            done = instruct_many(actor=request.actor, uids=uids, text=form.words(), targets=targets_of(picked), now=now)
        except (DomainError, ValidationError) as refusal:
            reasons = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            faults += [_("Chưa giao văn bản nào: %(reason)s") % {"reason": reason} for reason in reasons]
        else:
            messages.success(request, _("Đã giao %(n)d văn bản.") % {"n": done})
            return redirect(_back(request))
    more = {"form": form, "faults": faults, "units": units, "picked": picked}
    return _page(request, uids, {**more, "question": _("Giao nhiều văn bản"), "label": _("Ghi bút phê")})


def _page(request: OfficeRequest, uids: list[UUID], more: dict[str, Any]) -> HttpResponse:
    rows = policy.visible_documents(request.actor).filter(uid__in=uids).order_by("-number", "-pk")
    context = {"documents": list(rows), "kept": request.POST.get("ve", ""), "back": _back(request), **more}
    bound = more["form"].is_bound
    return render(request, "documents/many.html", context, status=422 if bound else 200)
