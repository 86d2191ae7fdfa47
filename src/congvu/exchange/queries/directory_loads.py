"""Lists of agencies that were read beside the directory."""

from __future__ import annotations

from uuid import UUID

from congvu.kernel.api import Actor, paging
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import DirectoryLoad, DirectoryLoadRow

MOST_SHOWN = 20


def loads(*, actor: Actor) -> list[DirectoryLoad]:
    """Return the newest lists for whoever keeps the directory, none for others."""
    if not policy.may_keep_partners(actor):
        return []
    return list(DirectoryLoad.objects.order_by("-pk")[:MOST_SHOWN])


def load(*, actor: Actor, uid: UUID) -> DirectoryLoad:
    """Return one list. Raises NotAllowed, NotFound."""
    policy.may_keep_partners(actor).require()
    row = DirectoryLoad.objects.select_related("partner").filter(uid=uid).first()
    if row is None:
        raise NotFound
    return row


def changes(load: DirectoryLoad, *, after: str | None = None) -> paging.Page[DirectoryLoadRow]:
    """Return one page of the rows that would change the directory, in the order of the list."""
    return paging.page(load.rows.exclude(change=""), "id", after=after)
