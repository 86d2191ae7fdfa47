"""The forms of the acts on one document, one page each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, Picked, PickUnit, office, read_picked

from .. import policy
from ..actions.finish import finish, reopen
from ..actions.give_back import return_handling, return_to_sender
from ..actions.handle import report_progress
from ..actions.instruct import forward, instruct
from ..actions.submit import leaders_of, submit_to_leader
from ..actions.void import void_number
from ..models import Document
from ..queries.document import document_or_404, handling_of
from ..queries.receivers import picked, receivers
from ..types import STOCK_PHRASES, HandlingRole, Target
from .forms import MomentField

END_OF_DAY = time(17, 0)


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class ResultForm(forms.Form):
    """The result that closes a document."""

    reason = forms.CharField(
        label=gettext_lazy("Kết quả, hoặc vì sao không cần trả lời"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


class ProgressForm(forms.Form):
    """How far the work is."""

    percent = forms.IntegerField(label=gettext_lazy("Tiến độ, phần trăm"), min_value=0, max_value=100)
    text = forms.CharField(
        label=gettext_lazy("Kết quả, vướng mắc"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        help_text=gettext_lazy("Khi xong (100%) phải ghi kết quả."),
    )


class LeaderForm(forms.Form):
    """The leader to whom a document goes up, with a note."""

    leader = forms.TypedChoiceField(label=gettext_lazy("Trình"), coerce=int)
    note = forms.CharField(
        label=gettext_lazy("Ý kiến đề xuất"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=5000
    )


class InstructForm(forms.Form):
    """Bút phê in words: own words, or a stock phrase where there are none."""

    text = forms.CharField(
        label=gettext_lazy("Ý kiến chỉ đạo"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    stock = forms.TypedChoiceField(
        label=gettext_lazy("Câu mẫu"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [("", _("Không dùng"))] + [(str(n), words) for n, words in enumerate(STOCK_PHRASES)],
        help_text=gettext_lazy("Dùng khi để trống ô ý kiến."),
    )

    def words(self) -> str:
        """Return the typed words, else the stock phrase."""
        typed: str = self.cleaned_data["text"]
        stock: int | None = self.cleaned_data["stock"]
        return typed or (str(STOCK_PHRASES[stock]) if stock is not None else "")


@office
@require_http_methods(["GET", "POST"])
def submission(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Hand the document up to a leader."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_submit(request.actor, found).require()
    now = timezone.now()
    form = LeaderForm(request.POST or None)
    leader = form.fields["leader"]
    assert isinstance(leader, forms.TypedChoiceField)
    leader.choices = [
        (card.id, f"{card.person_name}, {card.title}") for card in leaders_of(agency_id=found.agency_id, now=now)
    ]

    def act() -> None:
        values = form.cleaned_data
        submit_to_leader(actor=request.actor, uid=uid, leader_post_id=values["leader"], note=values["note"], now=now)

    return _form_page(request, found, form, act, question=_("Trình lãnh đạo"), label=_("Trình"), done=_("Đã trình."))


@office
@require_http_methods(["GET", "POST"])
def instruction(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Write bút phê and give the document to units and people."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_instruct(request.actor, found).require()
    now = timezone.now()
    units = receivers(actor=request.actor, on=timezone.localdate(now))

    def act(text: str, targets: list[Target]) -> None:
        instruct(actor=request.actor, uid=uid, text=text, targets=targets, now=now)

    return _giving_page(request, found, units, act, question=_("Bút phê"), label=_("Ghi bút phê"))


@office
@require_http_methods(["GET", "POST"])
def forwarding(request: OfficeRequest, handling_uid: UUID) -> HttpResponse:
    """Pass one's part on inside the unit."""
    found, handling = handling_of(actor=request.actor, handling_uid=handling_uid)
    policy.may_forward(request.actor, handling).require()
    now = timezone.now()
    units = receivers(actor=request.actor, on=timezone.localdate(now), inside_unit=request.actor.unit_id)

    def act(text: str, targets: list[Target]) -> None:
        forward(actor=request.actor, handling_uid=handling_uid, text=text, targets=targets, now=now)

    return _giving_page(request, found, units, act, question=_("Chuyển trong đơn vị"), label=_("Chuyển"))


@office
@require_http_methods(["GET", "POST"])
def progress(request: OfficeRequest, handling_uid: UUID) -> HttpResponse:
    """Report progress or the result of one's part."""
    found, handling = handling_of(actor=request.actor, handling_uid=handling_uid)
    form = ProgressForm(request.POST or None, initial={"percent": handling.progress, "text": handling.result})

    def act() -> None:
        values = form.cleaned_data
        report_progress(
            actor=request.actor,
            handling_uid=handling_uid,
            percent=values["percent"],
            text=values["text"],
            now=timezone.now(),
        )

    return _form_page(
        request, found, form, act, question=_("Báo cáo tiến độ"), label=_("Ghi báo cáo"), done=_("Đã ghi báo cáo.")
    )


