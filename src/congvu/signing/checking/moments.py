"""Moments as reasons carry them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

CLOCK_DRIFT = timedelta(minutes=5)


def day(moment: datetime) -> str:
    """Return a moment as the reasons print it, in UTC ISO 8601; pages turn it into local time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
