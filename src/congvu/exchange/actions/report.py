"""The receiver tells the sender what it does with a document (QĐ 28/2018 Điều 10.2; codes of the axis)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

import uuid6
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import StoredRef, audit, files, writes
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import messages, rules, ways
from ..errors import UnknownReceiver
from ..models import Arrival, ChangeWish, Mailing, SentStatus
from ..types import CarrierKind, EarlierDocument, PackageKind, StaffCard, StatusCode
from .queue import queue

_TOLD = """
    insert into exchange_sentstatus (code, description, staff, at, arrival_id, mailing_id)
    select %s, %s, '', %s, * from unnest(%s::bigint[], %s::bigint[])
"""


@transaction.atomic
def report_status(
    *, arrival_uid: UUID, code: str, description: str = "", staff: StaffCard = StaffCard(), now: datetime
) -> bool:
    """Send a handling state back to the sender; return False where it was told before, or would go backward.

    The caller has done, and checked, the act that it reports. Raises NotFound.
    """
    arrival = Arrival.objects.select_for_update().filter(uid=arrival_uid).first()
    if arrival is None:
        raise NotFound
    sent = list(SentStatus.objects.filter(arrival=arrival, wish=None).values_list("code", flat=True))
    if not rules.may_report(sent, code):
        return False
    tell(arrival, code=code, description=description, staff=staff, now=now)
    return True


@transaction.atomic
def report_progress(*, arrival_uid: UUID, percent: int, text: str, now: datetime) -> bool:
    """Tell the sender how far the work on its document is, by state 05; return False where that is no news to it.

    05 goes again for each report to installations of this system; an outside axis gets it once. The caller has checked
    the report. Raises NotFound.
    """
    arrival = Arrival.objects.select_for_update().filter(uid=arrival_uid).first()
    if arrival is None:
        raise NotFound
    description = rules.progress_said(percent, vn.clean_line(text))
    rows = SentStatus.objects.filter(arrival=arrival, wish=None).order_by("pk")
    told = list(rows.values_list("code", "at", "description"))
    if not rules.is_newer_word(told, at=now, description=description):
        return False
    if any(code == StatusCode.PROCESSING for code, _at, _said in told) and not _repeats(arrival, now):
        return False
    tell(arrival, code=StatusCode.PROCESSING, description=description, staff=StaffCard(), now=now)
    return True


def _repeats(arrival: Arrival, now: datetime) -> bool:
    """Whether what brings the sender its states takes one that comes again."""
    try:
        way = ways.way_to(arrival.sender_code, on=timezone.localdate(now))
    except UnknownReceiver:
        return False
    return way.carrier != CarrierKind.AXIS


def tell(
    arrival: Arrival,
    *,
    code: str,
    description: str,
    staff: StaffCard,
    now: datetime,
    wish: ChangeWish | None = None,
) -> SentStatus:
    """Write the status package of an arrival that is locked, and queue it. The order of codes is the caller's."""
    mailing = status_mailing(
        agency_id=arrival.agency_id,
        own_code=arrival.receiver_code,
        to_code=arrival.sender_code,
        to_name=arrival.sender_name,
        about=_about(arrival),
        code=code,
        description=description,
        staff=staff,
        reference=None,
        now=now,
    )
    row = SentStatus.objects.create(
        arrival=arrival, code=code, description=description[:500], staff=staff.name[:200], at=now, mailing=mailing,
        wish=wish,
    )  # fmt: skip
    if wish is None:
        arrival.status_code = code
        arrival.save(update_fields=["status_code"])
    audit.record(None, "exchange.status_reported", arrival, at=now, agency_id=arrival.agency_id, status=code)
    return row


