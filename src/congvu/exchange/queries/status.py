"""How the exchange of this installation fares, in plain figures for operators."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min

from .. import keys
from ..models import Arrival, ChangeWish, Mailing, Partner, Reconciliation, RefusedPackage
from ..types import ArrivalState, ChangeState, MailingState


def status(*, now: datetime) -> dict[str, object]:
    """Return counts by state, what waits longest, partners with their last success, and days that differ."""
    open_ones = Mailing.objects.filter(state__in=[MailingState.WAITING, MailingState.SENT])
    oldest = open_ones.aggregate(at=Min("created_at"))["at"]
    return {
        "system": keys.system_id(),
        "mailings": dict(Mailing.objects.order_by().values_list("state").annotate(n=Count("pk"))),
        "oldest_waiting_minutes": int((now - oldest).total_seconds() // 60) if oldest else None,
        "arrivals": dict(Arrival.objects.order_by().values_list("state").annotate(n=Count("pk"))),
        "waiting_for_clerks": Arrival.objects.filter(state=ArrivalState.ARRIVED).count(),
        "wishes": ChangeWish.objects.filter(state=ChangeState.WAITING).count(),
        "refused_packages": RefusedPackage.objects.count(),
        "partners": [
            {
                "name": row.name,
                "codes": row.codes,
                "carrier": row.carrier,
                "active": row.active,
                "last_ok_at": row.last_ok_at.isoformat() if row.last_ok_at else None,
                "last_error": row.last_error,
            }
            for row in Partner.objects.order_by("name", "pk")
        ],
        "days_that_differ": [
            f"{row.day} {row.sender_code} {row.receiver_code}"
            for row in Reconciliation.objects.exclude(differences=[]).order_by("-day", "pk")[:20]
        ],
    }


def is_well(found: dict[str, object]) -> bool:
    """Whether nobody needs to look: nothing dead, no day that differs."""
    mailings = found["mailings"]
    assert isinstance(mailings, dict)
    return not mailings.get(MailingState.DEAD) and not found["days_that_differ"]
