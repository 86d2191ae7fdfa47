"""What other apps may use of the worklist."""

from .actions.close import close
from .actions.put import put, put_all
from .actions.seen import mark_seen
from .queries import count_for
from .types import Kind, Urgency, WorkEntry

__all__ = ["Kind", "Urgency", "WorkEntry", "close", "count_for", "mark_seen", "put", "put_all"]
