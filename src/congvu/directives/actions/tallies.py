"""The rows that acts add to the kept counts are summed up, so that reading them stays short."""

from __future__ import annotations

from django.db import connection, transaction

# Only what came together more than once is rewritten. A row that another run is taking is simply not taken again.
GATHER = """
with crowded as (
  select agency_id, scope, dimension, key, day, standing from directives_tally
  group by agency_id, scope, dimension, key, day, standing having count(*) > 1
), taken as (
  delete from directives_tally t using crowded c
  where t.agency_id = c.agency_id and t.scope = c.scope and t.dimension = c.dimension and t.key = c.key
    and t.day = c.day and t.standing = c.standing
  returning t.agency_id, t.scope, t.dimension, t.key, t.day, t.standing, t.n
)
insert into directives_tally (agency_id, scope, dimension, key, day, standing, n)
select agency_id, scope, dimension, key, day, standing, sum(n) from taken
group by agency_id, scope, dimension, key, day, standing having sum(n) <> 0
"""


@transaction.atomic
def gather() -> int:
    """Sum up the kept counts; return how many rows stand for the sums written anew."""
    with connection.cursor() as cursor:
        cursor.execute(GATHER)
        written: int = cursor.rowcount
        return written
