"""The index knows the days of an entry, too, so that a question of frequent words is answered from the newest ones."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

PERIODS = """
create or replace function search_periods(at timestamptz) returns int[] language sql immutable parallel safe strict
return array[
  timezone('UTC', at)::date - date '2000-01-01',
  ((timezone('UTC', at)::date - date '2000-01-01') >> 3) + 1000000,
  ((timezone('UTC', at)::date - date '2000-01-01') >> 6) + 2000000,
  ((timezone('UTC', at)::date - date '2000-01-01') >> 9) + 3000000
]
"""


class Migration(migrations.Migration):
    atomic = False  # built while people search
    dependencies = [("search", "0001_tables")]
    operations = [
        migrations.RunSQL(PERIODS, "drop function search_periods(timestamptz)"),
        AddIndexConcurrently(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("doc"),
                models.F("grants"),
                models.F("kind"),
                models.F("agency_id"),
                models.F("facets"),
                models.Func(models.F("at"), function="search_periods"),
                gin_pending_list_limit=512,
                name="search_found_in",
            ),
        ),
        RemoveIndexConcurrently(model_name="entry", name="search_found_by"),
    ]
