"""What other apps may use of the kernel."""

from . import audit, files, health, libreoffice, measures, paging, secrets, statements, text, worktime, writes
from .daily import every_day_at
from .events import publish, publish_all, subscribe
from .numbering import next_number, start_series, take_number, take_numbers
from .tables import Tables
from .types import Actor, Decision, OnBehalf, StoredRef

__all__ = [
    "Actor",
    "Decision",
    "OnBehalf",
    "StoredRef",
    "Tables",
    "audit",
    "every_day_at",
    "files",
    "health",
    "libreoffice",
    "measures",
    "next_number",
    "paging",
    "publish",
    "publish_all",
    "secrets",
    "start_series",
    "statements",
    "subscribe",
    "take_number",
    "take_numbers",
    "text",
    "worktime",
    "writes",
]
