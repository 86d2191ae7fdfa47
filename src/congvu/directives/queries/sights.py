"""What somebody sees by grants, or supports, from the rows that say so (`models.Sight`): narrow, and in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from congvu.kernel.api import Actor

from .. import policy
from ..models import Sight

# The columns beside which a key and a task stand there, as they are called on a task.
HELD: Final = frozenset({"view", "situation", "unit_id", "field_id", "due_from", "due_to"})


def parts(keys: Sequence[str]) -> tuple[Q, ...]:
    """Return a condition for each key; a task may meet several, by another row each."""
    return tuple(Q(key=key) for key in keys)


def disjoint(actor: Actor, keys: Sequence[str]) -> list[QuerySet[Sight]]:
    """Return the rows of each key without the tasks of the keys before it, so that no task counts twice."""
    rows, found = policy.sights(actor), []
    for place, key in enumerate(keys):
        mine = rows.filter(key=key)
        if place:
            mine = mine.exclude(Exists(Sight.objects.filter(key__in=keys[:place], directive=OuterRef("directive"))))
        found.append(mine)
    return found
