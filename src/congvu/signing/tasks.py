"""Work that comes by the clock."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from .actions.count_checks import sweep
from .demo.keys import refresh_revocation_lists


@app.periodic(cron="20 2 * * *")
@app.task(queue="house", queueing_lock="signing.lists")
def keep_demo_lists_fresh(timestamp: int) -> None:
    """Publish the demonstration's lists of revoked certificates anew before they run out. Safe to repeat."""
    refresh_revocation_lists(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="house", queueing_lock="signing.check_counts")
def sweep_check_counts(timestamp: int) -> None:
    """Forget who asked the check page minutes ago. Safe to repeat."""
    sweep(now=timezone.now())
