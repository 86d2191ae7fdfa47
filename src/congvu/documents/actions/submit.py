"""The clerk hands incoming documents up to the leader who decides (NĐ 30/2020 Điều 23)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import PostCard
from congvu.kernel.api import Actor, audit

from .. import policy, rules
from ..errors import BadTargets
from ..types import HandlingRole, InstructionKind, Target
from . import trays
from .deadlines import pass_on_due
from .give import give, resolve
from .locked import lock_document, move, refuse_secret, words


@transaction.atomic
def submit_to_leader(*, actor: Actor, uid: UUID, leader_post_id: int, note: str = "", now: datetime) -> int:
    """Hand one document to a leader or the office chief for bút phê; return the handling's instruction id.

    Raises NotFound, NotAllowed, WrongState, SecretStaysLine, BadTargets or NobodyThere.
    """
    document = lock_document(actor, uid, policy.may_submit)
    refuse_secret(document)
    state = move(document, rules.Act.SUBMIT)
    if leader_post_id not in {card.id for card in leaders_of(agency_id=document.agency_id, now=now)}:
        raise BadTargets(reason=_("Chọn lãnh đạo cơ quan hoặc Chánh Văn phòng để trình."))
    due_at = pass_on_due(document, start=now)
    receivers = resolve(
        [Target(role=HandlingRole.DECIDE, post_id=leader_post_id, due_at=due_at)],
        agency_id=document.agency_id,
        now=now,
    )
    note = words(note, limit=2000)

    instruction = give(document, receivers, actor=actor, kind=InstructionKind.SUBMIT, text=note, parent=None, now=now)
    document.state = state
    document.forwarded_at = now
    if not document.handler_text:
        document.handler_text = receivers[0].name
    document.save(update_fields=["state", "forwarded_at", "handler_text"])
    audit.record(actor, "documents.submitted", document, at=now, to=receivers[0].name, note=note)
    trays.close_submission(document, actor=actor, at=now)
    trays.refresh_search(document)
    return instruction.pk


@transaction.atomic
def submit_many(*, actor: Actor, uids: list[UUID], leader_post_id: int, now: datetime) -> int:
    """Hand several documents up at once, all or none; return how many. Raises as `submit_to_leader`."""
    for uid in sorted(set(uids)):
        submit_to_leader(actor=actor, uid=uid, leader_post_id=leader_post_id, now=now)
    return len(set(uids))


def leaders_of(*, agency_id: int, now: datetime) -> list[PostCard]:
    """Return the held posts to which documents are handed up, highest first."""
    cards = identity.posts(on=timezone.localdate(now), agency_id=agency_id, roles=policy.LEADERS)
    return [card for card in cards if card.person_id is not None]
