"""Tables of the worklist."""

from .entry import SEEN_BY_ALL, Entry
from .filters import SavedFilter

__all__ = ["SEEN_BY_ALL", "Entry", "SavedFilter"]
