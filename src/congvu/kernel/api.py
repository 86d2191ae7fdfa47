"""What other apps may use of the kernel."""

from . import audit, health, text
from .events import publish, subscribe
from .numbering import next_number, take_number
from .types import Actor, Decision, OnBehalf

__all__ = [
    "Actor",
    "Decision",
    "OnBehalf",
    "audit",
    "health",
    "next_number",
    "publish",
    "subscribe",
    "take_number",
    "text",
]
