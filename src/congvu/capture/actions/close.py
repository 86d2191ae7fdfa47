"""A clerk ends the wait of a captured paper: it is registered, or discarded with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import PaperTaken, ReasonNeeded
from ..models import CapturedPaper
from ..types import PaperState

SHORTEST_REASON = 5


@transaction.atomic
def discard(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Take a paper off the queue: an advertisement, a bad scan, sent twice. Its bytes and its row stay.

    Raises NotAllowed, NotFound, PaperTaken, ReasonNeeded.
    """
    paper = locked(actor, uid)
    reason = vn.clean_line(reason)[:500]
    if len(reason) < SHORTEST_REASON:
        raise ReasonNeeded
    _close(paper, PaperState.DISCARDED, actor, now)
    paper.reason = reason
    paper.save(update_fields=["reason"])
    audit.record(actor, "capture.discarded", paper, at=now, reason=reason)


@transaction.atomic
def registered(*, actor: Actor, uid: UUID, document_uid: UUID, now: datetime) -> None:
    """Write that a paper stands in the register; called in the act that registers it. Raises as `discard`."""
    paper = locked(actor, uid)
    _close(paper, PaperState.REGISTERED, actor, now)
    paper.document_uid = document_uid
    paper.save(update_fields=["document_uid"])
    audit.record(actor, "capture.registered", paper, at=now, document=str(document_uid))


def locked(actor: Actor, uid: UUID) -> CapturedPaper:
    """Return a waiting paper under lock. Raises NotAllowed, NotFound, PaperTaken."""
    policy.may_take(actor).require()
    paper = policy.visible_papers(actor).select_for_update(of=("self",)).filter(uid=uid).first()
    if paper is None:
        raise NotFound
    if paper.state != PaperState.WAITING:
        raise PaperTaken(state=PaperState(paper.state).label)
    return paper


def _close(paper: CapturedPaper, state: PaperState, actor: Actor, now: datetime) -> None:
    paper.state, paper.closed_at, paper.closed_by = state, now, actor.display_name[:250]
    paper.save(update_fields=["state", "closed_at", "closed_by"])
