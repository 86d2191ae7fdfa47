"""A try's hold on its mailing: short, and renewed while its process lives, so that a kill costs seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.db import Error, connection
from psycopg_pool import PoolTimeout

from .. import rules
from ..models import Mailing
from ..types import MailingState


@contextmanager
def held(mailing_id: int, *, attempt: int, now: datetime) -> Iterator[None]:
    """Keep a mailing ours while it is carried, however long a large one takes; `now` is when the try began.

    A renewal that fails costs nothing but a second try beside this one, which the receiver counts once.
    """
    with held_all({mailing_id: attempt}, now=now):
        yield


@contextmanager
def held_all(attempts: Mapping[int, int], *, now: datetime) -> Iterator[None]:
    """Keep mailings ours while they are carried together; by mailing the number of the try."""
    over = threading.Event()
    beat = threading.Thread(target=_renew, args=(over, attempts, now), name="exchange-lease", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()


def _renew(over: threading.Event, attempts: Mapping[int, int], now: datetime) -> None:
    begun = time.monotonic()
    while not over.wait(rules.RENEWAL.total_seconds()):
        try:
            with suppress(Error, PoolTimeout):
                for mailing_id, attempt in attempts.items():
                    renew(mailing_id, attempt=attempt, now=now + timedelta(seconds=time.monotonic() - begun))
        finally:
            connection.close()


def renew(mailing_id: int, *, attempt: int, now: datetime) -> bool:
    """Hold a mailing for another while; return False where the try is not the newest, or is over."""
    ours = Mailing.objects.filter(pk=mailing_id, attempts=attempt, state=MailingState.WAITING, next_at__isnull=False)
    return bool(ours.filter(next_at__lt=now + rules.LEASE).update(next_at=now + rules.LEASE))
