"""One index for words, rights and facets: it steps through the rarest of them and looks the others up."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0004_facets_and_saved")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["doc", "grants", "kind", "agency_id", "facets"],
                gin_pending_list_limit=512,
                name="search_found_by",
            ),
        ),
    ]
