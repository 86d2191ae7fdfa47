"""How deadlines are counted. Pure: the calendar and the clock are passed in.

Bộ luật Dân sự 2015, Điều 147-148: the day of the event is not counted; a limit that ends on a day off ends with the
next working day. Moments come in with any zone and go out in Vietnamese time.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
# NĐ 61/2018 Điều 18 and the procedures in force: what comes in from 15:00 on is due on the next working day.
SAME_DAY_UNTIL = time(15)
# A limit in calendar days ends at 24:00 of its last day (BLDS 2015 Điều 148 khoản 6); shown as the day it belongs to.
END_OF_DAY = time(23, 59, 59)
# Beyond this many days without a working hour a calendar is wrong, not long.
LONGEST_CLOSURE = 366

Shift = tuple[time, time]
Day = tuple[Shift, ...]
Week = tuple[Day, Day, Day, Day, Day, Day, Day]

_OFFICE: Day = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30)))
# 8 hours a day, 40 hours a week (QĐ 188/1999/QĐ-TTg); each agency enters its own hours.
STANDARD_WEEK: Week = (_OFFICE, _OFFICE, _OFFICE, _OFFICE, _OFFICE, (), ())


@dataclass(frozen=True, slots=True)
class WeekFrom:
    """The hours of a week from a day on, until another starts or `last` is over."""

    first: date
    last: date | None
    week: Week


@dataclass(frozen=True)
class Calendar:
    """The working time of one agency: hours of the week, days off, and days off that are worked.

    `known_to` is the last day whose holidays are known; a deadline beyond it may move when they are decided.
    """

    weeks: tuple[WeekFrom, ...] = (WeekFrom(date.min, None, STANDARD_WEEK),)
    off: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)
    known_to: date = date.max
    _days: dict[date, Day] = field(default_factory=dict, repr=False, compare=False)

    def shifts(self, day: date) -> Day:
        """Return the working hours of a day, empty when it is off."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._look_up(day)
        return found

    def day_minutes(self, day: date) -> int:
        """Return the minutes of an ordinary working day (Monday to Friday) around `day`, 480 when none is."""
        return next((minutes for shifts in self.week(day)[:5] if (minutes := _length(shifts))), 480)

    def reason(self, day: date) -> str:
        """Return why a day is special ("Quốc khánh", "làm bù cho ngày 02/05/2025"), or an empty string."""
        return self.worked.get(day) or self.off.get(day) or ""

    def _look_up(self, day: date) -> Day:
        week = self.week(day)
        if day in self.worked:  # hours of that weekday if it has any (Saturday mornings), otherwise of an ordinary day
            return week[day.weekday()] or next((shifts for shifts in week if shifts), ())
        return () if day in self.off else week[day.weekday()]

    def week(self, day: date) -> Week:
        """Return the hours of the week that count on a day: of the entry that started last."""
        valid = [one for one in self.weeks if one.first <= day and (one.last is None or day <= one.last)]
        return max(valid, key=lambda one: one.first).week if valid else STANDARD_WEEK


@dataclass(frozen=True, slots=True)
class Remaining:
    """How a deadline stands: working minutes left, or working minutes late.

    `used_percent` is the part of the working time between start and due that has gone (above 100 when late),
    None without a start. `day_minutes` turns minutes into days for people.
    """

    minutes: int
    late: bool
    used_percent: int | None = None
    day_minutes: int = 480

    @property
    def soon(self) -> bool:
        """Whether it is due within one working day."""
        return not self.late and self.minutes <= self.day_minutes


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Return whether anybody works on the day."""
    return bool(calendar.shifts(day))


def settle(moment: datetime, calendar: Calendar) -> datetime:
    """Return the moment, moved forward into working time: to the next opening when it lies outside."""
    local = moment.astimezone(ZONE)
    day, clock = local.date(), local.time()
    for opening, closing in calendar.shifts(day):
        if clock < opening:
            return _at(day, opening)
        if clock < closing:
            return local
    day = _next_working_day(day, calendar)
    return _at(day, calendar.shifts(day)[0][0])


def add_working_minutes(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    """Return when so many working minutes after `start` are over; an end at closing time stays there."""
    if minutes < 0:
        raise ValueError("minutes must not be negative")
    moment = settle(start, calendar)
    left = timedelta(minutes=minutes)
    day, clock = moment.date(), moment.time()
    while True:
        for opening, closing in calendar.shifts(day):
            begin, end = _at(day, max(opening, clock)), _at(day, closing)
            if end > begin:
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        day, clock = _next_working_day(day, calendar), time.min


def add_working_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """Return when so many working hours after `start` are over ("4 giờ làm việc")."""
    return add_working_minutes(start, round(hours * 60), calendar)


def add_working_days(start: datetime, count: int, calendar: Calendar) -> datetime:
    """Return the same clock time `count` working days later; the day of the start is not counted.

    On a last day with shorter hours the limit ends with those hours, inside a break at the break's beginning.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    moment = settle(start, calendar)
    day = moment.date()
    for _ in range(count):
        day = _next_working_day(day, calendar)
    return _at(day, _last_working_moment(calendar.shifts(day), moment.time()))


