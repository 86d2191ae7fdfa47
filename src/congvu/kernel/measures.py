"""Figures that open: a measure gives numerator, denominator and the rows behind each (DESIGN 4.7).

An app registers its measures in its `measures.py`; dashboards and plans read them here without knowing the app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import paging
from .errors import Invalid, NotFound
from .types import Actor

Unit = Literal["percent", "count", "hours", "days", "dong"]
Side = Literal["numerator", "denominator"]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid(reason=_("Ngày cuối kỳ phải không trước ngày đầu kỳ."), field="last")

    @classmethod
    def year(cls, year: int) -> Period:
        """Return a calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One thing that was counted, as a list shows it; `url` opens it."""

    title: str
    url: str
    meta: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Rows:
    """The rows behind a number, read only when somebody opens it.

    `visible` narrows them to what an actor may see (the app's policy); the number itself counts all.
    """

    queryset: QuerySet[Any]
    show: Callable[[Any], MeasureRow]
    visible: Callable[[Actor, QuerySet[Any]], QuerySet[Any]]
    key: tuple[str, ...] = ("-pk",)

    def page(self, actor: Actor, *, after: str | None = None, size: int = 50) -> paging.Page[MeasureRow]:
        """Return a page of what the actor may see. Raises BadCursor."""
        found: paging.Page[Model] = paging.page(self.visible(actor, self.queryset), *self.key, after=after, size=size)
        return paging.Page([self.show(row) for row in found.rows], found.next, found.previous)


@dataclass(frozen=True)
class Figure:
    """What a measure computes: how many (or how much), out of how many, and the rows of both."""

    numerator: int | Decimal
    counted: Rows
    denominator: int | Decimal | None = None
    base: Rows | None = None


Compute = Callable[[int, Period], Figure]


@dataclass(frozen=True, slots=True)
class Measure:
    """A registered measure; `code` never changes once released ("documents.online_share")."""

    code: str
    label: str | Promise
    unit: Unit
    compute: Compute


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A measure's value for an agency and a period; `percent` has one decimal, None without anything to divide by."""

    code: str
    label: str
    unit: Unit
    numerator: int | Decimal
    denominator: int | Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """Return numerator of denominator in percent, rounded half up."""
        if not self.denominator:
            return None
        share = Decimal(self.numerator) * 100 / Decimal(self.denominator)
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


_measures: dict[str, Measure] = {}


def register(code: str, label: str | Promise, unit: Unit, compute: Compute) -> None:
    """Make a measure known. `compute` takes the agency's id and the period, and counts in the database.

    Raises ValueError when another measure has the code.
    """
    known = _measures.get(code)
    if known is not None and known.compute is not compute:
        raise ValueError(f"the measure {code} is registered twice")
    if "." not in code:
        raise ValueError("a code reads <app>.<name>")
    _measures[code] = Measure(code, label, unit, compute)


def registered() -> list[Measure]:
    """Return all measures by code."""
    return [_measures[code] for code in sorted(_measures)]


def values(agency_id: int, period: Period, codes: Iterable[str] | None = None) -> list[MeasureValue]:
    """Return the values of the measures (all, or those named, in their order). Raises NotFound for an unknown code.

    The caller has checked that the actor may see the agency's figures.
    """
    return [_value(_measure(code), agency_id, period) for code in (sorted(_measures) if codes is None else codes)]


def rows(
    code: str,
    agency_id: int,
    period: Period,
    *,
    actor: Actor,
    side: Side = "numerator",
    after: str | None = None,
    size: int = 50,
) -> paging.Page[MeasureRow]:
    """Return a page of the rows behind a value. Raises NotFound for an unknown code or a side without rows."""
    figure = _measure(code).compute(agency_id, period)
    behind = figure.counted if side == "numerator" else figure.base
    if behind is None:
        raise NotFound
    return behind.page(actor, after=after, size=size)


def _measure(code: str) -> Measure:
    if code not in _measures:
        raise NotFound
    return _measures[code]


def _value(measure: Measure, agency_id: int, period: Period) -> MeasureValue:
    figure = measure.compute(agency_id, period)
    return MeasureValue(measure.code, str(measure.label), measure.unit, figure.numerator, figure.denominator)
