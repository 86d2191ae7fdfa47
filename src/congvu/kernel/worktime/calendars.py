"""The calendars of agencies, from the tables; and the acts that change them."""

import threading
import time as clocks
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from .. import audit
from ..errors import Invalid, NotFound
from ..events import publish
from ..models import DayOverride, Holiday, WorkingHours
from ..models.calendar import DayKind
from ..types import Actor
from .rules import Calendar, Day, Week, WeekFrom

_KEPT_SECONDS = 30
_kept: dict[int | None, tuple[float, Calendar]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class CalendarChanged:
    """The working time of an agency (None: of all) changed from a day on; open deadlines are to be counted again."""

    agency_id: int | None
    first_day: date


def calendar_for(agency_id: int | None, first: date | None = None, last: date | None = None) -> Calendar:
    """Return the working time of an agency (None: of the installation); three small queries, kept half a minute.

    The whole calendar is returned whatever span is asked for (`first`, `last` say which days matter to the caller):
    it is some three hundred days. After a change other processes follow within the half minute.
    """
    held = _kept.get(agency_id)
    if held is not None and held[0] > clocks.monotonic():
        return held[1]
    calendar = _load(agency_id)
    with _lock:
        if len(_kept) > 1000:
            _kept.clear()
        _kept[agency_id] = (clocks.monotonic() + _KEPT_SECONDS, calendar)
    return calendar


def calendar_now(agency_id: int | None) -> Calendar:
    """Return the working time of an agency as the tables say at this moment, for acts that change it."""
    return _load(agency_id)


def forget() -> None:
    """Drop what this process holds; called after a change, and by tests."""
    with _lock:
        _kept.clear()


def _load(agency_id: int | None) -> Calendar:
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    own = [agency_id] if agency_id is not None else []
    days = [("", day, kind, name) for day, kind, name in Holiday.objects.values_list("day", "kind", "name")]
    known_to = max((day for _a, day, _k, _n in days), default=date.min)
    overrides = list(
        DayOverride.objects.filter(withdrawn_at=None).values_list("agency_id", "day", "kind", "name").order_by("pk")
    )
    # Installation first, the agency's own last: the later beats the earlier.
    mine = sorted((row for row in overrides if row[0] is None or row[0] in own), key=lambda row: row[0] is not None)
    for _agency, day, kind, name in [*days, *mine]:
        off.pop(day, None)
        worked.pop(day, None)
        (worked if kind == DayKind.SWAPPED_WORK else off)[day] = name
    return Calendar(weeks=_weeks(own), off=off, worked=worked, known_to=date(known_to.year, 12, 31))


def _weeks(own: list[int]) -> tuple[WeekFrom, ...]:
    rows = WorkingHours.objects.filter(agency_id__isnull=True) | WorkingHours.objects.filter(agency_id__in=own)
    found = list(rows.values_list("agency_id", "valid_from", "valid_to", "week"))
    chosen = [row for row in found if row[0] is not None] or found
    return tuple(WeekFrom(first, last, read_week(week)) for _agency, first, last, week in chosen)


def read_week(week: Any) -> Week:
    """Return the hours of a week from their stored form. Raises Invalid for a wrong shape or overlapping shifts."""
    try:
        days = tuple(_read_day(day) for day in week)
    except (TypeError, ValueError) as error:
        raise Invalid(reason=_("Giờ làm việc phải có dạng giờ:phút, ví dụ 07:30."), field="week") from error
    if len(days) != 7 or not any(days):
        raise Invalid(reason=_("Giờ làm việc phải có đủ bảy ngày, ít nhất một ngày làm việc."), field="week")
    return days


def _read_day(shifts: Any) -> Day:
    day = tuple((time.fromisoformat(opening), time.fromisoformat(closing)) for opening, closing in shifts)
    ends = [moment for shift in day for moment in shift]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        raise Invalid(reason=_("Các ca làm việc trong ngày phải nối tiếp nhau, không chồng lên nhau."), field="week")
    return day


@transaction.atomic
def set_day(
    *,
    actor: Actor | None,
    agency_id: int | None,
    day: date,
    kind: str,
    name: str,
    decision: str,
    now: datetime,
    legal_basis: str = "",
) -> int:
    """Enter a special day with the decision behind it and return its id; an earlier entry for the day is closed.

    The caller has checked the actor's right. Raises Invalid.
    """
    if kind not in DayKind.values:
        raise Invalid(reason=_("Loại ngày không có trong danh mục."), field="kind")
    if not decision.strip():
        raise Invalid(reason=_("Cần ghi số quyết định hoặc văn bản làm căn cứ."), field="decision")
    _close(agency_id, day, now)
    row = DayOverride.objects.create(
        agency_id=agency_id, day=day, kind=kind, name=name, decision=decision, legal_basis=legal_basis, created_at=now
    )
    audit.record(actor, "kernel.calendar_day_set", row, at=now, agency_id=agency_id, day=day, kind=kind)
    _changed(agency_id, day)
    return row.pk


@transaction.atomic
def withdraw_day(*, actor: Actor | None, override_id: int, now: datetime) -> None:
    """Close an entered day. Raises NotFound."""
    row = DayOverride.objects.select_for_update().filter(pk=override_id, withdrawn_at=None).first()
    if row is None:
        raise NotFound
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    audit.record(actor, "kernel.calendar_day_withdrawn", row, at=now, agency_id=row.agency_id, day=row.day)
    _changed(row.agency_id, row.day)


@transaction.atomic
def set_hours(
    *,
    actor: Actor | None,
    agency_id: int | None,
    valid_from: date,
    week: list[list[list[str]]],
    now: datetime,
    valid_to: date | None = None,
    decision: str = "",
) -> int:
    """Enter the working hours of an agency (None: of the installation) from a day on. Raises Invalid."""
    read_week(week)
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(reason=_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_to")
    row, _new = WorkingHours.objects.update_or_create(
        agency_id=agency_id,
        valid_from=valid_from,
        defaults={"valid_to": valid_to, "week": week, "decision": decision},
    )
    audit.record(actor, "kernel.working_hours_set", row, at=now, agency_id=agency_id, week=week)
    _changed(agency_id, valid_from)
    return row.pk


def _close(agency_id: int | None, day: date, now: datetime) -> None:
    DayOverride.objects.filter(agency_id=agency_id, day=day, withdrawn_at=None).update(withdrawn_at=now)


def _changed(agency_id: int | None, first_day: date) -> None:
    publish(CalendarChanged(agency_id=agency_id, first_day=first_day))
    forget()  # readers before the commit may keep the old one for half a minute, as in other processes
    transaction.on_commit(forget)
