"""What somebody had read before marks were kept per person stays read for everybody: 0 stands for all."""

from django.db import migrations


class Migration(migrations.Migration):
    """Open entries only: closed ones have no reading mark to show."""

    dependencies = [("worklist", "0004_reading_marks_of_each_person")]

    operations = [
        migrations.RunSQL(
            "update worklist_entry set seen_by = '{0}' where closed_at is null and seen_at is not null",
            migrations.RunSQL.noop,
        )
    ]
