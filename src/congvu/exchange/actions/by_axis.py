"""What an axis says of packages that it carries: the receiver's system has fetched them, or could not.

Where we hold a key of the receiver, its signed receipt closes the package as on every other way, and the axis's word is
not enough. Of receivers whose key we do not hold, the word of their own system, told by the axis, is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import audit, publish

from .. import axis_rules, envelopes, receipt_keys
from ..errors import BadReceipt
from ..events import DeliveryChanged
from ..models import AxisMessage, Mailing, Partner
from ..types import AxisWord, MailingState, PackageKind
from .closing import close
from .queue import queue


def heard(*, mailing_id: int, partner: Partner, word: AxisWord, now: datetime) -> None:
    """Write what an axis says of a package, or close it by its receiver's receipt. What is no news changes nothing."""
    if word.status == AxisMessage.Status.FAIL:
        not_taken(mailing_id=mailing_id, reason=word.text, now=now)
    elif word.status == AxisMessage.Status.DONE:
        row = Mailing.objects.get(pk=mailing_id)
        try:
            trusted = receipt_keys.trusted(partner.receipt_keys, row.receiver_code)
        except ValueError as error:  # written past the form
            raise BadReceipt(reason=_("khóa biên nhận của đối tác khai chưa đúng")) from error
        if trusted:
            _by_receipt(row, partner, word, trusted, now)
        else:
            fetched(mailing_id=mailing_id, fetched_at=word.at, now=now)


def _by_receipt(
    row: Mailing, partner: Partner, word: AxisWord, trusted: Sequence[Ed25519PublicKey], now: datetime
) -> None:
    """Close a package by its receipt; without one that is the receiver's it stays open, with the cause."""
    if word.receipt is None:
        missing = _("Trục báo nơi nhận đã lấy, nhưng chưa có biên nhận do nơi nhận ký.")
        _not_proved(row, missing)
        return
    uid = axis_rules.package_uid(row.sender_code, row.receiver_code, row.sha256)
    try:
        at = envelopes.check_receipt(
            word.receipt, uid=uid, sha256=row.sha256, receiver_code=row.receiver_code, trusted=trusted
        )
    except BadReceipt as refusal:
        _not_proved(row, str(refusal))
    else:
        close([(row.pk, word.receipt, at)], partner, now)


def _not_proved(row: Mailing, cause: str) -> None:
    Mailing.objects.filter(pk=row.pk, state=MailingState.SENT).exclude(cause=cause[:500]).update(cause=cause[:500])


@transaction.atomic
def fetched(*, mailing_id: int, fetched_at: datetime, now: datetime) -> None:
    """Close a package that the receiver's system has; one that is closed or was never handed over stays."""
    row = Mailing.objects.select_for_update().get(pk=mailing_id)
    if row.state != MailingState.SENT:
        return
    row.state, row.received_at, row.done_at, row.cause = MailingState.DONE, min(fetched_at, now), now, ""
    row.save(update_fields=["state", "received_at", "done_at", "cause"])
    _tell(row, now)


@transaction.atomic
def not_taken(*, mailing_id: int, reason: str, now: datetime) -> None:
    """Close a package that the receiver's system could not use."""
    row = Mailing.objects.select_for_update().get(pk=mailing_id)
    if row.state != MailingState.SENT:
        return
    row.state, row.done_at = MailingState.REFUSED, now
    row.cause = (reason or _("Hệ thống nơi nhận không nhận được thông điệp."))[:500]
    row.save(update_fields=["state", "done_at", "cause"])
    _tell(row, now)


def _tell(row: Mailing, now: datetime) -> None:
    audit.record(
        None, f"exchange.mailing_{row.state}", row, at=now, agency_id=row.sender_agency_id,
        receiver=row.receiver_code, cause=row.cause,
    )  # fmt: skip
    if row.kind == PackageKind.EDOC:
        publish(DeliveryChanged(str(row.uid), str(row.reference or ""), row.receiver_code, row.state, now))
    later = Mailing.objects.filter(
        sender_code=row.sender_code,
        receiver_code=row.receiver_code,
        document_code=row.document_code,
        state=MailingState.WAITING,
        pk__gt=row.pk,
    )
    queue(later.order_by("pk").values_list("pk", flat=True)[:1])
