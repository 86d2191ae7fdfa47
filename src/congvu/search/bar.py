"""The bar above a list: its saved searches, saving the filters in force, choosing columns."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.kernel.api import Actor, statements

from . import policy
from .lists import Column, list_page
from .saved import SavedLine, columns_of, saved_searches


@dataclass(frozen=True, slots=True)
class SavedBar:
    """Everything that `search/saved_bar.html` shows. `query` are the filters in force, empty for none."""

    page: str
    query: str
    saved: list[SavedLine]
    columns: list[tuple[Column, bool]]
    may_share: bool
    columns_are_own: bool

    @property
    def current(self) -> SavedLine | None:
        """The saved search that the list shows now."""
        return next((line for line in self.saved if line.query == self.query), None) if self.query else None


def bar(*, actor: Actor, page: str, query: str, counted: bool = True) -> SavedBar:
    """Return the bar of a list for the page; three queries, and a bounded count for each saved search if it counts."""
    known = list_page(page)
    everything = list(known.columns) if known else []
    own, saved = statements.together(
        lambda: columns_of(actor=actor, page=page), lambda: saved_searches(actor=actor, page=page, counted=counted)
    )
    chosen = {column.key for column in own}
    usual = {column.key for column in everything if column.shown}
    return SavedBar(
        page=page,
        query=query,
        saved=saved,
        columns=[(column, column.key in chosen) for column in everything],
        may_share=bool(policy.may_share(actor)),
        columns_are_own=chosen != usual,
    )
