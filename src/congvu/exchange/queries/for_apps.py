"""Reads that other apps use; the caller has checked that the actor may see the document."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from congvu.kernel.api import Actor, statements
from congvu.kernel.errors import NotFound

from .. import policy, views
from ..errors import ArrivalClosed
from ..models import Arrival, Mailing, SentStatus
from ..types import (
    ArrivalState,
    ArrivalView,
    ArrivedFileView,
    MailingState,
    MailingView,
    PackageKind,
    StatusLine,
    Verdict,
)


def deliveries_of(reference: UUID) -> list[MailingView]:
    """Return the packages of a document with what came back, in the order of sending."""
    rows = Mailing.objects.filter(reference=reference, kind=PackageKind.EDOC).order_by("pk")
    return views.mailings(list(rows))


def arrival(uid: UUID) -> ArrivalView:
    """Return an arrival. Raises NotFound."""
    row = Arrival.objects.filter(uid=uid).first()
    if row is None:
        raise NotFound
    return views.arrivals([row])[0]


def arrival_of(document_uid: UUID) -> ArrivalView | None:
    """Return the arrival that stands in the register as a document, if it came by exchange."""
    rows = statements.kept_objects(_standing_as, document=document_uid)
    return views.arrivals(rows)[0] if rows else None


def _standing_as(*, document: UUID) -> QuerySet[Arrival]:
    return Arrival.objects.filter(document_uid=document).order_by("pk")[:1]


def arrivals_of(document_uids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return arrival by document, for those that came by exchange."""
    rows = Arrival.objects.filter(document_uid__in=list(document_uids)).values_list("document_uid", "uid")
    return {document: uid for document, uid in rows if document is not None}


def files_of(arrival_uid: UUID) -> tuple[ArrivedFileView, ...]:
    """Return the files of an arrival. Raises NotFound."""
    return arrival(arrival_uid).files


def waiting_arrival(*, actor: Actor, uid: UUID) -> ArrivalView:
    """Return an arrival that the clerk may register. Raises NotFound, NotAllowed, ArrivalClosed."""
    row = policy.visible_arrivals(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound
    policy.may_take(actor, row).require()
    if row.state != ArrivalState.ARRIVED:
        raise ArrivalClosed(state=ArrivalState(row.state).label)
    return views.arrivals([row])[0]


def waiting(*, actor: Actor, most: int = 100) -> list[ArrivalView]:
    """Return the arrivals that wait to be registered in the actor's agency, the oldest first."""
    rows = policy.visible_arrivals(actor).filter(state=ArrivalState.ARRIVED)
    return views.arrivals(list(rows.order_by("pk")[:most]))


def reported_of(arrival_uid: UUID) -> list[StatusLine]:
    """Return the states that we told the sender of an arrival, oldest first; of "in work" the first and the newest."""
    return views.states_in_short(SentStatus.objects.filter(arrival__uid=arrival_uid).order_by("pk"))


def received_by_all(uid: str) -> Q:
    """Return the condition that every package of a document, at least one, has its receiver's signed receipt.

    `uid` names the column of the caller's rows that holds the document's UUID. Each row looks its own packages up by
    the index: a list of all that were ever received is no list to compare with.
    """
    sent = Mailing.objects.filter(kind=PackageKind.EDOC, reference=OuterRef(uid)).order_by()
    return Q(Exists(sent)) & ~Q(Exists(sent.exclude(state=MailingState.DONE)))


def receipts() -> QuerySet[Mailing]:
    """Return the packages of documents whose receiver's signed receipt is in, to be asked for by others.

    Callers filter by `reference` and `receiver_code` only.
    """
    return Mailing.objects.filter(kind=PackageKind.EDOC, state=MailingState.DONE).order_by()


def came_sound(uid: str) -> Q:
    """Return the condition that a registered document came with both sound signatures; `uid` as above."""
    return Q(Exists(Arrival.objects.filter(document_uid=OuterRef(uid), verdict=Verdict.SOUND).order_by()))
