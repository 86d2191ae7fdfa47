"""An index for the register filtered by days of arrival: the highest numbers among the lines of some days."""

from django.contrib.postgres.indexes import GistIndex
from django.contrib.postgres.operations import AddIndexConcurrently, BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # built while people register
    dependencies = [("documents", "0009_approval_chains")]
    operations = [
        BtreeGistExtension(),
        AddIndexConcurrently(
            model_name="document",
            index=GistIndex(fields=["register", "arrived_at", "number"], name="documents_reg_days"),
        ),
        # A column added to a year of rows has no statistics until much has changed; without them the planner takes
        # every row for closed and asks the register the wrong way round.
        migrations.RunSQL("analyze documents_access", migrations.RunSQL.noop),
    ]
