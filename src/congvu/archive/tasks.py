"""Daily work of the archive: reminders of what is due, urging of late borrowers."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from .actions.due import remind_due
from .actions.leaving import left_behind
from .actions.loans import urge_late


@app.periodic(cron=every_day_at("07:40"))
@app.task(queue="house", queueing_lock="archive.daily")
def daily(timestamp: int) -> None:
    """Remind and urge once a day; a second run the same day says nothing twice."""
    del timestamp
    now = timezone.now()
    remind_due(now=now)
    urge_late(now=now)
    left_behind(now=now)
