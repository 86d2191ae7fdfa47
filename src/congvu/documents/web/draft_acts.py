"""Acts on a draft: each address does one, says so, and goes back to the draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.identity import api as identity
from congvu.kernel.errors import DomainError, NotAllowed
from congvu.signing import api as signing
from congvu.ui.api import OfficeRequest, office

from .. import policy as document_policy
from ..actions import approve, draft, issue, opinions, sign, sign_elsewhere
from ..drafting import compose, page, policy
from ..drafting.hold import current_step
from ..drafting.types import SigningCapacity
from ..models import Draft
from ..types import Direction
from .draft_forms import AskForm, IssueForm, OpinionForm, ReasonForm, SignForm, number_of
from .draft_papers import shown_paper
from .exchanged import RECEIVERS, RECEIVERS_SHOWN, receivers_shown


def _done(request: OfficeRequest, uid: UUID, act: Callable[[Draft], object], said: str) -> HttpResponse:
    """Act and go back to the draft, where a refusal is read; who has not the right gets a page of refusal instead."""
    row = page.draft_row(actor=request.actor, uid=uid)
    try:
        act(row)
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("documents:draft", uid)


def _read(request: OfficeRequest) -> int:
    return number_of(request.POST.get("read_version")) or 0


@office
@require_POST
def submit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Submit along the steps."""
    return _done(
        request,
        uid,
        lambda row: approve.submit_draft(
            actor=request.actor, draft_id=row.pk, read_version=_read(request), now=timezone.now()
        ),
        _("Đã trình."),
    )


