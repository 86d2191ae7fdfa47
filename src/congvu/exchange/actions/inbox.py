"""What lies in our NATS inbox: packages for our agencies, and answers about our own packages. Each may come twice."""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from congvu.kernel.errors import DomainError
from congvu.worklist import api as worklist

from .. import envelopes, messages, rules, ways
from ..carriers import jetstream
from ..carriers.https import FINAL
from ..errors import BadEnvelope, BadReceipt, CarrierFailed, CarrierRefused, PackageBroken, UnknownSender, WrongChunk
from ..models import Mailing, Partner
from ..types import CLOSED_MAILINGS, CarrierKind, Envelope, MailingState, SignedReceipt
from . import days, deliver, upload
from .take_in import note_refused, note_stranger, receipt_given, take_in

MOST_ANSWER = 64 << 10
MOST_TIMES = 5  # a message that no code understands; its sender, without a receipt, sends it again
MOST_EARLY = 15  # half a minute: the piece before this one was lost
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What came of messages: answers to be published, and messages that shall come again soon."""

    answers: list[jetstream.Outgoing] = field(default_factory=list)
    later: list[jetstream.Delivery] = field(default_factory=list)


def read(some: Sequence[jetstream.Delivery], *, now: datetime) -> Read:
    """Deal with messages in their order. When this returns, and its answers are stored, they may be forgotten."""
    found = Read()
    for one in some:
        try:
            found.answers.extend(_read(one, now))
        except WrongChunk:  # another worker may be at the pieces before it
            if one.times < MOST_EARLY:
                found.later.append(one)
        except (OperationalError, InterfaceError, PoolTimeout, CarrierFailed):
            raise
        except Exception:
            log.exception("NATS: a message was not understood at time %s", one.times)
            if one.times < MOST_TIMES:
                found.later.append(one)
    return found


def _read(one: jetstream.Delivery, now: datetime) -> list[jetstream.Outgoing]:
    try:
        if one.is_about_day:
            return _day_read(one, now)
        if not one.is_answer:
            return _package_read(one, now)
        take_answer(one.data, now=now)
    except (BadEnvelope, BadReceipt, UnknownSender) as refusal:
        note_stranger(refusal, carrier=CarrierKind.JETSTREAM, now=now)
    return []


def _sender(one: jetstream.Delivery) -> tuple[Envelope, Partner]:
    """Return the envelope and the partner that signed it. Raises BadEnvelope, UnknownSender."""
    envelope, signed, signature = envelopes.opened(
        one.headers.get(jetstream.ENVELOPE, ""), one.headers.get(jetstream.SIGNATURE, "")
    )
    return envelope, ways.partner_of(envelope, signed, signature)


def _day_read(one: jetstream.Delivery, now: datetime) -> list[jetstream.Outgoing]:
    envelope, partner = _sender(one)
    late = rules.skew_minutes(sent_at=envelope.sent_at, now=_carried_at(one, envelope))
    if late is not None or hashlib.sha256(one.data).hexdigest() != envelope.sha256:
        raise BadEnvelope
    return days.read(one.data, envelope, partner, now=now)


def _package_read(one: jetstream.Delivery, now: datetime) -> list[jetstream.Outgoing]:
    """Take in a package and return the answer to it. Raises WrongChunk for a piece that comes before its turn."""
    envelope, partner = _sender(one)
    try:
        receipt = _package(one, envelope, partner, now)
    except WrongChunk:
        raise
    except DomainError as refusal:
        log.info("package %s: %s", envelope.uid, refusal)
        if refusal.code not in FINAL:
            return []  # the sender, without a receipt, sends it again
        text, seal = envelopes.refusal_for(envelope, code=refusal.code, reason=str(refusal))
        return jetstream.answer(partner, envelope.uid, {"refusal": text, "signature": seal})
    if receipt is None:
        return []
    return jetstream.answer(partner, envelope.uid, {"receipt": receipt.text, "signature": receipt.signature})


def _package(one: jetstream.Delivery, envelope: Envelope, partner: Partner, now: datetime) -> SignedReceipt | None:
    """Take in a package or the last piece of one; None where there are pieces to come."""
    carrier, carried_at = CarrierKind.JETSTREAM, _carried_at(one, envelope)
    try:
        start = _start(one)
        is_last = start + len(one.data) == envelope.size
        if (receipt := receipt_given(envelope)) is not None:
            log.info("package %s came again: its receipt goes back, nothing else happens", envelope.uid)
            return receipt if is_last else None
        upload.require_room(envelope)
        if start or not is_last:
            _keep(one, envelope, start, now)
    except WrongChunk:
        raise
    except DomainError as refusal:
        note_refused(envelope, refusal, carrier=carrier, now=now)
        raise
    if not is_last:
        return None
    if start:
        return upload.take_whole(envelope=envelope, partner=partner, carrier=carrier, now=now, carried_at=carried_at)
    raw = messages.store(io.BytesIO(one.data), name=str(envelope.uid))
    return take_in(envelope=envelope, raw=raw, partner=partner, carrier=carrier, now=now, carried_at=carried_at)


def _carried_at(one: jetstream.Delivery, envelope: Envelope) -> datetime:
    """Return when a stream first had a package; one that waited in a leaf's outbox for the line may say it itself."""
    earliest = one.stored_at - jetstream.KEPT if one.by_leaf else one.stored_at
    return max(earliest, min(envelope.sent_at, one.stored_at))


