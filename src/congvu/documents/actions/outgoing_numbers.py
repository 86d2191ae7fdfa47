"""Numbers of outgoing papers: supplementary ones (12a), and voiding one (NĐ 30/2020 Điều 15)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from congvu.kernel.api import Actor, audit, publish
from congvu.signing import api as signing

from .. import policy
from ..drafting import rules
from ..drafting.errors import FollowUpRefused, IssueDayRefused, SupplementRefused
from ..events import NumberVoided
from ..holds import require_free
from ..models import Document, Register
from ..types import Direction, State
from . import trays
from .locked import lock_document, words


def supplement(register: Register, *, number: int, day: date, signed_on: date, now: datetime) -> str:
    """Return the free letter after a number already taken, for a paper dated between it and the next.

    Part of the act of issuing, under the register's lock. Raises SupplementRefused or IssueDayRefused.
    """
    Register.objects.select_for_update().get(pk=register.pk)
    rows = Document.objects.filter(register=register)
    taken = list(rows.filter(number=number).values_list("number_suffix", "issued_on"))
    if not taken:
        raise SupplementRefused(number=number)
    after = rows.filter(number__gt=number).order_by("number").values_list("issued_on", flat=True).first()
    main = next((on for suffix, on in taken if not suffix), None)
    problem = rules.supplement_day_problem(
        day, today=timezone.localdate(now), signed_on=signed_on, before=main, after=after
    )
    if problem is not None:
        raise IssueDayRefused(reason=problem)
    letter = rules.next_suffix(suffix for suffix, _on in taken)
    if letter is None:
        raise SupplementRefused(number=number)
    return letter


@transaction.atomic
def void_outgoing_number(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Void the number of an outgoing paper that must not stand; the line stays, struck through, with the reason.

    Raises NotFound, NotAllowed, FollowUpRefused (not an issued paper), ReasonNeeded or TextTooLong.
    """
    document = lock_document(actor, uid, policy.may_void)
    if document.direction != Direction.OUTGOING or document.state != State.ISSUED:
        raise FollowUpRefused(reason=rules.VOID_ONLY_ISSUED)
    require_free(document.pk)
    why = words(reason, limit=500, needed=True)
    document.state = State.VOID
    document.closed_at = now
    document.closing_note = why
    document.save(update_fields=["state", "closed_at", "closing_note"])
    signing.withdraw_paper(uid=document.uid, reason=why, at=now)
    trays.refresh_search(document)
    audit.record(actor, "documents.number_voided", document, at=now, number=document.number, reason=why)
    publish(
        NumberVoided(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            number=document.number or 0,
            at=now,
        )
    )
