"""The processes beside a worker that read the NATS inbox: started with it, brought back when they die, ended with it.

Checking signatures and writing what came takes a processor; several processes take several. They share one durable
reader of the stream, which gives each message to one of them.
"""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from . import env
from .supervisor import STEADY_SECONDS, delay_after

LOOK_SECONDS, STOP_SECONDS = 0.2, 6.0
POOL = "3"  # connections of a reader: its own, and one or two of those that an act begins


def count() -> int:
    """Return the number of processes that read the inbox: CONGVU_NATS_READERS, or one a core, up to 4."""
    return env.number("NATS_READERS", max(1, min(4, os.cpu_count() or 1)), low=1, high=16)


def read() -> None:
    """Become a reader of the inbox until SIGTERM, or until the worker is gone; does not return before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    gc.collect()
    gc.freeze()
    from congvu.exchange.api import read_inbox

    over = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    read_inbox(over)


@contextmanager
def beside_worker() -> Iterator[None]:
    """Keep the readers alive while the context lasts."""
    over = threading.Event()
    # The system ends a reader when the thread that started it ends: this one lives as long as the worker.
    keeper = threading.Thread(target=_keep, args=(count(), over), name="nats-readers", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(STOP_SECONDS + 2)


def command() -> list[str]:
    """Return what starts a reader."""
    return [sys.executable, "-m", "congvu", "inbox"]


class _Place:
    """Where one reader stands: its process, and when the next one may start."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.started, self.due, self.deaths = 0.0, 0.0, 0

    def look(self, now: float) -> None:
        """Start a reader where there is none."""
        if self.process is not None and self.process.poll() is not None:
            self.deaths = 1 if now - self.started > STEADY_SECONDS else self.deaths + 1
            self.process, self.due = None, now + delay_after(self.deaths)
        if self.process is None and now >= self.due:
            given = os.environ | {"CONGVU_SUPERVISOR": str(os.getpid()), "CONGVU_DATABASE_POOL_SIZE": POOL}
            try:
                self.process = subprocess.Popen(command(), env=given, stdin=subprocess.DEVNULL)
            except OSError:  # no memory, no process left: try again later
                self.deaths += 1
                self.due = now + delay_after(self.deaths)
            self.started = now

    def end(self, until: float) -> None:
        """Wait for a reader that was asked to end; what it leaves undone comes again."""
        if self.process is not None:
            try:
                self.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def _keep(many: int, over: threading.Event) -> None:
    places = [_Place() for _n in range(many)]
    while not over.is_set():
        for place in places:
            place.look(time.monotonic())
        over.wait(LOOK_SECONDS)
    for place in places:
        if place.process is not None:
            place.process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for place in places:
        place.end(until)
