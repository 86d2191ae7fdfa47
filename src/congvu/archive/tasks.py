"""Daily work of the archive: reminders of what is due, urging of late borrowers."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at

from .actions import export_runs
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


@app.task(queue="files")
def make_export(run_id: int) -> None:
    """Make one PDF of a large case file."""
    export_runs.make_export(run_id=run_id, clock=timezone.now)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="house", queueing_lock="archive.exports")
def look_after_exports(timestamp: int) -> None:
    """Take up runs that a killed worker left; remove made files past their time. Safe to repeat."""
    del timestamp
    now = timezone.now()
    for run_id in export_runs.left_behind(now):
        make_export.configure(queueing_lock=f"archive.export.{run_id}.again").defer(run_id=run_id)
    export_runs.take_away_old(now)
