"""Reads our NATS inbox as long as its process lives. Several may: each message goes to one of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from django.db import close_old_connections
from django.utils import timezone

from .actions import inbox
from .carriers import jetstream, several
from .errors import CarrierFailed

SOON, PAUSE, LOOK = 0.3, 1.0, 2.0
TURN, TRIES = 0.05, 30  # how long a piece waits for those before it: another reader is at them
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
            late = _in_turn(link, _dealt_with(link, some))
        link.later(late, seconds=SOON)
        marks = {id(one.mark) for one in late}
        left = [one for one in some if id(one.mark) not in marks]
        link.done(left)
        left = []
    finally:
        if left:
            link.later(left, seconds=PAUSE)


def _dealt_with(link: jetstream.Link, some: Sequence[jetstream.Delivery]) -> list[jetstream.Delivery]:
    """Deal with messages and publish what is answered; return those that shall come again."""
    read = inbox.read(several.apart(some), now=timezone.now())
    for few in jetstream.some_at_once(several.gathered(read.answers, some)):
        link.publish(few)
    marks = {id(one.mark) for one in read.later}
    return [one for one in some if id(one.mark) in marks]


def _in_turn(link: jetstream.Link, late: Sequence[jetstream.Delivery]) -> list[jetstream.Delivery]:
    """Keep pieces of large packages when those before them are here; return what shall come again.

    Readers get the pieces by turns. One that went back to the stream each time would be out of its turn again.
    """
    pieces = sorted((one for one in late if one.goes_on), key=lambda one: one.place)
    tries = 0
    while pieces and tries < TRIES:
        if _dealt_with(link, pieces[:1]):
            tries += 1
            time.sleep(TURN)
        else:
            del pieces[0]
            tries = 0
    return [*(one for one in late if not one.goes_on), *pieces]


def read_inbox(stop: threading.Event) -> None:
    """Read our inbox until told to stop; nothing where NATS is not set up."""
    if jetstream.is_set_up():
        listen(stop)
    stop.wait()
