"""Reports by unit, by person, by type; and the rows behind each of their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, measures, paging
from congvu.kernel.errors import NotFound

from .. import policy as documents_policy
from ..models import Document, Handling, OpeningDay
from ..types import OpenedKind
from . import counterparts, figures
from .policy import scope_of
from .types import AccessFigure, ExchangeFigure, IncomingFigure, Line, OutgoingFigure, PersonFigure, Report, Scope

INCOMING, PEOPLE, OUTGOING, TYPES, EXCHANGED, ACCESS = "den", "nguoi", "di", "loai", "dien-tu", "truy-cap"
COUNTERPARTS = "dien-tu-co-quan"
OPENED = {
    AccessFigure.DOCUMENT: OpenedKind.DOCUMENT,
    AccessFigure.FILE: OpenedKind.FILE,
    AccessFigure.DRAFT: OpenedKind.DRAFT,
    AccessFigure.CASE_FILE: OpenedKind.CASE_FILE,
}
PAGE_SIZE = 50


def incoming_by_unit(*, actor: Actor, period: measures.Period, now: datetime) -> Report:
    """Count what arrived by the unit that leads. Three queries at most, whatever the number of documents."""
    scope = scope_of(actor, on=timezone.localdate(now))
    rows = _narrowed(figures.incoming(actor.agency_id, period), scope, "lead_unit")
    counted = _counted(rows, "lead_unit_id", figures.incoming_conditions(now))
    return _report(IncomingFigure.choices, counted, _unit_names(actor, period), missing=_("Chưa phân phối"))


def outgoing_by_unit(*, actor: Actor, period: measures.Period, now: datetime) -> Report:
    """Count what was issued by the unit that drafted it."""
    scope = scope_of(actor, on=timezone.localdate(now))
    rows = _narrowed(figures.outgoing(actor.agency_id, period), scope, "drafting_unit")
    counted = _counted(rows, "drafting_unit_id", figures.outgoing_conditions())
    return _report(OutgoingFigure.choices, counted, _unit_names(actor, period), missing=_("Không rõ đơn vị soạn"))


def outgoing_by_type(*, actor: Actor, period: measures.Period, now: datetime) -> Report:
    """Count what was issued by type."""
    scope = scope_of(actor, on=timezone.localdate(now))
    rows = _narrowed(figures.outgoing(actor.agency_id, period), scope, "drafting_unit")
    counted = _counted(rows, "document_type_id", figures.outgoing_conditions())
    names = dict(rows.order_by().values_list("document_type_id", "document_type__name").distinct())
    return _report(OutgoingFigure.choices, counted, names, missing="")


def exchanged_by_unit(*, actor: Actor, period: measures.Period, now: datetime) -> Report:
    """Count what was received and sent, electronic and on paper, signed (QĐ 28/2018 Điều 11), by unit.

    What was received stands with the unit that leads, what was sent with the one that drafted.
    """
    scope = scope_of(actor, on=timezone.localdate(now))
    came = _narrowed(figures.incoming(actor.agency_id, period), scope, "lead_unit")
    went = _narrowed(figures.outgoing(actor.agency_id, period), scope, "drafting_unit")
    counted_in = _counted(came, "lead_unit_id", figures.exchange_in())
    counted_out = _counted(went, "drafting_unit_id", figures.exchange_out())
    zeros = {str(figure): 0 for figure in ExchangeFigure.values}
    counted = {key: zeros | counted_in.get(key, {}) | counted_out.get(key, {}) for key in {*counted_in, *counted_out}}
    return _report(ExchangeFigure.choices, counted, _unit_names(actor, period), missing=_("Không rõ đơn vị"))


def exchanged_by_agency(*, actor: Actor, period: measures.Period, now: datetime) -> Report:
    """Count the same by the agency on the other side; the sum counts documents, however many agencies got them."""
    came, went = _both_ways(actor, period, now)
    received, sent = counterparts.received(came), counterparts.sent(went, agency_name=actor.agency_name)
    heads = tuple((str(value), str(label)) for value, label in ExchangeFigure.choices)
    # Văn bản đến có đúng một nơi gửi nên cộng các dòng là đủ; văn bản đi đến nhiều nơi thì phải đếm riêng.
    sums = {figure: sum(numbers[figure] for _name, numbers in received) for figure in figures.exchange_in()}
    sums |= _alone(went, figures.exchange_out())
    return Report(heads, counterparts.lines(received, sent), Line(0, _("Cộng"), sums))


def _both_ways(actor: Actor, period: measures.Period, now: datetime) -> tuple[QuerySet[Document], QuerySet[Document]]:
    scope = scope_of(actor, on=timezone.localdate(now))
    came = _narrowed(figures.incoming(actor.agency_id, period), scope, "lead_unit")
    return came, _narrowed(figures.outgoing(actor.agency_id, period), scope, "drafting_unit")


def _alone(rows: QuerySet[Document], conditions: Mapping[str, Q]) -> dict[str, int]:
    """Count every figure of all rows in one statement."""
    whole = _counted(rows.annotate(whole=Value(0)), "whole", conditions)
    return whole.get(0, dict.fromkeys(conditions, 0))


def work_by_person(*, actor: Actor, period: measures.Period, now: datetime) -> Report:
    """Count what was given to each post of the scope, by its holder's name."""
    names = _people(actor, now)
    counted = _counted(figures.given([*names], period), "to_post_id", figures.person_conditions(now))
    return _report(PersonFigure.choices, counted, names, missing="", all_names=False)


