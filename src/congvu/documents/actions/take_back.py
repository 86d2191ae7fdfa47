"""Who gave a document takes it back while nobody has opened it (thu hồi khi chưa đọc)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import AlreadyPassedOn, AlreadyRead, BadTargets, WrongState
from ..models import Access, Document, Handling
from ..types import HandlingState
from . import trays
from .give import chain_of, head_of_handling, receivers_text
from .give_back import back_to_waiting
from .locked import lock_document, words


@transaction.atomic
def take_back(*, actor: Actor, uid: UUID, handling_uids: Sequence[UUID], reason: str, now: datetime) -> int:
    """Take parts of a document back from their receivers, all or none; return how many.

    Only who gave them, only unread. The receivers no longer see the document unless they hold it otherwise. Raises
    NotFound, NotAllowed, AlreadyRead with who read it and when, AlreadyPassedOn, WrongState, BadTargets, ReasonNeeded.
    """
    document = lock_document(actor, uid)
    if not handling_uids:
        raise BadTargets(reason=_("Chọn ít nhất một nơi để thu hồi."))
    reason = words(reason, limit=2000, needed=True)
    rows = list(
        Handling.objects.filter(document=document, uid__in=set(handling_uids))
        .select_for_update(of=("self",))
        .select_related("parent", "instruction")
        .order_by("pk")
    )
    if len(rows) != len(set(handling_uids)):
        raise NotFound
    for handling in rows:
        handling.document = document
        policy.may_take_back(actor, handling).require()
        _possible(handling)
    for handling in rows:
        _withdraw(handling, actor=actor, reason=reason, now=now)
    audit.record(
        actor, "documents.taken_back", document, at=now, reason=reason, to=[[h.role, h.to_name, None] for h in rows]
    )
    for handling in rows:
        back_to_waiting(handling, document, actor=actor, now=now)
    document.handler_text = receivers_text(document) or document.handler_text
    document.save(update_fields=["handler_text"])
    trays.refresh_search(document)
    return len(rows)


def _possible(handling: Handling) -> None:
    if handling.seen_at is not None:
        at = timezone.localtime(handling.seen_at).strftime("%d/%m/%Y %H:%M")
        raise AlreadyRead(name=handling.seen_by_name or handling.to_name, at=at)
    if handling.passed_at is not None:
        raise AlreadyPassedOn(name=handling.to_name)
    if handling.state != HandlingState.OPEN:
        raise WrongState(state=HandlingState(handling.state).label)


def _withdraw(handling: Handling, *, actor: Actor, reason: str, now: datetime) -> None:
    handling.state = HandlingState.WITHDRAWN
    handling.finished_at = now
    handling.result = reason
    handling.save(update_fields=["state", "finished_at", "result"])
    trays.close_work(handling, actor=actor, at=now)
    _close_access(handling, now=now)
    owner = head_of_handling(handling, now=now)
    if owner is not None:
        trays.tell(
            f"documents.taken_back:{handling.pk}",
            handling.document,
            post_ids=[owner],
            text=_("%(who)s đã thu hồi một văn bản giao cho bạn trước khi bạn mở") % {"who": actor.display_name},
            at=now,
            kind="documents.taken_back",
        )


def _close_access(handling: Handling, *, now: datetime) -> None:
    """Close what this giving alone had opened: same moment, and not held by another receiver who stays."""
    document = handling.document
    mine = _grants(handling, document, now=now)
    stay: set[str] = set()
    others = document.handlings.exclude(state=HandlingState.WITHDRAWN)
    for other in others:
        stay.update(_grants(other, document, now=now))
    Access.objects.filter(
        document=document, grant__in=set(mine) - stay, since=handling.given_at, closed_at=None
    ).update(closed_at=now)


def _grants(handling: Handling, document: Document, *, now: datetime) -> list[str]:
    unit_id = handling.to_unit_id
    if unit_id is None:
        card = next(iter(identity.posts(on=timezone.localdate(now), ids=[handling.to_post_id or 0])), None)
        if card is None:
            return [f"post:{handling.to_post_id}"]
        unit_id = card.unit_id
    return policy.grants_of_receiver(
        post_id=handling.to_post_id,
        unit_id=unit_id,
        unit_and_parents=chain_of(unit_id, agency_id=document.agency_id, now=now),
        role=handling.role,
    )
