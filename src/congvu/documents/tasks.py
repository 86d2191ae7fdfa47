"""Background work of documents: reading large files, making PDF views."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import views_of_files
from .actions.remind import remind_due


@app.task(queue="files", retry=RetryStrategy(max_attempts=3, wait=30))
def extract_text(file_id: int) -> None:
    """Read the text of a large file and make it found."""
    views_of_files.read_text(file_id=file_id)


@app.task(queue="files", retry=RetryStrategy(max_attempts=2, wait=60))
def make_view(file_id: int) -> None:
    """Make the PDF view of a Word or spreadsheet file."""
    views_of_files.make_view(file_id=file_id, now=timezone.now())


@app.task(queue="files", retry=RetryStrategy(max_attempts=5, wait=60))
def check_signatures(file_id: int) -> None:
    """Check the signatures of an arriving PDF."""
    views_of_files.check_signatures(file_id=file_id, now=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id="documents.remind_of_deadlines")
@app.task(name="documents.remind_of_deadlines", queue="documents", queueing_lock="documents.remind_of_deadlines")
def remind_of_deadlines(timestamp: int) -> None:
    """Say aloud which deadlines come near or have passed."""
    remind_due(now=timezone.now())