def opened_by_unit(*, actor: Actor, period: measures.Period, now: datetime) -> Report:
    """Sum how often documents, files, drafts and case files were opened, by the unit of who opened. Three queries."""
    sums: dict[str, Any] = {"n0": Sum("times")}
    for place, kind in enumerate(OPENED.values(), 1):
        sums[f"n{place}"] = Sum("times", filter=Q(kind=kind), default=0)
    heads = [str(figure) for figure in AccessFigure.values]
    names = [f"n{place}" for place in range(len(heads))]
    grouped = _openings(actor, period, now).order_by().values("unit_id").annotate(**sums)
    counted = {unit: dict(zip(heads, row, strict=True)) for unit, *row in grouped.values_list("unit_id", *names)}
    return _report(AccessFigure.choices, counted, _unit_names(actor, period), missing="")


def openings(
    *, actor: Actor, figure: str, key: int | None, period: measures.Period, now: datetime, after: str | None
) -> paging.Page[OpeningDay]:
    """Return who opened what on which day, behind a figure of use, newest day first. Raises NotFound, BadCursor."""
    if figure not in AccessFigure.values:
        raise NotFound
    found = _openings(actor, period, now)
    if figure != AccessFigure.ALL:
        found = found.filter(kind=OPENED[AccessFigure(figure)])
    if key is not None:
        found = found.filter(unit_id=key)
    return paging.page(found, "-on", "-id", after=after, size=PAGE_SIZE)


def counted_since(agency_id: int) -> date | None:
    """Return the first day on which openings were counted, None before any."""
    found: date | None = OpeningDay.objects.filter(agency_id=agency_id).aggregate(day=Min("on"))["day"]
    return found


def _openings(actor: Actor, period: measures.Period, now: datetime) -> QuerySet[OpeningDay]:
    """Return the days of use of the actor's scope: the agency, her units, or her own."""
    scope = scope_of(actor, on=timezone.localdate(now))
    rows = OpeningDay.objects.filter(agency_id=actor.agency_id, on__range=(period.first, period.last))
    if scope.whole:
        return rows
    if scope.unit_ids:
        return rows.filter(unit_id__in=scope.unit_ids)
    return rows.filter(post_id=scope.post_id) if scope.post_id is not None else rows.none()


def rows(
    *,
    actor: Actor,
    table: str,
    figure: str,
    key: int | str | None,
    period: measures.Period,
    now: datetime,
    after: str | None,
) -> paging.Page[Document]:
    """Return a page of the documents behind a number, as far as the actor may see them. Raises NotFound, BadCursor.

    `key` is the unit, type, post or agency's name of the line, 0 for "none", None for the sum.
    """
    found = _behind(actor, table, figure, key, period, now)
    visible = documents_policy.visible_documents(actor).filter(pk__in=found)
    return paging.page(visible.select_related("document_type"), "-id", after=after, size=PAGE_SIZE)


