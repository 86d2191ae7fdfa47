"""The marks by which documents are searched field by field, and who else may add some.

`documents_facets` in the database computes those of documents themselves (migration facets); apps above add theirs,
such as the code of a case file, by `register_facets`, and call `actions.trays.refresh_facets` when they change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.db import connection

Giver = Callable[[list[int]], Mapping[int, Iterable[str]]]
_givers: list[Giver] = []


def register_facets(giver: Giver) -> None:
    """Let an upper app add facets: given ids of documents, it returns the facets of each. Call it in `apps.ready`."""
    if giver not in _givers:
        _givers.append(giver)


def facets_of(ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the facets of documents; one query and one call of each giver."""
    wanted = list(ids)
    found: defaultdict[int, set[str]] = defaultdict(set, _own(wanted))
    for giver in _givers:
        for pk, more in giver(wanted).items():
            found[pk] |= set(more)
    return {pk: frozenset(found[pk]) for pk in wanted}


def facets_of_new(pk: int) -> frozenset[str]:
    """Return the facets of a document written in this very act: no app above can have added any yet."""
    return frozenset(_own([pk]).get(pk, ()))


def _own(ids: list[int]) -> dict[int, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute("select id, documents_facets(id) from unnest(%s::bigint[]) id", [ids])
        return {pk: set(facets) for pk, facets in cursor.fetchall()}
