"""Background work of the kernel."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import audit, outbox
from .files import sweeping


# procrastinate counts retries, not tries.
@app.task(queue="events", retry=RetryStrategy(max_attempts=outbox.MOST_ATTEMPTS - 1, exponential_wait=2))
def deliver(delivery_id: int) -> None:
    """Deliver one event to one subscriber."""
    outbox.deliver(delivery_id)


@app.task(queue="events")
def deliver_all(delivery_ids: list[int]) -> None:
    """Deliver events that were written together."""
    outbox.deliver_all(delivery_ids)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="house", queueing_lock="kernel.sweep")
def sweep_outbox(timestamp: int) -> None:
    """Queue again the deliveries whose job was lost."""
    outbox.sweep(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * *")
@app.task(queue="house", queueing_lock="kernel.seal")
def seal_audit(timestamp: int) -> None:
    """Seal the acts of the last minute."""
    audit.seal_now(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(queue="house", queueing_lock="kernel.files")
def sweep_files(timestamp: int) -> None:
    """Remove bytes without a row; each of the 256 folders has its turn every second day."""
    sweeping.sweep(datetime.fromtimestamp(timestamp, UTC), shard=timestamp // 600)
