"""What the page of a working calendar shows."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, worktime
from congvu.kernel.errors import NotFound

from . import policy
from .administration import agency_file
from .rules import worktime as rules

FIRST_YEAR, LAST_YEAR = 2011, 2099


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Hours of a week: the days that have any, and whether they count today."""

    valid_from: date
    valid_to: date | None
    days: list[tuple[str, str]]
    decision: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A year of one agency, or (no agency) of the installation."""

    agency_id: int | None
    name: str
    year: int
    holidays: list[worktime.SpecialDay]
    common: list[worktime.EnteredDay]
    own: list[worktime.EnteredDay]
    hours: list[HoursLine]
    week_now: list[tuple[str, str]]


def calendar_name(actor: Actor, agency_id: int | None) -> str:
    """Return whose calendar it is, empty for the installation. Raises NotFound or NotAllowed."""
    if agency_id is None:
        policy.may_set_calendar(actor, None).require()
        return ""
    return agency_file(actor, agency_id).name


def calendar_page(actor: Actor, agency_id: int | None, *, year: int, today: date) -> CalendarPage:
    """Return a year of a calendar the actor administers. Raises NotFound or NotAllowed."""
    name = calendar_name(actor, agency_id)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    entered = worktime.entered_hours(agency_id)
    valid = [line for line in entered if line.valid_from <= today and (line.valid_to is None or today <= line.valid_to)]
    return CalendarPage(
        agency_id=agency_id,
        name=name,
        year=year,
        holidays=worktime.special_days(year),
        common=worktime.entered_days(None, year) if agency_id is not None else [],
        own=worktime.entered_days(agency_id, year),
        hours=[
            HoursLine(line.valid_from, line.valid_to, _days(line.week), line.decision, line in valid[:1])
            for line in entered
        ],
        week_now=_days(week_on(agency_id, today)),
    )


def week_on(agency_id: int | None, day: date) -> worktime.Week:
    """Return the hours of the week that count on a day."""
    return worktime.calendar_now(agency_id).week(day)


def _days(week: worktime.Week) -> list[tuple[str, str]]:
    """Return weekdays and hours, neighbours with equal hours as one line."""
    found: list[tuple[str, str, str]] = []
    for label, shifts in zip(rules.WEEKDAYS, week, strict=True):
        text = rules.shifts_text(shifts) or _("nghỉ")
        if found and found[-1][2] == text:
            found[-1] = (found[-1][0], str(label), text)
        else:
            found.append((str(label), str(label), text))
    return [(first if first == last else f"{first} – {last}", text) for first, last, text in found]
