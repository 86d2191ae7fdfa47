"""Giving back: the document to its sender, or one's own part to whoever gave it. Both need a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, publish

from .. import policy, rules
from ..events import DocumentReturned
from ..models import Document, Handling
from ..types import HandlingRole, HandlingState, InstructionKind, State
from . import trays
from .deadlines import first_reminder
from .give import head_of_handling
from .locked import lock_document, lock_handling, move, words
from .register import wait_for_passing_on
from .void import close_all


@transaction.atomic
def return_to_sender(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Return a document to its sender (NĐ 30/2020 Điều 21): wrong addressee, broken file, unsigned.

    Its number stays used. Raises NotFound, NotAllowed, WrongState, ReasonNeeded or TextTooLong.
    """
    document = lock_document(actor, uid, policy.may_return)
    state = move(document, rules.Act.RETURN)
    reason = words(reason, limit=500, needed=True)
    close_all(document, state=state, note=reason, actor=actor, now=now)
    audit.record(actor, "documents.returned_to_sender", document, at=now, reason=reason)
    publish(
        DocumentReturned(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            reason=reason,
            at=now,
        )
    )


@transaction.atomic
def return_handling(*, actor: Actor, handling_uid: UUID, reason: str, now: datetime) -> None:
    """Give one's part back to whoever gave it; a leader's goes back to the clerks.

    What was passed on below it is withdrawn. When nobody leads any more the document waits for distribution again.
    Raises NotFound, NotAllowed, WrongState, ReasonNeeded or TextTooLong.
    """
    handling = lock_handling(actor, handling_uid, policy.may_handle)
    document = handling.document
    reason = words(reason, limit=2000, needed=True)

    for row in [handling, *open_below(handling)]:
        row.state = HandlingState.RETURNED if row is handling else HandlingState.WITHDRAWN
        row.finished_at = now
        row.result = reason if row is handling else row.result
        row.save(update_fields=["state", "finished_at", "result"])
        trays.close_work(row, actor=actor, at=now)
    audit.record(actor, "documents.handling_returned", document, at=now, reason=reason, role=handling.role)
    _tell(handling, document, actor=actor, reason=reason, now=now)
    back_to_waiting(handling, document, actor=actor, now=now)


def open_below(handling: Handling) -> list[Handling]:
    """Return the open parts that hang under one, however deep."""
    found: list[Handling] = []
    level = [handling.pk]
    while level:
        live = [HandlingState.OPEN, HandlingState.HANDED_ON]  # what was handed on lives below
        rows = list(Handling.objects.filter(parent_id__in=level, state__in=live).order_by("pk"))
        found += [row for row in rows if row.state == HandlingState.OPEN]
        level = [row.pk for row in rows]
    return found


def _tell(handling: Handling, document: Document, *, actor: Actor, reason: str, now: datetime) -> None:
    giver = handling.instruction.from_post_id
    values = {"who": actor.display_name, "reason": reason, "subject": trays.title_of(document)}
    trays.tell(
        f"documents.returned:{handling.pk}",
        document,
        post_ids=[giver],
        text=_("%(who)s trả lại: %(subject)s. Lý do: %(reason)s") % values,
        at=now,
        kind="documents.returned",
    )


def back_to_waiting(handling: Handling, document: Document, *, actor: Actor, now: datetime) -> None:
    """Let the work fall back to whoever must decide anew: the one who handed on, the leader, else the clerks."""
    parent = handling.parent
    if handling.instruction.kind == InstructionKind.HAND_ON and parent is not None:
        _open_again(parent, document, actor=actor, now=now)
    elif handling.role == HandlingRole.DECIDE:
        _to_the_clerks(document, actor=actor, now=now)
    elif handling.instruction.kind == InstructionKind.FORWARD and parent is not None:
        if not parent.children.filter(state=HandlingState.OPEN).exists():
            Handling.objects.filter(pk=parent.pk).update(passed_at=None)
    elif handling.role == HandlingRole.LEAD and parent is not None:
        document.state = State.WAITING
        document.save(update_fields=["state"])
        trays.refresh_facets(document.pk)
        _open_again(parent, document, actor=actor, now=now)
    elif handling.role == HandlingRole.LEAD:  # the leader had instructed without being asked to
        _to_the_clerks(document, actor=actor, now=now)


def _to_the_clerks(document: Document, *, actor: Actor, now: datetime) -> None:
    document.state = State.REGISTERED
    document.save(update_fields=["state"])
    trays.refresh_facets(document.pk)
    wait_for_passing_on(document, start=now)
    trays.queue_for_clerks(document, actor=actor, now=now, due_at=document.pass_on_due_at)


def _open_again(parent: Handling, document: Document, *, actor: Actor, now: datetime) -> None:
    parent.document = document
    parent.state = HandlingState.OPEN
    parent.finished_at = None
    parent.passed_at = None
    parent.remind_at = first_reminder(document=document, given_at=now, due_at=parent.due_at)
    parent.save(update_fields=["state", "finished_at", "passed_at", "remind_at"])
    owner = head_of_handling(parent, now=now)
    if owner is not None:
        trays.work_for(parent, owner_post_id=owner, actor=actor)
