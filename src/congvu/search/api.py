"""What other apps may use of search."""

from .actions.index import put, put_many, remove, set_facets
from .actions.saved import choose_columns, drop_search, save_search
from .bar import SavedBar, bar
from .exports import MOST_ON_PAPER, Table, export, pdf_of
from .kinds import register_kind
from .lists import Column, ListPage, register_list_page
from .policy import grants_of, may_share
from .queries import find_keys, newest_keys, search
from .rules.facets import days, numbers
from .saved import SavedLine, columns_of, saved_searches
from .types import Found, Keys, Piece, Results, SearchEntry, Wanted

__all__ = [
    "MOST_ON_PAPER",
    "Column",
    "Found",
    "Keys",
    "ListPage",
    "Piece",
    "Results",
    "SavedBar",
    "SavedLine",
    "SearchEntry",
    "Table",
    "Wanted",
    "bar",
    "choose_columns",
    "columns_of",
    "days",
    "drop_search",
    "export",
    "find_keys",
    "grants_of",
    "may_share",
    "newest_keys",
    "numbers",
    "pdf_of",
    "put",
    "put_many",
    "register_kind",
    "register_list_page",
    "remove",
    "save_search",
    "saved_searches",
    "search",
    "set_facets",
]
