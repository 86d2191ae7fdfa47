"""Delivery of events to subscribers: at least once, each subscriber on its own.

An event, its deliveries and their jobs are rows of the act's transaction: all or none. A handler's writes and the mark
"done" are one transaction too, so a worker that is killed leaves the delivery open and its effects undone; the job
runs again, or the sweep queues a new one when the job itself was lost.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from . import events, writes
from .errors import NotFound
from .models import Delivery

log = logging.getLogger(__name__)
# Waits 2, 4, 8 … seconds (tasks.deliver): the last of twelve tries comes after more than two hours.
MOST_ATTEMPTS = 12
DELIVER = "congvu.kernel.tasks.deliver"
DELIVER_ALL = "congvu.kernel.tasks.deliver_all"
MOST_TOGETHER = 100  # deliveries of one job
# Younger deliveries may have a job that this transaction does not see yet.
SWEEP_AFTER = timedelta(minutes=2)


# Every act pays for its events, and the ORM's inserts cost several times the database's.
_EVENT = "insert into kernel_outboxevent (name, payload, created_at) values (%s, %s, %s) returning id"
_DELIVERIES = f"""
    with event as ({_EVENT})
    insert into kernel_delivery (event_id, subscriber, attempts, last_error)
    select event.id, subscriber, 0, '' from event, unnest(%s::text[]) subscriber
    returning id
"""  # noqa: S608 - no value from outside


_EVENTS = """
    insert into kernel_outboxevent (name, payload, created_at)
    select %s, payload::jsonb, %s from unnest(%s::text[]) with ordinality as event (payload, place) order by place
    returning id
"""
_ALL_DELIVERIES = f"""
    with event as ({_EVENTS})
    insert into kernel_delivery (event_id, subscriber, attempts, last_error)
    select event.id, subscriber, 0, '' from event, unnest(%s::text[]) subscriber
    order by event.id
    returning id
"""  # noqa: S608 - no value from outside


class NoSubscriber(RuntimeError):
    """This process does not know the event or its subscriber: an older version, or one that was removed."""


@dataclass(frozen=True, slots=True)
class DeadDelivery:
    """A delivery that failed every time; somebody has to look."""

    delivery_id: int
    event: str
    subscriber: str
    published_at: datetime
    tried_at: datetime | None
    attempts: int
    last_error: str


def write(name: str, payload: dict[str, Any], subscribers: list[str]) -> None:
    """Store an event and queue its deliveries; part of the caller's transaction."""
    values: list[Any] = [name, json.dumps(payload, ensure_ascii=False), timezone.now()]
    with connection.cursor() as cursor:
        if not subscribers:
            cursor.execute(_EVENT, values)
            return
        cursor.execute(_DELIVERIES, [*values, subscribers])
        deliveries = [row[0] for row in cursor.fetchall()]
    _queue(deliveries)


def write_all(name: str, payloads: Sequence[dict[str, Any]], subscribers: list[str]) -> None:
    """Store many events of one kind and queue their deliveries together; part of the caller's transaction."""
    texts = [json.dumps(payload, ensure_ascii=False) for payload in payloads]
    values: list[Any] = [name, timezone.now(), texts]
    if not subscribers:
        writes.write(_EVENTS, values)
        return
    with connection.cursor() as cursor:
        cursor.execute(_ALL_DELIVERIES, [*values, subscribers])
        deliveries = [row[0] for row in cursor.fetchall()]
    parts: list[dict[str, JSONValue]] = [
        {"delivery_ids": [*deliveries[at : at + MOST_TOGETHER]]} for at in range(0, len(deliveries), MOST_TOGETHER)
    ]
    app.configure_task(DELIVER_ALL).batch_defer(*parts)


def deliver_all(delivery_ids: Sequence[int]) -> None:
    """Run many deliveries one after the other; one that fails gets a job of its own, which tries it again."""
    for delivery_id in delivery_ids:
        try:
            deliver(delivery_id)
        except Exception as error:  # noqa: BLE001  whatever a subscriber raises, the others go on
            log.warning("delivery %s failed: %s", delivery_id, type(error).__qualname__)
            _queue([delivery_id])


