"""The leader writes her bút phê: units and people with roles and deadlines (NĐ 30/2020 Điều 23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, audit, publish

from .. import policy, rules
from ..desk_types import PreparedState
from ..events import DocumentGiven
from ..models import Document, Handling, Instruction, PreparedInstruction
from ..types import HandlingRole, HandlingState, InstructionKind, Target
from . import trays
from .give import Receiver, give, receivers_text, resolve
from .locked import lock_document, lock_handling, move, refuse_secret, words

AUDIT_CODES = {
    InstructionKind.INSTRUCT: "documents.instructed",
    InstructionKind.FORWARD: "documents.forwarded",
}


@transaction.atomic
def instruct(*, actor: Actor, uid: UUID, text: str, targets: Sequence[Target], now: datetime) -> int:
    """Give a document to units and posts of the agency; return the instruction's id.

    The leader's own open handlings count as passed on. Raises NotFound, NotAllowed, WrongState, SecretStaysLine,
    BadTargets, NobodyThere or TextTooLong.
    """
    document = lock_document(actor, uid, policy.may_instruct)
    return decide(document, leader=actor, by=actor, text=text, targets=targets, now=now).pk


@transaction.atomic
def instruct_many(*, actor: Actor, uids: Sequence[UUID], text: str, targets: Sequence[Target], now: datetime) -> int:
    """Give several documents with the same words to the same receivers, all or none; return how many."""
    for uid in sorted(set(uids)):
        instruct(actor=actor, uid=uid, text=text, targets=targets, now=now)
    return len(set(uids))


def decide(
    document: Document, *, leader: Actor, by: Actor, text: str, targets: Sequence[Target], now: datetime
) -> Instruction:
    """Write the leader's bút phê on a locked document; `by` is who acts, the leader herself or her secretary."""
    refuse_secret(document)
    state = move(document, rules.Act.INSTRUCT)
    receivers = resolve(targets, agency_id=document.agency_id, now=now)
    text = words(text, limit=2000)

    own = list(
        policy.held_handlings(leader)
        .filter(document=document, role=HandlingRole.DECIDE)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    parent = own[0] if own else None
    instruction = give(
        document, receivers, actor=leader, kind=InstructionKind.INSTRUCT, text=text, parent=parent, now=now
    )
    for handling in own:
        _passed(handling, actor=by, now=now)
    document.state = state
    document.forwarded_at = now
    document.handler_text = receivers_text(document)
    lead = next((r for r in receivers if r.target.role == HandlingRole.LEAD), None)
    if lead is not None:
        document.lead_unit_id = lead.unit_id
        document.due_at = lead.target.due_at or document.due_at
    document.save(update_fields=["state", "forwarded_at", "handler_text", "lead_unit", "due_at"])
    replace_prepared(document, leader_post_id=leader.post_id, now=now)
    _record(document, instruction, receivers, actor=by, leader=leader, now=now)
    trays.close_submission(document, actor=by, at=now)
    return instruction


def replace_prepared(document: Document, *, leader_post_id: int, now: datetime) -> None:
    """What a secretary had prepared for this leader and nobody confirmed is overtaken."""
    waiting = PreparedInstruction.objects.filter(
        document=document, leader_post_id=leader_post_id, state=PreparedState.WAITING
    )
    waiting.update(state=PreparedState.REPLACED, decided_at=now)


@transaction.atomic
def forward(*, actor: Actor, handling_uid: UUID, text: str, targets: Sequence[Target], now: datetime) -> int:
    """Pass on a handling inside the actor's unit (and the units below it); return the instruction's id.

    The handling stays with the head, who answers for it, marked as passed on. Raises as `instruct`.
    """
    handling = lock_handling(actor, handling_uid, policy.may_forward)
    document = handling.document
    move(document, rules.Act.START)
    receivers = resolve(targets, agency_id=document.agency_id, now=now, inside_unit=actor.unit_id)
    text = words(text, limit=2000)

    instruction = give(
        document, receivers, actor=actor, kind=InstructionKind.FORWARD, text=text, parent=handling, now=now
    )
    _seen(handling, actor=actor, now=now)
    handling.passed_at = now
    handling.save(update_fields=["seen_at", "seen_by_name", "passed_at"])
    document.state = move(document, rules.Act.START)
    document.save(update_fields=["state"])
    _record(document, instruction, receivers, actor=actor, leader=actor, now=now)
    return instruction.pk


def _passed(handling: Handling, *, actor: Actor, now: datetime) -> None:
    """The leader has decided: her handling is done."""
    _seen(handling, actor=actor, now=now)
    handling.passed_at = now
    handling.finished_at = now
    handling.state = HandlingState.DONE
    handling.save(update_fields=["seen_at", "seen_by_name", "passed_at", "finished_at", "state"])
    trays.close_work(handling, actor=actor, at=now)


def _seen(handling: Handling, *, actor: Actor, now: datetime) -> None:
    if handling.seen_at is None:
        handling.seen_at = now
        handling.seen_by_name = actor.display_name


def _record(
    document: Document,
    instruction: Instruction,
    receivers: Sequence[Receiver],
    *,
    actor: Actor,
    leader: Actor,
    now: datetime,
) -> None:
    code = AUDIT_CODES[InstructionKind(instruction.kind)]
    for_whom: dict[str, Any] = (
        {} if leader.post_id == actor.post_id else {"leader": f"{leader.person_name}, {leader.post_title}"}
    )
    audit.record(
        actor,
        "documents.oral_instruction_entered" if for_whom else code,
        document,
        at=now,
        text=instruction.text,
        **for_whom,
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
    trays.refresh_search(document)
