"""The audit log: one row an act, in the act's own transaction, append-only, sealed under signed roots (DESIGN 4.3)."""

from .export import export_act, export_range
from .log import active_days, history, record
from .sealing import seal_now

__all__ = ["active_days", "export_act", "export_range", "history", "record", "seal_now"]
