"""Tables of the worklist."""

from .entry import Entry
from .filters import SavedFilter

__all__ = ["Entry", "SavedFilter"]
