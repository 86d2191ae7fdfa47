"""A number is voided with a reason; it is never used again (NĐ 30/2020 Điều 15)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, audit, publish

from .. import policy, rules
from ..events import NumberVoided
from ..holds import require_free
from ..models import Document
from ..types import HandlingState
from . import trays
from .locked import lock_document, move, words


@transaction.atomic
def void_number(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Void the arrival number: the line stays, struck through, with the reason and who did it.

    Raises NotFound, NotAllowed, WrongState, ReasonNeeded or TextTooLong.
    """
    document = lock_document(actor, uid, policy.may_void)
    require_free(document.pk)
    state = move(document, rules.Act.VOID)
    reason = words(reason, limit=500, needed=True)

    close_all(document, state=state, note=reason, actor=actor, now=now)
    audit.record(actor, "documents.number_voided", document, at=now, number=document.number, reason=reason)
    publish(
        NumberVoided(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            number=document.number or 0,
            at=now,
        )
    )


def close_all(document: Document, *, state: str, note: str, actor: Actor, now: datetime) -> None:
    """End the document in a state and take everything still open about it out of the work lists."""
    document.state = state
    document.closed_at = now
    document.closing_note = note
    document.save(update_fields=["state", "closed_at", "closing_note"])
    trays.close_submission(document, actor=actor, at=now)
    for handling in document.handlings.filter(state=HandlingState.OPEN).order_by("pk"):
        handling.state = HandlingState.WITHDRAWN
        handling.finished_at = now
        handling.save(update_fields=["state", "finished_at"])
        trays.close_work(handling, actor=actor, at=now)
    trays.refresh_search(document)
