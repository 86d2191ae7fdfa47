"""Events and handlers for the tests of the outbox; also run as a worker process of its own, to be killed.

`python -m tests.kernel.outbox_events` works off the queue; its handler waits until the file named by WAIT_FOR is there.
"""

import os
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

if __name__ == "__main__":
    import django

    django.setup()

from congvu.kernel.events import subscribe
from congvu.kernel.numbering import take_number


@dataclass(frozen=True)
class PaperMoved:
    """A test event."""

    paper_id: int
    at: datetime
    on: date
    tags: tuple[str, ...] = ()


def count_paper(event):
    """Take one number a run, then wait as long as the test wants."""
    take_number(key=f"seen:{event.paper_id}", year=2026)
    if signal := os.environ.get("WAIT_FOR"):
        Path(signal).with_suffix(".started").touch()
        while not Path(signal).exists():
            time.sleep(0.02)


if __name__ == "__main__":
    import sys

    from django.core.management import call_command

    PaperMoved.__module__ = count_paper.__module__ = "tests.kernel.outbox_events"
    subscribe(PaperMoved)(count_paper)
    sys.modules["tests.kernel.outbox_events"] = sys.modules["__main__"]
    call_command(
        "procrastinate", "worker", "--queues", "events", "--concurrency", "1", "--shutdown-graceful-timeout", "1"
    )
