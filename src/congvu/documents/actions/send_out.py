"""An issued document goes to its receivers by exchange, in the act that issues it (QĐ 28/2018 Điều 5, 7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.exchange.types import Business, EarlierDocument, MailingView, OutgoingDocument, OutgoingFile, StaffCard
from congvu.identity import api as identity
from congvu.kernel.api import Actor, worktime

from .. import policy
from ..errors import BadTargets
from ..models import Addressee, Document, DocumentLink, Draft
from ..types import DIRECTIVE_TYPES, AddresseeKind, Channel, Direction, FileRole, LinkKind, Secrecy, State
from .locked import lock_document

DIRECTIVE, REPORT, NO_DIRECTIVE = 2, 3, 1
NOON = time(11, 30)
_WHY = re.compile(r"\s*\([^()]*\)\s*$")


def receivers_by_name(document: Document, *, now: datetime) -> list[str]:
    """Return the codes of the addressees that can be reached, in their order; the issuing agency itself is left out."""
    names = list(
        document.addressees.exclude(kind=AddresseeKind.FILE).order_by("position").values_list("name", flat=True)
    )
    today = timezone.localdate(now)
    known = exchange.named(names, on=today)
    own = identity.agency(document.agency_id).code
    codes = [code for code in dict.fromkeys(known[n].code for n in names if n in known) if code != own]
    return exchange.reachable(codes, on=today)


def send_issued(
    *, actor: Actor, document: Document, draft: Draft | None, receivers: Sequence[str] | None, now: datetime
) -> list[MailingView]:
    """Write the packages of an issued document; part of the caller's transaction.

    `receivers` None means those of "Nơi nhận" that can be reached. An agency without a code sends nothing by itself,
    and is refused when receivers were chosen. Raises the refusals of `exchange.api.send`.
    """
    codes = receivers_by_name(document, now=now) if receivers is None else list(receivers)
    if document.is_secret or not codes or (receivers is None and not identity.agency(document.agency_id).code):
        return []
    sent = exchange.send(
        actor=actor,
        sender_agency_id=document.agency_id,
        document=said_of(actor, draft, document, now),
        reference=document.uid,
        receivers=codes,
        now=now,
    )
    _mark_addressees(document, sent, now)
    return sent


@transaction.atomic
def send_more(*, actor: Actor, uid: UUID, receivers: Sequence[str], now: datetime) -> list[MailingView]:
    """Send an issued document to further agencies. Raises NotFound, NotAllowed, BadTargets and as `send`."""
    document = lock_document(actor, uid, policy.may_send_out)
    if document.direction != Direction.OUTGOING or document.state != State.ISSUED or document.is_secret:
        raise BadTargets(reason=_("Chỉ gửi được văn bản đi đã phát hành, không mật, còn hiệu lực."))
    if not receivers:
        raise BadTargets(reason=_("Chọn ít nhất một cơ quan nhận."))
    draft = Draft.objects.filter(document=document).first()
    return send_issued(actor=actor, document=document, draft=draft, receivers=receivers, now=now)


def as_sent(text: str, now: datetime) -> list[exchange.Issued]:
    """Return the issued, not secret documents that a text names (UUID, code, or number/notation), as they are sent.

    For the administrator on the command line: no right is asked, nothing is written.
    """
    number, _slash, notation = text.partition("/")
    named = Q(document_code=text) | Q(code_number=number.strip(), code_notation=notation.strip())
    with suppress(ValueError):
        named |= Q(uid=UUID(text))
    rows = Document.objects.filter(named, direction=Direction.OUTGOING, secrecy=Secrecy.NONE, issued_on__isnull=False)
    found = rows.exclude(document_code="").select_related("document_type").order_by("-issued_on", "-pk")[:5]
    return [
        exchange.Issued(one.agency_id, tuple(receivers_by_name(one, now=now)), _said(StaffCard(), one, now))
        for one in found
    ]


def said_of(actor: Actor, draft: Draft | None, document: Document, now: datetime) -> OutgoingDocument:
    """Return an issued document as it is sent in the actor's name."""
    return _said(_staff(actor, draft), document, now)


