"""Sent and received by the agency on the other side (QĐ 28/2018/QĐ-TTg Điều 11), each number with its rows.

An agency is told by its name as papers write it: who issued what came, each "Nơi nhận" of what went. Leaders of the
agency itself, to whom papers are reported, are no agency: they stand together in one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange

from ..models import Addressee, Document
from ..types import AddresseeKind
from . import figures, rules
from .types import ELECTRONIC, PAPER, ExchangeFigure, Line

MOST_LINES: Final = 300  # the busiest; a paper may go to thousands
OWN_LEADERS: Final = "lanh-dao"  # no agency is written so
Counted = tuple[str, dict[str, int]]  # an agency and its figures


def lines(received: Sequence[Counted], sent: Sequence[Counted]) -> tuple[Line, ...]:
    """Return a line for each agency of what was received and sent, the busiest first."""
    counted: dict[str, dict[str, int]] = {}
    zeros = {str(figure): 0 for figure in ExchangeFigure.values}
    for name, numbers in (*received, *sent):
        counted.setdefault(name, dict(zeros)).update(numbers)
    busiest = sorted(counted, key=lambda name: (-_all(counted[name]), name))
    return tuple(Line(name, _label(name), counted[name]) for name in busiest[:MOST_LINES])


def _label(name: str) -> str:
    return _("Lãnh đạo cơ quan (để báo cáo)") if name == OWN_LEADERS else name


def narrowed(
    came: QuerySet[Document], went: QuerySet[Document], *, figure: str, name: str, agency_name: str
) -> QuerySet[Document]:
    """Return the documents behind a figure of an agency; `figure` is one of ExchangeFigure."""
    arriving = figures.exchange_in()
    if figure in arriving:
        return came.filter(arriving[figure], issuing_agency_name=name)
    names = _leaders(went, agency_name) if name == OWN_LEADERS else [name]
    return went.filter(
        Exists(_receivers(went).filter(_sent_figures()[figure], document=OuterRef("pk"), name__in=names))
    )


def _leaders(went: QuerySet[Document], agency_name: str) -> list[str]:
    """Return the lines of "Nơi nhận" that name the agency's own leaders."""
    reported = _receivers(went).filter(kind=AddresseeKind.REPORT)
    names = reported.order_by().values_list("name", flat=True).distinct()
    return [name for name in names if rules.names_own_leaders(name, agency_name=agency_name)]


def _all(numbers: Mapping[str, int]) -> int:
    return numbers[ExchangeFigure.RECEIVED] + numbers[ExchangeFigure.SENT]


def received(came: QuerySet[Document]) -> list[Counted]:
    """Return the figures of what came by the agency that issued it, in one statement."""
    return _grouped(came, "issuing_agency_name", figures.exchange_in(), Value(1))


def sent(went: QuerySet[Document], *, agency_name: str) -> list[Counted]:
    """Return the figures of what went by each of its receivers, the agency's own leaders as one; three statements."""
    # Một văn bản ghi một nơi nhận hai lần vẫn là một văn bản.
    rows = _receivers(went)
    leaders = _leaders(went, agency_name)
    if not leaders:
        return _grouped(rows, "name", _sent_figures(), "document_id")
    as_one = rows.filter(name__in=leaders).annotate(leaders=Value(OWN_LEADERS))
    others = _grouped(rows.exclude(name__in=leaders), "name", _sent_figures(), "document_id")
    return [*others, *_grouped(as_one, "leaders", _sent_figures(), "document_id")]


def _grouped(rows: QuerySet[Any], column: str, conditions: Mapping[str, Q], counted: Any) -> list[Counted]:
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
