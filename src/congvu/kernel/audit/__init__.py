"""The audit log: one row an act, in the act's own transaction, append-only, sealed under signed roots (DESIGN 4.3)."""

from .export import export_act, export_range
from .log import active_days, history, record
from .sealing import last_root, seal_now
from .verifying import Part, verify

__all__ = [
    "Part",
    "active_days",
    "export_act",
    "export_range",
    "history",
    "last_root",
    "record",
    "seal_now",
    "verify",
]
