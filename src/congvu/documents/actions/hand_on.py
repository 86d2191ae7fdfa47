"""Who holds a part passes the whole of it to somebody else, who answers for it from then on (chuyển tiếp)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, publish

from .. import policy, rules
from ..errors import AlreadyPassedOn, BadTargets
from ..events import DocumentGiven
from ..models import Handling
from ..types import HandlingRole, HandlingState, InstructionKind, Target
from . import trays
from .give import Receiver, give, giver_of, receivers_of, receivers_text
from .give_back import open_below
from .locked import lock_handling, move, words
from .submit import leaders_of


@transaction.atomic
def hand_on(
    *, actor: Actor, handling_uid: UUID, post_id: int | None, unit_id: int | None, reason: str, now: datetime
) -> int:
    """Pass a part on with its role and deadline, passed or not; return the instruction's id. Whoever gave it is told.

    A head of unit, a leader or the office chief passes to any unit or person of the agency, others inside their own
    unit. What was passed on below first has to be finished or given back. Raises NotFound, NotAllowed, WrongState,
    AlreadyPassedOn, BadTargets, NobodyThere, ReasonNeeded or TextTooLong.
    """
    handling = lock_handling(actor, handling_uid, policy.may_handle)
    document = handling.document
    state = move(document, rules.Act.HAND_ON)
    if open_below(handling):
        raise AlreadyPassedOn(name=actor.display_name)
    reason = words(reason, limit=2000, needed=True)
    if post_id == actor.post_id or (unit_id is not None and unit_id == handling.to_unit_id):
        raise BadTargets(reason=_("Chọn nơi khác với nơi đang giữ."))
    if handling.role == HandlingRole.DECIDE:
        _must_decide(post_id, document.agency_id, now=now)
    wide = actor.roles & (policy.LEADERS | {Role.UNIT_LEADER})
    receivers = receivers_of(
        [Target(role=handling.role, post_id=post_id, unit_id=unit_id, due_at=handling.due_at)],
        agency_id=document.agency_id,
        now=now,
        inside_unit=None if wide else actor.unit_id,
    )

    document.state = state
    return pass_whole(handling, receivers, actor=actor, reason=reason, now=now)


def pass_whole(handling: Handling, receivers: list[Receiver], *, actor: Actor, reason: str, now: datetime) -> int:
    """Write that a locked part goes to somebody else with its role and deadline; return the instruction's id."""
    document = handling.document
    _let_go(handling, actor=actor, now=now)
    instruction = give(
        document, receivers, actor=actor, kind=InstructionKind.HAND_ON, text=reason, parent=handling, now=now
    )
    document.handler_text = receivers_text(document) or document.handler_text
    if handling.role == HandlingRole.LEAD and handling.parent_id is not None:
        document.lead_unit_id = receivers[0].unit_id
    document.save(update_fields=["state", "handler_text", "lead_unit"])
    audit.record(
        actor,
        "documents.handed_on",
        document,
        at=now,
        reason=reason,
        to=[[r.target.role, r.name, r.target.due_at] for r in receivers],
    )
    publish(
        DocumentGiven(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            instruction_id=instruction.pk,
            kind=instruction.kind,
            at=now,
        )
    )
    _tell_giver(handling, receivers[0].name, actor=actor, reason=reason, now=now)
    trays.refresh_search(document)
    return instruction.pk


def _must_decide(post_id: int | None, agency_id: int, *, now: datetime) -> None:
    if post_id not in {card.id for card in leaders_of(agency_id=agency_id, now=now)}:
        raise BadTargets(reason=_("Việc cho ý kiến chỉ chuyển được cho lãnh đạo cơ quan hoặc Chánh Văn phòng."))


def _let_go(handling: Handling, *, actor: Actor, now: datetime) -> None:
    if handling.seen_at is None:
        handling.seen_at = now
        handling.seen_by_name = actor.display_name
    handling.passed_at = now
    handling.finished_at = now
    handling.state = HandlingState.HANDED_ON
    handling.save(update_fields=["seen_at", "seen_by_name", "passed_at", "finished_at", "state"])
    trays.close_work(handling, actor=actor, at=now)


def _tell_giver(handling: Handling, to: str, *, actor: Actor, reason: str, now: datetime) -> None:
    document = handling.document
    values = {"who": actor.display_name, "to": to, "subject": trays.title_of(document), "reason": reason}
    trays.tell(
        f"documents.handed_on:{handling.pk}",
        document,
        post_ids=[giver_of(handling)],
        text=_("%(who)s chuyển %(subject)s cho %(to)s. Lý do: %(reason)s") % values,
        at=now,
        kind="documents.handed_on",
    )
