"""Rows under lock, with the right to act on them checked."""

from __future__ import annotations

from uuid import UUID

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import Arrival


def locked_arrival(actor: Actor, uid: UUID) -> Arrival:
    """Return an arrival under lock. Raises NotFound, NotAllowed."""
    arrival = policy.visible_arrivals(actor).select_for_update(of=("self",)).filter(uid=uid).first()
    if arrival is None:
        raise NotFound
    policy.may_take(actor, arrival).require()
    return arrival
