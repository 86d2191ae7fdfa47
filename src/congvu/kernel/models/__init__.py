"""Tables of the kernel."""

from .audit import AuditEntry
from .numbering import NumberSeries
from .outbox import Delivery, OutboxEvent

__all__ = ["AuditEntry", "Delivery", "NumberSeries", "OutboxEvent"]