@office
@require_POST
def approve_view(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Approve the current step."""
    return _done(
        request,
        uid,
        lambda row: approve.approve_step(
            actor=request.actor,
            draft_id=row.pk,
            read_version=_read(request),
            note=request.POST.get("note", ""),
            now=timezone.now(),
        ),
        _("Đã duyệt và chuyển bước tiếp theo."),
    )


@office
@require_POST
def give_back(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Return the draft with a reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _done(
        request,
        uid,
        lambda row: approve.return_draft(
            actor=request.actor,
            draft_id=row.pk,
            reason=reason,
            now=timezone.now(),
            to_step=number_of(request.POST.get("to_step")),
        ),
        _("Đã trả lại."),
    )


@office
@require_POST
def withdraw(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take the draft back while unread."""
    return _done(
        request,
        uid,
        lambda row: approve.withdraw_draft(actor=request.actor, draft_id=row.pk, now=timezone.now()),
        _("Đã rút lại."),
    )


@office
@require_POST
def cancel(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Cancel the draft with a reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _done(
        request,
        uid,
        lambda row: draft.cancel_draft(actor=request.actor, draft_id=row.pk, reason=reason, now=timezone.now()),
        _("Đã hủy dự thảo."),
    )


@office
@require_POST
def opinion(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Give an opinion."""
    form = OpinionForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    stance = request.POST.get("stance", "")[:20]
    return _done(
        request,
        uid,
        lambda row: opinions.give_opinion(
            actor=request.actor, draft_id=row.pk, words=words, stance=stance, now=timezone.now()
        ),
        _("Đã ghi ý kiến."),
    )


@office
@require_POST
def ask(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Ask colleagues for their opinion."""
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("documents:draft", uid)
    day = form.cleaned_data["due_on"]
    due_at = timezone.make_aware(datetime.combine(day, time(17))) if day else None
    posts = [pk for typed in request.POST.getlist("nguoi") if (pk := number_of(typed)) is not None]
    return _done(
        request,
        uid,
        lambda row: opinions.ask_opinions(
            actor=request.actor,
            draft_id=row.pk,
            post_ids=posts,
            question=form.cleaned_data["question"],
            due_at=due_at,
            now=timezone.now(),
        ),
        _("Đã xin ý kiến."),
    )


@office
@require_http_methods(["GET", "POST"])
def sign_view(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show what will be signed, in which capacity, and sign."""
    now = timezone.now()
    actor = request.actor
    row = page.draft_row(actor=actor, uid=uid)
    shown = page.draft_page(actor=actor, uid=uid, version=None, today=timezone.localdate(now))
    if not shown.acts.sign:
        policy.may_sign(actor, row, current_step(actor, row)).require()
        return redirect("documents:draft", uid)
    agency = identity.agency(actor.agency_id)
    who = compose.signatory_of_actor(actor, agency=agency, scope=compose.scope_of(row), now=now)
    offered = [(c.value, _lines(who, c)) for c in who.capacities] if who else []
    refused = who.why_not() if who else None
    form = SignForm(
        request.POST or None,
        capacities=offered,
        initial={"capacity": offered[0][0] if offered else "", "read_version": shown.latest_version},
    )
    if request.method == "POST" and form.is_valid():
        chosen = {
            "draft_id": row.pk,
            "read_version": form.cleaned_data["read_version"],
            "capacity": form.cleaned_data["capacity"],
        }
        try:
            if signing.signs_elsewhere(actor, now):
                return redirect("signing:request", sign_elsewhere.begin_signing(actor=actor, now=now, **chosen))
            sign.sign_draft(actor=actor, now=now, **chosen)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ký. Văn thư sẽ cấp số và phát hành."))
            return redirect("documents:draft", uid)
    again = signing.may_sign(actor)
    return render(
        request,
        "documents/draft_sign.html",
        {
            "draft": shown,
            "form": form,
            "paper": shown_paper(row, page.version_row(row, None)),
            "refusal": "" if again else str(again.reason),
            "right_refused": refused.sentence if refused else "",
            "rights": [(str(r.capacity.label), r.sentence) for r in (who.rulings if who else ()) if not r.allowed],
            "prove_url": f"{reverse('account_reauthenticate')}?next={request.path}",
            "crumbs": _crumbs(shown, _("Ký")),
        },
    )


@office
@require_http_methods(["GET", "POST"])
def issue_view(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the records clerk the signed paper and the next number, and number, seal and issue."""
    now = timezone.now()
    actor = request.actor
    row = page.draft_row(actor=actor, uid=uid)
    shown = page.draft_page(actor=actor, uid=uid, version=None, today=timezone.localdate(now))
    if not shown.acts.issue:
        policy.may_number(actor, row).require()
        return redirect("documents:draft", uid)
    today = timezone.localdate(now)
    registers = [
        (r.pk, r.name)
        for r in document_policy.visible_registers(actor)
        .filter(direction=Direction.OUTGOING, year=today.year, is_secret=False, closed_on=None)
        .order_by("-is_default", "name", "pk")
    ]
    form = IssueForm(request.POST or None, registers=registers, initial={"issued_on": today, "register": ""})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            given = issue.issue_draft(
                actor=actor,
                draft_id=row.pk,
                register_id=values["register"],
                issued_on=values["issued_on"],
                subject_is_public=values["subject_is_public"],
                note=values["note"],
                copies=values["copies"],
                supplement_to=values["supplement_to"],
                supplement_reason=values["supplement_reason"],
                receivers=request.POST.getlist(RECEIVERS) if RECEIVERS_SHOWN in request.POST else None,
                now=now,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã phát hành, số %(code)s.") % {"code": given.code})
            return redirect("documents:document", given.uid)
    again = signing.may_seal(actor, actor.agency_id)
    return render(
        request,
        "documents/draft_issue.html",
        {
            "draft": shown,
            "form": form,
            "paper": shown_paper(row, page.version_row(row, None)),
            "next_code": issue.next_code(row, day=today),
            **receivers_shown(request, row, today),
            "refusal": "" if again else str(again.reason),
            "prove_url": f"{reverse('account_reauthenticate')}?next={request.path}",
            "crumbs": _crumbs(shown, _("Cấp số, phát hành")),
        },
    )


def _lines(who: compose.Signatory | None, capacity: SigningCapacity) -> str:
    if who is None:
        return str(capacity.label)
    ruling = who.ruling(capacity)
    by = _(", theo %(number)s") % {"number": ruling.decision.number} if ruling and ruling.decision else ""
    return f"{capacity.label}{by}: {' / '.join(who.lines(capacity)).upper()}"


def _crumbs(shown: page.DraftPage, last: str) -> list[tuple[str, str]]:
    return [
        (_("Dự thảo, trình ký"), reverse("documents:drafts")),
        (shown.subject or shown.type_name, reverse("documents:draft", args=[shown.uid])),
        (last, ""),
    ]
