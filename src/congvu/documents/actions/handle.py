"""The receiver opens, works, reports (NĐ 30/2020 Điều 24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, publish, statements
from congvu.worklist import api as worklist

from .. import policy, rules
from ..errors import BadTargets
from ..events import HandlingReported, HandlingStarted
from ..models import Document, Handling
from ..types import HandlingRole, HandlingState, State
from . import trays
from .give import given_first, head_of_handling
from .locked import lock_document, lock_handling, move, words

WHOLE = 100


def mark_seen(*, actor: Actor, uid: UUID, now: datetime) -> int:
    """Note that the receiver opened the document; return how many handlings of hers were unseen until now.

    The first opening by the lead starts the handling. Someone else's opening changes nothing. Raises NotFound.
    """
    return _see(actor=actor, uid=uid, now=now) if unseen(actor=actor, uid=uid) else 0


def unseen(*, actor: Actor, uid: UUID) -> int:
    """Return how many handlings of hers the receiver has not opened: none at most openings, which then only read."""
    return statements.kept_count(_unseen, actor=actor, uid=uid)


def _unseen(actor: Actor, *, uid: UUID) -> QuerySet[Handling, Any]:
    return policy.held_handlings(actor).filter(document__uid=uid, seen_at=None).values_list("pk")


@transaction.atomic
def _see(*, actor: Actor, uid: UUID, now: datetime) -> int:
    document = lock_document(actor, uid)
    mine = policy.held_handlings(actor).filter(document=document, seen_at=None)
    unseen = list(mine.select_for_update(of=("self",)).order_by("pk"))
    for handling in unseen:
        handling.seen_at = now
        handling.seen_by_name = actor.display_name
        handling.save(update_fields=["seen_at", "seen_by_name"])
        worklist.mark_seen(actor, handling.work_key)
        if handling.role == HandlingRole.INFO:
            _finish(handling, actor=actor, now=now)
    if unseen:
        roles = sorted({handling.role for handling in unseen})
        audit.record(actor, "documents.opened", document, at=now, roles=roles)
    if document.state == State.ASSIGNED and any(handling.role == HandlingRole.LEAD for handling in unseen):
        _start(document, now=now)
    return len(unseen)


@transaction.atomic
def mark_many_seen(*, actor: Actor, uids: Sequence[UUID], now: datetime) -> int:
    """Note of several documents that the receiver has seen them; return how many were unseen until now."""
    return sum(1 for uid in sorted(set(uids)) if mark_seen(actor=actor, uid=uid, now=now))


@transaction.atomic
def report_progress(*, actor: Actor, handling_uid: UUID, percent: int, text: str, now: datetime) -> None:
    """Report how far the work is; 100 hands the result to whoever gave it.

    Raises NotFound, NotAllowed, WrongState, BadTargets for a percentage out of range, TextTooLong, ReasonNeeded
    for a finished work without a word on its result.
    """
    handling = lock_handling(actor, handling_uid, policy.may_handle)
    document = handling.document
    if not 0 <= percent <= WHOLE:
        raise BadTargets(reason=_("Tiến độ là một số từ 0 đến 100."))
    text = words(text, limit=2000, needed=percent == WHOLE)
    leads = handling.role == HandlingRole.LEAD
    state = move(document, rules.Act.REPORT if leads and percent == WHOLE else rules.Act.START)

    handling.progress = percent
    handling.result = text or handling.result
    if handling.seen_at is None:
        handling.seen_at = now
        handling.seen_by_name = actor.display_name
    handling.save(update_fields=["progress", "result", "seen_at", "seen_by_name"])
    if percent == WHOLE:
        _finish(handling, actor=actor, now=now)
    audit.record(actor, "documents.progress_reported", document, at=now, percent=percent, text=text)
    if leads and document.state == State.ASSIGNED:
        _start(document, now=now)
    if leads and state != document.state:
        document.state = state
        document.save(update_fields=["state"])
        trays.refresh_facets(document.pk)
    if leads:
        _publish_report(handling, actor=actor, text=text, now=now)
    if percent == WHOLE:
        _tell_giver(handling, document, actor=actor, text=text, now=now)


def _publish_report(handling: Handling, *, actor: Actor, text: str, now: datetime) -> None:
    """Tell the news with the parts above, as far as they lead too."""
    chain, above = [handling.pk], handling.parent
    while above is not None and above.role == HandlingRole.LEAD:
        chain.append(above.pk)
        above = above.parent
    publish(
        HandlingReported(
            document_id=handling.document_id,
            uid=str(handling.document.uid),
            agency_id=handling.document.agency_id,
            handling_ids=tuple(chain),
            post_id=actor.post_id,
            by_name=actor.display_name,
            percent=handling.progress,
            text=text,
            at=now,
        )
    )


def _start(document: Document, *, now: datetime) -> None:
    document.state = move(document, rules.Act.START)
    document.save(update_fields=["state"])
    trays.refresh_facets(document.pk)
    publish(HandlingStarted(document_id=document.pk, uid=str(document.uid), agency_id=document.agency_id, at=now))


def _finish(handling: Handling, *, actor: Actor, now: datetime) -> None:
    handling.state = HandlingState.DONE
    handling.finished_at = now
    handling.save(update_fields=["state", "finished_at"])
    trays.close_work(handling, actor=actor, at=now)


def _tell_giver(handling: Handling, document: Document, *, actor: Actor, text: str, now: datetime) -> None:
    """Whoever gave the work hears of the result: the head above, else the leader who instructed."""
    done, handling = handling, given_first(handling)
    parent = handling.parent
    open_parent = parent is not None and parent.state == HandlingState.OPEN
    giver = (head_of_handling(parent, now=now) if open_parent and parent else None) or handling.instruction.from_post_id
    trays.tell(
        f"documents.result:{done.pk}",
        document,
        post_ids=[giver],
        text=_("%(who)s báo cáo kết quả: %(text)s") % {"who": actor.display_name, "text": text},
        at=now,
        kind="documents.result",
    )
