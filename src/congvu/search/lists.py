"""Lists that people narrow, save and shape: which columns they have. Apps register theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from congvu.kernel.api import Actor


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `shown`: stands there until the person chooses; `sort`: the word for sorting by it."""

    key: str
    label: str | Promise
    shown: bool = True
    sort: str = ""
    width: float = 2.0  # share of the width in printed lists


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with filters in its address. `count` says how many rows a saved query has now, for the counters.

    `advanced_for`: kinds of the search page ("" for all) that this list searches field by field.
    """

    key: str
    label: str | Promise
    url_name: str
    columns: Sequence[Column] = ()
    count: Callable[[Actor, str], int] | None = None
    advanced_for: Sequence[str] = ()


_pages: dict[str, ListPage] = {}


def register_list_page(page: ListPage) -> None:
    """Make a list known, so that its searches can be saved and its columns chosen. A second call replaces the first."""
    _pages[page.key] = page


def advanced_for(kind: str) -> list[ListPage]:
    """Return the lists that search a kind field by field."""
    return [page for page in _pages.values() if kind in page.advanced_for]


def list_page(key: str) -> ListPage | None:
    """Return a registered list."""
    return _pages.get(key)
