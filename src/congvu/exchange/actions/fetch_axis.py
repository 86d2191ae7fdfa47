"""Fetch what lies at outer axes for our agencies, and ask what became of what we sent there."""

from __future__ import annotations

import re
import tempfile
from datetime import datetime

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from congvu.kernel.errors import DomainError

from .. import axis_rules, messages, rules, ways
from ..carriers.axis import AxisClient, client_of
from ..errors import CarrierFailed, CarrierRefused, UnknownSender
from ..models import Mailing, Partner
from ..types import AxisWord, CarrierKind, Envelope, MailingState, PackageKind, SignedReceipt
from . import axis, axis_copies, by_axis
from .download import Download
from .take_in import note_refused, take_in

MOST_ASKED = 200
_EACH = 30  # seconds between two rounds (`tasks`)
_STRIDE = 1_000_003  # a prime: every place has its turn
_DOC_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def fetch_all(*, now: datetime) -> int:
    """Fetch from every outer axis; return how many messages came in. One that fails does not stop the others."""
    came = 0
    for partner in ways.partners_in_use(on=timezone.localdate(now)):
        if partner.carrier == CarrierKind.AXIS and not partner.address:
            copies = [int(doc_id) for _pk, doc_id, _from, _to in _turn(partner, now) if doc_id.isdigit()]
            axis_copies.tell_again(system=partner, doc_ids=copies, now=now)
        elif partner.carrier == CarrierKind.AXIS:
            try:
                with client_of(partner) as client:
                    came += fetch(partner, client, now=now)
                    ask_about_sent(partner, client, now=now)
            except (CarrierFailed, CarrierRefused) as failure:
                Partner.objects.filter(pk=partner.pk).update(last_failed_at=now, last_error=str(failure)[:500])
            else:
                Partner.objects.filter(pk=partner.pk).update(last_ok_at=now)
    return came


def fetch(partner: Partner, client: AxisClient, *, now: datetime) -> int:
    """Take in what lies at an axis; return how many came. What is refused is told to the axis with the reason.

    Killed anywhere, the message lies there still and comes again: the same package counts once. Raises CarrierFailed.
    """
    came = 0
    for kind in (PackageKind.EDOC, PackageKind.STATUS):
        for item in client.received(kind):
            doc_id = item.get("docId") or item.get("id", "")
            if not _DOC_ID.fullmatch(doc_id):
                continue
            try:
                receipt = _take(partner, client, doc_id, item.get("to", ""), kind, now)
            except CarrierFailed:
                raise
            except DomainError as refusal:
                client.update_status(doc_id, "fail", str(refusal))
            else:
                _tell_taken(client, doc_id, receipt)
                came += 1
    return came


def _tell_taken(client: AxisClient, doc_id: str, receipt: SignedReceipt) -> None:
    """Say that we have it, with our receipt; an axis that refuses words it does not know is told without."""
    try:
        client.update_status(doc_id, "done", receipt=receipt)
    except CarrierRefused:
        client.update_status(doc_id, "done")


def _take(
    partner: Partner, client: AxisClient, doc_id: str, to: str, kind: PackageKind, now: datetime
) -> SignedReceipt:  # fmt: skip
    with tempfile.TemporaryFile() as file:
        coming = Download(axis_rules.download_uid(partner.address, doc_id), file)
        client.get(doc_id, coming, most=settings.EXCHANGE_LIMIT_BYTES)
        file.seek(0)
        raw = messages.store(file, name=f"truc-{doc_id[:60]}")
    with messages.opened(raw.id) as message:
        head = axis.head_of(message, raw)
    receiver_code = (to or head.receivers[0])[: rules.LONGEST_CODE]
    envelope = Envelope(
        uid=axis_rules.package_uid(head.sender_code, receiver_code, raw.sha256),
        kind=kind,
        sender_code=head.sender_code,
        receiver_code=receiver_code,
        sha256=raw.sha256,
        size=raw.size,
        sent_at=now,
        system=partner.system_id[:64],
    )
    if not ways.speaks_for(partner, head.sender_code, on=timezone.localdate(now)):
        refusal = UnknownSender(sender=head.sender_code)
        note_refused(envelope, refusal, carrier=CarrierKind.AXIS, now=now)
        raise refusal
    return take_in(envelope=envelope, raw=raw, partner=partner, carrier=CarrierKind.AXIS, now=now)


def ask_about_sent(partner: Partner, client: AxisClient, *, now: datetime) -> None:
    """Ask an axis what became of packages that it has from us. Raises CarrierFailed."""
    for mailing_id, doc_id, sender, code in _turn(partner, now):
        for item in client.sent(doc_id, **{"from": sender, "to": code}):
            if item.get("to") == code:
                by_axis.heard(mailing_id=mailing_id, partner=partner, word=_word(item, now), now=now)


def _turn(partner: Partner, now: datetime) -> list[tuple[int, str, str, str]]:
    """Return the packages to ask about now: each time from another one on, for some receivers never fetch."""
    rows = Mailing.objects.filter(partner=partner, state=MailingState.SENT).exclude(axis_id="")
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    turn = int(now.timestamp()) // _EACH
    start = ends["first"] + turn * _STRIDE % (ends["last"] - ends["first"] + 1)
    listed = rows.order_by("pk").values_list("pk", "axis_id", "sender_code", "receiver_code")
    later = list(listed.filter(pk__gte=start)[:MOST_ASKED])
    return later + list(listed.filter(pk__lt=start)[: MOST_ASKED - len(later)])


def _word(item: dict[str, str], now: datetime) -> AxisWord:
    text, signature = item.get("receipt", ""), item.get("receiptSignature", "")
    receipt = SignedReceipt(text, signature) if text and signature else None
    at = _moment(item.get("updatedTime", ""), now)
    return AxisWord(item.get("status", ""), item.get("statusDesc", ""), at, receipt)


def _moment(text: str, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return now
    return at if at.tzinfo else now
