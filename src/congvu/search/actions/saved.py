"""Keep a search under a name, drop it, choose the columns of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction

from congvu.kernel.api import Actor
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import ColumnsUnknown, SavedNameNeeded, SavedTooMany
from ..lists import ListPage, list_page
from ..models import ChosenColumns, SavedSearch

MOST_SAVED = 50
LONGEST_NAME, LONGEST_QUERY = 80, 2000
NOT_KEPT = frozenset({"sau", "truoc", "den-so", "csrfmiddlewaretoken", "luu"})


@transaction.atomic
def save_search(*, actor: Actor, page: str, name: str, query: str, shared: bool = False, now: datetime) -> UUID:
    """Keep the filters of a list under a name; the same name again replaces them. Returns its key.

    `query` is the address's part after "?"; paging is left out. Raises NotFound for an unknown list, NotAllowed for
    sharing without the right, SavedNameNeeded or SavedTooMany.
    """
    known = _known(page)
    if shared:
        policy.may_share(actor).require()
    clean = vn.clean_line(name)[:LONGEST_NAME]
    if not clean:
        raise SavedNameNeeded
    mine = SavedSearch.objects.select_for_update().filter(post_id=actor.post_id, page=page)
    before = {row.name: row for row in mine}
    if clean not in before and len(before) >= MOST_SAVED:
        raise SavedTooMany(limit=MOST_SAVED)
    row = before.get(clean) or SavedSearch(post_id=actor.post_id, page=page, name=clean)
    row.agency_id, row.by_name, row.is_shared = actor.agency_id, actor.display_name, shared
    row.query, row.columns = _kept(query), _chosen(actor, known)
    row.saved_at = now
    row.save()
    return row.uid


@transaction.atomic
def drop_search(*, actor: Actor, uid: UUID) -> str:
    """Remove a saved search and return its name. Raises NotFound or NotAllowed."""
    row = policy.visible_saved(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound
    policy.may_drop(actor, row).require()
    row.delete()
    return row.name


def choose_columns(*, actor: Actor, page: str, columns: Sequence[str]) -> None:
    """Keep which columns of a list the actor's post sees; none means the usual ones. Raises ColumnsUnknown."""
    known = [column.key for column in _known(page).columns]
    if unknown := [key for key in columns if key not in known]:
        raise ColumnsUnknown(names=", ".join(unknown[:5]))
    if not columns:
        ChosenColumns.objects.filter(post_id=actor.post_id, page=page).delete()
        return
    ordered = [key for key in known if key in columns]
    ChosenColumns.objects.update_or_create(post_id=actor.post_id, page=page, defaults={"columns": ordered})


def _known(page: str) -> ListPage:
    found = list_page(page)
    if found is None:
        raise NotFound
    return found


def _kept(query: str) -> str:
    """Return the filters of an address without paging and empty ones, cut to what can be kept."""
    pairs = [(k, v) for k, v in parse_qsl(query[: LONGEST_QUERY * 2].lstrip("?")) if k not in NOT_KEPT and v.strip()]
    while pairs and len(urlencode(pairs)) > LONGEST_QUERY:
        pairs.pop()
    return urlencode(pairs)


def _chosen(actor: Actor, page: ListPage) -> list[str]:
    row = ChosenColumns.objects.filter(post_id=actor.post_id, page=page.key).first()
    return row.columns if row else []
