"""Deadlines in working time."""

from __future__ import annotations

from datetime import datetime, timedelta

from .. import rules
from ..models import Document


def pass_on_due(document: Document, *, start: datetime) -> datetime:
    """Return until when the document must be submitted or passed on (NĐ 30/2020 Điều 22, 23; by urgency)."""
    return start + timedelta(minutes=rules.pass_on_minutes(document.urgency))
