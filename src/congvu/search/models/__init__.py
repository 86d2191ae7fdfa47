"""Tables of search."""

from .entry import Entry

__all__ = ["Entry"]
