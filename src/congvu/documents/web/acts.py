"""The forms of the acts on one document, one page each."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.finish import finish, reopen
from ..actions.give_back import return_handling, return_to_sender
from ..actions.handle import report_progress
from ..actions.instruct import forward, instruct
from ..actions.submit import leaders_of, submit_to_leader
from ..actions.void import void_number
from ..queries.document import document_or_404, handling_of
from ..queries.receivers import receivers
from ..types import Target
from .act_pages import LeaderForm, ProgressForm, ReasonForm, ResultForm, form_page, giving_page


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

    return form_page(request, found, form, act, question=_("Trình lãnh đạo"), label=_("Trình"), done=_("Đã trình."))


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

    return giving_page(request, found, units, act, question=_("Bút phê"), label=_("Ghi bút phê"))


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

    return giving_page(request, found, units, act, question=_("Chuyển trong đơn vị"), label=_("Chuyển"))


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

    return form_page(
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

    return form_page(
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

    return form_page(
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

    return form_page(request, found, form, act, question=_("Mở lại văn bản"), label=_("Mở lại"), done=_("Đã mở lại."))


@office
@require_http_methods(["GET", "POST"])
def voiding(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Void the number with a reason."""
    found = document_or_404(actor=request.actor, uid=uid)
    policy.may_void(request.actor, found).require()
    form = ReasonForm(request.POST or None)

    def act() -> None:
        void_number(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())

    return form_page(
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

    return form_page(
        request,
        found,
        form,
        act,
        question=_("Trả lại nơi gửi"),
        label=_("Trả lại nơi gửi"),
        done=_("Đã trả lại nơi gửi."),
        sentence=_("Trả lại khi sai nơi nhận, tệp lỗi, hoặc chữ ký không hợp lệ (NĐ 30/2020, Điều 21)."),
    )
