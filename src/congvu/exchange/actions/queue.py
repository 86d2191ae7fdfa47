"""Background jobs of mailings, queued in the act's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

SEND = "congvu.exchange.tasks.send_mailing"
QUEUE = "exchange"


def queue(mailing_ids: Iterable[int], *, at: datetime | None = None) -> None:
    """Let the worker try these mailings, now or at a moment. A second job for one does no harm."""
    each: list[dict[str, JSONValue]] = [{"mailing_id": pk} for pk in mailing_ids]
    if each:
        app.configure_task(SEND, queue=QUEUE, schedule_at=at).batch_defer(*each)
