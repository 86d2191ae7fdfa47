"""What an axis says of packages that it carries: the receiver's system has fetched them, or could not.

An axis gives no signed receipt: a package that it carried is done when the receiver's own system says that it has it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import audit, publish

from ..events import DeliveryChanged
from ..models import Mailing
from ..types import MailingState, PackageKind
from .queue import queue


@transaction.atomic
def fetched(*, mailing_id: int, fetched_at: datetime, now: datetime) -> None:
    """Close a package that the receiver's system has; one that is closed or was never handed over stays."""
    row = Mailing.objects.select_for_update().get(pk=mailing_id)
    if row.state != MailingState.SENT:
        return
    row.state, row.received_at, row.done_at, row.cause = MailingState.DONE, min(fetched_at, now), now, ""
    row.save(update_fields=["state", "received_at", "done_at", "cause"])
    _tell(row, now)


@transaction.atomic
def not_taken(*, mailing_id: int, reason: str, now: datetime) -> None:
    """Close a package that the receiver's system could not use."""
    row = Mailing.objects.select_for_update().get(pk=mailing_id)
    if row.state != MailingState.SENT:
        return
    row.state, row.done_at = MailingState.REFUSED, now
    row.cause = (reason or _("Hệ thống nơi nhận không nhận được thông điệp."))[:500]
    row.save(update_fields=["state", "done_at", "cause"])
    _tell(row, now)


def _tell(row: Mailing, now: datetime) -> None:
    audit.record(
        None, f"exchange.mailing_{row.state}", row, at=now, agency_id=row.sender_agency_id,
        receiver=row.receiver_code, cause=row.cause,
    )  # fmt: skip
    if row.kind == PackageKind.EDOC:
        publish(DeliveryChanged(str(row.uid), str(row.reference or ""), row.receiver_code, row.state, now))
    later = Mailing.objects.filter(
        sender_code=row.sender_code,
        receiver_code=row.receiver_code,
        document_code=row.document_code,
        state=MailingState.WAITING,
        pk__gt=row.pk,
    )
    queue(later.order_by("pk").values_list("pk", flat=True)[:1])
