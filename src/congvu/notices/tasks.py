"""Background work of notices."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from .actions import deliver
from .rules import DIGEST_TASK, MAIL_TASK, QUEUE, SMS_TASK

# 2, 4, 8 … seconds: a mail server that restarts is back by then; after about two hours the notice stays in the bell.
RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)


@app.task(name=MAIL_TASK, queue=QUEUE, retry=RETRY, pass_context=False)
def mail_notice(notice_id: int) -> None:
    """Send one notice by e-mail."""
    deliver.mail(notice_id=notice_id, now=timezone.now())


@app.task(name=SMS_TASK, queue=QUEUE, retry=RETRY, pass_context=False)
def text_notice(notice_id: int) -> None:
    """Send one notice by SMS."""
    deliver.text_message(notice_id=notice_id, now=timezone.now())


@app.task(name=DIGEST_TASK, queue=QUEUE, retry=RETRY, pass_context=False)
def mail_digest(person_id: int) -> None:
    """Send one person's letter of the day."""
    deliver.digest(person_id=person_id, now=timezone.now())


@app.periodic(cron=every_day_at("07:00"))
@app.task(name="notices.digests", queue=QUEUE, pass_context=False)
def queue_digests(timestamp: int) -> None:
    """Queue a letter for everyone who wants one a day."""
    for person_id in deliver.digest_readers():
        mail_digest.configure(queueing_lock=f"digest-{person_id}-{timestamp}").defer(person_id=person_id)
