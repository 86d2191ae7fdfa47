"""Tables of search."""

from .entry import Entry
from .saved import ChosenColumns, SavedSearch

__all__ = ["ChosenColumns", "Entry", "SavedSearch"]
