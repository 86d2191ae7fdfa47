import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep who opened which case file, how often."""

    dependencies = [
        ("archive", "0005_frozen_sets_and_print_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(verbose_name="người")),
                ("person_name", models.CharField(max_length=250, verbose_name="tên người")),
                ("post_id", models.BigIntegerField(verbose_name="vị trí")),
                ("post_title", models.CharField(max_length=250, verbose_name="chức danh")),
                ("first_at", models.DateTimeField(verbose_name="lần đầu")),
                ("last_at", models.DateTimeField(verbose_name="lần cuối")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="số lần")),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="archive.casefile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "person_id", "post_id"), name="archive_file_reading_once")
                ],
            },
        ),
    ]
