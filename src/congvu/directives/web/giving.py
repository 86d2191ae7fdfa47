"""Giving: one task, parts of one, another lead, many tasks out of one text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.documents import api as documents
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, Picked, office, read_picked

from .. import policy
from ..actions.change import change_lead
from ..actions.directing import leave_without_tasks
from ..actions.follow_document import follow_by_choice
from ..actions.give import give, split
from ..models import Directive
from ..queries import directing, instructions, lists, receivers
from ..queries.one import directive_or_404
from ..types import FIELD_LENGTHS, Kind, Level, Source, Urgency
from .forms import DirectiveForm, ReasonForm
from .pages import form_page, refuse


def _form(request: OfficeRequest, initial: dict[str, Any]) -> DirectiveForm:
    today = timezone.localdate()
    return DirectiveForm(
        request.POST or None,
        people=receivers.people(actor=request.actor, on=today),
        givers=receivers.leaders(actor=request.actor, on=today),
        fields_known=list(lists.field_names(request.actor.agency_id)),
        initial=initial,
    )


def source_of(request: OfficeRequest) -> documents.FiledLine | None:
    """Return the document that the address names. Raises NotFound where the actor does not see it."""
    text = request.GET.get("van-ban", "")
    if not text:
        return None
    try:
        found = documents.lines_to_file(actor=request.actor, uids=[UUID(text)])
    except ValueError as error:
        raise NotFound from error
    if not found:
        raise NotFound
    return found[0]


def from_document(line: documents.FiledLine | None) -> dict[str, Any]:
    """Return what a form begins with when a task comes out of a document."""
    if line is None:
        return {}
    named = ", ".join(part for part in (line.full_code, line.author) if part)
    return {"source": Source.DOCUMENT, "source_note": named, "source_on": line.issued_on}


def as_sender_asks(asked: directing.Asked | None) -> dict[str, Any]:
    """Return what a form begins with when the sender marked the paper as one that directs."""
    if asked is None:
        return {}
    due = asked.due_on if asked.due_on and asked.due_on >= timezone.localdate() else None
    return {
        "content": asked.subject[: FIELD_LENGTHS["content"]],
        "due_on": due,
        "kind": Kind.DEADLINE if due else Kind.OPEN,
        "urgency": min(asked.urgency, max(Urgency.values)),
    }


@office
@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Give one task, by hand or out of a document."""
    actor = request.actor
    policy.may_give(actor).require()
    line = source_of(request)
    level = Level.AGENCY if policy.gives_everywhere(actor) else Level.UNIT
    asked = directing.of_document(document_uid=line.uid) if line else None
    form = _form(request, {"level": level, **from_document(line), **as_sender_asks(asked)})
    units = receivers.receivers(actor=actor, on=timezone.localdate())
    if request.method == "POST":
        picked = read_picked(request.POST, "to", {u.id for u in units})
    else:
        picked = receivers.named_among(units, asked.receivers) if asked else Picked()
    faults = list(picked.faults)
    if form.is_valid() and not faults:
        try:
            uid = give(
                actor=actor,
                data=form.data_of(picked),
                document_uid=line.uid if line else None,
                now=timezone.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã giao nhiệm vụ."))
            return redirect("directives:directive", uid)
    context = {
        "form": form,
        "units": units,
        "picked": picked,
        "faults": faults,
        "source": line,
        "asked": asked,
        "back": reverse("documents:document", args=[line.uid]) if line else reverse("directives:list"),
        "question": _("Giao nhiệm vụ"),
        "key": f"directives:new:{line.uid if line else ''}",
    }
    return render(request, "directives/give.html", context, status=422 if form.is_bound else 200)


@office
@require_http_methods(["GET", "POST"])
def splitting(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Give a part of a task to somebody."""
    actor = request.actor
    found = directive_or_404(actor=actor, uid=uid)
    policy.may_split(actor, found).require()
    start = {
        "due_on": found.due_on,
        "field": found.field.name if found.field else "",
        "level": Level.UNIT,
        "urgency": found.urgency,
        "source_note": found.code,
    }
    form = _form(request, start)
    units = receivers.receivers(actor=actor, on=timezone.localdate())
    picked = read_picked(request.POST, "to", {u.id for u in units}) if request.method == "POST" else Picked()
    faults = list(picked.faults)
    if form.is_valid() and not faults:
        try:
            split(actor=actor, uid=uid, rows=[form.data_of(picked)], now=timezone.now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã giao nhiệm vụ con."))
            return redirect("directives:directive", uid)
    context = {
        "form": form,
        "units": units,
        "picked": picked,
        "faults": faults,
        "parent": found,
        "back": reverse("directives:directive", args=[uid]),
        "question": _("Giao nhiệm vụ con"),
        "key": f"directives:split:{uid}",
    }
    return render(request, "directives/give.html", context, status=422 if form.is_bound else 200)


@office
@require_http_methods(["GET", "POST"])
def other_lead(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Give a task to another lead."""
    actor = request.actor
    found = directive_or_404(actor=actor, uid=uid)
    policy.may_decide(actor, found).require()
    form = ReasonForm(request.POST or None)
    units = receivers.receivers(actor=actor, on=timezone.localdate())
    allowed = {u.id for u in units}
    picked = read_picked(request.POST, "to", allowed) if request.method == "POST" else _current(found, allowed)
    faults = list(picked.faults)
    if form.is_valid() and not faults:
        if picked.lead is None:
            faults.append(_("Chọn đúng một nơi chủ trì."))
        else:
            try:
                change_lead(
                    actor=actor,
                    uid=uid,
                    lead=receivers.party_of(picked.lead),
                    supporters=[receivers.party_of(number) for number in sorted(picked.support)],
                    reason=form.cleaned_data["reason"],
                    now=timezone.now(),
                )
            except DomainError as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("Đã đổi nơi chủ trì."))
                return redirect("directives:directive", uid)
    context = {
        "form": form,
        "units": units,
        "picked": picked,
        "faults": faults,
        "directive": found,
        "back": reverse("directives:directive", args=[uid]),
        "key": f"directives:lead:{uid}",
    }
    return render(request, "directives/other_lead.html", context, status=422 if form.is_bound else 200)


def _current(found: Directive, allowed: set[int]) -> Picked:
    """Return the supporters as they stand; the lead is to be chosen anew."""
    keys = found.supporters.filter(until=None).values_list("key", flat=True)
    kinds = {"unit": 0, "post": 1, "agency": 2}
    numbers = {int(own) * receivers.KINDS + kinds[kind] for kind, _colon, own in (key.partition(":") for key in keys)}
    return replace(Picked(), support=frozenset(numbers & allowed))


@office
@require_http_methods(["GET", "POST"])
def from_instruction(request: OfficeRequest, document_uid: UUID) -> HttpResponse:
    """Follow the newest bút phê on a document as a task, after showing what will be made of it."""
    policy.may_give(request.actor).require()
    found = documents.lines_to_file(actor=request.actor, uids=[document_uid])
    if not found:
        raise NotFound
    wanted = instructions.not_followed(agency_id=request.actor.agency_id, document_id=found[0].id)
    back = reverse("documents:document", args=[document_uid])
    if wanted is None or wanted.lead is None:
        messages.info(request, _("Chưa có bút phê có nơi chủ trì, hoặc bút phê này đã thành nhiệm vụ."))
        return redirect(back)
    made: list[UUID] = []

    def act() -> None:
        uid = follow_by_choice(actor=request.actor, instruction_id=wanted.instruction_id, now=timezone.now())
        made.extend([uid] if uid is not None else [])

    due = wanted.lead.due_at
    day = _("Hạn %(day)s.") % {"day": f"{timezone.localdate(due):%d/%m/%Y}"} if due else _("Không thời hạn.")
    form = forms.Form(request.POST if request.method == "POST" else None)
    answer = form_page(
        request,
        form,
        act,
        question=_("Theo dõi bút phê thành nhiệm vụ"),
        label=_("Tạo nhiệm vụ"),
        done=_("Bút phê đã thành nhiệm vụ theo dõi."),
        back=back,
        crumb=f"{found[0].full_code} {found[0].subject}",
        sentence=" ".join(part for part in (wanted.text or _("Bút phê không có lời."), day) if part),
    )
    return redirect("directives:directive", made[0]) if made else answer


@office
@require_http_methods(["GET", "POST"])
def no_task(request: OfficeRequest, document_uid: UUID) -> HttpResponse:
    """Say why a paper that directs gives no task here."""
    policy.may_enter(request.actor).require()
    found = documents.lines_to_file(actor=request.actor, uids=[document_uid])
    if not found or directing.waiting(document_id=found[0].id) is None:
        raise NotFound
    form = ReasonForm(request.POST or None)

    def act() -> None:
        leave_without_tasks(
            actor=request.actor, document_uid=document_uid, reason=form.cleaned_data["reason"], now=timezone.now()
        )

    return form_page(
        request,
        form,
        act,
        question=_("Không tạo nhiệm vụ từ văn bản chỉ đạo"),
        label=_("Ghi lý do"),
        done=_("Đã ghi: văn bản này không tạo nhiệm vụ."),
        back=reverse("documents:document", args=[document_uid]),
        crumb=f"{found[0].full_code} {found[0].subject}",
    )
