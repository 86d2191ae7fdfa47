"""When daily work runs, said in Vietnamese time: workers read a cron text by a clock of UTC."""

from datetime import UTC, date, datetime, time

from .worktime.rules import ZONE

# Việt Nam không đổi giờ theo mùa: ngày nào cũng cho cùng một giờ UTC.
_ANY_DAY = date(2020, 1, 1)


def every_day_at(at: str) -> str:
    """Return the cron text for every day at "HH:MM" in Vietnam. Raises ValueError for anything else."""
    meant = datetime.combine(_ANY_DAY, time.fromisoformat(at), tzinfo=ZONE).astimezone(UTC)
    if at != f"{time.fromisoformat(at):%H:%M}":
        raise ValueError(at)
    return f"{meant.minute} {meant.hour} * * *"
