"""What could not be sent is tried again, after its cause was mended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound
from congvu.worklist import api as worklist

from .. import policy
from ..errors import MailingNotDead
from ..models import Mailing
from ..types import MailingState
from .queue import queue


@transaction.atomic
def send_again(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Try a dead mailing again, under its own identifier. Raises NotFound, NotAllowed, MailingNotDead."""
    row = policy.visible_mailings(actor).select_for_update(of=("self",)).filter(uid=uid).first()
    if row is None:
        raise NotFound
    policy.may_send_again(actor, row).require()
    if row.state != MailingState.DEAD:
        raise MailingNotDead
    _revive(row, now)
    worklist.close(row.work_key, now, actor=actor)
    audit.record(actor, "exchange.sent_again", row, at=now, receiver=row.receiver_code)


def _revive(row: Mailing, now: datetime) -> None:
    row.state, row.next_at, row.tried_since, row.attempts = MailingState.WAITING, now, None, 0
    row.save(update_fields=["state", "next_at", "tried_since", "attempts"])
    queue([row.pk])
