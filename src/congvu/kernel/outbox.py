"""Delivery of events to subscribers: at least once, each subscriber on its own."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from . import events
from .models import Delivery, OutboxEvent


def write(name: str, payload: dict[str, Any]) -> None:
    """Store an event and queue its deliveries; part of the caller's transaction."""
    from .tasks import deliver

    subscribers = events.subscribers(name)
    row = OutboxEvent.objects.create(name=name, payload=payload)
    if not subscribers:
        return
    deliveries = Delivery.objects.bulk_create([Delivery(event=row, subscriber=key) for key in subscribers])
    for delivery in deliveries:
        deliver.defer(delivery_id=delivery.pk)


@transaction.atomic
def deliver_one(delivery_id: int) -> bool:
    """Run one subscriber for one event; return False if that was done before.

    The handler's writes and the mark "done" commit together.
    """
    delivery = Delivery.objects.select_for_update().select_related("event").get(pk=delivery_id)
    if delivery.done_at is not None:
        return False
    handler = events.subscribers(delivery.event.name).get(delivery.subscriber)
    if handler is not None:
        handler(events.decode(delivery.event.name, delivery.event.payload))
    delivery.done_at = timezone.now()
    delivery.save(update_fields=["done_at"])
    return True


def deliver_pending(limit: int = 1000) -> int:
    """Deliver what is still open, oldest first, and return how many ran. Used by tests and after a crash."""
    done = 0
    for pk in Delivery.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)[:limit]:
        done += deliver_one(pk)
    return done
