"""Packages come in: checked before anything is believed, kept once, answered with signed receipts.

`looking` finds out what each holds; then everything that changes is one transaction: arrivals and states, receipts,
state 01 back, the clerk's work. However many come together, the statements are those of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from congvu.identity import api as identity
from congvu.kernel.api import StoredRef, files, statements, writes
from congvu.kernel.errors import DomainError, NotFound, StorageFull

from .. import envelopes
from ..edxml import types as x
from ..errors import CarrierFailed, SameCodeOtherContent
from ..models import Arrival, Partner, RefusedPackage
from ..types import Business, Envelope, SignedReceipt
from . import arrive, wishes
from .looking import Given, Key, Package, Seen, given_before, look, receipts
from .take_status import take_statuses

Answer = SignedReceipt | DomainError
_LOCK = "select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(%s::text[]) name"
_BEFORE = """
    select arrival.id, arrival.sender_code, arrival.document_code, arrival.agency_id
    from unnest(%s::text[], %s::text[], %s::bigint[]) coming (sender, code, agency)
    join exchange_arrival arrival on arrival.sender_code = coming.sender and arrival.document_code = coming.code
        and arrival.agency_id = coming.agency and arrival.business = 0
"""
_RECEIPTS = """
    insert into exchange_givenreceipt
        (received_at, sender_code, receiver_code, package_uid, sha256, text, signature)
    select %s, * from unnest(%s::text[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[])
"""


def take_in(
    *,
    envelope: Envelope,
    raw: StoredRef,
    partner: Partner | None,
    carrier: str,
    now: datetime,
    carried_at: datetime | None = None,
) -> SignedReceipt:
    """Keep one package that is stored already; return the signed receipt.

    The same package again gives the same receipt and changes nothing. Raises ClockSkewed, NotHere, PackageBroken,
    MessageRefused, SameCodeOtherContent; a refusal is written down for the receiver's clerks.
    """
    answer = take_in_all([Package(envelope, raw, partner, carried_at)], carrier=carrier, now=now)[0]
    if isinstance(answer, DomainError):
        raise answer
    return answer


def take_in_all(packages: Sequence[Package], *, carrier: str, now: datetime) -> list[Answer]:
    """Keep packages whose envelopes were found to be their senders'; return receipt or refusal of each, in order.

    One that is refused does not touch the others. A refusal is written down for the receiver's clerks.
    """
    with ExitStack() as stack:
        found = look(packages, now=now, stack=stack)
        answers: dict[int, Answer] = {n: one for n, one in enumerate(found) if not isinstance(one, Seen)}
        waiting = {n: one for n, one in enumerate(found) if isinstance(one, Seen)}
        while waiting:
            wave = _wave(waiting)
            written = _written(list(wave.values()), carrier, now)
            answers.update(zip(wave, written, strict=True))
            waiting = {n: one for n, one in waiting.items() if n not in wave}
    for n, package in enumerate(packages):
        if isinstance(refusal := answers[n], DomainError):
            note_refused(package.envelope, refusal, carrier=carrier, now=now)
    return [answers[n] for n in range(len(packages))]


def receipt_given(envelope: Envelope) -> SignedReceipt | None:
    """Return the receipt of a package that came before. Raises SameCodeOtherContent for other bytes."""
    return given_before(envelope, receipts([envelope]))


def _wave(waiting: dict[int, Seen]) -> dict[int, Seen]:
    """Return what may be written together: of one package, or about one document, only the first."""
    wave: dict[int, Seen] = {}
    taken: set[tuple[str, Key]] = set()
    for n, seen in waiting.items():
        names = {("package", seen.package.key), ("document", seen.document_key)}
        if not names & taken:
            wave[n] = seen
        taken |= names
    return wave


def _written(wave: list[Seen], carrier: str, now: datetime) -> list[Answer]:
    answers: dict[Key, Answer] = {}
    try:
        with ExitStack() as stack:
            comings = [arrive.ready(one, carrier, now, stack) for one in wave if _brings_document(one)]
            with transaction.atomic():
                held = _held(wave, comings)
                for one in wave:
                    try:
                        if (receipt := given_before(one.envelope, held.given)) is not None:
                            answers[one.package.key] = receipt
                    except DomainError as refusal:
                        answers[one.package.key] = refusal
                _fresh([one for one in wave if one.package.key not in answers], answers, comings, held, now)
    except StorageFull as error:
        return [CarrierFailed(reason=str(error)) for _one in wave]
    return [answers[one.package.key] for one in wave]


def _fresh(
    fresh: list[Seen], answers: dict[Key, Answer], comings: Sequence[arrive.Coming], held: _Held, now: datetime
) -> None:
    """Write what came for the first time and add its answers."""
    refused: dict[Key, DomainError] = {}
    new = _new_documents([one for one in fresh if one.came is not None], refused, held.came_before, now)
    take_statuses([one for one in fresh if one.came is None], refused, now=now)
    answers.update(refused)
    kept = [one for one in fresh if one.package.key not in refused]
    if not kept:
        return
    coming = [one for one in comings if one.seen.package.key in new]
    with writes.gathered():
        brought = [*_raws(kept), *(file for one in coming for file in one.brings)]
        stored = {arrive.key_of(one): one for one in files.keep_found(brought, held.files)} if brought else {}
        arrive.write(coming, stored, held.room, now=now)
        answers.update(_give_receipts(kept, now))
    for one in coming:
        if one.arrival.business in {Business.UPDATE, Business.REPLACE}:
            _wish(one.seen, now, by=one.arrival)


def _raws(seen: Sequence[Seen]) -> list[files.Waiting]:
    return [one.raw for one in seen if not isinstance(one.raw, StoredRef)]


def _give_receipts(kept: Sequence[Seen], now: datetime) -> dict[Key, SignedReceipt]:
    signed = {one.package.key: envelopes.receipt_for(one.envelope, at=now) for one in kept}
    columns = (
        [one.envelope.sender_code for one in kept],
        [one.envelope.receiver_code for one in kept],
        [one.envelope.uid for one in kept],
        [one.envelope.sha256 for one in kept],
        [signed[one.package.key].text for one in kept],
        [signed[one.package.key].signature for one in kept],
    )
    writes.write(_RECEIPTS, [now, *columns])
    return signed


def _new_documents(
    seen: list[Seen], refused: dict[Key, DomainError], came_before: dict[Key, int], now: datetime
) -> set[Key]:
    """Return the packages whose documents arrive; write wishes that bring none, and refusals."""
    new = set()
    for one in seen:
        try:
            if not _brings_document(one):
                with transaction.atomic():
                    _wish(one, now)
            elif (before := came_before.get(one.document_key)) is None or _business(one) != Business.NEW:
                new.add(one.package.key)
            else:
                _require_same(before, one)
        except DomainError as refusal:
            refused[one.package.key] = refusal
    return new


def _business(one: Seen) -> int:
    return one.came.business if one.came else Business.NEW


def _brings_document(one: Seen) -> bool:
    """Whether a package brings a document: not a state, and not a wish to recall or change one that says no more."""
    return one.came is not None and not (_business(one) in {Business.RECALL, Business.UPDATE} and not one.files)


def _wish(one: Seen, now: datetime, by: Arrival | None = None) -> None:
    assert isinstance(one.message, x.Edoc)
    assert one.came is not None
    wishes.take_wish(
        envelope=one.envelope, message=one.message, came=one.came, receiver=one.receiver, now=now, by=by
    )  # fmt: skip


def _came_before(seen: list[Seen]) -> dict[Key, int]:
    """Return the keys of new documents that are here already, by sender and code."""
    new = [one for one in seen if one.came is not None and _business(one) == Business.NEW]
    if not new:
        return {}
    wanted = {(*one.document_key, one.receiver.id): one.document_key for one in new}
    columns = ([key[0] for key in wanted], [key[1] for key in wanted], [key[2] for key in wanted])
    return {wanted[sender, code, agency]: pk for pk, sender, code, agency in statements.rows(_BEFORE, columns)}


def _require_same(arrival_id: int, one: Seen) -> None:
    """Raise SameCodeOtherContent when a document that is here already says or holds something else now."""
    before = Arrival.objects.get(pk=arrival_id)
    head = one.came.head if one.came else {}
    here = list(before.files.order_by("position").values_list("sha256", flat=True))
    same_files = here == [file.sha256 for file in one.files]
    if not same_files or any(before.head.get(key) != head[key] for key in ("subject", "number", "notation")):
        raise SameCodeOtherContent(what=before.document_code)


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


@dataclass(frozen=True, slots=True)
class _Held:
    """What was found once packages were locked."""

    given: dict[Key, Given]
    came_before: dict[Key, int]
    room: arrive.Room
    files: Sequence[Any]


def _held(wave: list[Seen], comings: Sequence[arrive.Coming]) -> _Held:
    """Let processes that take in the same things come one after the other, in one order everywhere.

    Asked in the same trip is what came meanwhile (receipts given, new documents that are here), what is known of the
    files, and ids for the new rows.
    """
    packages = [f"exchange.package:{sender}:{uid}" for sender, uid in (one.package.key for one in wave)]
    documents = [f"exchange.document:{sender}:{code}" for sender, code in (one.document_key for one in wave)]
    _locked, given, came_before, room, *found = statements.together(
        lambda: statements.rows(_LOCK, [sorted(packages + documents)]),
        lambda: receipts([one.envelope for one in wave]),
        lambda: _came_before(wave),
        lambda: arrive.room_for(comings),
        *files.reads_of([*_raws(wave), *(file for one in comings for file in one.brings)]),
    )
    return _Held(given, came_before, room, found)