@office
@require_http_methods(["GET", "POST"])
def giving_back(request: OfficeRequest, handling_uid: UUID) -> HttpResponse:
    """Give one's part back to whoever gave it."""
    found, _handling = handling_of(actor=request.actor, handling_uid=handling_uid)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        return_handling(actor=request.actor, handling_uid=handling_uid, reason=reason, now=timezone.now())

    return _form_page(
        request, found, form, act, question=_("Trả lại người giao"), label=_("Trả lại"), done=_("Đã trả lại.")
    )


@office
@require_http_methods(["GET", "POST"])
def closing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Close the document without an answer."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_finish(request.actor, found).require()
    form = ResultForm(request.POST or None)

    def act() -> None:
        finish(actor=request.actor, uid=uid, result=form.cleaned_data["reason"], now=timezone.now())

    return _form_page(
        request, found, form, act, question=_("Kết thúc xử lý"), label=_("Kết thúc"), done=_("Đã kết thúc văn bản.")
    )


@office
@require_http_methods(["GET", "POST"])
def reopening(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take a finished document up again."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_instruct(request.actor, found).require()
    form = ReasonForm(request.POST or None)

    def act() -> None:
        reopen(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())

    return _form_page(request, found, form, act, question=_("Mở lại văn bản"), label=_("Mở lại"), done=_("Đã mở lại."))


@office
@require_http_methods(["GET", "POST"])
def voiding(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Void the number with a reason."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_void(request.actor, found).require()
    form = ReasonForm(request.POST or None)

    def act() -> None:
        void_number(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())

    return _form_page(
        request,
        found,
        form,
        act,
        question=_("Hủy số đến %(number)s") % {"number": found.number},
        label=_("Hủy số"),
        done=_("Đã hủy số."),
        sentence=_("Số đã hủy vẫn đứng trong sổ, gạch ngang, kèm lý do, và không dùng lại."),
    )


@office
@require_http_methods(["GET", "POST"])
def sending_back(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Return the document to its sender."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_return(request.actor, found).require()
    form = ReasonForm(request.POST or None)

    def act() -> None:
        return_to_sender(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())

    return _form_page(
        request,
        found,
        form,
        act,
        question=_("Trả lại nơi gửi"),
        label=_("Trả lại nơi gửi"),
        done=_("Đã trả lại nơi gửi."),
        sentence=_("Trả lại khi sai nơi nhận, tệp lỗi, hoặc chữ ký không hợp lệ (NĐ 30/2020, Điều 21)."),
    )


def _form_page(
    request: OfficeRequest,
    found: Document,
    form: forms.Form,
    act: Callable[[], None],
    *,
    question: str,
    label: str,
    done: str,
    sentence: str = "",
) -> HttpResponse:
    """Show a short form; when it is right, act and go back to the document."""
    address = reverse("documents:document", args=[found.uid])
    if form.is_valid():
        try:
            act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(address)
    context = {
        "document": found,
        "form": form,
        "question": question,
        "label": label,
        "sentence": sentence,
        "back": address,
        "key": f"{request.resolver_match.url_name if request.resolver_match else ''}-{found.uid}",
    }
    return render(request, "documents/act.html", context, status=422 if form.is_bound else 200)


def _giving_page(
    request: OfficeRequest,
    found: Document,
    units: list[PickUnit],
    act: Callable[[str, list[Target]], None],
    *,
    question: str,
    label: str,
) -> HttpResponse:
    """Show the words and the tree of receivers; when they are right, act and go back to the document."""
    address = reverse("documents:document", args=[found.uid])
    form = InstructForm(request.POST or None)
    chosen = read_picked(request.POST, "to", {unit.id for unit in units}) if request.method == "POST" else Picked()
    faults = list(chosen.faults)
    if form.is_valid() and not faults:
        try:
            act(form.words(), targets_of(chosen))
        except (DomainError, ValidationError) as refusal:
            faults += refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        else:
            messages.success(request, _("Đã giao."))
            return redirect(address)
    context: dict[str, Any] = {
        "document": found,
        "form": form,
        "faults": faults,
        "units": units,
        "picked": chosen,
        "question": question,
        "label": label,
        "back": address,
        "key": f"{request.resolver_match.url_name if request.resolver_match else ''}-{found.uid}",
    }
    return render(request, "documents/giving.html", context, status=422 if form.is_bound else 200)


def targets_of(chosen: Picked) -> list[Target]:
    """Return the receivers of a picker. Raises ValidationError for a deadline that is no date."""
    due: dict[int, datetime | None] = {
        number: MomentField(hour=END_OF_DAY, required=False).clean(typed) for number, typed in chosen.due.items()
    }

    def target(number: int, role: str) -> Target:
        post_id, unit_id = picked(number)
        return Target(role=role, post_id=post_id, unit_id=unit_id, due_at=due.get(number))

    return [
        *([target(chosen.lead, HandlingRole.LEAD)] if chosen.lead is not None else []),
        *(target(number, HandlingRole.SUPPORT) for number in sorted(chosen.support)),
        *(target(number, HandlingRole.INFO) for number in sorted(chosen.info)),
    ]
