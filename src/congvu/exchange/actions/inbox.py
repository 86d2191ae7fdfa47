"""What lies in our NATS inbox: packages for our agencies, and answers about our own packages. Each may come twice."""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from congvu.kernel.api import statements
from congvu.kernel.errors import DomainError

from .. import envelopes, rules, ways
from ..carriers import jetstream
from ..carriers.https import FINAL
from ..errors import (
    BadEnvelope,
    BadReceipt,
    CardRefused,
    CarrierFailed,
    CarrierRefused,
    NotOpened,
    PackageBroken,
    UnknownReceiver,
    UnknownSender,
    WrongChunk,
)
from ..models import Mailing, Partner
from ..types import CLOSED_MAILINGS, CarrierKind, Envelope, MailingState, SignedReceipt
from . import days, deliver, sealing_keys, upload
from .closing import Closing, close
from .looking import Package
from .take_in import note_refused, note_stranger, receipt_given, take_in_all

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
    """Deal with messages, whole packages together. When this returns, and its answers are stored, forget them."""
    reader = _Reader(now, ways.Senders(timezone.localdate(now)))
    packages = reader.as_written([one for one in some if not one.is_answer and reader.knows(one)])
    whole = [one for one in packages if reader.is_whole(one)]
    reader.deal(whole, reader.take_whole)
    for piece in (one for one in packages if not reader.is_whole(one)):
        reader.deal([piece], reader.take_pieces)
    told = [one for one in some if one.is_answer and not (one.is_about_day or one.is_about_keys)]
    reader.deal(told, reader.take_answers)
    for one in some:
        if one.is_about_day and reader.knows(one):
            reader.deal([one], reader.take_days)
        elif one.is_about_keys:
            reader.deal([one], reader.take_cards)
    return reader.found


@dataclass(slots=True)
class _Reader:
    """Deals with the messages of one look; each sender is looked up once."""

    now: datetime
    senders: ways.Senders
    found: Read = field(default_factory=Read)
    opened: dict[tuple[str, str], tuple[Envelope, Partner]] = field(default_factory=dict)

    def deal(self, some: Sequence[jetstream.Delivery], act: Callable[[Sequence[jetstream.Delivery]], None]) -> None:
        """Deal with messages together; where that cannot be, one by one, so that a bad one does not touch the others.

        Raises what comes of database or servers: then all comes again.
        """
        if not some:
            return
        try:
            act(some)
        except WrongChunk:  # another worker may be at the pieces before it
            self.found.later.extend(one for one in some if one.times < MOST_EARLY)
        except (OperationalError, InterfaceError, PoolTimeout, CarrierFailed):
            raise
        except Exception:
            if len(some) > 1:
                for one in some:
                    self.deal([one], act)
                return
            log.exception("NATS: a message was not understood at time %s", some[0].times)
            self.found.later.extend(one for one in some if one.times < MOST_TIMES)

    def knows(self, one: jetstream.Delivery) -> bool:
        """Whether its envelope is a partner's; a stranger's is written down and forgotten."""
        try:
            self._sender(one)
        except (BadEnvelope, UnknownSender) as refusal:
            note_stranger(refusal, carrier=CarrierKind.JETSTREAM, now=self.now)
            return False
        return True

    def as_written(self, packages: Sequence[jetstream.Delivery]) -> list[jetstream.Delivery]:
        """Return packages as their senders wrote them.

        One that does not open is written down; its sender, without a receipt, sends it again, to the key that it is
        told then.
        """
        found = []
        for one in packages:
            envelope, partner = self._sender(one)
            try:
                found.append(sealing_keys.opened(one, envelope))
            except NotOpened as refusal:
                note_refused(envelope, refusal, carrier=CarrierKind.JETSTREAM, now=self.now)
                sealing_keys.forget_told(partner)
        return found

    def take_cards(self, some: Sequence[jetstream.Delivery]) -> None:
        """Keep what partners tell of their sealing keys."""
        for one in some:
            try:
                sealing_keys.take_card(one.data, now=self.now)
            except CardRefused as refusal:
                note_stranger(refusal, carrier=CarrierKind.JETSTREAM, now=self.now)

    def is_whole(self, one: jetstream.Delivery) -> bool:
        """Whether a package is in one message."""
        return one.headers.get(jetstream.START, "0") == "0" and len(one.data) == self._sender(one)[0].size

    def take_whole(self, some: Sequence[jetstream.Delivery]) -> None:
        """Take in packages, all in one transaction."""
        packages = [
            Package(envelope, io.BytesIO(one.data), partner, _carried_at(one, envelope))
            for one, (envelope, partner) in ((one, self._sender(one)) for one in some)
        ]
        answers = take_in_all(packages, carrier=CarrierKind.JETSTREAM, now=self.now)
        for one, answer in zip(some, answers, strict=True):
            self._answer(one, answer)

    def take_pieces(self, some: Sequence[jetstream.Delivery]) -> None:
        """Keep pieces; the last one of a package takes it in. Raises WrongChunk for one before its turn."""
        for one in some:
            envelope, partner = self._sender(one)
            try:
                receipt = _piece(one, envelope, partner, self.now)
            except WrongChunk:
                raise
            except DomainError as refusal:
                self._answer(one, refusal)
            else:
                if receipt is not None:
                    self._answer(one, receipt)

    def take_days(self, some: Sequence[jetstream.Delivery]) -> None:
        """Answer questions about days, and take answers to ours."""
        for one in some:
            envelope, partner = self._sender(one)
            try:
                late = rules.skew_minutes(sent_at=envelope.sent_at, now=_carried_at(one, envelope))
                if late is not None or hashlib.sha256(one.data).hexdigest() != envelope.sha256:
                    raise BadEnvelope
                self.found.answers.extend(days.read(one.data, envelope, partner, now=self.now))
            except BadEnvelope as refusal:
                note_stranger(refusal, carrier=CarrierKind.JETSTREAM, now=self.now)

    def take_answers(self, some: Sequence[jetstream.Delivery]) -> None:
        """Close mailings by what their receivers said; those with receipts of one partner together."""
        said = []
        for one in some:
            try:
                said.append(_heard(one.data))
            except BadReceipt as refusal:
                note_stranger(refusal, carrier=CarrierKind.JETSTREAM, now=self.now)
        done: dict[int, tuple[Partner, list[Closing]]] = {}
        rows = _rows_of(said)
        for answer in said:
            try:
                closing = _closing(answer, rows, now=self.now)
            except (BadReceipt, UnknownReceiver) as refusal:
                note_stranger(refusal, carrier=CarrierKind.JETSTREAM, now=self.now)
                continue
            if closing is not None:
                partner, receipt = closing
                done.setdefault(partner.pk, (partner, []))[1].append(receipt)
        for partner, receipts in done.values():
            close(receipts, partner, self.now)

    def _sender(self, one: jetstream.Delivery) -> tuple[Envelope, Partner]:
        """Return the envelope and the partner that signed it. Raises BadEnvelope, UnknownSender."""
        given = one.headers.get(jetstream.ENVELOPE, ""), one.headers.get(jetstream.SIGNATURE, "")
        if given not in self.opened:
            envelope, signed, signature = envelopes.opened(*given)
            self.opened[given] = envelope, self.senders.of(envelope, signed, signature)
        return self.opened[given]

    def _answer(self, one: jetstream.Delivery, answer: SignedReceipt | DomainError) -> None:
        envelope, partner = self._sender(one)
        if isinstance(answer, SignedReceipt):
            said = {"receipt": answer.text, "signature": answer.signature}
        elif answer.code in FINAL:
            text, seal = envelopes.refusal_for(envelope, code=answer.code, reason=str(answer))
            said = {"refusal": text, "signature": seal}
        else:  # the sender, without a receipt, sends it again
            log.info("package %s: %s", envelope.uid, answer)
            return
        self.found.answers.extend(jetstream.answer(partner, envelope.uid, said))


