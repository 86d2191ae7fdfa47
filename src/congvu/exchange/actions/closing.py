"""Mailings are closed by their receivers' receipts: however many, in a handful of written statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from congvu.kernel.api import audit, publish_all, statements, writes
from congvu.worklist import api as worklist

from .. import rules
from ..carriers import Accepted
from ..events import DeliveryChanged
from ..models import Mailing, Partner
from ..types import MailingState, PackageKind, SignedReceipt
from .queue import queue

MOST_HURRIED = 500
Closing = tuple[int, SignedReceipt, datetime]  # the mailing's key, its receipt, when the receiver took it in

# Rows are locked in one order everywhere; what another process closed meanwhile is left as it is.
_DONE = """
    with held as (
        select id, state from exchange_mailing where id = any(%s::bigint[]) order by id for update
    )
    update exchange_mailing mailing
    set state = 'done', cause = '', next_at = null, partner_id = coalesce(%s, mailing.partner_id), done_at = %s,
        receipt_text = came.text, receipt_signature = came.signature, received_at = came.received_at
    from held, unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) came (id, text, signature, received_at)
    where mailing.id = held.id and came.id = held.id and held.state = any(%s::text[])
    returning mailing.id, mailing.uid, mailing.kind, mailing.reference, mailing.sender_agency_id, mailing.sender_code,
        mailing.receiver_code, mailing.document_code, held.state
"""
_CARRIED = """
    with held as (
        select id from exchange_mailing where id = any(%s::bigint[]) and state = any(%s::text[]) order by id for update
    )
    update exchange_mailing mailing
    set state = 'sent', cause = '', next_at = came.again_at, partner_id = %s, axis_id = came.mark
    from held, unnest(%s::bigint[], %s::text[], %s::timestamptz[]) came (id, mark, again_at)
    where mailing.id = held.id and came.id = held.id
    returning mailing.id, mailing.uid, mailing.kind, mailing.reference, mailing.sender_agency_id, mailing.sender_code,
        mailing.receiver_code, mailing.document_code, mailing.state
"""
_MAY_BE_SENT = [state.value for state in MailingState if rules.may_move(state, MailingState.SENT)]
_OPEN = [state.value for state in MailingState if rules.may_move(state, MailingState.DONE)]
_ANSWERS = """
    with before as (
        select id, last_failed_at is not null and (last_ok_at is null or last_ok_at <= last_failed_at) as failed
        from exchange_partner where id = %s
    )
    update exchange_partner partner set last_ok_at = %s from before where partner.id = before.id returning before.failed
"""
# The next package of each document, where one waited for these.
_NEXT = """
    select distinct on (later.sender_code, later.receiver_code, later.document_code) later.id
    from unnest(%s::text[], %s::text[], %s::text[], %s::bigint[]) closed (sender, receiver, document, id)
    join exchange_mailing later on later.sender_code = closed.sender and later.receiver_code = closed.receiver
        and later.document_code = closed.document and later.id > closed.id
        and later.state not in ('done', 'refused')
    where later.state = 'waiting'
    order by later.sender_code, later.receiver_code, later.document_code, later.id
"""


@transaction.atomic
def close(done: Sequence[Closing], partner: Partner | None, now: datetime) -> list[int]:
    """Close mailings whose receipts were found to be their receivers'; return which: others were closed before."""
    rows = _closed(done, partner, now)
    if not rows:
        return []
    following = _answered_by(partner, rows, now)
    for row in rows:
        if row.state == MailingState.DEAD:  # its receipt came after all
            worklist.close(row.work_key, now)
    with writes.gathered():
        told(rows, MailingState.DONE, now)
    queue(following)
    return [row.pk for row in rows]


def _closed(done: Sequence[Closing], partner: Partner | None, now: datetime) -> list[Mailing]:
    """Write the receipts; return what was closed, by key, as far as others must know, with the state before."""
    keys = [pk for pk, _receipt, _at in done]
    texts = [receipt.text for _pk, receipt, _at in done]
    signatures = [receipt.signature for _pk, receipt, _at in done]
    times = [at for _pk, _receipt, at in done]
    partner_id = partner.pk if partner else None
    return _changed(_DONE, [keys, partner_id, now, keys, texts, signatures, times, _OPEN])


def _changed(statement: str, values: Sequence[Any]) -> list[Mailing]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = sorted(cursor.fetchall())
    names = (
        "pk", "uid", "kind", "reference", "sender_agency_id", "sender_code", "receiver_code", "document_code",
        "state",
    )  # fmt: skip
    return [Mailing(**dict(zip(names, row, strict=True))) for row in found]


@transaction.atomic
def sent(carried: Mapping[int, Accepted], partner: Partner, now: datetime) -> None:
    """Write that streams have packages; only the receiver's receipt, which may be here already, closes them."""
    marks = [one.axis_id[:100] for one in carried.values()]
    again = [now + one.again_after if one.again_after is not None else None for one in carried.values()]
    rows = _changed(_CARRIED, [list(carried), _MAY_BE_SENT, partner.pk, list(carried), marks, again])
    if rows:
        statements.rows("update exchange_partner set last_ok_at = %s where id = %s returning id", [now, partner.pk])
        told(rows, MailingState.SENT, now)


def told(rows: Sequence[Mailing], state: MailingState, now: datetime) -> None:
    """Record and publish what mailings became."""
    acts = [
        audit.SystemAct(
            f"exchange.mailing_{state}", row, row.sender_agency_id, {"receiver": row.receiver_code, "cause": ""}
        )
        for row in rows
    ]
    audit.record_all(acts, at=now)
    publish_all(
        [
            DeliveryChanged(str(row.uid), str(row.reference or ""), row.receiver_code, state, now)
            for row in rows
            if row.kind == PackageKind.EDOC
        ]
    )


def answered(partner: Partner, now: datetime) -> None:
    """Note that a partner answers; part of the caller's transaction.

    One that failed before: what waits for its next try, up to an hour, goes with the next sweep.
    """
    _hurry(partner, statements.rows(_ANSWERS, [partner.pk, now]), now)


def _answered_by(partner: Partner | None, rows: Sequence[Mailing], now: datetime) -> list[int]:
    """Note that a partner answers and return what waited for these mailings, in one trip."""
    if partner is None:
        return next_in_order(rows)
    pk = partner.pk
    failed: list[statements.Row]
    following: list[int]
    # The note is begun twice as a read would be, and sent once.
    failed, following = statements.together(lambda: statements.rows(_ANSWERS, [pk, now]), lambda: next_in_order(rows))
    _hurry(partner, failed, now)
    return following


def _hurry(partner: Partner, failed: Sequence[statements.Row], now: datetime) -> None:
    if failed and failed[0][0]:
        waiting = Mailing.objects.select_for_update(skip_locked=True).filter(
            partner_id=partner.pk, state=MailingState.WAITING, next_at__gt=now + rules.LEASE
        )
        pks = list(waiting.order_by("next_at").values_list("pk", flat=True)[:MOST_HURRIED])
        Mailing.objects.filter(pk__in=pks).update(next_at=now)


def next_in_order(rows: Sequence[Mailing]) -> list[int]:
    """Return the packages that waited for these: of each document the next."""
    columns = (
        [row.sender_code for row in rows],
        [row.receiver_code for row in rows],
        [row.document_code for row in rows],
        [row.pk for row in rows],
    )
    return [row[0] for row in statements.rows(_NEXT, columns)]
