"""The leader writes her bút phê: units and people with roles and deadlines (NĐ 30/2020 Điều 23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, audit, publish

from .. import policy, rules
from ..events import DocumentGiven
from ..models import Document, Handling, Instruction
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
    refuse_secret(document)
    state = move(document, rules.Act.INSTRUCT)
    receivers = resolve(targets, agency_id=document.agency_id, now=now)
    text = words(text, limit=2000)

    own = list(
        policy.held_handlings(actor)
        .filter(document=document, role=HandlingRole.DECIDE)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    parent = own[0] if own else None
    instruction = give(
        document, receivers, actor=actor, kind=InstructionKind.INSTRUCT, text=text, parent=parent, now=now
    )
    for handling in own:
        _passed(handling, actor=actor, now=now)
    document.state = state
    document.forwarded_at = now
    document.handler_text = receivers_text(document)
    lead = next((r for r in receivers if r.target.role == HandlingRole.LEAD), None)
    if lead is not None:
        document.lead_unit_id = lead.unit_id
        document.due_at = lead.target.due_at or document.due_at
    document.save(update_fields=["state", "forwarded_at", "handler_text", "lead_unit", "due_at"])
    _record(document, instruction, receivers, actor=actor, now=now)
    trays.close_submission(document, actor=actor, at=now)
    return instruction.pk


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
    _record(document, instruction, receivers, actor=actor, now=now)
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
    document: Document, instruction: Instruction, receivers: Sequence[Receiver], *, actor: Actor, now: datetime
) -> None:
    audit.record(
        actor,
        AUDIT_CODES[InstructionKind(instruction.kind)],
        document,
        at=now,
        text=instruction.text,
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