def _behind(
    actor: Actor, table: str, figure: str, key: int | str | None, period: measures.Period, now: datetime
) -> QuerySet[Any]:
    if table == COUNTERPARTS and isinstance(key, str) and figure in ExchangeFigure.values:
        came, went = _both_ways(actor, period, now)
        found = counterparts.narrowed(came, went, figure=figure, name=key, agency_name=actor.agency_name)
        return found.values("pk")
    scope = scope_of(actor, on=timezone.localdate(now))
    if table == PEOPLE:
        posts = _people(actor, now)
        condition = figures.person_conditions(now).get(figure)
        if condition is None or (key is not None and key not in posts):
            raise NotFound
        chosen = [*posts] if key is None else [int(key)]
        return figures.given(chosen, period).filter(condition).values("document_id")
    arriving, conditions = _conditions(table, figure, now)
    condition = conditions.get(figure)
    if condition is None:
        raise NotFound
    field = "lead_unit" if arriving else "drafting_unit"
    base = (figures.incoming if arriving else figures.outgoing)(actor.agency_id, period)
    narrowed = _narrowed(base, scope, field).filter(condition)
    if key is not None:
        column = "document_type_id" if table == TYPES else f"{field}_id"
        narrowed = narrowed.filter(**{column: key or None})
    return narrowed.values("pk")


def _conditions(table: str, figure: str, now: datetime) -> tuple[bool, Mapping[str, Q]]:
    """Return whether a table's figure counts what came, and the conditions of its figures. Raises NotFound."""
    if table == INCOMING:
        return True, figures.incoming_conditions(now)
    if table in {OUTGOING, TYPES}:
        return False, figures.outgoing_conditions()
    if table in {EXCHANGED, COUNTERPARTS}:
        arriving = figures.exchange_in()
        return figure in arriving, arriving if figure in arriving else figures.exchange_out()
    raise NotFound


def _narrowed(rows: QuerySet[Document], scope: Scope, unit_field: str) -> QuerySet[Document]:
    """Return what the scope covers: for one post, what was given to it or drafted by it."""
    if scope.whole:
        return rows
    if scope.unit_ids:
        return rows.filter(**{f"{unit_field}_id__in": scope.unit_ids})
    if scope.post_id is None:
        return rows.none()
    if unit_field == "drafting_unit":
        return rows.filter(draft__drafter_post_id=scope.post_id)
    return rows.filter(pk__in=Handling.objects.filter(to_post_id=scope.post_id).values("document_id"))


def _counted(rows: QuerySet[Any], group: str, conditions: Mapping[str, Q]) -> dict[int, dict[str, int]]:
    """Count every figure of every group in one statement.

    Lines are counted, not keys: the indexes of reports hold all that is asked but the key.
    """
    names = {figure: f"n{place}" for place, figure in enumerate(conditions)}
    counts: dict[str, Any] = {
        names[figure]: Count(Value(1), filter=condition) if condition else Count("*")
        for figure, condition in conditions.items()
    }
    return {
        row[group] or 0: {figure: row[name] for figure, name in names.items()}
        for row in rows.order_by().values(group).annotate(**counts)
    }


def _report(
    choices: Iterable[tuple[Any, Any]],
    counted: dict[int, dict[str, int]],
    names: Mapping[int, str],
    *,
    missing: str,
    all_names: bool = False,
) -> Report:
    heads = tuple((str(value), str(label)) for value, label in choices)
    order = [key for key in names if key in counted or all_names] + sorted(key for key in counted if key not in names)
    lines = tuple(
        Line(key, names.get(key) or (missing if not key else _("Đơn vị cũ")), {f: counted[key][f] for f, _l in heads})
        for key in order
    )
    total = {figure: sum(line.numbers[figure] for line in lines) for figure, _label in heads}
    return Report(heads, lines, Line(0, _("Cộng"), total))


def _unit_names(actor: Actor, period: measures.Period) -> dict[int, str]:
    """Return the units of the agency by the names of the period's end, those gone before it by those of its start."""
    found = {node.id: node.name for node in identity.unit_tree(agency_id=actor.agency_id, on=period.last)}
    for node in identity.unit_tree(agency_id=actor.agency_id, on=period.first):
        found.setdefault(node.id, node.name)
    return found


def _people(actor: Actor, now: datetime) -> dict[int, str]:
    """Return the posts of the actor's scope with the names of their holders, in one query or two."""
    today = timezone.localdate(now)
    scope = scope_of(actor, on=today)
    if not scope:
        return {}
    cards = identity.posts(on=today, agency_id=actor.agency_id)
    found: dict[int, str] = {}
    for card in cards:
        if scope.whole or card.unit_id in scope.unit_ids or card.id == scope.post_id:
            who = (
                f"{card.person_name}, {card.title}"
                if card.person_name
                else _("%(post)s (khuyết)") % {"post": card.title}
            )
            found[card.id] = f"{found[card.id]}; {who}" if card.id in found else who
    return found
