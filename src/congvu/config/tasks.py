"""Background work of the installation itself."""

import asyncio

from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.manager import JobManager

from congvu.kernel.api import every_day_at

SILENT_SECONDS = 30  # three missed heartbeats


def rescue_now() -> None:
    """Give every begun job back at once: for a worker that starts and knows that no other one lives."""
    asyncio.run(_rescue(app.job_manager, silent_seconds=0))


async def _rescue(manager: JobManager, *, silent_seconds: float) -> None:
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds):
        await manager.retry_job(job)


@app.periodic(cron="* * * * * */30")
@app.task(queue="house", queueing_lock="house.rescue", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that were killed back to the queue; each job may therefore run twice."""
    del timestamp
    await _rescue(context.app.job_manager, silent_seconds=SILENT_SECONDS)


@app.periodic(cron=every_day_at("03:17"))
@app.task(queue="house", queueing_lock="house.sessions")
def forget_sessions(timestamp: int) -> None:
    """Remove the sessions that have ended."""
    del timestamp
    call_command("clearsessions")
