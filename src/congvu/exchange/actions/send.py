"""An agency sends a document to other agencies: one package a receiver, written with the act that issues it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import uuid6
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import AgencyCard
from congvu.kernel.api import Actor, StoredRef, audit

from .. import messages, views, ways
from ..errors import NotSendable
from ..models import Mailing
from ..types import Business, MailingView, OutgoingDocument, PackageKind, Way
from .queue import queue

DIRECTIVE = 2


@transaction.atomic
def send(
    *,
    actor: Actor,
    sender_agency_id: int,
    document: OutgoingDocument,
    reference: UUID,
    receivers: Sequence[str],
    now: datetime,
) -> list[MailingView]:
    """Send a document to agencies by their codes; return one mailing a receiver, in their order.

    The same document and receiver twice gives the first mailing. The caller has checked that the actor may issue.
    Raises NotSendable (no code of one's own, sent to oneself, no file), UnknownReceiver, PackageTooLarge.
    """
    sender = identity.agency(sender_agency_id)
    codes = list(dict.fromkeys(code.strip() for code in receivers))
    roads = [ways.way_to(code, on=timezone.localdate(now)) for code in codes]
    _require_sendable(sender, document, roads)
    before = _before(sender.code, document, codes)
    fresh = [road for road in roads if road.receiver_code not in before]
    if fresh:
        named = [(road.receiver_code, road.name) for road in roads]
        message = messages.edoc(sender=sender, receivers=named, document=document, at=now)
        raw = messages.keep(message, name=str(uuid6.uuid7()))
        for road in fresh:
            before[road.receiver_code] = _mailing(actor, sender, document, reference, road, raw, now)
        queue(before[road.receiver_code].pk for road in fresh)
    return views.mailings([before[code] for code in codes])


def _require_sendable(sender: AgencyCard, document: OutgoingDocument, roads: Sequence[Way]) -> None:
    if not sender.code:
        raise NotSendable(reason=_("Cơ quan chưa có mã định danh nên chưa gửi điện tử được."))
    if not document.files or not document.document_code:
        raise NotSendable(reason=_("Văn bản chưa có tệp hoặc chưa có mã định danh."))
    if any(road.receiver_code == sender.code or road.agency_id == sender.id for road in roads):
        raise NotSendable(reason=_("Nơi nhận là chính cơ quan gửi."))


def _before(sender_code: str, document: OutgoingDocument, codes: Sequence[str]) -> dict[str, Mailing]:
    if document.business == Business.UPDATE:  # each update is a message of its own
        return {}
    rows = Mailing.objects.filter(
        kind=PackageKind.EDOC,
        sender_code=sender_code,
        document_code=document.document_code,
        receiver_code__in=codes,
        business=document.business,
    )
    return {row.receiver_code: row for row in rows.order_by("-pk")}


def _mailing(
    actor: Actor,
    sender: AgencyCard,
    document: OutgoingDocument,
    reference: UUID,
    road: Way,
    raw: StoredRef,
    now: datetime,
) -> Mailing:
    row = Mailing.objects.create(
        kind=PackageKind.EDOC,
        business=document.business,
        sender_agency_id=sender.id,
        sender_code=sender.code,
        receiver_code=road.receiver_code,
        receiver_name=road.name[:250],
        document_code=document.document_code,
        reference=reference,
        subject=document.subject[:500],
        is_directive=document.steering == DIRECTIVE,
        partner_id=road.partner_id,
        raw_file_id=raw.id,
        sha256=raw.sha256,
        size=raw.size,
        created_at=now,
        created_by_name=actor.display_name[:250],
        send_by=document.send_by,
        next_at=now,
    )
    audit.record(
        actor,
        "exchange.sent",
        row,
        at=now,
        receiver=road.receiver_code,
        document=document.document_code,
        business=document.business,
        sha256=raw.sha256,
    )
    return row
