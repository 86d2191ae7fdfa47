"""Tables of the kernel."""

from .audit import AuditEntry
from .calendar import DayOverride, Holiday, WorkingHours
from .files import StoredContent, StoredFile
from .numbering import NumberSeries
from .outbox import Delivery, OutboxEvent

__all__ = [
    "AuditEntry",
    "DayOverride",
    "Delivery",
    "Holiday",
    "NumberSeries",
    "OutboxEvent",
    "StoredContent",
    "StoredFile",
    "WorkingHours",
]