def _queue(delivery_ids: list[int]) -> None:
    each: list[dict[str, JSONValue]] = [{"delivery_id": pk} for pk in delivery_ids]
    app.configure_task(DELIVER).batch_defer(*each)


def deliver(delivery_id: int) -> bool:
    """Run one subscriber for one event, keeping the failure if it fails; return False if it was done before."""
    try:
        return deliver_one(delivery_id)
    except Exception as error:
        _keep_failure(delivery_id, error)
        raise


@transaction.atomic
def deliver_one(delivery_id: int) -> bool:
    """Run one subscriber for one event; return False if that was done before.

    The handler's writes and the mark "done" commit together. Raises NoSubscriber, or what the handler raises.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("event").get(pk=delivery_id)
    if delivery.done_at is not None:
        return False
    handler = events.subscribers(delivery.event.name).get(delivery.subscriber)
    if handler is None:
        raise NoSubscriber(f"{delivery.subscriber} for {delivery.event.name}")
    handler(events.decode(delivery.event.name, delivery.event.payload))
    delivery.done_at = timezone.now()
    delivery.save(update_fields=["done_at"])
    return True


def _keep_failure(delivery_id: int, error: Exception) -> None:
    """Write the failure in a transaction of its own; only the kind of error, for a message may hold personal data."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        delivery.attempts += 1
        delivery.tried_at = timezone.now()
        delivery.last_error = f"{type(error).__module__}.{type(error).__qualname__}"[:500]
        delivery.save(update_fields=["attempts", "tried_at", "last_error"])


def deliver_pending(limit: int = 1000) -> int:
    """Deliver what is still open, oldest first, and return how many ran. Used by tests and after a crash."""
    done = 0
    for pk in Delivery.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)[:limit]:
        done += deliver_one(pk)
    return done


def sweep(now: datetime, *, limit: int = 1000) -> int:
    """Queue again the open deliveries that have no job any more; return how many. A second job would do no harm."""
    candidates = Delivery.objects.filter(
        done_at=None, attempts__lt=MOST_ATTEMPTS, event__created_at__lt=now - SWEEP_AFTER
    )
    open_ids = list(candidates.order_by("pk").values_list("pk", flat=True)[:limit])
    queued = _with_a_job(open_ids)
    lost = [pk for pk in open_ids if pk not in queued]
    if lost:
        _queue(lost)
    return len(lost)


def _with_a_job(delivery_ids: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select (args->>'delivery_id')::bigint from procrastinate_jobs where status in ('todo', 'doing') "
            "and task_name = %s and (args->>'delivery_id')::bigint = any(%s) "
            "union all select one::bigint from procrastinate_jobs, jsonb_array_elements_text(args->'delivery_ids') one "
            "where status in ('todo', 'doing') and task_name = %s and one::bigint = any(%s)",
            [DELIVER, delivery_ids, DELIVER_ALL, delivery_ids],
        )
        return {row[0] for row in cursor.fetchall()}


def dead_deliveries(limit: int = 100) -> list[DeadDelivery]:
    """Return the deliveries that used up their attempts, newest first."""
    rows = Delivery.objects.filter(done_at=None, attempts__gte=MOST_ATTEMPTS).select_related("event").order_by("-pk")
    return [
        DeadDelivery(
            row.pk, row.event.name, row.subscriber, row.event.created_at, row.tried_at, row.attempts, row.last_error
        )
        for row in rows[:limit]
    ]


@transaction.atomic
def revive(delivery_id: int) -> None:
    """Try a dead delivery anew, after its cause was mended. Raises NotFound."""
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id, done_at=None).first()
    if delivery is None:
        raise NotFound
    delivery.attempts = 0
    delivery.save(update_fields=["attempts"])
    _queue([delivery.pk])
