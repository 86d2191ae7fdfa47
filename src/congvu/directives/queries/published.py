"""What an agency shows the public of its tasks: numbers and rates of a period, no task (domain/documents 6.1, 6.4)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import measures
from congvu.kernel.errors import NotFound

from .. import policy
from . import reports
from .reports import Report

KEPT_FOR: Final = timedelta(minutes=15)
MOST_KEPT: Final = 200
YEARS_BACK: Final = 2
# Kết quả được công bố theo quý, 6 tháng và năm (domain/documents 6.1).
SPANS: Final = {"q1": (1, 3), "q2": (4, 6), "6t": (1, 6), "q3": (7, 9), "q4": (10, 12), "nam": (1, 12)}
_kept: dict[tuple[int, str], tuple[datetime, Report]] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Span:
    """A period that may be asked for: its word in the address, its name, its days."""

    word: str
    label: str
    period: measures.Period


@dataclass(frozen=True, slots=True)
class Published:
    """The public page of an agency."""

    agency_name: str
    span: Span
    spans: tuple[Span, ...]
    report: Report
    counted_at: datetime


def spans(today: date) -> tuple[Span, ...]:
    """Return the periods that have begun, this year's and those of two years before, the newest year first."""
    found = []
    for year in range(today.year, today.year - YEARS_BACK - 1, -1):
        for word, (first, last) in SPANS.items():
            begins = date(year, first, 1)
            ends = date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
            if begins <= today:
                found.append(Span(f"{year}-{word}", _name(word, year), measures.Period(begins, ends)))
    return tuple(found)


def _name(word: str, year: int) -> str:
    if word == "nam":
        return _("Năm %(year)d") % {"year": year}
    if word == "6t":
        return _("6 tháng đầu năm %(year)d") % {"year": year}
    return _("Quý %(n)s năm %(year)d") % {"n": {"q1": "I", "q2": "II", "q3": "III", "q4": "IV"}[word], "year": year}


def published(*, public_uid: UUID, word: str, now: datetime, today: date) -> Published:
    """Return what an agency shows of a period, this year where none was asked; counted at most each quarter hour.

    Raises NotFound for an agency that shows nothing, and for a period that there is not.
    """
    agency_id = policy.publishing_agency(public_uid)
    known = spans(today)
    span = next((one for one in known if one.word == (word or f"{today.year}-nam")), None)
    if agency_id is None or span is None:
        raise NotFound
    at, report = _counted(agency_id, span, now=now, today=today)
    return Published(identity.agency(agency_id).name, span, known, report, at)


def _counted(agency_id: int, span: Span, *, now: datetime, today: date) -> tuple[datetime, Report]:
    key = (agency_id, span.word)
    found = _kept.get(key)
    if found is not None and found[0] <= now < found[0] + KEPT_FOR:
        return found
    names = reports.unit_names(agency_id, span.period)
    report = reports.of_rows(policy.published_directives(agency_id), names=names, period=span.period, today=today)
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (now, report)
    return now, report


def forget(agency_id: int) -> None:
    """Count anew at the next asking; an agency changed what it shows."""
    with _lock:
        for key in [key for key in _kept if key[0] == agency_id]:
            del _kept[key]
