"""State 05 may be told again with how far the work is; every other code of an arrival stays told once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_agencies_by_words")]
    operations = [
        migrations.AddConstraint(
            "sentstatus",
            models.UniqueConstraint(
                fields=["arrival", "code"], condition=Q(wish=None) & ~Q(code="05"), name="exchange_told_once"
            ),
        ),
        migrations.RemoveConstraint("sentstatus", "exchange_reported_once"),
    ]
