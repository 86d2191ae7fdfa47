"""More time: asked for by whoever leads, decided by whoever gave; every change of a deadline is kept."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.kernel.api import Actor, audit, publish

from .. import policy
from ..errors import AlreadyAsked, DayUnfit, NothingAsked
from ..events import DirectiveDueChanged
from ..models import Directive, DueChange
from ..rules import forms, states
from ..types import DueState, Kind, StepKind
from . import remind, trays
from .locked import lock, move, step, words


@transaction.atomic
def ask_extension(*, actor: Actor, uid: UUID, until: date, reason: str, now: datetime) -> int:
    """Ask for a later deadline; return the request's id.

    Raises NotFound, NotAllowed, WrongState, AlreadyAsked, DayUnfit, ReasonNeeded or TextTooLong.
    """
    directive = lock(actor, uid, policy.may_work_on)
    move(directive, states.Act.ASK_DUE)
    reason = words(reason, needed=True)
    if directive.due_on is None:
        raise DayUnfit(reason=_("Nhiệm vụ này không có hạn nên không phải xin gia hạn."))
    if until <= directive.due_on:
        raise DayUnfit(
            reason=_("Hạn xin phải sau hạn đang có, ngày %(day)s.") % {"day": f"{directive.due_on:%d/%m/%Y}"}
        )
    _possible(until, now=now)
    if directive.due_changes.filter(state=DueState.WAITING).exists():
        raise AlreadyAsked
    asked = DueChange.objects.create(
        directive=directive,
        state=DueState.WAITING,
        old_due_on=directive.due_on,
        wanted_on=until,
        reason=reason,
        asked_at=now,
        asked_by_name=actor.display_name[:300],
        asked_by_post_id=actor.post_id,
    )
    step(directive, StepKind.DUE_ASKED, actor=actor, at=now, text=f"{until:%d/%m/%Y}. {reason}"[:4000])
    audit.record(actor, "directives.extension_asked", directive, at=now, until=until, reason=reason[:500])
    trays.ask_giver(directive, at=now)
    values = {"who": actor.display_name, "day": f"{until:%d/%m/%Y}", "what": trays.title_of(directive)}
    trays.tell(
        f"directives.extension_asked:{asked.pk}",
        directive,
        post_ids=trays.giver_side(directive),
        text=_("%(who)s xin gia hạn đến %(day)s: %(what)s") % values,
        at=now,
        kind="directives.extension",
        but=actor,
    )
    return asked.pk


@transaction.atomic
def decide_extension(*, actor: Actor, uid: UUID, agree: bool, until: date | None, answer: str, now: datetime) -> None:
    """Agree to more time, until the day asked for or another one, or refuse with words.

    Raises NotFound, NotAllowed, NothingAsked, DayUnfit, ReasonNeeded (a refusal needs words) or TextTooLong.
    """
    directive = lock(actor, uid, policy.may_decide)
    asked = directive.due_changes.select_for_update().filter(state=DueState.WAITING).first()
    if asked is None:
        raise NothingAsked
    answer = words(answer, needed=not agree)
    day = until or asked.wanted_on if agree else None
    if day is not None:
        move(directive, states.Act.SET_DUE)
        _possible(day, now=now)
    asked.state = DueState.AGREED if agree else DueState.REFUSED
    asked.new_due_on = day
    asked.decided_at, asked.decided_by_name, asked.answer = now, actor.display_name[:300], answer
    asked.save(update_fields=["state", "new_due_on", "decided_at", "decided_by_name", "answer"])
    said = _("đồng ý đến %(day)s") % {"day": f"{day:%d/%m/%Y}"} if day else _("không đồng ý")
    done = step(directive, StepKind.DUE_DECIDED, actor=actor, at=now, text=f"{said}. {answer}".strip()[:4000])
    audit.record(actor, "directives.extension_decided", directive, at=now, agreed=agree, until=day)
    trays.answered(directive, actor=actor, at=now)
    if day is not None:
        directive.extended_count += 1
        _put_in_force(directive, day, reason=answer or asked.reason, now=now, actor=actor)
    values = {"who": actor.display_name, "said": said, "what": trays.title_of(directive)}
    trays.tell(
        f"directives.extension_decided:{done.pk}",
        directive,
        post_ids=[asked.asked_by_post_id, directive.owner_post_id, directive.monitor_post_id],
        text=_("%(who)s trả lời đề nghị gia hạn, %(said)s: %(what)s") % values,
        at=now,
        kind="directives.extension",
        but=actor,
    )


@transaction.atomic
def set_due(*, actor: Actor, uid: UUID, due_on: date | None, reason: str, now: datetime) -> None:
    """Move the deadline by the giver's own decision, with a reason. A waiting request is answered by it.

    Raises NotFound, NotAllowed, WrongState, DayUnfit, ReasonNeeded or TextTooLong.
    """
    directive = lock(actor, uid, policy.may_decide)
    move(directive, states.Act.SET_DUE)
    reason = words(reason, needed=True)
    write_due(directive, due_on, reason=reason, actor=actor, now=now)


def write_due(directive: Directive, due_on: date | None, *, reason: str, actor: Actor | None, now: datetime) -> None:
    """Write a new deadline of a locked task, with its reason."""
    if directive.kind == Kind.REGULAR:
        raise DayUnfit(reason=_("Nhiệm vụ thường xuyên có hạn ở từng kỳ; hãy đổi hạn của kỳ đó."))
    if due_on is None and directive.kind != Kind.OPEN:
        raise DayUnfit(reason=_("Nhiệm vụ có thời hạn phải có ngày hạn."))
    if due_on == directive.due_on:
        return
    if due_on is not None:
        _possible(due_on, now=now)
    by = actor.display_name[:300] if actor else ""
    directive.due_changes.filter(state=DueState.WAITING).update(
        state=DueState.WITHDRAWN, decided_at=now, decided_by_name=by, answer=reason[:4000]
    )
    trays.answered(directive, actor=actor, at=now)
    DueChange.objects.create(
        directive=directive,
        state=DueState.AGREED,
        old_due_on=directive.due_on,
        new_due_on=due_on,
        reason=reason,
        asked_at=now,
        asked_by_name=by,
        asked_by_post_id=actor.post_id if actor else None,
        decided_at=now,
        decided_by_name=by,
    )
    shown = f"{due_on:%d/%m/%Y}" if due_on else _("không thời hạn")
    done = step(directive, StepKind.DUE_SET, actor=actor, at=now, text=f"{shown}. {reason}"[:4000])
    audit.record(
        actor, "directives.due_set", directive, at=now, agency_id=directive.agency_id, old=directive.due_on, new=due_on
    )
    if due_on is not None and directive.due_on is not None and due_on > directive.due_on:
        directive.extended_count += 1
    _put_in_force(directive, due_on, reason=reason, now=now, actor=actor)
    values = {"day": shown, "what": trays.title_of(directive)}
    trays.tell(
        f"directives.due_set:{done.pk}",
        directive,
        post_ids=[directive.owner_post_id, directive.monitor_post_id],
        text=_("Hạn mới %(day)s: %(what)s") % values,
        at=now,
        kind="directives.extension",
        but=actor,
    )


def _possible(day: date, *, now: datetime) -> None:
    problem = forms.due_problem(day, today=timezone.localdate(now))
    if problem:
        raise DayUnfit(reason=problem)


def _put_in_force(directive: Directive, day: date | None, *, reason: str, now: datetime, actor: Actor | None) -> None:
    """Write the deadline; the part of a document that carries the task gets the same one, in the same transaction."""
    old, directive.due_on = directive.due_on, day
    remind.plan(directive, today=timezone.localdate(now))
    directive.save(update_fields=["due_on", "extended_count", "remind_on", "remind_step"])
    if directive.handling_id is not None and day is not None and actor is not None:
        documents.follow_due(
            actor=actor, handling_id=directive.handling_id, until=trays.end_of(day), reason=reason, now=now
        )
    trays.settle(directive, actor=actor, at=now)
    publish(
        DirectiveDueChanged(
            directive_id=directive.pk, uid=str(directive.uid), agency_id=directive.agency_id, old=old, new=day, at=now
        )
    )
