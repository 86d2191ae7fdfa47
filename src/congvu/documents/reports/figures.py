"""The conditions behind each figure: the same ones count the number and find its rows."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from congvu.exchange import api as exchange
from congvu.kernel.api import measures

from ..models import Addressee, Document, DocumentLink, Handling
from ..types import OPEN_STATES, AddresseeKind, Direction, HandlingRole, HandlingState, LinkKind, Secrecy, State
from .types import ELECTRONIC, PAPER, ExchangeFigure, IncomingFigure, OutgoingFigure, PersonFigure

_CLOSED = (State.DONE, State.FILED)
_OUT = (State.ISSUED, State.RECALLED, State.REPLACED, State.FILED)
_GIVEN = (HandlingState.OPEN, HandlingState.DONE)


def bounds(period: measures.Period) -> tuple[datetime, datetime]:
    """Return the first moment of the period and the first after it, in Vietnamese time."""
    first = timezone.make_aware(datetime.combine(period.first, time()))
    return first, timezone.make_aware(datetime.combine(period.last + timedelta(days=1), time()))


def incoming(agency_id: int, period: measures.Period) -> QuerySet[Document]:
    """Return what arrived in the period. Secret lines and cancelled numbers are no work and are left out."""
    first, after = bounds(period)
    return Document.objects.filter(
        agency_id=agency_id,
        direction=Direction.INCOMING,
        arrived_at__gte=first,
        arrived_at__lt=after,
        secrecy=Secrecy.NONE,
    ).exclude(state=State.VOID)


def incoming_conditions(now: datetime) -> dict[str, Q]:
    """Return each figure of incoming documents as a condition; all but the first part what was received."""
    in_time = Q(due_at=None) | Q(closed_at=None) | Q(closed_at__lte=F("due_at"))
    return {
        IncomingFigure.RECEIVED: Q(),
        IncomingFigure.ON_TIME: Q(state__in=_CLOSED) & in_time,
        IncomingFigure.LATE: Q(state__in=_CLOSED, closed_at__gt=F("due_at")),
        IncomingFigure.OPEN: Q(state__in=OPEN_STATES) & (Q(due_at=None) | Q(due_at__gte=now)),
        IncomingFigure.OVERDUE: Q(state__in=OPEN_STATES, due_at__lt=now),
        IncomingFigure.OTHER: Q(state__in=(State.RETURNED, State.RECALLED, State.REPLACED)),
    }


def outgoing(agency_id: int, period: measures.Period) -> QuerySet[Document]:
    """Return what was issued in the period, without secret lines and cancelled numbers."""
    first, after = bounds(period)
    return Document.objects.filter(
        agency_id=agency_id,
        direction=Direction.OUTGOING,
        issued_at__gte=first,
        issued_at__lt=after,
        secrecy=Secrecy.NONE,
        state__in=_OUT,
    )


def receivers() -> QuerySet[Addressee]:
    """Return the receivers of the outer document; the filing line ("Lưu") is none."""
    return Addressee.objects.filter(document=OuterRef("pk")).exclude(kind=AddresseeKind.FILE)


def outgoing_conditions() -> dict[str, Q]:
    """Return each figure of outgoing documents as a condition.

    Signed: the signature of the competent person was set in the System. Fully electronic: it is so signed, somebody
    receives it, and to nobody goes paper (QĐ 28/2018/QĐ-TTg Điều 5: no paper follows).
    """
    signed = Q(draft__signed_at__isnull=False)  # a document has one draft: one look at it serves every figure
    on_paper = Exists(receivers().exclude(channel__in=[*ELECTRONIC]))
    return {
        OutgoingFigure.ISSUED: Q(),
        OutgoingFigure.SIGNED: signed,
        OutgoingFigure.PAPERLESS: signed & Q(Exists(receivers())) & ~Q(on_paper),
        OutgoingFigure.ANSWERS: Q(Exists(DocumentLink.objects.filter(source=OuterRef("pk"), kind=LinkKind.ANSWER))),
    }


def given(post_ids: list[int], period: measures.Period) -> QuerySet[Handling]:
    """Return what was given to posts in the period to be dealt with; for information and taken back is none."""
    first, after = bounds(period)
    return Handling.objects.filter(
        to_post_id__in=post_ids,
        given_at__gte=first,
        given_at__lt=after,
        role__in=(HandlingRole.LEAD, HandlingRole.SUPPORT),
        state__in=_GIVEN,
    )


def person_conditions(now: datetime) -> dict[str, Q]:
    """Return each figure of a post as a condition."""
    done, still = Q(state=HandlingState.DONE), Q(state=HandlingState.OPEN)
    return {
        PersonFigure.GIVEN: Q(),
        PersonFigure.LEAD: Q(role=HandlingRole.LEAD),
        PersonFigure.ON_TIME: done & (Q(due_at=None) | Q(finished_at=None) | Q(finished_at__lte=F("due_at"))),
        PersonFigure.LATE: done & Q(finished_at__gt=F("due_at")),
        PersonFigure.OPEN: still & (Q(due_at=None) | Q(due_at__gte=now)),
        PersonFigure.OVERDUE: still & Q(due_at__lt=now),
    }


def exchange_in() -> dict[str, Q]:
    """Return the figures of QĐ 28/2018 Điều 11 that count what was received, as conditions of incoming documents."""
    return {
        ExchangeFigure.RECEIVED: Q(),
        ExchangeFigure.RECEIVED_ELECTRONIC: Q(received_via__in=[*ELECTRONIC]),
        ExchangeFigure.RECEIVED_SIGNED: exchange.came_sound("uid"),
        ExchangeFigure.RECEIVED_PAPER: Q(received_via__in=[*PAPER]),
    }


def exchange_out() -> dict[str, Q]:
    """Return those that count what was sent, as conditions of outgoing documents; nobody's are not sent."""
    return {
        ExchangeFigure.SENT: Q(Exists(receivers())),
        ExchangeFigure.SENT_ELECTRONIC: Q(Exists(receivers().filter(channel__in=[*ELECTRONIC]))),
        ExchangeFigure.SENT_SIGNED: Q(Exists(receivers())) & Q(draft__signed_at__isnull=False),
        ExchangeFigure.SENT_PROVEN: exchange.received_by_all("uid"),
        ExchangeFigure.SENT_PAPER: Q(Exists(receivers().filter(channel__in=[*PAPER]))),
    }
