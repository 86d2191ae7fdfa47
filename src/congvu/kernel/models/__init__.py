"""Tables of the kernel."""

from .audit import AuditEntry
from .files import StoredContent, StoredFile
from .numbering import NumberSeries
from .outbox import Delivery, OutboxEvent

__all__ = ["AuditEntry", "Delivery", "NumberSeries", "OutboxEvent", "StoredContent", "StoredFile"]
