"""Locking the row that an act is about."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from congvu.kernel.errors import NotFound

M = TypeVar("M", bound=Model)


def locked(rows: QuerySet[M], pk: int) -> M:
    """Return the row under a lock that lasts until the act ends. Raises NotFound."""
    found = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
