"""One try to carry a package. May run twice at once, and be killed anywhere: the receiver counts a package once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity.api import Role
from congvu.kernel.api import StoredRef, audit, files, publish, statements
from congvu.kernel.errors import DomainError, NotFound
from congvu.worklist import api as worklist

from .. import envelopes, keys, rules, ways
from ..carriers import Accepted, Parcel, carrier_of
from ..errors import BadReceipt, CarrierFailed, CarrierRefused, UnknownReceiver
from ..events import DeliveryChanged
from ..models import Mailing, MailingAttempt, Partner
from ..types import CLOSED_MAILINGS, Envelope, MailingState, PackageKind, SignedReceipt, Way
from .closing import Closing, answered, close, next_in_order, sent
from .lease import held
from .queue import queue, queued_by

# Younger ones may have a job that this transaction does not see yet.
SWEEP_AFTER = timedelta(seconds=5)


# Its turn: nobody tries it, and no earlier package about the same document to the same receiver is under way.
_LEASED = """
    update exchange_mailing mailing
    set attempts = attempts + 1, tried_since = coalesce(tried_since, %s), next_at = %s
    where id = %s and state = 'waiting' and (next_at is null or next_at <= %s) and not exists (
        select from exchange_mailing earlier
        where earlier.sender_code = mailing.sender_code and earlier.receiver_code = mailing.receiver_code
            and earlier.document_code = mailing.document_code and earlier.id < mailing.id
            and earlier.state not in ('done', 'refused')
    )
    returning *
"""


def deliver(*, mailing_id: int, now: datetime) -> str:
    """Try to carry a mailing; return its state after it.

    Nothing happens where it is closed, dead, not due, or where an earlier package about the same document to the
    same receiver is still under way. The network is crossed outside any transaction.
    """
    parcel = _begun(mailing_id, now)
    if isinstance(parcel, str):
        return parcel
    mailing, way, raw = parcel
    try:
        packed = Parcel(envelope_of(mailing, now), _there(raw), ways.partner(way))
        with held(mailing.pk, attempt=mailing.attempts, now=now):
            answer = carrier_of(way.carrier).deliver(packed, now=now)
        if isinstance(answer, Accepted) and answer.again_after is not None and packed.partner is not None:
            sent({mailing.pk: answer}, packed.partner, now)  # a stream's word says nothing about the receiver
            return _state(mailing.pk)
        if isinstance(answer, Accepted):
            return ended(mailing.pk, now, accepted=answer, partner=packed.partner)
        closing = (mailing.pk, answer, checked(mailing, packed.partner, answer))
        return _closed(closing, packed.partner, now)
    except (CarrierRefused, UnknownReceiver) as refusal:
        final = isinstance(refusal, CarrierRefused)
        return ended(mailing.pk, now, refusal=refusal) if final else failed(mailing.pk, refusal, None, now)
    except (CarrierFailed, BadReceipt) as failure:
        return failed(mailing.pk, failure, way.partner_id, now)
    except (FileNotFoundError, NotFound):
        lost = CarrierFailed(reason=_("Kho tệp không còn nội dung gói tin."))
        return failed(mailing.pk, lost, way.partner_id, now)


def _closed(closing: Closing, partner: Partner | None, now: datetime) -> str:
    """Close a mailing by its receipt; return the state that it has then: another process may have been first."""
    if close([closing], partner, now):
        return MailingState.DONE
    return _state(closing[0])


def _state(mailing_id: int) -> str:
    return Mailing.objects.filter(pk=mailing_id).values_list("state", flat=True).first() or ""


def _begun(mailing_id: int, now: datetime) -> tuple[Mailing, Way, StoredRef | None] | str:
    """Take the lease on a mailing whose turn it is; return it, its way and its bytes, or the state it stays in."""
    taken = list(Mailing.objects.raw(_LEASED, [now, now + rules.LEASE, mailing_id, now]))
    if not taken:
        return _state(mailing_id)
    row = taken[0]
    try:
        way, raws = statements.together(
            lambda: ways.way_to(row.receiver_code, on=timezone.localdate(now)), lambda: files.refs([row.raw_file_id])
        )
        return row, way, raws.get(row.raw_file_id)
    except UnknownReceiver as refusal:
        return failed(row.pk, refusal, None, now)


def envelope_of(row: Mailing, now: datetime) -> Envelope:
    """Return the envelope of a package that goes now."""
    return Envelope(
        uid=row.uid,
        kind=row.kind,
        sender_code=row.sender_code,
        receiver_code=row.receiver_code,
        sha256=row.sha256,
        size=row.size,
        sent_at=now,
        system=keys.system_id(),
    )


def _there(raw: StoredRef | None) -> StoredRef:
    if raw is None:
        raise NotFound
    return raw


def checked(row: Mailing, partner: Partner | None, receipt: SignedReceipt) -> datetime:
    """Return when the receiver took it in, as its signed receipt says. Raises BadReceipt."""
    try:
        trusted = keys.read_public(partner.public_key) if partner else [keys.own_key().public_key()]
    except ValueError as error:
        raise BadReceipt(reason=_("khóa công khai của đối tác khai chưa đúng")) from error
    return envelopes.check_receipt(
        receipt, uid=row.uid, sha256=row.sha256, receiver_code=row.receiver_code, trusted=trusted
    )


def checked_refusal(row: Mailing, partner: Partner, text: str, signature: str) -> str:
    """Return the reason of a receiver's signed refusal. Raises BadReceipt."""
    try:
        trusted = keys.read_public(partner.public_key)
    except ValueError as error:
        raise BadReceipt(reason=_("khóa công khai của đối tác khai chưa đúng")) from error
    return envelopes.check_refusal(text, signature, uid=row.uid, sha256=row.sha256, trusted=trusted)


