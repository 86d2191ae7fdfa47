"""Reads of the worklist."""

from django.db import connection

from congvu.kernel.api import Actor

from . import policy

# Beyond this a number says no more to a person, and counting stops being free.
COUNT_LIMIT = 10_000


def count_for(actor: Actor) -> int:
    """Return how many things the actor has to do, at most COUNT_LIMIT; one index-only statement, for the rail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from (select 1 from worklist_entry"
            " where owner = any(%s) and closed_at is null limit %s) x",
            [policy.trays_of(actor), COUNT_LIMIT],
        )
        return int(cursor.fetchone()[0])
