"""Reads that other apps use; the caller has checked that the actor may see the document."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from congvu.kernel.errors import NotFound

from .. import views
from ..models import Arrival, Mailing
from ..types import ArrivalView, ArrivedFileView, MailingView, PackageKind


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
    row = Arrival.objects.filter(document_uid=document_uid).order_by("pk").first()
    return views.arrivals([row])[0] if row else None


def arrivals_of(document_uids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return arrival by document, for those that came by exchange."""
    rows = Arrival.objects.filter(document_uid__in=list(document_uids)).values_list("document_uid", "uid")
    return {document: uid for document, uid in rows if document is not None}


def files_of(arrival_uid: UUID) -> tuple[ArrivedFileView, ...]:
    """Return the files of an arrival. Raises NotFound."""
    return arrival(arrival_uid).files
