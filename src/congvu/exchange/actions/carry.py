"""Whatever waits for one partner goes together: one lease, one request, one transaction for all its receipts.

Nothing waits for others: what is there when a job begins goes at once, alone or with the rest. Each package keeps its
own envelope and receipt, and may fail alone. Killed anywhere, what was under way is free again after the lease.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import audit, files, publish_all
from congvu.kernel.errors import DomainError, NotFound
from congvu.worklist import api as worklist

from .. import bundles, rules, ways
from ..carriers import Accepted, Bundling, Carrier, Parcel, carrier_of
from ..errors import CarrierFailed, CarrierRefused, UnknownReceiver
from ..events import DeliveryChanged
from ..models import Mailing, Partner
from ..types import CLOSED_MAILINGS, CarrierKind, MailingState, PackageKind, SignedReceipt, Way
from . import deliver as one_by_one
from .lease import held_all
from .queue import forget, queue

MOST_ROUNDS = 50  # then another job goes on
BUNDLED = frozenset({CarrierKind.HTTPS, CarrierKind.JETSTREAM})
Clock = Callable[[], datetime]
Answer = SignedReceipt | Accepted | DomainError

_DONE = """
    update exchange_mailing mailing
    set state = 'done', cause = '', next_at = null, partner_id = %s, done_at = %s, receipt_text = came.text,
        receipt_signature = came.signature, received_at = came.received_at
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) came (id, text, signature, received_at)
    where mailing.id = came.id
"""


def carry(*, mailing_id: int, clock: Clock) -> int:
    """Carry a mailing, and what else is due for its receiver's partner; return how many were tried.

    Where another process has them all, nothing happens.
    """
    code = Mailing.objects.filter(pk=mailing_id).values_list("receiver_code", flat=True).first()
    if code is None:
        return 0
    try:
        way = ways.way_to(code, on=timezone.localdate(clock()))
    except UnknownReceiver:
        one_by_one.deliver(mailing_id=mailing_id, now=clock())
        return 1
    tried = sum(_rounds(way, mailing_id, clock))
    if left := _due(way, clock()).first():
        queue([left.pk])
    return tried


def _rounds(way: Way, mailing_id: int, clock: Clock) -> Iterator[int]:
    """Carry what is due until nothing is; give how many went each time."""
    partner = Partner.objects.filter(pk=way.partner_id).first() if way.partner_id else None
    known = {way.receiver_code: way.partner_id}
    tried: set[int] = set()
    if partner is None or way.carrier not in BUNDLED:
        tried.add(mailing_id)
        one_by_one.deliver(mailing_id=mailing_id, now=clock())
        yield 1
    for _round in range(MOST_ROUNDS):
        if partner is not None and way.carrier in BUNDLED:
            rows = _leased(way, known, clock())
            if rows:
                _bundle(rows, way, partner, clock)
                yield len(rows)
                continue
        alone = _due(way, clock()).exclude(pk__in=tried).values_list("pk", flat=True).first()
        if alone is None:
            return
        tried.add(alone)
        one_by_one.deliver(mailing_id=alone, now=clock())
        yield 1


def _due(way: Way, now: datetime) -> QuerySet[Mailing]:
    """Return what may go now by a way, the oldest first."""
    earlier = Mailing.objects.filter(
        sender_code=OuterRef("sender_code"),
        receiver_code=OuterRef("receiver_code"),
        document_code=OuterRef("document_code"),
        pk__lt=OuterRef("pk"),
    ).exclude(state__in=CLOSED_MAILINGS)
    same = Q(receiver_code=way.receiver_code)
    if way.partner_id:
        same |= Q(partner_id=way.partner_id)
    due = Mailing.objects.filter(same, state=MailingState.WAITING, next_at__lte=now)
    return due.exclude(Exists(earlier)).order_by("pk")


def _leased(way: Way, known: dict[str, int | None], now: datetime) -> list[Mailing]:
    """Take the lease on what goes together; what is too large for that, or goes by another way by now, is left."""
    with transaction.atomic():
        small = _due(way, now).filter(size__lte=bundles.MOST_BYTES)
        rows = list(small.select_for_update(of=("self",), skip_locked=True)[: bundles.MOST])
        rows = [row for row in rows if _partner_id(row.receiver_code, known, timezone.localdate(now)) == way.partner_id]
        rows = _fitting(rows)
        if not rows:
            return []
        pks = [row.pk for row in rows]
        Mailing.objects.filter(pk__in=pks).update(
            attempts=F("attempts") + 1, tried_since=Coalesce("tried_since", now), next_at=now + rules.LEASE
        )
        forget(pks)
    for row in rows:
        row.attempts += 1
    return rows


def _fitting(rows: Sequence[Mailing]) -> list[Mailing]:
    found, used = [], 0
    for row in rows:
        used += row.size
        if used > bundles.MOST_BYTES:
            break
        found.append(row)
    return found


def _partner_id(code: str, known: dict[str, int | None], on: date) -> int | None:
    if code not in known:
        try:
            known[code] = ways.way_to(code, on=on).partner_id
        except UnknownReceiver:
            known[code] = None
    return known[code]


def _bundle(rows: list[Mailing], way: Way, partner: Partner, clock: Clock) -> None:
    """Carry leased mailings together and write how each ended."""
    now = clock()
    refs = files.refs(row.raw_file_id for row in rows)
    lost = CarrierFailed(reason=_("Kho tệp không còn nội dung gói tin."))
    for row in [row for row in rows if row.raw_file_id not in refs]:
        rows.remove(row)
        one_by_one.failed(row.pk, lost, partner.pk, now)
    parcels = [Parcel(one_by_one.envelope_of(row, now), refs[row.raw_file_id], partner) for row in rows]
    with held_all({row.pk: row.attempts for row in rows}, now=now):
        answers = _answers(parcels, way, now)
    ended(list(zip(rows, answers, strict=True)), partner, clock())


def _answers(parcels: list[Parcel], way: Way, now: datetime) -> Sequence[Answer]:
    carrier = carrier_of(way.carrier)
    try:
        if len(parcels) > 1 and isinstance(carrier, Bundling):
            together = carrier.deliver_all(parcels)
            if together is not None:
                return together
    except CarrierFailed as failure:
        return [failure for _parcel in parcels]
    except FileNotFoundError:
        pass  # one of them is lost: the others go
    return [_alone(carrier, parcel, now) for parcel in parcels]


def _alone(carrier: Carrier, parcel: Parcel, now: datetime) -> Answer:
    try:
        return carrier.deliver(parcel, now=now)
    except (CarrierFailed, CarrierRefused) as failure:
        return failure
    except (FileNotFoundError, NotFound):
        return CarrierFailed(reason=_("Kho tệp không còn nội dung gói tin."))


def ended(carried: Sequence[tuple[Mailing, Answer]], partner: Partner, now: datetime) -> None:
    """Write how tries ended: those that a stream has, and those with a receipt that verifies, together."""
    done: list[tuple[int, SignedReceipt, datetime]] = []
    sent: dict[int, Accepted] = {}
    for row, answer in carried:
        try:
            if isinstance(answer, DomainError):
                raise answer
            if isinstance(answer, Accepted):
                sent[row.pk] = answer
                continue
            done.append((row.pk, answer, one_by_one.checked(row, partner, answer)))
        except CarrierRefused as refusal:
            one_by_one.ended(row.pk, now, refusal=refusal)
        except DomainError as failure:
            one_by_one.failed(row.pk, failure, partner.pk, now)
    if sent:
        _sent(sent, partner, now)
    if done:
        close(done, partner, now)


@transaction.atomic
def _sent(sent: Mapping[int, Accepted], partner: Partner, now: datetime) -> None:
    """Write that a carrier has packages; only the receiver's receipt, which may be here already, closes them."""
    found = Mailing.objects.select_for_update().filter(pk__in=list(sent)).order_by("pk")
    rows = [row for row in found if rules.may_move(row.state, MailingState.SENT)]
    for row in rows:
        accepted = sent[row.pk]
        row.state, row.cause, row.partner, row.axis_id = MailingState.SENT, "", partner, accepted.axis_id[:100]
        row.next_at = now + accepted.again_after if accepted.again_after is not None else None
    Mailing.objects.bulk_update(rows, ["state", "cause", "partner", "axis_id", "next_at"])
    Partner.objects.filter(pk=partner.pk).update(last_ok_at=now)
    _told(rows, MailingState.SENT, now)