def _staff(actor: Actor, draft: Draft | None) -> StaffCard:
    return StaffCard(draft.drafter_name if draft else actor.display_name, actor.unit_name)


def _said(staff: StaffCard, document: Document, now: datetime) -> OutgoingDocument:
    assert document.issued_on is not None
    replaced = _replaced(document)
    places = document.addressees.order_by("position").values_list("name", flat=True)
    return OutgoingDocument(
        document_code=document.document_code,
        subject=document.subject,
        number=document.code_number,
        notation=document.code_notation,
        issued_on=document.issued_on,
        type_name=document.document_type.name,
        files=_files(document),
        signer_name=document.signer_name,
        signer_position=document.signer_position,
        signer_capacity=document.signer_capacity,
        urgency=document.urgency,
        due_on=document.due_on,
        send_by=_send_by(document, now),
        to_places=tuple(places),
        pages=document.pages,
        copies=document.copies,
        steering=DIRECTIVE if document.document_type.code in DIRECTIVE_TYPES else NO_DIRECTIVE,
        answers=_answered(document),
        business=Business.REPLACE if replaced else Business.NEW,
        reason=_("Thay thế văn bản đã gửi") if replaced else "",
        replaces=replaced,
        staff=staff,
    )


def _files(document: Document) -> tuple[OutgoingFile, ...]:
    rows = document.files.filter(removed_at=None, role__in=[FileRole.MAIN, FileRole.ATTACHMENT])
    listed = sorted(rows, key=lambda row: (row.role != FileRole.MAIN, row.position, row.pk))
    return tuple(OutgoingFile(row.file_id, row.name) for row in listed)


def _answered(document: Document) -> tuple[EarlierDocument, ...]:
    """Name the documents that this one answers as their senders know them: answers are linked by code."""
    links = DocumentLink.objects.filter(source=document, kind=LinkKind.ANSWER).select_related("target").order_by("pk")
    found: list[EarlierDocument] = []
    for link in links:
        about = link.target
        came = exchange.arrival_of(about.uid)
        if about.document_code:
            code = came.sender_code if came else about.document_code.partition(",")[0][:35]
            found.append(
                EarlierDocument(code, about.document_code, about.code_number, about.code_notation, about.issued_on)
            )
    return tuple(found)


def _replaced(document: Document) -> tuple[str, ...]:
    links = DocumentLink.objects.filter(source=document, kind=LinkKind.REPLACES).select_related("target")
    return tuple(link.target.document_code for link in links.order_by("pk") if link.target.document_code)


def _send_by(document: Document, now: datetime) -> datetime:
    """Electronic sending: the same day, at the latest the next working day's morning (QĐ 28/2018 Điều 6)."""
    calendar = worktime.calendar_for(document.agency_id)
    day = timezone.localdate(now)
    while True:
        day += timedelta(days=1)
        if worktime.is_working_day(day, calendar):
            return timezone.make_aware(datetime.combine(day, NOON))


def _mark_addressees(document: Document, sent: Sequence[MailingView], now: datetime) -> None:
    """Write on the lines of "Nơi nhận" that they went by exchange; receivers chosen beside them get their own lines."""
    rows = list(document.addressees.order_by("position", "pk"))
    known = exchange.named([row.name for row in rows], on=timezone.localdate(now))
    by_code = {known[row.name].code: row for row in rows if row.name in known}
    last = max((row.position for row in rows), default=-1)
    for place, mailing in enumerate(sent, start=last + 1):
        row = by_code.get(mailing.receiver_code)
        if row is None:
            row = Addressee(
                document=document, kind=AddresseeKind.INFO, name=mailing.receiver_name[:250], position=place
            )
        row.organ_code = row.organ_code or mailing.receiver_code[:35]
        if row.sent_at is None:
            row.channel, row.sent_at, row.exchange_code = Channel.AXIS, now, mailing.receiver_code
            row.save()
