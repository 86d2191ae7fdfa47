"""Background work of the installation itself."""

from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app

SILENT_SECONDS = 30  # three missed heartbeats


@app.periodic(cron="* * * * * */30")
@app.task(queue="house", queueing_lock="house.rescue", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that were killed back to the queue; each job may therefore run twice."""
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(queue="house", queueing_lock="house.sessions")
def forget_sessions(timestamp: int) -> None:
    """Remove the sessions that have ended."""
    del timestamp
    call_command("clearsessions")
