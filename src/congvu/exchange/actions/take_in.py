"""Packages come in: checked before anything is believed, kept once, answered with signed receipts.

`looking` finds out what each holds; then everything that changes is one transaction: arrivals and states, receipts,
state 01 back, the clerk's work. However many come together, the statements are those of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import StoredRef, audit, files, publish_all, statements, writes
from congvu.kernel.errors import DomainError, NotFound, StorageFull
from congvu.signing import api as signing
from congvu.worklist import api as worklist

from .. import arriving, envelopes
from ..edxml import types as x
from ..errors import CarrierFailed, SameCodeOtherContent
from ..events import DocumentArrived
from ..models import Arrival, Partner, RefusedPackage
from ..types import Business, Envelope, SignedReceipt, StatusCode
from . import report, wishes
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
_FILES = """
    insert into exchange_arrivedfile (arrival_id, position, file_id, name, media_type, size, sha256, verdict)
    select * from unnest(
        %s::bigint[], %s::smallint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[]
    )
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
        with transaction.atomic():
            given, came_before = _held(wave)
            for one in wave:
                try:
                    if (receipt := given_before(one.envelope, given)) is not None:
                        answers[one.package.key] = receipt
                except DomainError as refusal:
                    answers[one.package.key] = refusal
            fresh = [one for one in wave if one.package.key not in answers]
            _fresh(fresh, answers, came_before, carrier, now)
    except StorageFull as error:
        return [CarrierFailed(reason=str(error)) for _one in wave]
    return [answers[one.package.key] for one in wave]


def _fresh(
    fresh: list[Seen], answers: dict[Key, Answer], came_before: dict[Key, int], carrier: str, now: datetime
) -> None:
    """Write what came for the first time and add its answers."""
    refused: dict[Key, DomainError] = {}
    with_raw = _documents([one for one in fresh if one.came is not None], refused, came_before, carrier, now)
    take_statuses([one for one in fresh if one.came is None], refused, now=now)
    kept = [one for one in fresh if one.package.key not in refused]
    rest = [one.raw for one in kept if not isinstance(one.raw, StoredRef) and one.package.key not in with_raw]
    if rest:
        files.keep_all(rest)
    answers.update(refused)
    if kept:
        answers.update(_give_receipts(kept, now))


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


def _documents(
    seen: list[Seen], refused: dict[Key, DomainError], came_before: dict[Key, int], carrier: str, now: datetime
) -> set[Key]:
    """Write what documents bring; return those whose messages are kept with their arrivals."""
    coming = []
    for one in seen:
        try:
            if _is_wish_alone(one):
                with transaction.atomic():
                    _wish(one, now)
            elif (before := came_before.get(one.document_key)) is None or _business(one) != Business.NEW:
                coming.append(one)
            else:
                _require_same(before, one)
        except DomainError as refusal:
            refused[one.package.key] = refusal
    if coming:
        _arrive(coming, carrier, now)
    return {one.package.key for one in coming}


def _business(one: Seen) -> int:
    return one.came.business if one.came else Business.NEW


def _is_wish_alone(one: Seen) -> bool:
    return _business(one) in {Business.RECALL, Business.UPDATE} and not one.files


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


def _arrive(coming: list[Seen], carrier: str, now: datetime) -> None:
    """Write the arrivals with their files, reports, history, news, state 01 back and the clerks' work."""
    arrivals = [_arrival(one, carrier, now) for one in coming]
    cards = {one.receiver.id: one.receiver for one in coming}
    with ExitStack() as stack:
        raws = [one.raw for one in coming if not isinstance(one.raw, StoredRef)]
        told = [report.arrived(arrival, cards[arrival.agency_id], now, stack) for arrival in arrivals]
        brought = [file for one in coming for file in one.files]
        stored = iter(files.keep_all([*raws, *told, *brought]))
    for arrival, one in zip(arrivals, coming, strict=True):
        arrival.raw_file_id = one.raw.id if isinstance(one.raw, StoredRef) else next(stored).id
    messages = [next(stored) for _arrival in arrivals]
    Arrival.objects.bulk_create(arrivals)
    with writes.gathered():
        _files(arrivals, coming, list(stored))
        audit.record_all([_act(arrival) for arrival in arrivals], at=now)
        publish_all([_news(arrival, now) for arrival in arrivals])
        report.tell_arrived(arrivals, messages, now=now)
        worklist.put_all(_clerks_work(arrival, now) for arrival in arrivals)
    for arrival, one in zip(arrivals, coming, strict=True):
        if arrival.business in {Business.UPDATE, Business.REPLACE}:
            _wish(one, now, by=arrival)


def _files(arrivals: Sequence[Arrival], coming: Sequence[Seen], stored: Sequence[StoredRef]) -> None:
    """Write the files of arrivals, stored in the same order, and what was found of their signatures."""
    refs, rows, reports = iter(stored), [], {}
    for arrival, one in zip(arrivals, coming, strict=True):
        for place, came in enumerate(one.came.files if one.came else ()):
            ref = next(refs)
            row = (arrival.pk, place, ref.id, ref.name, ref.media_type, ref.size, ref.sha256, came.verdict)
            rows.append(row)
            if came.report is not None:
                reports[ref.id] = came.report
    if rows:
        writes.write(_FILES, [list(column) for column in zip(*rows, strict=True)])
    if reports:
        signing.keep_checked(reports)


def _act(arrival: Arrival) -> audit.SystemAct:
    data = {
        "sender": arrival.sender_code,
        "document": arrival.document_code,
        "verdict": arrival.verdict,
        "sha256": arrival.sha256,
    }
    return audit.SystemAct("exchange.document_arrived", arrival, arrival.agency_id, data)


def _news(arrival: Arrival, now: datetime) -> DocumentArrived:
    return DocumentArrived(
        arrival_uid=str(arrival.uid),
        agency_id=arrival.agency_id,
        sender_code=arrival.sender_code,
        document_code=arrival.document_code,
        business=arrival.business,
        at=now,
    )


def _arrival(one: Seen, carrier: str, now: datetime) -> Arrival:
    envelope, message, came = one.envelope, one.message, one.came
    assert isinstance(message, x.Edoc)
    assert came is not None
    head = came.head
    return Arrival(
        package_uid=envelope.uid,
        agency_id=one.receiver.id,
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
        partner=one.package.partner,
        carrier=carrier,
        sha256=envelope.sha256,
        size=envelope.size,
        sent_at=envelope.sent_at,
        arrived_at=now,
        checks=[{"code": line.code, "ok": line.ok, "text": line.text} for line in came.checks],
        verdict=came.verdict,
        status_code=StatusCode.ARRIVED,
    )


def _clerks_work(arrival: Arrival, now: datetime) -> worklist.WorkEntry:
    return worklist.WorkEntry(
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


def _held(wave: list[Seen]) -> tuple[dict[Key, Given], dict[Key, int]]:
    """Let processes that take in the same things come one after the other, in one order everywhere.

    Return what came meanwhile, asked in the same trip: receipts given, and new documents that are here.
    """
    packages = [f"exchange.package:{sender}:{uid}" for sender, uid in (one.package.key for one in wave)]
    documents = [f"exchange.document:{sender}:{code}" for sender, code in (one.document_key for one in wave)]
    _locked, given, came_before = statements.together(
        lambda: statements.rows(_LOCK, [sorted(packages + documents)]),
        lambda: receipts([one.envelope for one in wave]),
        lambda: _came_before(wave),
    )
    return given, came_before
