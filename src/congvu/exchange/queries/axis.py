"""What other systems read at our axis: always their own messages only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db.models import Q, QuerySet
from django.utils import timezone

from congvu.kernel.api import secrets

from .. import axis_rules, ways
from ..errors import UnknownReceiver
from ..models import AxisMessage, DirectoryAgency, GivenReceipt, Partner
from ..types import CarrierKind


@dataclass(frozen=True, slots=True)
class AxisRow:
    """A message as its systems see it."""

    doc_id: int
    kind: str
    sender_code: str
    receiver_code: str
    document_code: str
    raw_file_id: int
    sha256: str
    status: str
    status_text: str
    created_at: datetime
    updated_at: datetime
    receipt_text: str
    receipt_signature: str


@dataclass(frozen=True, slots=True)
class GivenHere:
    """The receipt that an agency of this installation gave for what a system brought."""

    sender_code: str
    receiver_code: str
    received_at: datetime
    text: str
    signature: str


_FIELDS = (
    "pk", "kind", "sender_code", "receiver_code", "document_code", "raw_file_id", "sha256", "status", "status_text",
    "created_at", "updated_at", "receipt_text", "receipt_signature",
)  # fmt: skip


def system(system_id: str) -> tuple[Partner, str] | None:
    """Return the system of an id that may call our axis, and its secret."""
    if not system_id or "\x00" in system_id:
        return None
    rows = Partner.objects.filter(system_id=system_id[:100], carrier=CarrierKind.AXIS, address="", active=True)
    today = timezone.localdate()
    row = rows.exclude(valid_from__gt=today).exclude(valid_to__lt=today).exclude(secret="").order_by("pk").first()
    if row is None:
        return None
    try:
        return row, secrets.open_sealed(row.secret)
    except InvalidToken:
        return None


def received(
    system: Partner, *, kind: str, status: str, since: date | None, until: date | None, after: int, most: int
) -> list[AxisRow]:
    """Return what lies here for a system after an id, the oldest first; without `status` only what is not fetched."""
    wanted = Q(status=status) if status else Q(status__in=[AxisMessage.Status.INITIAL, AxisMessage.Status.PROCESSING])
    rows = AxisMessage.objects.filter(wanted, system=system, kind=kind[:8].replace("\x00", ""), pk__gt=after)
    if since is not None:
        rows = rows.filter(created_at__gte=_begin(since))
    if until is not None:
        rows = rows.filter(created_at__lt=_begin(until) + timedelta(days=1))
    return _rows(rows.order_by("pk"), most)


def copy(system: Partner, doc_id: int) -> AxisRow | None:
    """Return a message that lies here for a system."""
    return next(iter(_rows(AxisMessage.objects.filter(pk=doc_id, system=system), 1)), None)


def sent(system: Partner, doc_id: int, *, most: int) -> list[AxisRow]:
    """Return what a system sent, one message with all its receivers or the newest."""
    rows = AxisMessage.objects.filter(sent_by=system)
    if doc_id:
        first = rows.filter(pk=doc_id).values_list("sender_code", "sha256").first()
        if first is None:
            return []
        rows = rows.filter(sender_code=first[0], sha256=first[1])
    return _rows(rows.order_by("-pk"), most)


def given_to(system: Partner, *, doc_id: int, to: str) -> GivenHere | None:
    """Return the receipt of an agency here for a message of the system that lies here for others too."""
    copies = AxisMessage.objects.filter(pk=doc_id, sent_by=system)
    found = copies.values_list("sender_code", "sha256").first()
    return _given(found[0], axis_rules.package_uid(found[0], to, found[1])) if found and to else None


def given_for(system: Partner, *, uid: UUID, sender: str, on: date) -> GivenHere | None:
    """Return the receipt of an agency here for what came from an agency of the system, by the axis's mark."""
    for code in [sender] if sender else system.codes:
        if _speaks_for(system, code, on) and (given := _given(code, uid)) is not None:
            return given
    return None


def _given(sender_code: str, uid: UUID) -> GivenHere | None:
    rows = GivenReceipt.objects.filter(sender_code=sender_code, package_uid=uid)
    found = rows.values_list("sender_code", "receiver_code", "received_at", "text", "signature").first()
    return GivenHere(*found) if found else None


def _speaks_for(system: Partner, code: str, on: date) -> bool:
    try:
        return ways.way_to(code, on=on).partner_id == system.pk
    except UnknownReceiver:
        return False


def agencies(*, after: str, most: int) -> list[dict[str, str]]:
    """Return a page of the directory as the axis's clients know it."""
    rows = DirectoryAgency.objects.filter(code__gt=after.replace("\x00", ""), valid_to=None).order_by("code")[:most]
    return [
        {"id": str(row.pk), "code": row.code, "code102": row.old_code, "name": row.name, "pcode": row.parent_code,
         "mail": row.email}
        for row in rows
    ]  # fmt: skip


def _rows(rows: QuerySet[AxisMessage], most: int) -> list[AxisRow]:
    return [AxisRow(*values) for values in rows.values_list(*_FIELDS)[:most]]


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # made aware at once
