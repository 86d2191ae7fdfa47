"""Background work of capture: looking into the sources each minute, reading what came."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import folders, mailboxes, read
from .models import Source
from .types import SourceKind


@app.periodic(cron="* * * * *")
@app.task(queue="house", queueing_lock="capture.look")
def look_round(timestamp: int) -> None:
    """Queue a look into each source in use; a source that is still being looked into is left alone."""
    for pk in Source.objects.filter(active=True).values_list("pk", flat=True):
        app.configure_task(
            "congvu.capture.tasks.look_into", queue="files", lock=f"capture:{pk}", queueing_lock=f"capture:{pk}"
        ).defer(source_id=pk, timestamp=timestamp)


@app.task(queue="files")
def look_into(source_id: int, timestamp: int) -> None:
    """Take in what lies in one folder or mailbox."""
    source = Source.objects.filter(pk=source_id, active=True).first()
    if source is not None:
        place = folders if source.kind == SourceKind.FOLDER else mailboxes
        place.look(source=source, now=datetime.fromtimestamp(timestamp, UTC))


@app.task(queue="files", retry=RetryStrategy(max_attempts=2, wait=60))
def read_paper(paper_id: int) -> None:
    """Read the text of a paper and propose its registration."""
    read.read_paper(paper_id=paper_id, now=timezone.now())
