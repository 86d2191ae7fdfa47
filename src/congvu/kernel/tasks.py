"""Background work of the kernel."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import outbox


@app.task(queue="events", retry=RetryStrategy(max_attempts=12, exponential_wait=2), pass_context=False)
def deliver(delivery_id: int) -> None:
    """Deliver one event to one subscriber."""
    outbox.deliver_one(delivery_id)
