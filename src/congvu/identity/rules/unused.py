"""Accounts that nobody uses (TCVN 14423:2026 §5, level 3: disabled after 45 days)."""

from datetime import datetime, timedelta

CLOSE_AFTER = timedelta(days=45)
NOTICE_BEFORE = timedelta(days=7)


def closes_at(*, last_used: datetime) -> datetime:
    """When an account closes by itself."""
    return last_used + CLOSE_AFTER


def notice_due(*, last_used: datetime, now: datetime) -> bool:
    """Whether its owner is to be told that it closes soon."""
    return now >= closes_at(last_used=last_used) - NOTICE_BEFORE


def close_due(*, last_used: datetime, noticed_at: datetime | None, now: datetime) -> bool:
    """Whether it closes now: unused long enough, and told a week before."""
    return now >= closes_at(last_used=last_used) and noticed_at is not None and now - noticed_at >= NOTICE_BEFORE
