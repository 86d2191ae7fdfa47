"""The clerk takes an arrived document into the register as its message says, in one act."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.exchange import api as exchange
from congvu.kernel.api import Actor

from ..exchanged import INTAKE, data_of
from ..types import Registered
from .intake import register_from_intake


@transaction.atomic
def register_arrival(*, actor: Actor, uid: UUID, now: datetime) -> Registered:
    """Register a waiting arrival. Raises NotFound, NotAllowed, ArrivalClosed and as `register_incoming`."""
    view = exchange.waiting_arrival(actor=actor, uid=uid)
    return register_from_intake(actor=actor, intake=INTAKE, uid=uid, data=data_of(view), now=now)
