"""Whoever leads takes the task over, gives it back as wrongly addressed, or hands it to somebody of the unit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, publish

from .. import policy
from ..errors import FieldsInvalid
from ..events import DirectiveMoved
from ..models import Directive
from ..rules import states
from ..types import Party, State, StepKind
from . import parties, trays
from .locked import lock, move, step, words


@transaction.atomic
def receive(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Take a task over. Raises NotFound, NotAllowed or WrongState."""
    directive = lock(actor, uid, policy.may_work_on)
    directive.state = move(directive, states.Act.RECEIVE)
    directive.received_at = now
    directive.save(update_fields=["state", "received_at"])
    step(directive, StepKind.RECEIVED, actor=actor, at=now)
    moved(directive, "directives.received", actor=actor, now=now)


@transaction.atomic
def refuse(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Give a task back as wrongly addressed, with the reason. Raises as `receive`, and ReasonNeeded or TextTooLong."""
    directive = lock(actor, uid, policy.may_work_on)
    state = move(directive, states.Act.REFUSE)
    reason = words(reason, needed=True)
    directive.state = state
    directive.save(update_fields=["state"])
    done = step(directive, StepKind.REFUSED, actor=actor, at=now, text=reason)
    moved(directive, "directives.refused", actor=actor, now=now, reason=reason)
    values = {"who": directive.lead_name, "what": trays.title_of(directive), "why": reason}
    trays.tell(
        f"directives.refused:{done.pk}",
        directive,
        post_ids=trays.giver_side(directive),
        text=_("%(who)s trả lại nhiệm vụ %(what)s. Lý do: %(why)s") % values,
        at=now,
        kind="directives.refused",
        but=actor,
    )


@transaction.atomic
def hand_on(*, actor: Actor, uid: UUID, post_id: int, note: str, now: datetime) -> None:
    """Give the work to somebody of the leading unit; the unit stays answerable.

    Raises NotFound, NotAllowed, WrongState, FieldsInvalid, NobodyThere or TextTooLong.
    """
    directive = lock(actor, uid, policy.may_hand_on)
    state = move(directive, states.Act.HAND_ON)
    note = words(note)
    place = parties.place_of(directive.agency_id, now=now)
    to = parties.resolve(Party(post_id=post_id), place)
    if to.unit_id is None or directive.lead_unit_id not in place.chain(to.unit_id):
        raise FieldsInvalid({"post_id": _("Chỉ phân công cho người trong đơn vị chủ trì.")})
    directive.owner_post_id, directive.owner_name = to.owner_post_id, to.owner_name
    directive.grants = sorted({*directive.grants, *to.grants})
    directive.state = state
    directive.received_at = directive.received_at or now
    directive.save(update_fields=["owner_post", "owner_name", "grants", "state", "received_at"])
    done = step(directive, StepKind.HANDED_ON, actor=actor, at=now, text=f"{to.owner_name}. {note}".strip())
    trays.refresh_search(directive)
    moved(directive, "directives.handed_on", actor=actor, now=now, to=to.owner_name)
    values = {"who": actor.display_name, "what": trays.title_of(directive)}
    trays.tell(
        f"directives.handed_on:{done.pk}",
        directive,
        post_ids=[to.owner_post_id],
        text=_("%(who)s phân công bạn thực hiện %(what)s") % values,
        at=now,
        kind="directives.given",
        but=actor,
    )


def moved(directive: Directive, code: str, *, actor: Actor | None, now: datetime, **data: object) -> None:
    """Record an act in the audit log, tell the news, settle the work lists."""
    audit.record(
        actor,
        code,
        directive,
        at=now,
        agency_id=directive.agency_id,
        number=directive.code,
        state=directive.state,
        **data,
    )
    publish(
        DirectiveMoved(
            directive_id=directive.pk,
            uid=str(directive.uid),
            agency_id=directive.agency_id,
            state=State(directive.state).value,
            at=now,
        )
    )
    trays.settle(directive, actor=actor, at=now)
