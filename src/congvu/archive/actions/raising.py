"""Signatures raised to the level that keeps (B-LTA) before files are handed over (domain/documents 7.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import DomainError, NotFound
from congvu.signing import api as signing

from .. import policy
from ..errors import WrongState
from ..models import CaseFile
from ..queries.export import build
from ..types import HandoverState
from .checking import all_ids, signed_files


def raise_signatures(*, actor: Actor, uid: UUID, now: datetime) -> tuple[int, list[str]]:
    """Raise every signed PDF of a hand-over; return how many stand there now, and a sentence for each that does not.

    The stored originals stay as they are; the raised form is a file of its own. The network is asked for time stamps
    and revocation, so this runs outside any transaction. Both sides may do it until the hand-over is decided. Raises
    NotFound, NotAllowed or WrongState.
    """
    handover = policy.visible_handovers(actor).filter(uid=uid).first()
    if handover is None:
        raise NotFound
    if not policy.may_hand_over(actor, handover):
        policy.may_receive(actor, handover).require()
    if handover.state not in {HandoverState.DRAFT, HandoverState.WAITING, HandoverState.CHECKING}:
        raise WrongState(state=HandoverState(handover.state).label)
    done, refused = 0, []
    for item in handover.items.select_related("file__retention", "file__agency").order_by("position"):
        raised, why = _raise_file(item.file, now=now)
        done += raised
        refused += why
        if raised:
            with transaction.atomic():
                audit.record(actor, "archive.signatures_raised", item.file, at=now, count=raised)
    return done, refused


def _raise_file(file: CaseFile, *, now: datetime) -> tuple[int, list[str]]:
    done, refused = 0, []
    for one in signed_files(build(file, readable=all_ids(file), now=now)):
        if not one.signed:
            continue
        try:
            signing.raise_to(file_id=one.file_id, level="B-LTA", now=now)
        except DomainError as refusal:
            refused.append(f"{one.name}: {refusal}")
        else:
            done += 1
    return done, refused