@transaction.atomic
def ended(
    mailing_id: int,
    now: datetime,
    *,
    partner: Partner | None = None,
    accepted: Accepted | None = None,
    refusal: DomainError | None = None,
) -> str:
    """Write how a try ended without a receipt: a carrier's word, or a refusal; return the state after it."""
    row = Mailing.objects.select_for_update().get(pk=mailing_id)
    to = MailingState.SENT if accepted else MailingState.REFUSED
    if not rules.may_move(row.state, to):
        return row.state  # another process was first
    row.state, row.cause, row.next_at = to, "", None
    if partner is not None:
        row.partner = partner
        answered(partner, now)
    if accepted is not None:
        row.axis_id = accepted.axis_id[:100]
    if refusal is not None:
        row.cause, row.done_at = str(refusal)[:500], now
        MailingAttempt.objects.create(mailing=row, at=now, code=refusal.code, cause=row.cause)
    row.save()
    audit.record(
        None, f"exchange.mailing_{to}", row, at=now, agency_id=row.sender_agency_id, receiver=row.receiver_code,
        cause=row.cause,
    )  # fmt: skip
    _news(row, now)
    if to in CLOSED_MAILINGS:
        queue(next_in_order([row]))
    return row.state


def failed(mailing_id: int, failure: DomainError, partner_id: int | None, now: datetime) -> str:
    """Write a failed try with its cause; after long enough the mailing is dead and a person must look."""
    with transaction.atomic():
        row = Mailing.objects.select_for_update().get(pk=mailing_id)
        if row.state != MailingState.WAITING:
            return row.state
        row.cause = str(failure)[:500]
        MailingAttempt.objects.create(mailing=row, at=now, code=failure.code, cause=row.cause)
        if rules.is_dead(tried_since=row.tried_since or now, now=now):
            row.state, row.next_at = MailingState.DEAD, None
            audit.record(
                None, "exchange.mailing_dead", row, at=now, agency_id=row.sender_agency_id, cause=row.cause
            )  # fmt: skip
            _call_for_help(row, now)
        else:
            row.next_at = now + rules.delay_after(row.attempts)
            queue([row.pk], at=row.next_at)
        if partner_id is not None:
            row.partner_id = partner_id  # by whom it waits: when that partner answers again, it goes at once
        row.save(update_fields=["state", "cause", "next_at", "partner"])
        if partner_id is not None:
            Partner.objects.filter(pk=partner_id).update(last_failed_at=now, last_error=row.cause)
        if row.state == MailingState.DEAD:
            _news(row, now)
    return row.state


def _news(row: Mailing, now: datetime) -> None:
    if row.kind == PackageKind.EDOC:
        publish(DeliveryChanged(str(row.uid), str(row.reference or ""), row.receiver_code, row.state, now))
    if row.state == MailingState.REFUSED:
        _call_for_help(row, now)


def _call_for_help(row: Mailing, now: datetime) -> None:
    """Put what could not be sent before the sender's clerks."""
    worklist.put(
        worklist.WorkEntry(
            key=row.work_key,
            agency_id=row.sender_agency_id,
            owner_post_id=None,
            owner_role=Role.RECORDS_CLERK,
            kind=worklist.Kind.REGISTER,
            role_label=_("Văn thư"),
            act_label=_("Xem"),
            title=_("Không gửi được đến %(who)s: %(what)s")
            % {"who": row.receiver_name or row.receiver_code, "what": row.subject or row.document_code},
            meta=row.cause,
            url="/lien-thong/khong-gui-duoc/",
            given_by=_("Hệ thống liên thông"),
            given_by_post="",
            urgency=worklist.Urgency.URGENT,
            arrived_at=now,
            due_at=None,
            started_at=None,
        )
    )


def due_now(*, now: datetime, most: int = 500) -> list[int]:
    """Return waiting mailings whose turn it is and that nobody tries: their jobs were lost with a killed process."""
    earlier = Mailing.objects.filter(
        sender_code=OuterRef("sender_code"),
        receiver_code=OuterRef("receiver_code"),
        document_code=OuterRef("document_code"),
        pk__lt=OuterRef("pk"),
    ).exclude(state__in=CLOSED_MAILINGS)
    due = Mailing.objects.filter(state=MailingState.WAITING, next_at__lte=now - SWEEP_AFTER).exclude(Exists(earlier))
    found = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:most])
    queued = queued_by(found, now=now)
    return [pk for pk in found if pk not in queued]
