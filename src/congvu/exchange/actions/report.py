"""The receiver tells the sender what it does with a document (QĐ 28/2018 Điều 10.2; codes of the axis)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import uuid6
from django.db import transaction

from congvu.identity import api as identity
from congvu.kernel.api import audit
from congvu.kernel.errors import NotFound

from .. import messages, rules
from ..models import Arrival, ChangeWish, Mailing, SentStatus
from ..types import EarlierDocument, PackageKind, StaffCard
from .queue import queue


@transaction.atomic
def report_status(
    *, arrival_uid: UUID, code: str, description: str = "", staff: StaffCard = StaffCard(), now: datetime
) -> bool:
    """Send a handling state back to the sender; return False where it was told before, or would go backward.

    The caller has done, and checked, the act that it reports. Raises NotFound.
    """
    arrival = Arrival.objects.select_for_update().filter(uid=arrival_uid).first()
    if arrival is None:
        raise NotFound
    sent = list(SentStatus.objects.filter(arrival=arrival, wish=None).values_list("code", flat=True))
    if not rules.may_report(sent, code):
        return False
    tell(arrival, code=code, description=description, staff=staff, now=now)
    return True


def tell(
    arrival: Arrival,
    *,
    code: str,
    description: str,
    staff: StaffCard,
    now: datetime,
    wish: ChangeWish | None = None,
) -> SentStatus:
    """Write the status package of an arrival that is locked, and queue it. The order of codes is the caller's."""
    mailing = status_mailing(
        agency_id=arrival.agency_id,
        own_code=arrival.receiver_code,
        to_code=arrival.sender_code,
        to_name=arrival.sender_name,
        about=EarlierDocument(
            agency_code=arrival.sender_code,
            document_code=arrival.document_code,
            number=arrival.head.get("number", ""),
            notation=arrival.head.get("notation", ""),
            issued_on=None,
        ),
        code=code,
        description=description,
        staff=staff,
        reference=None,
        now=now,
    )
    row = SentStatus.objects.create(
        arrival=arrival, code=code, description=description[:500], staff=staff.name[:200], at=now, mailing=mailing,
        wish=wish,
    )  # fmt: skip
    if wish is None:
        arrival.status_code = code
        arrival.save(update_fields=["status_code"])
    audit.record(None, "exchange.status_reported", arrival, at=now, agency_id=arrival.agency_id, status=code)
    return row


def status_mailing(
    *,
    agency_id: int,
    own_code: str,
    to_code: str,
    to_name: str,
    about: EarlierDocument,
    code: str,
    description: str,
    staff: StaffCard,
    reference: UUID | None,
    now: datetime,
) -> Mailing:
    """Write the package of a status message and queue it. Its way is looked up when it is carried."""
    card = identity.agency(agency_id)
    sender = card if card.code == own_code else _as(card, own_code)
    message = messages.status(
        sender=sender, to_code=to_code, about=about, code=code, description=description, staff=staff, at=now
    )
    raw = messages.keep(message, name=str(uuid6.uuid7()))
    row = Mailing.objects.create(
        kind=PackageKind.STATUS,
        status_code=code,
        sender_agency_id=agency_id,
        sender_code=own_code,
        receiver_code=to_code,
        receiver_name=to_name[:250],
        document_code=about.document_code,
        reference=reference,
        subject=description[:500],
        raw_file_id=raw.id,
        sha256=raw.sha256,
        size=raw.size,
        created_at=now,
        next_at=now,
    )
    queue([row.pk])
    return row


def _as(card: identity.AgencyCard, code: str) -> identity.AgencyCard:
    """Return the agency under the code that the other side wrote to (an old one that leads here)."""
    return identity.AgencyCard(card.id, card.name, card.abbreviation, code, card.place_name, card.superior_name)
