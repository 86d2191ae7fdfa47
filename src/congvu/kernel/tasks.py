"""Background work of the kernel."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import audit, outbox


@app.task(queue="events", retry=RetryStrategy(max_attempts=12, exponential_wait=2), pass_context=False)
def deliver(delivery_id: int) -> None:
    """Deliver one event to one subscriber."""
    outbox.deliver_one(delivery_id)


@app.periodic(cron="* * * * *")
@app.task(queue="house", queueing_lock="kernel.seal", pass_context=False)
def seal_audit(timestamp: int) -> None:
    """Seal the acts of the last minute."""
    audit.seal_now(datetime.fromtimestamp(timestamp, UTC))
