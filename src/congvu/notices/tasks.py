"""Background work of notices."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import deliver
from .rules import MAIL_TASK, QUEUE, SMS_TASK

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