def arrived(arrival: Arrival, card: identity.AgencyCard, now: datetime, stack: ExitStack) -> files.Waiting:
    """Return the message that says of an arrival that it came (01), waiting to be kept while the stack lasts."""
    message = messages.status(
        sender=_under(card, arrival.receiver_code),
        to_code=arrival.sender_code,
        about=_about(arrival),
        code=StatusCode.ARRIVED,
        description=_("Đã đến"),
        staff=StaffCard(),
        at=now,
    )
    return stack.enter_context(messages.written(message, name=str(uuid6.uuid7())))


def tell_arrived(arrivals: Sequence[Arrival], kept: Sequence[StoredRef], ids: Sequence[int], *, now: datetime) -> None:
    """Write the packages of state 01 of new arrivals, their messages kept in the same order, and queue them.

    `ids` were reserved for the packages; their rows may be gathered.

    What goes to one receiver has one job, which carries all that waits for its partner.
    """
    code, description = StatusCode.ARRIVED, _("Đã đến")
    mailings = [
        _mailing(
            agency_id=arrival.agency_id,
            own_code=arrival.receiver_code,
            to_code=arrival.sender_code,
            to_name=arrival.sender_name,
            document_code=arrival.document_code,
            code=code,
            description=description,
            reference=None,
            raw=raw,
            now=now,
        )
        for arrival, raw in zip(arrivals, kept, strict=True)
    ]
    for mailing, pk in zip(mailings, ids, strict=False):  # ids were reserved for all that might come
        mailing.pk = pk
    writes.insert_all(mailings)
    keys = ([one.pk for one in arrivals], [one.pk for one in mailings])
    writes.write(_TOLD, [code, description, now, *keys])
    reported = "exchange.status_reported"
    acts = [audit.SystemAct(reported, arrival, arrival.agency_id, {"status": code}) for arrival in arrivals]
    audit.record_all(acts, at=now)
    queue({mailing.receiver_code: mailing.pk for mailing in reversed(mailings)}.values())


def status_mailing(
    *,
    agency_id: int,
    own_code: str,
    to_code: str,
    to_name: str,
    about: EarlierDocument,
    code: str,
    description: str,
    staff: StaffCard,
    reference: UUID | None,
    now: datetime,
) -> Mailing:
    """Write the package of a status message and queue it. Its way is looked up when it is carried."""
    message = messages.status(
        sender=_under(identity.agency(agency_id), own_code),
        to_code=to_code,
        about=about,
        code=code,
        description=description,
        staff=staff,
        at=now,
    )
    row = _mailing(
        agency_id=agency_id,
        own_code=own_code,
        to_code=to_code,
        to_name=to_name,
        document_code=about.document_code,
        code=code,
        description=description,
        reference=reference,
        raw=messages.keep(message, name=str(uuid6.uuid7())),
        now=now,
    )
    row.save(force_insert=True)
    queue([row.pk])
    return row


def _mailing(
    *,
    agency_id: int,
    own_code: str,
    to_code: str,
    to_name: str,
    document_code: str,
    code: str,
    description: str,
    reference: UUID | None,
    raw: StoredRef,
    now: datetime,
) -> Mailing:
    return Mailing(
        kind=PackageKind.STATUS,
        status_code=code,
        sender_agency_id=agency_id,
        sender_code=own_code,
        receiver_code=to_code,
        receiver_name=to_name[:250],
        document_code=document_code,
        reference=reference,
        subject=description[:500],
        raw_file_id=raw.id,
        sha256=raw.sha256,
        size=raw.size,
        created_at=now,
        next_at=now,
    )


def _about(arrival: Arrival) -> EarlierDocument:
    return EarlierDocument(
        agency_code=arrival.sender_code,
        document_code=arrival.document_code,
        number=arrival.head.get("number", ""),
        notation=arrival.head.get("notation", ""),
        issued_on=None,
    )


def _under(card: identity.AgencyCard, own_code: str) -> identity.AgencyCard:
    """Return the agency under the code that the other side wrote to (an old one that leads here)."""
    if card.code == own_code:
        return card
    return identity.AgencyCard(card.id, card.name, card.abbreviation, own_code, card.place_name, card.superior_name)
