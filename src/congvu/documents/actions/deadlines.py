"""Deadlines in working time."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from congvu.kernel.api import worktime

from .. import rules
from ..models import Document


def pass_on_due(document: Document, *, start: datetime) -> datetime:
    """Return until when the document must be submitted or passed on (NĐ 30/2020 Điều 22, 23; by urgency)."""
    calendar = worktime.calendar_for(document.agency_id)
    return worktime.add_working_minutes(start, rules.pass_on_minutes(document.urgency), calendar)


def end_of(day: date, *, agency_id: int) -> datetime:
    """Return when work ends on a day; on a day off the last minute of the day, since the law names the day."""
    shifts = worktime.calendar_for(agency_id).shifts(day)
    closing = shifts[-1][1] if shifts else time(23, 59)
    return timezone.make_aware(datetime.combine(day, closing))
