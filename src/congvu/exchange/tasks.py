"""Background work of the exchange."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from .actions.carry import carry
from .actions.deliver import due_now
from .actions.directory_sync import synchronise_all
from .actions.fetch_axis import fetch_all
from .actions.inbox import send_unreceipted_again
from .actions.mirror import mirror_own_agencies
from .actions.queue import QUEUE, queue
from .actions.reconcile_pairs import reconcile_day
from .actions.remind import remind
from .actions.sealing_keys import tell_partners, turn_in_time
from .actions.upload import forget_old
from .carriers import jetstream


@app.task(queue=QUEUE)
def send_mailing(mailing_id: int) -> None:
    """Carry a package and what else waits for its partner; what fails is queued again by the act itself."""
    carry(mailing_id=mailing_id, clock=timezone.now)


@app.periodic(cron="* * * * * */20")
@app.task(queue=QUEUE, queueing_lock="exchange.sweep")
def sweep(timestamp: int) -> None:
    """Queue what is due and has nobody: its job was lost with a killed process, or it was waiting for its turn."""
    del timestamp
    now = timezone.now()
    send_unreceipted_again(now=now)
    queue(due_now(now=now))


@app.periodic(cron="* * * * * */30")
@app.task(queue=QUEUE, queueing_lock="exchange.fetch_axis", lock="exchange.fetch_axis")
def fetch_from_axes(timestamp: int) -> None:
    """Fetch what lies at outer axes for our agencies."""
    del timestamp
    fetch_all(now=timezone.now())


@app.periodic(cron=every_day_at("00:40"))
@app.task(queue=QUEUE, queueing_lock="exchange.nightly")
def nightly(timestamp: int) -> None:
    """Forget unfinished uploads, show our agencies in the directory, compare yesterday with every partner."""
    del timestamp
    now = timezone.now()
    forget_old(now=now)
    mirror_own_agencies(now=now)
    reconcile_day(day=timezone.localdate(now) - timedelta(days=1), now=now)  # the others do not wait for partners


@app.periodic(cron="*/10 * * * *")
@app.task(queue=QUEUE, queueing_lock="exchange.sealing_keys", lock="exchange.sealing_keys")
def turn_sealing_keys(timestamp: int) -> None:
    """Make the next sealing key in time, and tell partners over NATS who were not told."""
    del timestamp
    now = timezone.now()
    turn_in_time(now=now)
    if jetstream.is_set_up():
        tell_partners(now=now)


@app.periodic(cron=every_day_at("01:10"))
@app.task(queue=QUEUE, queueing_lock="exchange.directory", lock="exchange.directory")
def synchronise_directory(timestamp: int) -> None:
    """Take over what outer axes' directories say."""
    del timestamp
    synchronise_all(now=timezone.now())


@app.periodic(cron="25 * * * *")
@app.task(queue=QUEUE, queueing_lock="exchange.clocks")
def remind_of_clocks(timestamp: int) -> None:
    """Tell clerks what was not received, registered or answered in time."""
    del timestamp
    remind(now=timezone.now())
