"""Reads our NATS inbox as long as the worker lives, message after message."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import close_old_connections
from django.utils import timezone

from .actions import inbox
from .carriers import jetstream
from .errors import CarrierFailed

SOON, PAUSE, LOOK, STOP = 0.3, 1.0, 2.0, 6.0
MOST = 16  # messages read at once
log = logging.getLogger(__name__)


def listen(stop: threading.Event) -> None:
    """Read until told to stop. Whatever fails, servers, network or database, it goes on when that is back."""
    link = jetstream.Link()
    while not stop.is_set():
        try:
            if some := link.next(seconds=LOOK, most=MOST):
                _read(link, some)
        except CarrierFailed as failure:
            log.warning("NATS: %s", failure)
            stop.wait(PAUSE)
        except Exception:
            log.exception("NATS")
            stop.wait(PAUSE)
        finally:
            close_old_connections()
    link.close()


def _read(link: jetstream.Link, some: Sequence[jetstream.Delivery]) -> None:
    """Deal with messages, and only when the database has them and their answers lie in a stream say so to ours."""
    left = list(some)
    try:
        with link.held(some):
            read = inbox.read(some, now=timezone.now())
            for few in jetstream.some_at_once(read.answers):
                link.publish(few)
        link.later(read.later, seconds=SOON)
        late = {id(one.mark) for one in read.later}
        left = [one for one in some if id(one.mark) not in late]
        link.done(left)
        left = []
    finally:
        if left:
            link.later(left, seconds=PAUSE)


@contextmanager
def beside_worker() -> Iterator[None]:
    """Read our inbox on a thread of the worker's process while the context lasts; nothing where NATS is not set up."""
    stop = threading.Event()
    reader = threading.Thread(target=listen, args=(stop,), name="nats-inbox", daemon=True)
    if jetstream.is_set_up():
        reader.start()
    try:
        yield
    finally:
        stop.set()
        if reader.is_alive():
            reader.join(STOP)
