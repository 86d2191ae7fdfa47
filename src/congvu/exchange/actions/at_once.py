"""What goes between agencies of this installation is carried at once, without waiting for the background worker."""

from __future__ import annotations

from datetime import datetime

from ..models import Mailing
from ..types import MailingState
from .deliver import deliver

MOST_ROUNDS = 20


def carry_here(*, now: datetime) -> int:
    """Carry every waiting package to agencies here, and the states that come back; return how many were tried.

    The jobs that were queued for them find their packages closed. Packages for other systems are left alone.
    """
    tried: set[int] = set()
    for _round in range(MOST_ROUNDS):
        due = Mailing.objects.filter(state=MailingState.WAITING, partner=None, next_at__lte=now).exclude(pk__in=tried)
        if not (fresh := list(due.order_by("pk").values_list("pk", flat=True)[:500])):
            break
        for pk in fresh:
            deliver(mailing_id=pk, now=now)
        tried.update(fresh)
    return len(tried)
