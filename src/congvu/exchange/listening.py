"""Reads our NATS inbox as long as its process lives. Several may: each message goes to one of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from django.db import close_old_connections
from django.utils import timezone

from .actions import inbox
from .carriers import jetstream, several
from .errors import CarrierFailed

SOON, PAUSE, LOOK = 0.3, 1.0, 2.0
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
            read = inbox.read(several.apart(some), now=timezone.now())
            for few in jetstream.some_at_once(several.gathered(read.answers, some)):
                link.publish(few)
        late = {id(one.mark) for one in read.later}
        link.later([one for one in some if id(one.mark) in late], seconds=SOON)
        left = [one for one in some if id(one.mark) not in late]
        link.done(left)
        left = []
    finally:
        if left:
            link.later(left, seconds=PAUSE)


def read_inbox(stop: threading.Event) -> None:
    """Read our inbox until told to stop; nothing where NATS is not set up."""
    if jetstream.is_set_up():
        listen(stop)
    stop.wait()
