"""Background work of identity."""

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from .actions.unused import close_unused, forget_old


@app.periodic(cron=every_day_at("01:30"), periodic_id="identity.care_for_accounts")
@app.task(queue="default", pass_context=False)
def care_for_accounts(timestamp: int) -> None:
    """Once a night: tell of and close unused accounts, forget what need not be kept."""
    now = timezone.now()
    close_unused(now=now)
    forget_old(now=now)
