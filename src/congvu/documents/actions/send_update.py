"""Those who received an issued paper are sent its corrected data and files: business 2 of QCVN 102 (cập nhật)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.exchange.types import Business, MailingState, MailingView
from congvu.kernel.api import Actor, audit

from .. import policy
from ..errors import BadTargets
from ..models import Document, Draft
from ..types import Direction, State
from .locked import lock_document, words
from .send_out import said_of


def updatable(document: Document) -> list[MailingView]:
    """Return the packages whose receivers hold the paper, newest state of each receiver; none where nobody does."""
    held = {
        view.receiver_code: view
        for view in exchange.deliveries_of(document.uid)
        if view.business != Business.RECALL and view.state not in {MailingState.REFUSED, MailingState.DEAD}
    }
    return [view for view in held.values() if view.latest is None or view.latest.code != "02"]


@transaction.atomic
def send_update(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> list[MailingView]:
    """Send what the register says now to everybody who received the paper; each answers 15 or 16.

    What the paper itself says is changed by a correction or a replacement (NĐ 30/2020 Điều 18), never by an update.
    Raises NotFound, NotAllowed, BadTargets, ReasonNeeded and as `exchange.send`.
    """
    document = lock_document(actor, uid, policy.may_send_out)
    if document.direction != Direction.OUTGOING or document.state != State.ISSUED or document.is_secret:
        raise BadTargets(reason=_("Chỉ cập nhật được văn bản đi đã phát hành, không mật, còn hiệu lực."))
    receivers = [view.receiver_code for view in updatable(document)]
    if not receivers:
        raise BadTargets(reason=_("Chưa có cơ quan nào nhận văn bản này qua liên thông."))
    plain = words(reason, limit=500, needed=True)
    draft = Draft.objects.filter(document=document).first()
    said = replace(said_of(actor, draft, document, now), business=Business.UPDATE, reason=plain, replaces=())
    sent = exchange.send(
        actor=actor,
        sender_agency_id=document.agency_id,
        document=said,
        reference=document.uid,
        receivers=receivers,
        now=now,
    )
    audit.record(actor, "documents.update_sent", document, at=now, receivers=receivers, reason=plain)
    return sent
