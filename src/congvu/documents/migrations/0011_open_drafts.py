"""Who sits above all units sees the open drafts of all: the newest of them stand in an index of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built while people work
    dependencies = [("documents", "0010_chairs_of_councils")]
    operations = [
        AddIndexConcurrently(
            model_name="draft",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["drafting", "opinions", "head", "form", "signing", "signed", "returned"])
                ),
                fields=["agency", "-id"],
                name="documents_draft_open",
            ),
        ),
    ]
