"""How the exchange of this installation fares, in plain figures for operators."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Min, Model

from congvu.kernel.api import statements

from .. import keys
from ..models import Arrival, ChangeWish, Mailing, Partner, Reconciliation, RefusedPackage
from ..types import ArrivalState, ChangeState, MailingState

COUNTED_WHOLE: Final = 100_000
OPEN_MAILINGS: Final = (MailingState.WAITING, MailingState.SENT, MailingState.DEAD)


def status(*, now: datetime) -> dict[str, object]:
    """Return counts by state, what waits longest, partners with their last success, and days that differ.

    Of tables above 100,000 rows only what is open is counted; of the rest `closed_about` says the thousands, as the
    database last estimated them, so that the command answers as quickly after ten years.
    """
    open_ones = Mailing.objects.filter(state__in=[MailingState.WAITING, MailingState.SENT])
    oldest = open_ones.aggregate(at=Min("created_at"))["at"]
    wrong = Reconciliation.objects.exclude(differences=[], trouble="")  # the few days that an index of their own holds
    return {
        "system": keys.system_id(),
        "mailings": _by_state(Mailing, OPEN_MAILINGS),
        "oldest_waiting_minutes": int((now - oldest).total_seconds() // 60) if oldest else None,
        "arrivals": _by_state(Arrival, (ArrivalState.ARRIVED,)),
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
            for row in wrong.exclude(differences=[]).order_by("-day", "pk")[:20]
        ],
    }


def _by_state(model: type[Model], open_states: tuple[str, ...]) -> dict[str, int]:
    rows: Any = model._default_manager.order_by().values_list("state").annotate(n=Count("state"))
    about = statements.rows("select reltuples::bigint from pg_class where oid = %s::regclass", [model._meta.db_table])
    if about[0][0] <= COUNTED_WHOLE:
        return dict(rows)
    counted = dict(rows.filter(state__in=open_states))
    return {**counted, "closed_about": max(0, round(about[0][0] - sum(counted.values()), -3))}


def is_well(found: dict[str, object]) -> bool:
    """Whether nobody needs to look: nothing dead, no day that differs."""
    mailings = found["mailings"]
    assert isinstance(mailings, dict)
    return not mailings.get(MailingState.DEAD) and not found["days_that_differ"]
