"""Acts at our axis: a system brings a message, registers its agencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from congvu.kernel.api import StoredRef, audit
from congvu.kernel.errors import DomainError

from .. import axis_rules, messages, rules, ways
from ..edxml import types as x
from ..errors import AxisRefused, MessageRefused, PackageTooLarge, UnknownReceiver
from ..models import AxisMessage, DirectoryAgency, Partner
from ..types import CarrierKind, Envelope, PackageKind
from .take_in import take_in

MOST_RECEIVERS = 500


@dataclass(frozen=True, slots=True)
class Brought:
    """A message brought to the axis: its stored bytes and what its header says."""

    raw: StoredRef
    kind: PackageKind
    sender_code: str
    receivers: tuple[str, ...]
    document_code: str


def bring(*, system: Partner, content: IO[bytes], now: datetime) -> tuple[str, list[str]]:
    """Take a message from a system and lay it out for each receiver; return the axis's id of it.

    Returns the axis's id of it and the receivers that nobody here knows. An agency of this installation gets it at
    once. The same message again gives the same id. Raises AxisRefused with the axis's code.
    """
    brought = _read(content)
    if not _sends_for(system, brought.sender_code, now):
        raise AxisRefused(axis_code=axis_rules.NO_SENDER, what=brought.sender_code)
    places, unknown = _places(brought.receivers, system, now)
    ids: list[str] = []
    with transaction.atomic():
        for code, partner in places:
            if partner is None:
                ids.append(_hand_in(brought, code, system, now))
            else:
                ids.append(str(lay_out(brought, code, to=partner, sent_by=system, now=now).pk))
    return ids[-1], unknown


def _places(codes: Sequence[str], system: Partner, now: datetime) -> tuple[list[tuple[str, Partner | None]], list[str]]:
    """Return where each receiver's copy goes, agencies here first, and the codes that nobody here knows.

    The system's own agencies have it already. Raises AxisRefused when nobody is left.
    """
    found: list[tuple[str, Partner | None]] = []
    unknown: list[str] = []
    for code in codes:
        try:
            place = _place(code, now)
        except AxisRefused:
            unknown.append(code)
        else:
            found += [(code, place)] if place != system else []
    if not found:
        raise AxisRefused(axis_code=axis_rules.NO_RECEIVER, what=", ".join(unknown)[:200] or "To")
    return sorted(found, key=lambda one: one[1] is not None), unknown


def lay_out(brought: Brought, code: str, *, to: Partner, sent_by: Partner | None, now: datetime) -> AxisMessage:
    """Lay a message out for one receiver; the same content again is the same row."""
    row, created = AxisMessage.objects.get_or_create(
        sender_code=brought.sender_code,
        receiver_code=code,
        sha256=brought.raw.sha256,
        defaults={
            "system": to,
            "sent_by": sent_by,
            "kind": brought.kind,
            "document_code": brought.document_code,
            "raw_file_id": brought.raw.id,
            "size": brought.raw.size,
            "created_at": now,
            "updated_at": now,
        },
    )
    if created:
        audit.record(None, "exchange.axis_brought", row, at=now, sender=brought.sender_code, receiver=code)
    return row


@transaction.atomic
def register_agency(*, system: Partner, said: dict[str, str], now: datetime) -> None:
    """Write an agency that a system serves into the directory. Raises AxisRefused for a code that is not its own."""
    code = said.get("code", "")
    if rules.code_problem(code) is not None or not rules.covers(system.codes, code):
        raise AxisRefused(axis_code=axis_rules.NO_SENDER, what=code[:40])
    if not said.get("name", "").strip():
        raise AxisRefused(axis_code=axis_rules.NOT_STANDARD, what="name")
    DirectoryAgency.objects.update_or_create(
        code=code,
        defaults={
            "name": said["name"].strip()[:250],
            "parent_code": said.get("pcode", "")[:35],
            "email": said.get("mail", "")[:100],
            "partner": system,
            "valid_to": None,
            "seen_at": now,
        },
    )


@transaction.atomic
def close_agency(*, system: Partner, code: str, now: datetime) -> None:
    """Close a code of the system; the row stays. Raises AxisRefused."""
    row = DirectoryAgency.objects.select_for_update().filter(code=code, partner=system).first()
    if row is None:
        raise AxisRefused(axis_code=axis_rules.NO_SENDER, what=code[:40])
    row.valid_to = timezone.localdate(now)
    row.save(update_fields=["valid_to"])


def _read(content: IO[bytes]) -> Brought:
    try:
        raw = messages.store(content, name="truc")
        with messages.opened(raw.id) as message:
            return head_of(message, raw)
    except PackageTooLarge as error:
        raise AxisRefused(axis_code=axis_rules.FILE_FAILED, what=str(error)) from error
    except MessageRefused as error:
        raise AxisRefused(axis_code=axis_rules.NOT_STANDARD, what=str(error)) from error


def head_of(message: x.Message, raw: StoredRef) -> Brought:
    """Return what the axis needs to know of a message."""
    if isinstance(message, x.Edoc):
        receivers: Sequence[str] = [one.organ_id for one in message.receivers]
        kind, document_code = PackageKind.EDOC, message.document_id
    else:
        receivers = [message.about.organ_id] if message.about.organ_id else [one.organ_id for one in message.receivers]
        kind, document_code = PackageKind.STATUS, message.about.document_id
    codes = tuple(dict.fromkeys(code for code in receivers if code))
    sender = message.sender.organ_id
    too_long = max(map(len, (sender, *codes)), default=0) > rules.LONGEST_CODE or len(document_code) > 200
    if not codes or too_long or not document_code or len(codes) > MOST_RECEIVERS:
        raise AxisRefused(axis_code=axis_rules.NOT_STANDARD, what="To")
    return Brought(raw, kind, sender, codes, document_code)


def _sends_for(system: Partner, code: str, now: datetime) -> bool:
    """Return whether a system speaks for an agency: its code leads to it, and to no agency of this installation."""
    try:
        return ways.way_to(code, on=timezone.localdate(now)).partner_id == system.pk
    except UnknownReceiver:
        return False


def _place(code: str, now: datetime) -> Partner | None:
    """Return the system that fetches for a code, None for an agency here. Raises AxisRefused."""
    try:
        way = ways.way_to(code, on=timezone.localdate(now))
    except UnknownReceiver as error:
        raise AxisRefused(axis_code=axis_rules.NO_RECEIVER, what=code) from error
    if way.partner_id is None:
        return None
    partner = Partner.objects.get(pk=way.partner_id)
    if partner.carrier != CarrierKind.AXIS or partner.address:
        raise AxisRefused(axis_code=axis_rules.NO_RECEIVER, what=code)
    return partner


def _hand_in(brought: Brought, code: str, system: Partner, now: datetime) -> str:
    uid = axis_rules.package_uid(brought.sender_code, code, brought.raw.sha256)
    envelope = Envelope(
        uid=uid,
        kind=brought.kind,
        sender_code=brought.sender_code,
        receiver_code=code,
        sha256=brought.raw.sha256,
        size=brought.raw.size,
        sent_at=now,
        system=system.system_id[:64],
    )
    try:
        take_in(envelope=envelope, raw=brought.raw, partner=system, carrier=CarrierKind.AXIS, now=now)
    except DomainError as refusal:
        raise AxisRefused(axis_code=axis_rules.FILE_FAILED, what=str(refusal)) from refusal
    return str(uid)