def add_calendar_days(start: datetime, count: int, calendar: Calendar) -> datetime:
    """Return the end of the day `count` days later, or of the next working day when that one is off."""
    return _end_of(start.astimezone(ZONE).date() + timedelta(days=count), calendar)


def add_months(start: datetime, count: int, calendar: Calendar) -> datetime:
    """Return the end of the same day `count` months later (the month's last when it has no such day), if off the next.

    BLDS 2015 Điều 148 khoản 4 và 5.
    """
    day = start.astimezone(ZONE).date()
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    month += 1
    return _end_of(date(year, month, min(day.day, monthrange(year, month)[1])), calendar)


def same_day_due(start: datetime, calendar: Calendar, *, until: time = SAME_DAY_UNTIL) -> datetime:
    """Return the deadline of "trong ngày": closing time of the day, from `until` on that of the next working day."""
    moment = settle(start, calendar)
    day = moment.date() if moment.time() < until else _next_working_day(moment.date(), calendar)
    return _at(day, calendar.shifts(day)[-1][1])


def due_after_pauses(
    start: datetime, minutes: int, pauses: Iterable[tuple[datetime, datetime]], calendar: Calendar
) -> datetime:
    """Return the deadline when the clock stood still during `pauses` and went on with what was left.

    `pauses` are (stopped, resumed) in order and closed. The other policy, counting anew from the resumption, is
    `add_working_days(resumed, …)`.
    """
    moment, left = start, minutes
    for stopped, resumed in pauses:
        used = working_minutes_between(moment, stopped, calendar)
        if used >= left:
            break
        moment, left = resumed, left - used
    return add_working_minutes(moment, left, calendar)


def working_minutes_between(begin: datetime, end: datetime, calendar: Calendar) -> int:
    """Return the whole working minutes from `begin` to `end`, negative when `end` lies before `begin`."""
    if end < begin:
        return -working_minutes_between(end, begin, calendar)
    begin, end = begin.astimezone(ZONE), end.astimezone(ZONE)
    total = timedelta()
    day = begin.date()
    while day <= end.date():
        for opening, closing in calendar.shifts(day):
            first, last = max(begin, _at(day, opening)), min(end, _at(day, closing))
            total += max(timedelta(), last - first)
        day += ONE_DAY
    return total // MINUTE


def remaining(due_at: datetime, now: datetime, calendar: Calendar, *, started_at: datetime | None = None) -> Remaining:
    """Return how a deadline stands at `now`."""
    minutes = working_minutes_between(now, due_at, calendar)
    percent = None
    if started_at is not None:
        whole = working_minutes_between(started_at, due_at, calendar)
        gone = working_minutes_between(started_at, now, calendar)
        percent = max(0, gone * 100 // whole) if whole > 0 else 100
    return Remaining(abs(minutes), now > due_at, percent, calendar.day_minutes(now.astimezone(ZONE).date()))


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE)


def _end_of(day: date, calendar: Calendar) -> datetime:
    return _at(day if calendar.shifts(day) else _next_working_day(day, calendar), END_OF_DAY)


def _next_working_day(day: date, calendar: Calendar) -> date:
    for _ in range(LONGEST_CLOSURE):
        day += ONE_DAY
        if calendar.shifts(day):
            return day
    raise ValueError("the calendar has no working day within a year")


def _last_working_moment(shifts: Day, clock: time) -> time:
    """Return the clock time, or the end of the working time before it, or the opening."""
    last = shifts[0][0]
    for opening, closing in shifts:
        if clock >= opening:
            last = min(clock, closing)
    return last


def _length(shifts: Day) -> int:
    return sum((_at(date.min, closing) - _at(date.min, opening)) // MINUTE for opening, closing in shifts)
