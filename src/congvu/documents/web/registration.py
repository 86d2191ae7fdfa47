"""Registering an incoming document, and correcting, voiding, returning what was registered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.correct import correct_registration
from ..actions.intake import register_from_intake
from ..actions.named_mail import mail_registered
from ..actions.register import register_incoming
from ..errors import AskClosed, LooksDuplicate, RegistrationInvalid
from ..models import NamedMail
from ..queries import register as register_query
from ..queries import setup
from ..queries.document import registration_of
from ..queries.similar import by_uids, similar
from ..rules import split_code
from ..types import Registered, Similar
from .forms import IncomingForm, initial_of, shown_moment
from .waiting import Waiting


@office
@require_http_methods(["GET", "POST"])
def registration(request: OfficeRequest) -> HttpResponse:
    """Register a document that came in."""
    policy.may_register(request.actor, request.actor.agency_id).require()
    now = timezone.now()
    waiting = Waiting.of(request)
    first = {"arrived_at": shown_moment(now), "received_via": "paper", "urgency": 0, "secrecy": 0}
    if request.method != "POST":
        first |= _from_envelope(request)
        form = IncomingForm(initial=first | waiting.initial() if waiting else first)
        form.offer_registers(register_query.open_registers(actor=request.actor, on=timezone.localdate(now)))
        return _shown(request, form, [], waiting=waiting)
    form = IncomingForm(request.POST, request.FILES)
    form.offer_registers(register_query.open_registers(actor=request.actor, on=timezone.localdate(now)))
    same: list[Similar] = []
    if form.is_valid():
        try:
            done = _registered(request, form, waiting, now)
        except RegistrationInvalid as refusal:
            form.take_problems(refusal.problems)
        except LooksDuplicate as refusal:
            same = by_uids(actor=request.actor, uids=str(refusal.data["uids"]).split())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            _of_envelope(request, done.uid, now=now)
            messages.success(request, _("Đã đăng ký, số đến %(number)d.") % {"number": done.number})
            return _gone_to(request, reverse("documents:document", args=[done.uid]))
    return _shown(request, form, same, waiting=waiting)


def _registered(request: OfficeRequest, form: IncomingForm, waiting: Waiting | None, now: datetime) -> Registered:
    """Register what was filled in, with the files that were sent or that waited in an intake."""
    confirmed = bool(form.cleaned_data["confirm_duplicate"])
    if waiting is not None:
        return register_from_intake(
            actor=request.actor,
            intake=waiting.intake,
            uid=waiting.uid,
            data=form.data_of(),
            more_files=form.files_of(),
            now=now,
            confirm_duplicate=confirmed,
            register_id=form.cleaned_data.get("register"),
        )
    return register_incoming(
        actor=request.actor,
        data=form.data_of(),
        files=form.files_of(),
        now=now,
        once_key=request.POST.get("once", ""),
        confirm_duplicate=confirmed,
        register_id=form.cleaned_data.get("register"),
    )


@office
@require_http_methods(["GET", "POST"])
def correction(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Correct what was registered; the number stays."""
    document, data = registration_of(actor=request.actor, uid=uid)
    policy.may_correct(request.actor, document).require()
    form = IncomingForm(request.POST or None, initial=initial_of(data))
    for name in ("main", "register"):
        del form.fields[name]
    same: list[Similar] = []
    if form.is_valid():
        try:
            changed = correct_registration(
                actor=request.actor,
                uid=uid,
                data=form.data_of(),
                now=timezone.now(),
                confirm_duplicate=bool(form.cleaned_data["confirm_duplicate"]),
            )
        except RegistrationInvalid as refusal:
            form.take_problems(refusal.problems)
        except LooksDuplicate as refusal:
            same = by_uids(actor=request.actor, uids=str(refusal.data["uids"]).split())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã sửa thông tin đăng ký.") if changed else _("Không có gì thay đổi."))
            return _gone_to(request, reverse("documents:document", args=[uid]))
    return _shown(request, form, same, document=document)


@office
@require_safe
def duplicates(request: OfficeRequest) -> HttpResponse:
    """Answer, while the clerk types, with the lines that look like the same paper."""
    form = IncomingForm(request.GET)
    form.is_valid()
    values = getattr(form, "cleaned_data", {})
    number, notation = split_code(values.get("full_code", ""))
    found = similar(
        actor=request.actor,
        number=number,
        notation=notation,
        organ_name=values.get("issuing_agency_name", ""),
        issued_on=values.get("issued_on"),
        document_code=values.get("document_code", ""),
    )
    return render(request, "documents/parts/similar.html", {"similar": found})


def _shown(
    request: OfficeRequest, form: IncomingForm, same: list[Similar], waiting: Waiting | None = None, **more: Any
) -> HttpResponse:
    """Show the form, or to htmx only what is wrong, so that chosen files stay chosen."""
    status = 422 if form.is_bound else 200
    if form.is_bound and request.headers.get("HX-Request"):
        response = render(
            request, "documents/parts/registration_faults.html", {"form": form, "similar": same}, status=status
        )
        response["CV-Refusal"] = "documents.registration"
        return response
    registers = register_query.registers(actor=request.actor)
    current = next((r for r in registers if r.year == timezone.localdate().year and not r.is_secret), None)
    context = {
        "form": form,
        "similar": same,
        "register": register_query.card(current) if current else None,
        "year": timezone.localdate().year,
        "waiting": waiting,
        "read_fields": waiting.read_fields(form) if waiting else [],
        "issuers": register_query.recent_issuers(actor=request.actor, register=registers[0] if registers else None),
        **more,
    }
    return render(request, "documents/registration.html", context, status=status)


def _from_envelope(request: OfficeRequest) -> dict[str, Any]:
    """Return what the envelope addressed to a named person already says of the paper inside."""
    envelope = _envelope(request)
    if envelope is None:
        return {}
    return {
        "arrived_at": shown_moment(envelope.arrived_at),
        "issuing_agency_name": envelope.sender,
        "urgency": envelope.urgency,
        "note": _("Bì gửi đích danh %(name)s") % {"name": envelope.to_name},
    }


def _envelope(request: OfficeRequest) -> NamedMail | None:
    """Return the envelope addressed to a named person whose paper is being registered, None for other papers."""
    try:
        uid = UUID(request.GET.get("thu", ""))
    except ValueError:
        return None
    return setup.mail_of(actor=request.actor, mail_uid=uid)


def _of_envelope(request: OfficeRequest, document_uid: UUID, *, now: datetime) -> None:
    """Let the envelope of a registered paper lead to its line; one that was closed meanwhile stays as it is."""
    envelope = _envelope(request)
    if envelope is None:
        return
    try:
        mail_registered(actor=request.actor, mail_uid=envelope.uid, document_uid=document_uid, now=now)
    except AskClosed as refusal:
        messages.warning(request, str(refusal))


def _gone_to(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser on, by htmx's header or by a redirect."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=200)
        response["HX-Redirect"] = address
        return response
    return redirect(address)
