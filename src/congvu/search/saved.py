"""What a list shows of its saved searches and columns."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from congvu.kernel.api import Actor, statements

from . import policy
from .lists import Column, list_page
from .models import ChosenColumns, SavedSearch

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A saved search: `url` opens it; `count` is None where the list does not count."""

    uid: UUID
    name: str
    url: str
    query: str
    by_name: str
    is_shared: bool
    is_mine: bool
    may_drop: bool
    count: int | None = None


def saved_searches(*, actor: Actor, page: str, counted: bool = False) -> list[SavedLine]:
    """Return the actor's own saved searches of a list, then those shared in the agency, each by name."""
    known = list_page(page)
    if known is None:
        return []
    rows = statements.kept_objects(_saved, actor=actor, page=page)
    lines = [
        SavedLine(
            uid=row.uid,
            name=row.name,
            url=f"{reverse(known.url_name)}?{row.query}",
            query=row.query,
            by_name=row.by_name,
            is_shared=row.is_shared,
            is_mine=row.post_id == actor.post_id,
            may_drop=bool(policy.may_drop(actor, row)),
            count=known.count(actor, row.query) if counted and known.count else None,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.is_mine)


def _saved(actor: Actor, *, page: str) -> QuerySet[SavedSearch]:
    return policy.visible_saved(actor).filter(page=page).order_by("name", "pk")[:MOST_SHOWN]


def columns_of(*, actor: Actor, page: str) -> list[Column]:
    """Return the columns of a list that the actor's post wants to see, in the list's order; one query."""
    known = list_page(page)
    if known is None:
        return []
    rows = statements.kept_objects(_chosen, post=actor.post_id, page=page)
    chosen = set(rows[0].columns) if rows else {column.key for column in known.columns if column.shown}
    found = [column for column in known.columns if column.key in chosen]
    return found or [column for column in known.columns if column.shown]


def _chosen(*, post: int, page: str) -> QuerySet[ChosenColumns]:
    return ChosenColumns.objects.filter(post_id=post, page=page).order_by("pk")[:1]
