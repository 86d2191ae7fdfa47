"""An agency may leave the drafting of urging letters to its own people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directives", "0007_states_of_open_tasks")]
    operations = [
        migrations.AddField(
            "setting",
            "urge_by_ladder",
            models.BooleanField(default=True, verbose_name="tự soạn phiếu, công văn đôn đốc khi quá hạn"),
        )
    ]
