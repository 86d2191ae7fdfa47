"""Tables of the kernel."""

from .audit import AuditEntry
from .calendar import DayOverride, Holiday, WorkingHours
from .files import StoredContent, StoredFile
from .numbering import NumberSeries
from .outbox import Delivery, OutboxEvent
from .sealing import AuditLeaf, AuditPending, AuditSeal

__all__ = [
    "AuditEntry",
    "AuditLeaf",
    "AuditPending",
    "AuditSeal",
    "DayOverride",
    "Delivery",
    "Holiday",
    "NumberSeries",
    "OutboxEvent",
    "StoredContent",
    "StoredFile",
    "WorkingHours",
]
