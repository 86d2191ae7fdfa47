"""What is open at a partner and what came of a day are found by their own indexes; three that nothing asks go.

Lists of a million letters were never read by partner, nor arrivals by day: each cost every letter a write. What of the
rest is small (open packages, waiting wishes, days that differ) is held alone.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("exchange", "0006_packages_sealed")]
    operations = [
        migrations.RemoveIndex("arrival", "exchange_arrival_partner"),
        migrations.RemoveIndex("arrival", "exchange_arrival_days"),
        migrations.RemoveIndex("mailing", "exchange_mailing_due"),
        migrations.RemoveIndex("mailing", "exchange_mailing_partner"),
        migrations.RemoveIndex("mailing", "exchange_mailing_days"),
        migrations.AddIndex(
            "changewish",
            models.Index(fields=["arrival"], condition=Q(state="waiting"), name="exchange_wish_waiting"),
        ),
        migrations.AddIndex(
            "mailing",
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "sent"], next_at__isnull=False),
                name="exchange_mailing_due",
            ),
        ),
        migrations.AddIndex(
            "mailing",
            models.Index(
                fields=["partner", "next_at"],
                include=["state"],
                condition=Q(state__in=["waiting", "sent", "dead"]),
                name="exchange_mailing_of_partner",
            ),
        ),
        migrations.AddIndex(
            "mailing",
            models.Index(fields=["received_at"], condition=Q(state="done"), name="exchange_mailing_received"),
        ),
        migrations.AddIndex(
            "reconciliation",
            models.Index(
                fields=["-day", "id"], condition=~Q(differences=[], trouble=""), name="exchange_compared_wrong"
            ),
        ),
    ]
