"""A package comes in: checked before anything is believed, kept once, answered with a signed receipt.

Everything that changes is one transaction: the arrival or the status, the receipt, state 01 back, the clerk's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import AgencyCard, Role
from congvu.kernel.api import StoredRef, audit, publish
from congvu.kernel.errors import DomainError, NotFound
from congvu.worklist import api as worklist

from .. import arriving, envelopes, messages, rules, ways
from ..edxml import types as x
from ..errors import ClockSkewed, MessageRefused, NotHere, PackageBroken, SameCodeOtherContent
from ..events import DocumentArrived
from ..models import Arrival, ArrivedFile, GivenReceipt, Partner, RefusedPackage
from ..types import Business, Envelope, PackageKind, SignedReceipt, StaffCard, StatusCode
from . import report, wishes
from .take_status import take_status


def take_in(
    *,
    envelope: Envelope,
    raw: StoredRef,
    partner: Partner | None,
    carrier: str,
    now: datetime,
    carried_at: datetime | None = None,
) -> SignedReceipt:
    """Keep a package whose envelope was found to be its sender's; return the signed receipt.

    `carried_at` is when a carrier that keeps packages got it: its clock is held against the sender's.
    The same package again gives the same receipt and changes nothing. `partner` None means an agency of this
    installation. Raises ClockSkewed, NotHere, PackageBroken, MessageRefused, SameCodeOtherContent; a refusal is
    written down for the receiver's clerks.
    """
    try:
        return _take_in(envelope, raw, partner, carrier, now, carried_at or now)
    except DomainError as refusal:
        note_refused(envelope, refusal, carrier=carrier, now=now)
        raise


def receipt_given(envelope: Envelope) -> SignedReceipt | None:
    """Return the receipt of a package that came before. Raises SameCodeOtherContent for other bytes."""
    before = GivenReceipt.objects.filter(
        sender_code=envelope.sender_code, package_uid=envelope.uid
    ).first()  # fmt: skip
    if before is None:
        return None
    if (before.sha256, before.receiver_code) != (envelope.sha256, envelope.receiver_code):
        raise SameCodeOtherContent(what=str(envelope.uid))
    return SignedReceipt(before.text, before.signature)


def _take_in(
    envelope: Envelope, raw: StoredRef, partner: Partner | None, carrier: str, now: datetime, carried_at: datetime
) -> SignedReceipt:
    if (receipt := receipt_given(envelope)) is not None:
        return receipt
    if (minutes := rules.skew_minutes(sent_at=envelope.sent_at, now=carried_at)) is not None:
        raise ClockSkewed(minutes=minutes)
    if (raw.sha256, raw.size) != (envelope.sha256, envelope.size):
        raise PackageBroken
    receiver = ways.here(envelope.receiver_code, on=timezone.localdate(now))
    if receiver is None:
        raise NotHere(receiver=envelope.receiver_code)
    with messages.opened(raw.id) as message:
        _fits(message, envelope)
        came = arriving.unpacked(message, raw_file_id=raw.id, now=now) if isinstance(message, x.Edoc) else None
        with transaction.atomic():
            _lock(f"exchange.package:{envelope.sender_code}:{envelope.uid}")
            _lock(f"exchange.document:{envelope.sender_code}:{_document_code(message)}")
            if (receipt := receipt_given(envelope)) is not None:
                return receipt
            if came is not None and isinstance(message, x.Edoc):
                _document(envelope, message, came, raw, receiver, partner, carrier, now)
            elif isinstance(message, x.Status):
                take_status(envelope=envelope, message=message, agency_id=receiver.id, now=now)
            return _give_receipt(envelope, now)


def _give_receipt(envelope: Envelope, now: datetime) -> SignedReceipt:
    receipt = envelopes.receipt_for(envelope, at=now)
    GivenReceipt.objects.create(
        sender_code=envelope.sender_code,
        receiver_code=envelope.receiver_code,
        package_uid=envelope.uid,
        sha256=envelope.sha256,
        received_at=now,
        text=receipt.text,
        signature=receipt.signature,
    )
    return receipt


def _fits(message: x.Message, envelope: Envelope) -> None:
    """What the message says of sender and receiver is what the envelope says, which the sender's system signed."""
    kind = PackageKind.EDOC if isinstance(message, x.Edoc) else PackageKind.STATUS
    if kind != envelope.kind:
        raise MessageRefused(reason=_("loại thông điệp không như phong bì ghi."))
    if message.sender.organ_id != envelope.sender_code:
        raise MessageRefused(reason=_("cơ quan gửi trong thông điệp khác với phong bì."))
    if isinstance(message, x.Edoc):
        named = [one.organ_id for one in message.receivers]
    else:
        named = [message.about.organ_id, *(one.organ_id for one in message.receivers)]
    if envelope.receiver_code not in named:
        raise MessageRefused(reason=_("thông điệp không ghi cơ quan này là nơi nhận."))
    if not _document_code(message):
        raise MessageRefused(reason=_("thông điệp không có mã định danh văn bản."))
    if len(_document_code(message)) > arriving.LONGEST_DOCUMENT_CODE:
        raise MessageRefused(reason=_("mã định danh văn bản dài quá 200 ký tự."))


def _document_code(message: x.Message) -> str:
    return message.document_id if isinstance(message, x.Edoc) else message.about.document_id


