"""Reads our NATS inbox as long as the worker lives, message after message."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, close_old_connections
from django.utils import timezone

from .actions import inbox
from .carriers import jetstream
from .errors import CarrierFailed

PAUSE, LOOK, STOP = 1.0, 2.0, 6.0
MOST_TIMES = 5  # a message that no code understands; its sender, without a receipt, sends it again
log = logging.getLogger(__name__)


def listen(stop: threading.Event) -> None:
    """Read until told to stop. Whatever fails, servers, network or database, it goes on when that is back."""
    link = jetstream.Link()
    while not stop.is_set():
        try:
            one = link.next(seconds=LOOK)
            if one is not None:
                _read(link, one)
        except CarrierFailed as failure:
            log.warning("NATS: %s", failure)
            stop.wait(PAUSE)
        except Exception:
            log.exception("NATS")
            stop.wait(PAUSE)
        finally:
            close_old_connections()
    link.close()


def _read(link: jetstream.Link, one: jetstream.Delivery) -> None:
    """Deal with a message, and only when the database has it say so to the stream."""
    try:
        with link.held(one):
            inbox.read(one, now=timezone.now())
    except (Error, CarrierFailed):
        link.later(one, seconds=PAUSE)
        raise
    except Exception:
        if one.times < MOST_TIMES:
            link.later(one, seconds=PAUSE)
            raise
        log.exception("NATS: a message was given up after %s times", one.times)
    link.done(one)


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