def _piece(one: jetstream.Delivery, envelope: Envelope, partner: Partner, now: datetime) -> SignedReceipt | None:
    """Keep a piece, and take the package in with its last one; None where there are pieces to come."""
    carrier, carried_at = CarrierKind.JETSTREAM, _carried_at(one, envelope)
    try:
        start = _start(one)
        is_last = start + len(one.data) == envelope.size
        if (receipt := receipt_given(envelope)) is not None:
            log.info("package %s came again: its receipt goes back, nothing else happens", envelope.uid)
            return receipt if is_last else None
        upload.require_room(envelope)
        _keep(one, envelope, start, now)
    except WrongChunk:
        raise
    except DomainError as refusal:
        note_refused(envelope, refusal, carrier=carrier, now=now)
        raise
    if not is_last:
        return None
    return upload.take_whole(envelope=envelope, partner=partner, carrier=carrier, now=now, carried_at=carried_at)


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
    answer = _heard(data)
    closing = _closing(answer, _rows_of([answer]), now=now)
    if closing is not None:
        close([closing[1]], closing[0], now)


def _closing(answer: _Heard, rows: Mapping[UUID, Mailing], *, now: datetime) -> tuple[Partner, Closing] | None:
    """Return the mailing that a receipt closes, by which partner; a refusal closes at once. Raises BadReceipt."""
    row = rows.get(answer.uid)
    if row is None or row.state in CLOSED_MAILINGS:
        return None
    partner = _partner(row, now)
    if answer.is_refusal:
        why = deliver.checked_refusal(row, partner, answer.text, answer.signature)
        deliver.ended(row.pk, now, refusal=CarrierRefused(reason=why), partner=partner)
        return None
    receipt = SignedReceipt(answer.text, answer.signature)
    return partner, (row.pk, receipt, deliver.checked(row, partner, receipt))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What an answer says; nothing of it is proven yet."""

    uid: UUID
    text: str
    signature: str
    is_refusal: bool


def _heard(data: bytes) -> _Heard:
    said = _said(data)
    kind = "receipt" if "receipt" in said else "refusal"
    text, signature = said.get(kind), said.get("signature")
    if not isinstance(text, str) or not isinstance(signature, str):
        raise BadReceipt(reason=_("không đọc được"))
    return _Heard(_uid(text), text, signature, kind == "refusal")


def _rows_of(said: Sequence[_Heard]) -> dict[UUID, Mailing]:
    """Return the mailings that answers are about."""
    if not said:
        return {}
    if len(said) == 1:  # so it is most of the time; the statement is kept
        rows: list[Mailing] = statements.kept_objects(_of, uid=said[0].uid)
    else:
        rows = list(Mailing.objects.select_related("partner").filter(uid__in={one.uid for one in said}))
    return {row.uid: row for row in rows}


def _of(*, uid: UUID) -> QuerySet[Mailing]:
    return Mailing.objects.select_related("partner").filter(uid=uid)


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
    partner = row.partner
    if partner is None:
        way = ways.way_to(row.receiver_code, on=timezone.localdate(now))
        partner = Partner.objects.filter(pk=way.partner_id).first() if way.partner_id else None
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