def _document(
    envelope: Envelope,
    message: x.Edoc,
    came: arriving.Unpacked,
    raw: StoredRef,
    receiver: AgencyCard,
    partner: Partner | None,
    carrier: str,
    now: datetime,
) -> None:
    if came.business in {Business.RECALL, Business.UPDATE} and not came.files:
        wishes.take_wish(envelope=envelope, message=message, came=came, receiver=receiver, now=now)
        return
    if came.business == Business.NEW and _came_before(envelope, message, receiver, came):
        return
    arrival = _arrival(envelope, message, came, raw, receiver, partner, carrier, now)
    _files(arrival, came.files)
    audit.record(
        None,
        "exchange.document_arrived",
        arrival,
        at=now,
        agency_id=receiver.id,
        sender=envelope.sender_code,
        document=message.document_id,
        verdict=came.verdict,
        sha256=envelope.sha256,
    )
    publish(
        DocumentArrived(
            arrival_uid=str(arrival.uid),
            agency_id=receiver.id,
            sender_code=envelope.sender_code,
            document_code=message.document_id,
            business=came.business,
            at=now,
        )
    )
    report.tell(arrival, code=StatusCode.ARRIVED, description=_("Đã đến"), staff=StaffCard(), now=now)
    _clerks_work(arrival, now)
    if came.business in {Business.UPDATE, Business.REPLACE}:
        wishes.take_wish(envelope=envelope, message=message, came=came, receiver=receiver, now=now, by=arrival)


def _came_before(envelope: Envelope, message: x.Edoc, receiver: AgencyCard, came: arriving.Unpacked) -> bool:
    """Whether the new document is here already. Raises SameCodeOtherContent when it says or holds something else."""
    before = Arrival.objects.filter(
        sender_code=envelope.sender_code, document_code=message.document_id, agency_id=receiver.id,
        business=Business.NEW,
    ).first()  # fmt: skip
    if before is None:
        return False
    same_files = list(before.files.order_by("position").values_list("sha256", flat=True)) == [
        one.ref.sha256 for one in came.files
    ]
    if not same_files or any(before.head.get(key) != came.head[key] for key in ("subject", "number", "notation")):
        raise SameCodeOtherContent(what=message.document_id)
    return True


def _arrival(
    envelope: Envelope,
    message: x.Edoc,
    came: arriving.Unpacked,
    raw: StoredRef,
    receiver: AgencyCard,
    partner: Partner | None,
    carrier: str,
    now: datetime,
) -> Arrival:
    head = came.head
    return Arrival.objects.create(
        package_uid=envelope.uid,
        agency_id=receiver.id,
        receiver_code=envelope.receiver_code,
        sender_code=envelope.sender_code,
        sender_name=(message.sender.name or envelope.sender_code)[:250],
        document_code=message.document_id,
        business=came.business,
        full_code="/".join(part for part in (head["number"], head["notation"]) if part)[:100],
        subject=message.subject[:2000],
        urgency=came.urgency,
        is_directive=message.steering == arriving.DIRECTIVE,
        paper_follows=bool(head["paper"]),
        head=head,
        partner=partner,
        carrier=carrier,
        raw_file_id=raw.id,
        sha256=envelope.sha256,
        size=envelope.size,
        sent_at=envelope.sent_at,
        arrived_at=now,
        checks=[{"code": one.code, "ok": one.ok, "text": one.text} for one in came.checks],
        verdict=came.verdict,
    )


def _files(arrival: Arrival, came: Sequence[arriving.Came]) -> None:
    ArrivedFile.objects.bulk_create(
        [
            ArrivedFile(
                arrival=arrival,
                position=place,
                file_id=one.ref.id,
                name=one.ref.name,
                media_type=one.ref.media_type,
                size=one.ref.size,
                sha256=one.ref.sha256,
                verdict=one.verdict,
            )
            for place, one in enumerate(came)
        ]
    )


def _clerks_work(arrival: Arrival, now: datetime) -> None:
    worklist.put(
        worklist.WorkEntry(
            key=arrival.work_key,
            agency_id=arrival.agency_id,
            owner_post_id=None,
            owner_role=Role.RECORDS_CLERK,
            kind=worklist.Kind.REGISTER,
            role_label=_("Văn thư"),
            act_label=_("Vào sổ"),
            title=arrival.subject or arrival.full_code or arrival.document_code,
            meta=" · ".join(part for part in (arrival.full_code, arrival.sender_name, _("liên thông")) if part),
            url=f"/lien-thong/den/{arrival.uid}/",
            given_by=arrival.sender_name,
            given_by_post="",
            urgency=min(arrival.urgency, worklist.Urgency.EXPRESS),
            arrived_at=now,
            due_at=None,
            started_at=None,
        )
    )


def note_refused(envelope: Envelope, refusal: DomainError, *, carrier: str, now: datetime) -> None:
    """Write down a package that was not taken in, once a package and cause."""
    agency_id = None
    with suppress(NotFound):
        agency_id = identity.route_to_successor(envelope.receiver_code, on=timezone.localdate(now)).id
    row, created = RefusedPackage.objects.get_or_create(
        package_uid=envelope.uid,
        sender_code=envelope.sender_code,
        code=refusal.code,
        defaults={
            "agency_id": agency_id,
            "receiver_code": envelope.receiver_code,
            "reason": str(refusal)[:500],
            "carrier": carrier,
            "at": now,
        },
    )
    if not created:
        RefusedPackage.objects.filter(pk=row.pk).update(count=row.count + 1, at=now)


def note_stranger(refusal: DomainError, *, carrier: str, now: datetime) -> None:
    """Count what came from systems that are not known here: one row a cause, so that nobody fills the table."""
    row, created = RefusedPackage.objects.get_or_create(
        package_uid=None,
        sender_code="",
        code=refusal.code,
        defaults={"reason": str(refusal)[:500], "carrier": carrier, "at": now},
    )
    if not created:
        RefusedPackage.objects.filter(pk=row.pk).update(count=row.count + 1, at=now, reason=str(refusal)[:500])


def _lock(name: str) -> None:
    """Let two processes that take in the same thing come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
