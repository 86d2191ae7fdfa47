"""Many papers signed in one go: one by one, each its own act and transaction; stopped at any moment, resumed.

The app that owns the papers says what the act is (`register_batch_work`); this tray knows only how far a run is. The
state of a paper is written in the transaction of its act, so a killed run neither loses nor doubles a signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from procrastinate.contrib.django import app

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import DomainError, NotFound

from ..errors import BatchEmpty, BatchTooLarge, BatchUnknown
from ..models import Batch, BatchItem
from ..types import BatchState, ItemState

MOST = 200
JOB = "congvu.signing.tasks.run_batch"
_LOCK_SPACE = 0x5349474E  # "SIGN": khóa tư vấn của các đợt ký, không đụng khóa khác

Work = Callable[[Actor, str, Mapping[str, Any], datetime], None]
_works: dict[str, Work] = {}


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is over: (reference, label) of each paper in order; `options` go to the work with every paper."""

    kind: str
    title: str
    papers: Sequence[tuple[str, str]]
    options: Mapping[str, Any] = field(default_factory=dict)
    back_url: str = ""


def register_batch_work(kind: str, work: Work) -> None:
    """Say what one step of a kind of run does: `work(actor, reference, options, now)`, inside a transaction.

    It raises a DomainError to refuse one paper; the run goes on with the next.
    """
    _works[kind] = work


@transaction.atomic
def start_batch(*, actor: Actor, order: Order, now: datetime) -> UUID:
    """Begin a run in the actor's name and post; return its uid. Its job is queued with it.

    Raises BatchEmpty, BatchTooLarge, BatchUnknown.
    """
    papers = list(dict(order.papers).items())
    if not papers:
        raise BatchEmpty
    if len(papers) > MOST:
        raise BatchTooLarge(most=MOST)
    if order.kind not in _works or actor.account_id is None:
        raise BatchUnknown
    batch = Batch.objects.create(
        kind=order.kind,
        title=order.title[:250],
        account_id=actor.account_id,
        hat=_hat(actor),
        person_id=actor.person_id,
        address=actor.address,
        assurance=" ".join(sorted(actor.assurance)),
        back_url=order.back_url[:500],
        options=dict(order.options),
        begun_at=now,
    )
    BatchItem.objects.bulk_create(
        [
            BatchItem(batch=batch, position=place, reference=reference[:200], label=label[:500])
            for place, (reference, label) in enumerate(papers, 1)
        ]
    )
    audit.record(actor, "signing.batch_begun", batch, at=now, kind=order.kind, count=len(papers))
    app.configure_task(JOB, queue="signing").defer(batch_id=batch.pk)
    return batch.uid


@transaction.atomic
def stop_batch(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Stop a run of one's own after the paper that is being signed. Raises NotFound. An ended one stays as it is."""
    batch = Batch.objects.select_for_update().filter(uid=uid, person_id=actor.person_id).first()
    if batch is None:
        raise NotFound
    if batch.state == BatchState.RUNNING:
        batch.state = BatchState.STOPPING
        batch.save(update_fields=["state"])
        audit.record(actor, "signing.batch_stopped", batch, at=now)


def run_batch(*, batch_id: int, clock: Callable[[], datetime]) -> None:
    """Do what is left of a run. A second worker on the same run leaves at once; a killed one is taken up again."""
    if not _try_lock(batch_id):
        return
    try:
        while _step(batch_id, clock()):
            pass
    finally:
        _unlock(batch_id)


def unfinished() -> list[int]:
    """Return the runs that are not ended, for taking up again what a killed worker left."""
    return list(Batch.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)[:100])


def _step(batch_id: int, now: datetime) -> bool:
    """Do the next paper; return whether there may be more."""
    batch = Batch.objects.get(pk=batch_id)
    if batch.ended_at is not None:
        return False
    item = batch.items.filter(state=ItemState.WAITING).order_by("position").first()
    if batch.state == BatchState.STOPPING or item is None:
        _finish(batch_id, now)
        return False
    try:
        _sign_one(batch, item.pk, now)
    except DomainError as refusal:
        _refused(item.pk, str(refusal), now)
    return True


@transaction.atomic
def _sign_one(batch: Batch, item_id: int, now: datetime) -> None:
    item = BatchItem.objects.select_for_update().get(pk=item_id)
    if item.state != ItemState.WAITING:
        return
    item.state, item.at = ItemState.DONE, now
    item.save(update_fields=["state", "at"])
    _works[batch.kind](_actor(batch, now), item.reference, batch.options, now)


def _refused(item_id: int, said: str, now: datetime) -> None:
    BatchItem.objects.filter(pk=item_id, state=ItemState.WAITING).update(
        state=ItemState.FAILED, said=said[:1000], at=now
    )


@transaction.atomic
def _finish(batch_id: int, now: datetime) -> None:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    left = batch.items.filter(state=ItemState.WAITING).update(state=ItemState.STOPPED, at=now)
    batch.state = BatchState.STOPPED if left else BatchState.DONE
    batch.ended_at = now
    batch.save(update_fields=["state", "ended_at"])


def _actor(batch: Batch, now: datetime) -> Actor:
    """Return who signs, with the rights of this moment: the post or delegation may have ended since the start."""
    account = get_user_model().objects.filter(pk=batch.account_id).first()
    if account is None:
        raise BatchUnknown
    actor = identity.actor_in(
        account, batch.hat, now=now, address=batch.address, assurance=frozenset(batch.assurance.split())
    )
    if actor is None or _hat(actor) != batch.hat:
        raise BatchUnknown
    return actor


def _hat(actor: Actor) -> str:
    behalf = actor.on_behalf_of
    return f"delegation:{behalf.delegation_id}" if behalf else f"post:{actor.post_id}"


def _try_lock(batch_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, batch_id % (1 << 31)])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unlock(batch_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, batch_id % (1 << 31)])
