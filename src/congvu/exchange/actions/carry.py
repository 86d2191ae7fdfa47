"""Whatever waits for one partner goes together: one lease, one request, one transaction for all its receipts.

Nothing waits for others: what is there when a job begins goes at once, alone or with the rest. Each package keeps its
own envelope and receipt, and may fail alone. Killed anywhere, what was under way is free again after the lease.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import files, statements
from congvu.kernel.errors import DomainError, NotFound

from .. import bundles, rules, ways
from ..carriers import Accepted, Bundling, Carrier, Parcel, carrier_of
from ..errors import CarrierFailed, CarrierRefused, UnknownReceiver
from ..models import Mailing, Partner
from ..types import CLOSED_MAILINGS, CarrierKind, MailingState, SignedReceipt, Way
from . import deliver as one_by_one
from .closing import close, sent
from .lease import held_all
from .queue import forget, queue

MOST_ROUNDS = 50  # then another job goes on
BUNDLED = frozenset({CarrierKind.HTTPS, CarrierKind.JETSTREAM})
Clock = Callable[[], datetime]
Answer = SignedReceipt | Accepted | DomainError


_LEASED = """
    update exchange_mailing
    set attempts = attempts + 1, tried_since = coalesce(tried_since, %s), next_at = %s
    where id = any(%s::bigint[])
"""


def carry(*, mailing_id: int, clock: Clock) -> int:
    """Carry a mailing, and what else is due for its receiver's partner; return how many were tried.

    Where another process has them all, nothing happens.
    """
    found = statements.rows("select receiver_code from exchange_mailing where id = %s", [mailing_id])
    if not found:
        return 0
    code = found[0][0]
    try:
        way = ways.way_to(code, on=timezone.localdate(clock()))
    except UnknownReceiver:
        one_by_one.deliver(mailing_id=mailing_id, now=clock())
        return 1
    tried = sum(_rounds(way, mailing_id, clock))
    if left := statements.kept(_first, bool(way.partner_id), **_asked(way, clock())):
        queue(left[0])
    return tried


def _rounds(way: Way, mailing_id: int, clock: Clock) -> Iterator[int]:
    """Carry what is due until nothing is; give how many went each time."""
    partner = ways.partner(way)
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
        due = statements.kept(_first, bool(way.partner_id), **_asked(way, clock()))
        alone = next((pk for (pk,) in due if pk not in tried), None)
        if alone is None:
            return
        tried.add(alone)
        one_by_one.deliver(mailing_id=alone, now=clock())
        yield 1


def _asked(way: Way, now: datetime) -> dict[str, Any]:
    return {"code": way.receiver_code, "partner_id": way.partner_id or 0, "now": now}


def _due(by_partner: bool, /, *, code: str, partner_id: int, now: datetime) -> QuerySet[Mailing]:
    """Return what may go now by a way, the oldest first."""
    earlier = Mailing.objects.filter(
        sender_code=OuterRef("sender_code"),
        receiver_code=OuterRef("receiver_code"),
        document_code=OuterRef("document_code"),
        pk__lt=OuterRef("pk"),
    ).exclude(state__in=CLOSED_MAILINGS)
    same = Q(receiver_code=code) | Q(partner_id=partner_id) if by_partner else Q(receiver_code=code)
    due = Mailing.objects.filter(same, state=MailingState.WAITING, next_at__lte=now)
    return due.exclude(Exists(earlier)).order_by("pk")


def _first(by_partner: bool, /, **asked: Any) -> QuerySet[Mailing, Any]:
    return _due(by_partner, **asked).values_list("pk")[: 2 * MOST_ROUNDS]


def _small(by_partner: bool, /, **asked: Any) -> QuerySet[Mailing]:
    small = _due(by_partner, **asked).filter(size__lte=bundles.MOST_BYTES)
    return small.select_for_update(of=("self",), skip_locked=True)[: bundles.MOST]


def _leased(way: Way, known: dict[str, int | None], now: datetime) -> list[Mailing]:
    """Take the lease on what goes together; what is too large for that, or goes by another way by now, is left."""
    with transaction.atomic():
        rows: list[Mailing] = statements.kept_objects(_small, bool(way.partner_id), **_asked(way, now))
        rows = [row for row in rows if _partner_id(row.receiver_code, known, timezone.localdate(now)) == way.partner_id]
        rows = _fitting(rows)
        if not rows:
            return []
        pks = [row.pk for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(_LEASED, [now, now + rules.LEASE, pks])
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
    under_way: dict[int, Accepted] = {}
    for row, answer in carried:
        try:
            if isinstance(answer, DomainError):
                raise answer
            if isinstance(answer, Accepted):
                under_way[row.pk] = answer
                continue
            done.append((row.pk, answer, one_by_one.checked(row, partner, answer)))
        except CarrierRefused as refusal:
            one_by_one.ended(row.pk, now, refusal=refusal)
        except DomainError as failure:
            one_by_one.failed(row.pk, failure, partner.pk, now)
    if under_way:
        sent(under_way, partner, now)
    if done:
        close(done, partner, now)
