"""Work that comes by the clock."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from .demo.keys import refresh_revocation_lists


@app.periodic(cron="20 2 * * *")
@app.task(queue="house", queueing_lock="signing.lists")
def keep_demo_lists_fresh(timestamp: int) -> None:
    """Publish the demonstration's lists of revoked certificates anew before they run out. Safe to repeat."""
    refresh_revocation_lists(at=timezone.now())
