"""What other apps may use of search."""

from .actions.index import put, put_many, remove
from .policy import grants_of
from .types import SearchEntry

__all__ = ["SearchEntry", "grants_of", "put", "put_many", "remove"]
