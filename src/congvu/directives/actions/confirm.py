"""The giver confirms the result, or returns it with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor

from .. import policy
from ..errors import ChildrenOpen
from ..models import Directive
from ..rules import states
from ..types import StepKind
from . import trays
from .locked import lock, move, step, words
from .receive import moved


@transaction.atomic
def accept(*, actor: Actor, uid: UUID, note: str, now: datetime) -> None:
    """Confirm the result: the task is complete. Raises NotFound, NotAllowed, WrongState, ChildrenOpen, TextTooLong."""
    directive = lock(actor, uid, policy.may_decide)
    state = move(directive, states.Act.ACCEPT)
    waiting = states.can_be_complete(directive.children.values_list("state", flat=True))
    if waiting:
        raise ChildrenOpen(count=waiting)
    note = words(note)
    directive.state = state
    directive.closed_at = now
    directive.remind_on = None
    directive.save(update_fields=["state", "closed_at", "remind_on"])
    done = step(directive, StepKind.ACCEPTED, actor=actor, at=now, text=note)
    moved(directive, "directives.accepted", actor=actor, now=now, result_on=directive.result_on)
    _tell_lead(
        directive, done.pk, _("%(who)s xác nhận hoàn thành %(what)s"), actor=actor, now=now, kind="directives.accepted"
    )
    _tell_parent(directive, actor=actor, now=now)


@transaction.atomic
def accept_many(*, actor: Actor, uids: list[UUID], note: str, now: datetime) -> int:
    """Confirm several results with the same words, all or none; return how many."""
    for uid in sorted(set(uids)):
        accept(actor=actor, uid=uid, note=note, now=now)
    return len(set(uids))


@transaction.atomic
def return_result(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Return the result with a reason: the work goes on. Raises as `accept`, and ReasonNeeded."""
    directive = lock(actor, uid, policy.may_decide)
    state = move(directive, states.Act.RETURN)
    reason = words(reason, needed=True)
    directive.state = state
    directive.result_on = None
    directive.returned_count += 1
    directive.save(update_fields=["state", "result_on", "returned_count"])
    done = step(directive, StepKind.RETURNED, actor=actor, at=now, text=reason)
    moved(directive, "directives.returned", actor=actor, now=now, reason=reason[:500])
    text = _("%(who)s chưa xác nhận %(what)s: ") + reason.replace("%", "%%")
    _tell_lead(directive, done.pk, text, actor=actor, now=now, kind="directives.returned")


def _tell_lead(directive: Directive, step_id: int, text: str, *, actor: Actor | None, now: datetime, kind: str) -> None:
    values = {"who": actor.display_name if actor else "", "what": trays.title_of(directive)}
    trays.tell(
        f"{kind}:{step_id}",
        directive,
        post_ids=[directive.owner_post_id, directive.monitor_post_id],
        text=text % values,
        at=now,
        kind=kind,
        but=actor,
    )


def _tell_parent(directive: Directive, *, actor: Actor, now: datetime) -> None:
    """When the last part is done, whoever leads the whole hears that she may hand in the result."""
    parent = directive.parent
    if parent is None or states.can_be_complete(parent.children.values_list("state", flat=True)):
        return
    if parent.kind == "regular":
        return
    values = {"what": trays.title_of(parent)}
    trays.tell(
        f"directives.parts_done:{parent.pk}:{directive.pk}",
        parent,
        post_ids=[parent.owner_post_id],
        text=_("Mọi nhiệm vụ con đã hoàn thành, báo cáo kết quả được: %(what)s") % values,
        at=now,
        kind="directives.parts_done",
    )
