"""A status message comes in: what a receiver does with our document, or that a sender wishes to have one back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import audit, publish

from .. import rules
from ..edxml import types as x
from ..errors import MessageRefused
from ..events import StatusArrived
from ..models import Arrival, Mailing, ReceivedStatus
from ..types import Business, Envelope, PackageKind, StatusCode
from . import wishes

REPEATABLE = frozenset({StatusCode.AGREED, StatusCode.DISAGREED})
LONGEST_CODE = 10


def take_status(*, envelope: Envelope, message: x.Status, agency_id: int, now: datetime) -> None:
    """Write what a status message says; part of the caller's transaction. Raises MessageRefused."""
    code = message.code.strip()
    if not code or len(code) > LONGEST_CODE:
        raise MessageRefused(reason=_("mã trạng thái trống hoặc quá dài."))
    if code == StatusCode.TAKE_BACK:
        _taken_back(envelope, message, agency_id, now)
        return
    mailing = _mailing(envelope, message.about.document_id)
    if mailing is None:
        raise MessageRefused(reason=_("báo trạng thái của văn bản chưa từng gửi cho cơ quan báo."))
    again = ReceivedStatus.objects.filter(mailing=mailing, code=code)
    if again.exists() and code not in REPEATABLE:
        return
    _write(mailing, envelope.uid, code, message, now)


def _write(mailing: Mailing, package_uid: UUID, code: str, message: x.Status, now: datetime) -> None:
    staff = message.staff or x.StaffInfo()
    at = _moment(message.at, now)
    row = ReceivedStatus.objects.create(
        mailing=mailing,
        package_uid=package_uid,
        code=code,
        description=message.description[:500],
        staff=staff.staff[:200],
        department=staff.department[:200],
        at=at,
        came_at=now,
    )
    audit.record(
        None, "exchange.status_arrived", mailing, at=now, agency_id=mailing.sender_agency_id, status=code, row=row.pk
    )
    publish(
        StatusArrived(
            reference=str(mailing.reference or ""),
            document_code=mailing.document_code,
            receiver_code=mailing.receiver_code,
            code=code,
            description=row.description,
            staff=row.staff,
            at=at,
        )
    )


def _mailing(envelope: Envelope, document_code: str) -> Mailing | None:
    """Return the package that carried the document to whoever reports, the oldest first."""
    return (
        Mailing.objects.select_for_update()
        .filter(
            kind=PackageKind.EDOC,
            sender_code=envelope.receiver_code,
            receiver_code=envelope.sender_code,
            document_code=document_code,
        )
        .order_by("pk")
        .first()
    )


def _taken_back(envelope: Envelope, message: x.Status, agency_id: int, now: datetime) -> None:
    arrival = (
        Arrival.objects.select_for_update()
        .filter(sender_code=envelope.sender_code, document_code=message.about.document_id, agency_id=agency_id)
        .order_by("pk")
        .first()
    )
    if arrival is None:
        raise MessageRefused(reason=_("yêu cầu lấy lại văn bản chưa từng gửi đến đây."))
    wishes.note_wish(
        arrival, package_uid=envelope.uid, business=Business.RECALL, reason=message.description, by=None, now=now
    )


def _moment(at: datetime | None, now: datetime) -> datetime:
    """Return when it was done there; a time in the future is not believed."""
    if at is None:
        return now
    there = timezone.make_aware(at) if timezone.is_naive(at) else at
    return min(there, now + rules.MOST_SKEW)
