"""The audit log: one row an act, in the act's own transaction, append-only, sealed under signed roots (DESIGN 4.3)."""

from .export import export_act, export_range
from .log import SystemAct, active_days, history, record, record_all
from .sealing import last_root, seal_now
from .verifying import Part, verify

__all__ = [
    "Part",
    "SystemAct",
    "active_days",
    "export_act",
    "export_range",
    "history",
    "last_root",
    "record",
    "record_all",
    "seal_now",
    "verify",
]
