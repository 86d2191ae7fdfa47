"""The clerk takes an arrived document into the register, or returns it with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.worklist import api as worklist

from ..errors import ArrivalClosed, ReasonNeeded
from ..models import Arrival
from ..types import ArrivalState, StaffCard, StatusCode
from .held import locked_arrival
from .report import report_status

SHORTEST_REASON = 5


@transaction.atomic
def registered(*, actor: Actor, arrival_uid: UUID, document_uid: UUID, now: datetime) -> None:
    """Write that an arrival stands in the register; called in the act that registers it. State 03 goes back.

    Raises NotFound, NotAllowed, ArrivalClosed.
    """
    arrival = _waiting(actor, arrival_uid)
    arrival.document_uid = document_uid
    arrival.save(update_fields=["document_uid"])
    _close(arrival, ArrivalState.ACCEPTED, actor, now)
    audit.record(actor, "exchange.arrival_registered", arrival, at=now, document=str(document_uid))
    report_status(arrival_uid=arrival.uid, code=StatusCode.ACCEPTED, staff=_staff(actor), now=now)


@transaction.atomic
def refuse(*, actor: Actor, arrival_uid: UUID, reason: str, now: datetime) -> None:
    """Return an arrival to its sender with a reason (QĐ 28/2018 Điều 5). State 02 goes back.

    Raises NotFound, NotAllowed, ArrivalClosed, ReasonNeeded.
    """
    arrival = _waiting(actor, arrival_uid)
    reason = vn.clean_line(reason)[:500]
    if len(reason) < SHORTEST_REASON:
        raise ReasonNeeded
    arrival.reason = reason
    arrival.save(update_fields=["reason"])
    _close(arrival, ArrivalState.REFUSED, actor, now)
    audit.record(actor, "exchange.arrival_refused", arrival, at=now, reason=reason)
    report_status(arrival_uid=arrival.uid, code=StatusCode.REFUSED, description=reason, staff=_staff(actor), now=now)


def _waiting(actor: Actor, uid: UUID) -> Arrival:
    arrival = locked_arrival(actor, uid)
    if arrival.state != ArrivalState.ARRIVED:
        raise ArrivalClosed(state=ArrivalState(arrival.state).label)
    return arrival


def _close(arrival: Arrival, state: ArrivalState, actor: Actor, now: datetime) -> None:
    arrival.state, arrival.closed_at, arrival.closed_by = state, now, actor.display_name[:250]
    arrival.save(update_fields=["state", "closed_at", "closed_by"])
    worklist.close(arrival.work_key, now, actor=actor)


def _staff(actor: Actor) -> StaffCard:
    return StaffCard(actor.display_name, actor.unit_name)
