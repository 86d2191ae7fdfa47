"""Joins what was added side by side."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_facets"),
        ("documents", "0010_register_days_index"),
        ("documents", "0010_secretary_ended"),
        ("documents", "0010_watch_signatures"),
    ]

    operations = []
