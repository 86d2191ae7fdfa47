"""Background work: raising levels, asking remote services, signing many papers, and what comes by the clock."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from .actions import ask_online as online
from .actions import batches, keys, raise_level, recheck, remote, requests
from .actions.count_checks import sweep
from .demo.keys import refresh_revocation_lists


@app.periodic(cron=every_day_at("02:20"))
@app.task(queue="house", queueing_lock="signing.lists")
def keep_demo_lists_fresh(timestamp: int) -> None:
    """Publish the demonstration's lists of revoked certificates anew before they run out. Safe to repeat."""
    refresh_revocation_lists(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="house", queueing_lock="signing.check_counts")
def sweep_check_counts(timestamp: int) -> None:
    """Forget who asked the check page minutes ago. Safe to repeat."""
    sweep(now=timezone.now())


# Bên cấp dấu thời gian có thể ngừng cả ngày: lần cuối thử lại sau khoảng 36 giờ.
@app.task(queue="signing", retry=RetryStrategy(max_attempts=16, exponential_wait=2))
def raise_issued(file_id: int) -> None:
    """Raise an issued paper to B-T and, as soon as revocation data can be had, to B-LT."""
    raise_level.raise_issued(file_id=file_id, now=timezone.now())


@app.task(name="signing.ask_online", queue="signing", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def ask_online(file_id: int) -> None:
    """Ask authorities about the certificates of a file whose revocation nobody here knows, and check it again."""
    online.ask_online(file_id=file_id, now=timezone.now())


@app.task(queue="signing")
def ask_remote(uid: str) -> None:
    """Ask the remote service for one signature. A job that was killed asks again only while the signer may confirm."""
    remote.ask_remote(uid=UUID(uid), now=timezone.now(), clock=timezone.now)


@app.task(queue="signing")
def run_batch(batch_id: int) -> None:
    """Sign what is left of a run."""
    batches.run_batch(batch_id=batch_id, clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(queue="house", queueing_lock="signing.minute")
def every_minute(timestamp: int) -> None:
    """End requests that nobody confirmed; take up runs that a killed worker left."""
    requests.expire_requests(now=timezone.now())
    for batch_id in batches.unfinished():
        run_batch.configure(queueing_lock=f"signing.batch.{batch_id}").defer(batch_id=batch_id)


@app.periodic(cron=every_day_at("02:40"))
@app.task(queue="house", queueing_lock="signing.night")
def every_night(timestamp: int) -> None:
    """Renew archive time stamps before they end; tell of keys that end soon."""
    now = timezone.now()
    for raised_id in raise_level.stamps_due(now):
        renew_stamp.configure(queueing_lock=f"signing.renew.{raised_id}").defer(raised_id=raised_id)
    keys.tell_expiring(now=now)


@app.task(queue="signing", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def renew_stamp(raised_id: int) -> None:
    """Cover one archive time stamp by a new one."""
    raise_level.renew_stamp(raised_id=raised_id, now=timezone.now())


@app.periodic(cron=every_day_at("03:10"))
@app.task(queue="house", queueing_lock="signing.recheck")
def recheck_tonight(timestamp: int) -> None:
    """Begin tonight's walk over the kept verdicts, or take up the one that was interrupted."""
    go_on_rechecking.defer(run_id=recheck.start_run(timezone.now()))


@app.task(queue="house", retry=RetryStrategy(max_attempts=5, wait=60))
def go_on_rechecking(run_id: int) -> None:
    """Check one batch again and queue the next one."""
    if recheck.walk(run_id, timezone.now()):
        go_on_rechecking.defer(run_id=run_id)