@transaction.atomic
def close(done: Sequence[tuple[int, SignedReceipt, datetime]], partner: Partner, now: datetime) -> None:
    """Close mailings whose receipts were found to be their receivers'."""
    found = Mailing.objects.select_for_update().filter(pk__in=[pk for pk, _receipt, _at in done]).order_by("pk")
    rows = {row.pk: row for row in found if rules.may_move(row.state, MailingState.DONE)}
    mine = [one for one in done if one[0] in rows]  # of the others another process was first
    if not mine:
        return
    columns = (
        [pk for pk, _receipt, _at in mine],
        [receipt.text for _pk, receipt, _at in mine],
        [receipt.signature for _pk, receipt, _at in mine],
        [at for _pk, _receipt, at in mine],
    )
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [partner.pk, now, *columns])
    one_by_one.answered(partner, now)
    for row in rows.values():
        if row.state == MailingState.DEAD:  # its receipt came after all
            worklist.close(row.work_key, now)
    _told(list(rows.values()), MailingState.DONE, now)
    queue(_next_in_order(list(rows.values())))


def _told(rows: Sequence[Mailing], state: MailingState, now: datetime) -> None:
    """Record and publish what mailings became."""
    said = {row.pk: {"receiver": row.receiver_code, "cause": ""} for row in rows}
    acts = [audit.SystemAct(f"exchange.mailing_{state}", row, row.sender_agency_id, said[row.pk]) for row in rows]
    audit.record_all(acts, at=now)
    publish_all(
        [
            DeliveryChanged(str(row.uid), str(row.reference or ""), row.receiver_code, state, now)
            for row in rows
            if row.kind == PackageKind.EDOC
        ]
    )


def _next_in_order(rows: Sequence[Mailing]) -> list[int]:
    """Return the packages that waited for these: of each document the next."""
    later = Mailing.objects.filter(
        sender_code__in={row.sender_code for row in rows},
        receiver_code__in={row.receiver_code for row in rows},
        document_code__in={row.document_code for row in rows},
        state=MailingState.WAITING,
    )
    closed = {(row.sender_code, row.receiver_code, row.document_code): row.pk for row in rows}
    first: dict[tuple[str, str, str], int] = {}
    for pk, *place in later.order_by("pk").values_list("pk", "sender_code", "receiver_code", "document_code"):
        key = (place[0], place[1], place[2])
        if key in closed and pk > closed[key]:
            first.setdefault(key, pk)
    return list(first.values())
