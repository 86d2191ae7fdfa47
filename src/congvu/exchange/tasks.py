"""Background work of the exchange."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .actions.deliver import deliver, due_now
from .actions.fetch_axis import fetch_all
from .actions.queue import QUEUE, queue


@app.task(queue=QUEUE)
def send_mailing(mailing_id: int) -> None:
    """Try to carry one package; what fails is queued again by the act itself."""
    deliver(mailing_id=mailing_id, now=timezone.now())


@app.periodic(cron="* * * * * */20")
@app.task(queue=QUEUE, queueing_lock="exchange.sweep")
def sweep(timestamp: int) -> None:
    """Queue what is due and has nobody: its job was lost with a killed process, or it was waiting for its turn."""
    del timestamp
    queue(due_now(now=timezone.now()))


@app.periodic(cron="* * * * * */30")
@app.task(queue=QUEUE, queueing_lock="exchange.fetch_axis", lock="exchange.fetch_axis")
def fetch_from_axes(timestamp: int) -> None:
    """Fetch what lies at outer axes for our agencies."""
    del timestamp
    fetch_all(now=timezone.now())
