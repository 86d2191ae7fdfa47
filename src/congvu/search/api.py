"""What other apps may use of search."""

from .actions.index import put, put_many, remove
from .kinds import register_kind
from .policy import grants_of
from .queries import search
from .types import Found, Piece, Results, SearchEntry

__all__ = [
    "Found",
    "Piece",
    "Results",
    "SearchEntry",
    "grants_of",
    "put",
    "put_many",
    "register_kind",
    "remove",
    "search",
]
