"""A system says at our axis how far it has come with its copies, and gives its receipts for their senders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from .. import axis_rules, envelopes
from ..errors import AxisRefused
from ..models import AxisMessage, Mailing, Partner
from ..types import AxisWord, MailingState, SignedReceipt
from . import by_axis


@transaction.atomic
def update_status(
    *, system: Partner, doc_id: int, status: str, text: str, now: datetime, receipt: SignedReceipt | None = None
) -> None:
    """Write how far a system has come with its copy, and keep the receipt that it gives with "done" for the sender.

    Raises AxisRefused for another's message, an unknown state, or what is no receipt for this message.
    """
    row = AxisMessage.objects.select_for_update().filter(pk=doc_id, system=system).first()
    if row is None:
        raise AxisRefused(axis_code=axis_rules.BAD_FILE, what=str(doc_id))
    if status not in AxisMessage.Status.values:
        raise AxisRefused(axis_code=axis_rules.NOT_STANDARD, what=status[:40])
    if status == row.status or status not in axis_rules.TRANSPORT_MOVES[row.status]:
        return
    row.status, row.status_text, row.updated_at = status, text[:500], now
    if status == AxisMessage.Status.DONE and receipt is not None:
        _require_receipt_for(row, receipt)
        row.receipt_text, row.receipt_signature = receipt.text, receipt.signature
    row.save(update_fields=["status", "status_text", "updated_at", "receipt_text", "receipt_signature"])
    if row.sent_by_id is None:
        _tell_our_sender(row, system, now)


def tell_again(*, system: Partner, doc_ids: Sequence[int], now: datetime) -> None:
    """Judge anew what a system said of copies whose letters are open still: the key written down may be another now."""
    said = [AxisMessage.Status.DONE, AxisMessage.Status.FAIL]
    for row in AxisMessage.objects.filter(pk__in=doc_ids, system=system, sent_by=None, status__in=said).order_by("pk"):
        _tell_our_sender(row, system, now)


def _require_receipt_for(row: AxisMessage, receipt: SignedReceipt) -> None:
    uid = axis_rules.package_uid(row.sender_code, row.receiver_code, row.sha256)
    fits = axis_rules.may_be_receipt(receipt.text, receipt.signature)
    if not fits or not envelopes.speaks_of(receipt, uid=uid, sha256=row.sha256, receiver_code=row.receiver_code):
        raise AxisRefused(axis_code=axis_rules.NOT_STANDARD, what="receipt")


def _tell_our_sender(row: AxisMessage, system: Partner, now: datetime) -> None:
    mailings = Mailing.objects.filter(
        sender_code=row.sender_code, receiver_code=row.receiver_code, sha256=row.sha256, state=MailingState.SENT
    )
    for mailing_id in mailings.order_by("pk").values_list("pk", flat=True):
        receipt = SignedReceipt(row.receipt_text, row.receipt_signature) if row.receipt_text else None
        word = AxisWord(row.status, row.status_text, now, receipt)
        by_axis.heard(mailing_id=mailing_id, partner=system, word=word, now=now)
