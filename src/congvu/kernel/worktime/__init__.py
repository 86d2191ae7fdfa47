"""Working time: deadlines in working hours, working days, calendar days and months (domain/public-services 2.7)."""

from ..models.calendar import DayKind
from .calendars import CalendarChanged, calendar_for, calendar_now, set_day, set_hours, withdraw_day
from .entries import EnteredDay, EnteredHours, SpecialDay, entered_day, entered_days, entered_hours, special_days
from .rules import (
    STANDARD_WEEK,
    Calendar,
    Remaining,
    Week,
    add_calendar_days,
    add_months,
    add_working_days,
    add_working_hours,
    add_working_minutes,
    due_after_pauses,
    is_working_day,
    remaining,
    same_day_due,
    settle,
    working_minutes_between,
)
from .words import remaining_text, working_time_text

__all__ = [
    "STANDARD_WEEK",
    "Calendar",
    "CalendarChanged",
    "DayKind",
    "EnteredDay",
    "EnteredHours",
    "Remaining",
    "SpecialDay",
    "Week",
    "add_calendar_days",
    "add_months",
    "add_working_days",
    "add_working_hours",
    "add_working_minutes",
    "calendar_for",
    "calendar_now",
    "due_after_pauses",
    "entered_day",
    "entered_days",
    "entered_hours",
    "is_working_day",
    "remaining",
    "remaining_text",
    "same_day_due",
    "set_day",
    "set_hours",
    "settle",
    "special_days",
    "withdraw_day",
    "working_minutes_between",
    "working_time_text",
]
