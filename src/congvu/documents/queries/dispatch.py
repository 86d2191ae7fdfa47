"""What the books of papers that left show: on screen, in print, as files; the panel on a document's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet, Sum

from congvu.kernel.api import Actor, paging, statements

from .. import policy
from ..desk_types import SendWay
from ..models import Addressee, Dispatch, Document, PrintMark
from ..panels import DocumentRef

PAGE_SIZE: Final = 30
MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class SendFilter:
    """What is asked of the books: a way of sending, only what nobody signed for, a span of days."""

    way: str = ""
    unsigned: bool = False
    since: datetime | None = None
    until: datetime | None = None


def lines(*, actor: Actor, asked: SendFilter) -> QuerySet[Dispatch]:
    """Return the lines that the actor sees and the filter keeps, in no order."""
    rows = policy.visible_dispatches(actor)
    if asked.way in SendWay.values:
        rows = rows.filter(way=asked.way)
    if asked.unsigned:
        rows = rows.filter(received_at=None, cancelled_at=None)
    if asked.since is not None:
        rows = rows.filter(sent_at__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(sent_at__lt=asked.until)
    return rows.select_related("document")


def page(*, actor: Actor, asked: SendFilter, after: str | None) -> paging.Page[Dispatch]:
    """Return one page, what left last first."""
    return paging.page(lines(actor=actor, asked=asked), "-sent_at", "-id", after=after, size=PAGE_SIZE)


def all_rows(*, actor: Actor, asked: SendFilter, most: int | None = None) -> Iterator[Dispatch]:
    """Give every line that the filter keeps, oldest first, as the paper book has them."""
    return lines(actor=actor, asked=asked).order_by("sent_at", "pk")[:most].iterator(chunk_size=1000)


def still_to_send(document: Document) -> list[str]:
    """Return the receivers of a document that no line of the books names yet."""
    sent = set(Dispatch.objects.filter(document=document, cancelled_at=None).values_list("receiver", flat=True))
    names = Addressee.objects.filter(document=document).order_by("position", "pk").values_list("name", flat=True)
    return [name for name in names if name not in sent]


def panel(actor: Actor, ref: DocumentRef, _now: datetime) -> Mapping[str, Any] | None:
    """Return how a document left on paper and how often it was printed; None where it did neither."""
    if ref.is_secret:
        return None
    sent, prints = statements.together(
        lambda: statements.kept_objects(_sent, actor=actor, document=ref.id),
        lambda: statements.kept_objects(_prints, document=ref.id),
    )
    if not sent and not prints:
        return None
    return {
        "sent": sent,
        "printed": prints[0] if prints else None,
        "copies": PrintMark.objects.filter(document_id=ref.id).aggregate(all=Sum("copies"))["all"] if prints else 0,
    }


def _sent(actor: Actor, *, document: int) -> QuerySet[Dispatch]:
    rows = policy.visible_dispatches(actor).filter(document_id=document)
    return rows.order_by("-sent_at", "-pk")[:MOST_SHOWN]


def _prints(*, document: int) -> QuerySet[PrintMark]:
    return PrintMark.objects.filter(document_id=document).order_by("-pk")[:1]
