"""Pages of the clerk beside registration: the paper that follows, merging, envelopes, who may read."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.named_mail import close_mail, record_mail, say_official
from ..actions.paper_copy import merge_duplicate, record_paper
from ..actions.rights import ask_rights, decide_rights
from ..queries import rights as rights_query
from ..queries import setup
from ..queries.document import document_or_404
from ..queries.receivers import picked, receivers
from ..types import Urgency
from .act_pages import form_page
from .forms import MOST_NUMBER, MomentField, number_of, shown_moment

MORNING = time(8, 0)


class PaperForm(forms.Form):
    """When the paper came and in how many copies."""

    arrived_at = MomentField(label=gettext_lazy("Bản giấy đến lúc"), hour=MORNING)
    copies = forms.IntegerField(label=gettext_lazy("Số bản"), initial=1)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=2000)


class MergeForm(forms.Form):
    """Which line stays, and why."""

    kept = forms.IntegerField(label=gettext_lazy("Số đến giữ lại"), min_value=1, max_value=MOST_NUMBER)
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class MailForm(forms.Form):
    """An unopened envelope."""

    to = forms.TypedChoiceField(label=gettext_lazy("Người nhận ghi trên bì"), coerce=int)
    sender = forms.CharField(label=gettext_lazy("Nơi gửi ghi trên bì"), max_length=1000)
    code = forms.CharField(label=gettext_lazy("Số ghi trên bì"), required=False, max_length=1000)
    urgency = forms.TypedChoiceField(label=gettext_lazy("Mức độ khẩn"), choices=Urgency, coerce=int)
    arrived_at = MomentField(label=gettext_lazy("Đến lúc"), hour=MORNING)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=2000)


class RightsForm(forms.Form):
    """Whom a document should be opened to or closed for, and why."""

    opens = forms.ChoiceField(
        label=gettext_lazy("Thay đổi"),
        choices=[("yes", gettext_lazy("Mở quyền xem")), ("no", gettext_lazy("Đóng quyền xem"))],
        widget=forms.RadioSelect,
    )
    to = forms.TypedChoiceField(label=gettext_lazy("Cho đơn vị, người"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)


@office
@require_http_methods(["GET", "POST"])
def paper(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Note the paper that followed an electronic document."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_correct(request.actor, found).require()
    now = timezone.now()
    form = PaperForm(request.POST or None, initial={"arrived_at": shown_moment(now)})

    def act() -> None:
        record_paper(actor=request.actor, uid=uid, now=now, **form.cleaned_data)

    return form_page(
        request,
        found,
        form,
        act,
        question=_("Bản giấy đi sau"),
        label=_("Ghi nhận"),
        done=_("Đã ghi nhận bản giấy, không cấp số mới."),
        sentence=_("Bản giấy chuyển cho đơn vị chủ trì, ghi cùng dòng trong sổ, không đăng ký lần nữa."),
    )


@office
@require_http_methods(["GET", "POST"])
def merging(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Merge a doubled registration into the line that stays."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_void(request.actor, found).require()
    form = MergeForm(request.POST or None)

    def act() -> None:
        values = form.cleaned_data
        merge_duplicate(
            actor=request.actor, uid=uid, kept_number=values["kept"], reason=values["reason"], now=timezone.now()
        )

    return form_page(
        request,
        found,
        form,
        act,
        question=_("Đăng ký trùng: gộp vào số khác"),
        label=_("Hủy số này và gộp"),
        done=_("Đã hủy số trùng và nối hai dòng."),
        sentence=_("Số đến %(n)s bị hủy, kèm lý do; hai dòng chỉ sang nhau.") % {"n": found.number},
    )


@office
@require_http_methods(["GET", "POST"])
def rights(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show who may read a document, ask for a change, confirm or refuse one."""
    actor, now = request.actor, timezone.now()
    found = document_or_404(actor=actor, uid=uid)
    may_ask = bool(policy.may_ask_rights(actor, found)) and not found.is_secret
    may_decide = bool(policy.may_decide_rights(actor, found))
    form = RightsForm(request.POST if request.POST.get("lam") == "de-nghi" else None)
    to = form.fields["to"]
    assert isinstance(to, forms.TypedChoiceField)
    units = receivers(actor=actor, on=timezone.localdate(now)) if may_ask else []
    to.choices = [(u.id, f"{'– ' * u.depth}{u.label}{f', {u.detail}' if u.detail else ''}") for u in units]
    address = reverse("documents:rights", args=[uid])
    if form.is_valid():
        post_id, unit_id = picked(form.cleaned_data["to"])
        try:
            ask_rights(
                actor=actor,
                uid=uid,
                opens=form.cleaned_data["opens"] == "yes",
                post_id=post_id,
                unit_id=unit_id,
                reason=form.cleaned_data["reason"],
                now=now,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi đề nghị; quyền chỉ đổi khi người có thẩm quyền xác nhận."))
            return redirect(address)
    elif request.POST.get("lam") in {"xac-nhan", "khong"}:
        return _decided(request, address)
    context: dict[str, Any] = {
        "document": found,
        "readers": rights_query.readers(found, on=timezone.localdate(now)),
        "changes": rights_query.changes(found),
        "form": form if may_ask else None,
        "may_decide": may_decide,
        "back": reverse("documents:document", args=[uid]),
    }
    return render(request, "documents/rights.html", context, status=422 if form.is_bound else 200)


def _decided(request: OfficeRequest, address: str) -> HttpResponse:
    try:
        decide_rights(
            actor=request.actor,
            change_uid=forms.UUIDField().clean(request.POST.get("de-nghi")),
            confirmed=request.POST.get("lam") == "xac-nhan",
            answer=request.POST.get("y-kien", ""),
            now=timezone.now(),
        )
    except (DomainError, forms.ValidationError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    else:
        messages.success(request, _("Đã ghi quyết định về quyền xem."))
    return redirect(address)


@office
@require_http_methods(["GET", "POST"])
def mail(request: OfficeRequest) -> HttpResponse:
    """Show envelopes addressed to named persons; the clerk notes one, the addressee says what it held."""
    actor, now = request.actor, timezone.now()
    may_keep = bool(policy.may_keep_mail(actor))
    adding = request.POST.get("lam") == "ghi"
    form = MailForm(request.POST if adding else None, initial={"arrived_at": shown_moment(now), "urgency": 0})
    to = form.fields["to"]
    assert isinstance(to, forms.TypedChoiceField)
    people = [u for u in receivers(actor=actor, on=timezone.localdate(now)) if u.id % 2] if may_keep else []
    to.choices = [(u.id // 2, f"{u.label}, {u.detail}") for u in people]
    if adding and form.is_valid():
        values = form.cleaned_data
        try:
            record_mail(
                actor=actor,
                to_post_id=values["to"],
                sender=values["sender"],
                envelope_code=values["code"],
                urgency=values["urgency"],
                arrived_at=values["arrived_at"],
                note=values["note"],
                now=now,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi bì thư và báo người nhận."))
            return redirect("documents:mail")
    elif request.method == "POST" and not adding:
        return _said(request)
    rows, older = setup.mail(actor=actor, older_than=number_of(request.GET.get("truoc")))
    context = {
        "rows": rows,
        "older_url": f"?truoc={older}" if older else "",
        "form": form if may_keep else None,
        "own_post": actor.post_id,
    }
    return render(request, "documents/mail.html", context, status=422 if form.is_bound else 200)


def _said(request: OfficeRequest) -> HttpResponse:
    """Note what an envelope held."""
    actor, now = request.actor, timezone.now()
    said = request.POST.get("lam", "")
    try:
        mail_uid = forms.UUIDField().clean(request.POST.get("thu"))
        if said == "viec-cong":
            say_official(actor=actor, mail_uid=mail_uid, now=now)
        else:
            states = {"thu-rieng": "private", "tra-lai": "refused"}
            close_mail(
                actor=actor,
                mail_uid=mail_uid,
                state=states.get(said, ""),
                note=request.POST.get("ghi-chu", ""),
                now=now,
            )
    except (DomainError, forms.ValidationError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    else:
        messages.success(request, _("Đã chuyển lại văn thư.") if said == "viec-cong" else _("Đã ghi."))
    return redirect("documents:mail")