def _start(one: jetstream.Delivery) -> int:
    text = one.headers.get(jetstream.START, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise PackageBroken
    return int(text)


def _keep(one: jetstream.Delivery, envelope: Envelope, start: int, now: datetime) -> None:
    """Keep a piece where it goes on. One that is here already does no harm; one after a gap raises WrongChunk."""
    have = upload.have(envelope)
    if start == have < envelope.size:
        upload.add_piece(envelope=envelope, start=have, data=one.data, now=now)
    elif start > have:
        raise WrongChunk(have=have)


def take_answer(data: bytes, *, now: datetime) -> None:
    """Close a mailing by its receiver's signed receipt or refusal. Raises BadReceipt; what is closed stays."""
    said = _said(data)
    kind = "receipt" if "receipt" in said else "refusal"
    text, signature = said.get(kind), said.get("signature")
    if not isinstance(text, str) or not isinstance(signature, str):
        raise BadReceipt(reason=_("không đọc được"))
    row = Mailing.objects.filter(uid=_uid(text)).first()
    if row is None or row.state in CLOSED_MAILINGS:
        return
    partner = _partner(row, now)
    if kind == "refusal":
        why = deliver.checked_refusal(row, partner, text, signature)
        deliver.ended(row.pk, now, refusal=CarrierRefused(reason=why), partner=partner)
        return
    receipt = SignedReceipt(text, signature)
    received_at = deliver.checked(row, partner, receipt)
    with transaction.atomic():
        deliver.ended(row.pk, now, receipt=receipt, received_at=received_at, partner=partner)
        if row.state == MailingState.DEAD:
            worklist.close(row.work_key, now)


def send_unreceipted_again(*, now: datetime, most: int = 500) -> int:
    """Let what got no receipt in time go again under its own uid; after long enough it is dead."""
    late = Mailing.objects.filter(state=MailingState.SENT, next_at__lte=now).order_by("pk")
    count = 0
    for pk, partner_id in list(late.values_list("pk", "partner_id")[:most]):
        if Mailing.objects.filter(pk=pk, state=MailingState.SENT).update(state=MailingState.WAITING):
            deliver.failed(pk, CarrierFailed(reason=_("Nơi nhận chưa trả biên nhận.")), partner_id, now)
            count += 1
    return count


def _partner(row: Mailing, now: datetime) -> Partner:
    way = ways.way_to(row.receiver_code, on=timezone.localdate(now))
    partner = row.partner or (Partner.objects.filter(pk=way.partner_id).first() if way.partner_id else None)
    if partner is None or partner.carrier != CarrierKind.JETSTREAM:
        raise BadReceipt(reason=_("chữ ký không phải của nơi nhận"))
    return partner


def _said(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data) if len(data) <= MOST_ANSWER else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise BadReceipt(reason=_("không đọc được"))
    return said


def _uid(text: str) -> UUID:
    try:
        return UUID(json.loads(text)["uid"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadReceipt(reason=_("không đọc được")) from error
