"""Background work of directives: reminders, periods of regular tasks, summaries for givers."""

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from .actions.regular import open_periods
from .actions.remind import remind_due
from .actions.summaries import send_summaries
from .actions.tallies import gather


@app.periodic(cron="10 * * * *", periodic_id="directives.remind_of_deadlines")
@app.task(name="directives.remind_of_deadlines", queue="documents", queueing_lock="directives.remind_of_deadlines")
def remind_of_deadlines(timestamp: int) -> None:
    """Say aloud which deadlines come near or have passed; within the hour of each new day."""
    remind_due(now=timezone.now())


@app.periodic(cron="20 * * * *", periodic_id="directives.open_periods")
@app.task(name="directives.open_periods", queue="documents", queueing_lock="directives.open_periods")
def open_regular_periods(timestamp: int) -> None:
    """Open the periods of regular tasks that have begun."""
    open_periods(now=timezone.now())


@app.periodic(cron=every_day_at("07:30"), periodic_id="directives.send_summaries")
@app.task(name="directives.send_summaries", queue="documents", queueing_lock="directives.send_summaries")
def send_summaries_to_givers(timestamp: int) -> None:
    """Send givers the state of what they gave, as their day begins."""
    send_summaries(now=timezone.now())


@app.periodic(cron="40 * * * *", periodic_id="directives.gather_tallies")
@app.task(name="directives.gather_tallies", queue="documents", queueing_lock="directives.gather_tallies")
def gather_tallies(timestamp: int) -> None:
    """Sum up the counts that acts added to since the last time."""
    gather()
