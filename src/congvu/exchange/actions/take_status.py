"""A status message comes in: what a receiver does with our document, or that a sender wishes to have one back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import audit, publish_all
from congvu.kernel.errors import DomainError

from .. import rules
from ..edxml import types as x
from ..errors import MessageRefused
from ..events import StatusArrived
from ..models import Arrival, Mailing, ReceivedStatus
from ..types import Business, Envelope, PackageKind, StatusCode
from . import wishes
from .looking import Key, Seen

REPEATABLE = frozenset({StatusCode.AGREED, StatusCode.DISAGREED})
LONGEST_CODE = 10


def take_statuses(seen: Sequence[Seen], refused: dict[Key, DomainError], *, now: datetime) -> None:
    """Write what status messages say, of one document one; part of the caller's transaction. Refusals are added."""
    reports: list[tuple[Seen, x.Status]] = []
    for one in seen:
        message = one.message
        assert isinstance(message, x.Status)
        code = message.code.strip()
        if not code or len(code) > LONGEST_CODE:
            refused[one.package.key] = MessageRefused(reason=_("mã trạng thái trống hoặc quá dài."))
        elif code == StatusCode.TAKE_BACK:
            try:
                with transaction.atomic():
                    _taken_back(one.envelope, message, one.receiver.id, now)
            except DomainError as refusal:
                refused[one.package.key] = refusal
        else:
            reports.append((one, message))
    if reports:
        _write(reports, refused, now)


def _write(reports: Sequence[tuple[Seen, x.Status]], refused: dict[Key, DomainError], now: datetime) -> None:
    mailings = _mailings([one for one, _message in reports])
    told = _told(mailings.values())
    written = []
    for one, message in reports:
        mailing = mailings.get(_place(one))
        if mailing is None:
            unknown = _("báo trạng thái của văn bản chưa từng gửi cho cơ quan báo.")
            refused[one.package.key] = MessageRefused(reason=unknown)
            continue
        row = _row(mailing, one.envelope.uid, message.code.strip(), message, now)
        if _is_news(told.get(mailing.pk, []), row):
            written.append(row)
    rows = ReceivedStatus.objects.bulk_create(written)
    acts = [
        audit.SystemAct(
            "exchange.status_arrived", row.mailing, row.mailing.sender_agency_id, {"status": row.code, "row": row.pk}
        )
        for row in rows
    ]
    audit.record_all(acts, at=now)
    publish_all([_news(row) for row in rows])


def _told(mailings: Iterable[Mailing]) -> dict[int, list[tuple[str, datetime, str]]]:
    """Return by package what its receiver told so far: code, time, description."""
    found: dict[int, list[tuple[str, datetime, str]]] = {}
    rows = ReceivedStatus.objects.filter(mailing__in=mailings).order_by("pk")
    for mailing, code, at, description in rows.values_list("mailing_id", "code", "at", "description"):
        found.setdefault(mailing, []).append((code, at, description))
    return found


def _is_news(told: Sequence[tuple[str, datetime, str]], row: ReceivedStatus) -> bool:
    """Each code counts once, but for answers, and for "in work" that says how much further the work is."""
    if row.code in REPEATABLE or all(code != row.code for code, _at, _said in told):
        return True
    further = row.code == StatusCode.PROCESSING and rules.progress_in(row.description) is not None
    return further and rules.is_newer_word(told, at=row.at, description=row.description)


def _row(mailing: Mailing, package_uid: UUID, code: str, message: x.Status, now: datetime) -> ReceivedStatus:
    staff = message.staff or x.StaffInfo()
    return ReceivedStatus(
        mailing=mailing,
        package_uid=package_uid,
        code=code,
        description=message.description[:500],
        staff=staff.staff[:200],
        department=staff.department[:200],
        at=_moment(message.at, now),
        came_at=now,
    )


def _news(row: ReceivedStatus) -> StatusArrived:
    return StatusArrived(
        reference=str(row.mailing.reference or ""),
        document_code=row.mailing.document_code,
        receiver_code=row.mailing.receiver_code,
        code=row.code,
        description=row.description,
        staff=row.staff,
        at=row.at,
    )


def _place(one: Seen) -> tuple[str, str, str]:
    return one.envelope.receiver_code, one.envelope.sender_code, one.document_key[1]


def _mailings(seen: Sequence[Seen]) -> dict[tuple[str, str, str], Mailing]:
    """Return the packages that carried the documents to whoever reports, of each the oldest, under lock."""
    wanted = {_place(one) for one in seen}
    rows = Mailing.objects.select_for_update().filter(
        kind=PackageKind.EDOC,
        sender_code__in={place[0] for place in wanted},
        receiver_code__in={place[1] for place in wanted},
        document_code__in={place[2] for place in wanted},
    )
    found: dict[tuple[str, str, str], Mailing] = {}
    for row in rows.order_by("pk"):
        place = (row.sender_code, row.receiver_code, row.document_code)
        if place in wanted:
            found.setdefault(place, row)
    return found


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
