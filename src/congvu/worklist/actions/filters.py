"""Keep and drop a person's own filters."""

from django.db import transaction

from congvu.kernel.api import Actor
from congvu.kernel.api import text as vn

from ..errors import FilterNameMissing, TooManyFilters
from ..models import SavedFilter

MOST_FILTERS = 8
NAME_LIMIT = 40
QUERY_LIMIT = 300


@transaction.atomic
def save_filter(*, actor: Actor, name: str, query: str) -> None:
    """Keep conditions under a name; the same name again replaces them. Raises FilterNameMissing, TooManyFilters.

    A private preference: nothing is written to the audit log.
    """
    clean = vn.clean_line(name)[:NAME_LIMIT]
    if not clean:
        raise FilterNameMissing
    others = SavedFilter.objects.select_for_update().filter(person_id=actor.person_id).exclude(name=clean)
    if len(others) >= MOST_FILTERS:
        raise TooManyFilters(limit=MOST_FILTERS)
    SavedFilter.objects.update_or_create(person_id=actor.person_id, name=clean, defaults={"query": query[:QUERY_LIMIT]})


def drop_filter(*, actor: Actor, filter_id: int) -> None:
    """Drop one of the actor's own filters; nothing happens for another's."""
    SavedFilter.objects.filter(pk=filter_id, person_id=actor.person_id).delete()
