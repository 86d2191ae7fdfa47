"""Background jobs of mailings, queued in the act's own transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

SEND = "congvu.exchange.tasks.send_mailing"
QUEUE = "exchange"


def queue(mailing_ids: Iterable[int], *, at: datetime | None = None) -> None:
    """Let the worker try these mailings, now or at a moment. A second job for one does no harm."""
    each: list[dict[str, JSONValue]] = [{"mailing_id": pk} for pk in mailing_ids]
    if each:
        app.configure_task(SEND, queue=QUEUE, schedule_at=at).batch_defer(*each)


def forget(mailing_ids: Collection[int]) -> None:
    """Take away jobs that were not begun, of mailings that are being tried now; part of the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs where status = 'todo' and queue_name = %s and task_name = %s "
            "and (args->>'mailing_id')::bigint = any(%s)",
            [QUEUE, SEND, list(mailing_ids)],
        )


def queued_by(mailing_ids: Collection[int], *, now: datetime) -> set[int]:
    """Return those that have a job to be begun by `now`; a begun one may be of a worker that was killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (args->>'mailing_id')::bigint from procrastinate_jobs where status = 'todo' and queue_name = %s "
            "and task_name = %s and (scheduled_at is null or scheduled_at <= %s) "
            "and (args->>'mailing_id')::bigint = any(%s)",
            [QUEUE, SEND, now, list(mailing_ids)],
        )
        return {row[0] for row in cursor.fetchall()}
