"""Sent and received by the agency on the other side (QĐ 28/2018/QĐ-TTg Điều 11), each number with its rows.

An agency is told by its name as papers write it: who issued what came, each "Nơi nhận" of what went.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from congvu.exchange import api as exchange

from ..models import Addressee, Document
from . import figures
from .types import ELECTRONIC, PAPER, ExchangeFigure, Line

MOST_LINES: Final = 300  # the busiest; a paper may go to thousands


def lines(came: QuerySet[Document], went: QuerySet[Document]) -> tuple[Line, ...]:
    """Return a line for each agency, the busiest first, in two statements."""
    counted: dict[str, dict[str, int]] = {}
    zeros = {str(figure): 0 for figure in ExchangeFigure.values}
    for name, numbers in (*_received(came), *_sent(went)):
        counted.setdefault(name, dict(zeros)).update(numbers)
    busiest = sorted(counted, key=lambda name: (-_all(counted[name]), name))
    return tuple(Line(name, name, counted[name]) for name in busiest[:MOST_LINES])


def narrowed(came: QuerySet[Document], went: QuerySet[Document], *, figure: str, name: str) -> QuerySet[Document]:
    """Return the documents behind a figure of an agency; `figure` is one of ExchangeFigure."""
    arriving = figures.exchange_in()
    if figure in arriving:
        return came.filter(arriving[figure], issuing_agency_name=name)
    return went.filter(Exists(_receivers(went).filter(_sent_figures()[figure], document=OuterRef("pk"), name=name)))


def _all(numbers: Mapping[str, int]) -> int:
    return numbers[ExchangeFigure.RECEIVED] + numbers[ExchangeFigure.SENT]


def _received(came: QuerySet[Document]) -> list[tuple[str, dict[str, int]]]:
    return _grouped(came, "issuing_agency_name", figures.exchange_in(), Value(1))


def _sent(went: QuerySet[Document]) -> list[tuple[str, dict[str, int]]]:
    # Một văn bản ghi một nơi nhận hai lần vẫn là một văn bản.
    return _grouped(_receivers(went), "name", _sent_figures(), "document_id")


def _grouped(
    rows: QuerySet[Any], column: str, conditions: Mapping[str, Q], counted: Any
) -> list[tuple[str, dict[str, int]]]:
    names = {figure: f"n{place}" for place, figure in enumerate(conditions)}
    distinct = counted == "document_id"
    sums = {names[figure]: Count(counted, filter=one or None, distinct=distinct) for figure, one in conditions.items()}
    found = rows.order_by().values(column).annotate(**sums)
    return [(row[column], {figure: row[name] for figure, name in names.items()}) for row in found]


def _receivers(went: QuerySet[Document]) -> QuerySet[Addressee]:
    """Return the receivers of documents; the filing line is none."""
    rows = Addressee.objects.filter(document__in=went.order_by().values("pk"))
    return rows.exclude(kind="file")


def _sent_figures() -> dict[str, Q]:
    """Return the figures of what was sent, as conditions of one receiver."""
    receipt = exchange.receipts().filter(reference=OuterRef("document__uid"), receiver_code=OuterRef("exchange_code"))
    return {
        ExchangeFigure.SENT: Q(),
        ExchangeFigure.SENT_ELECTRONIC: Q(channel__in=[*ELECTRONIC]),
        ExchangeFigure.SENT_SIGNED: Q(document__draft__signed_at__isnull=False),
        ExchangeFigure.SENT_PROVEN: ~Q(exchange_code="") & Q(Exists(receipt)),
        ExchangeFigure.SENT_PAPER: Q(channel__in=[*PAPER]),
    }
