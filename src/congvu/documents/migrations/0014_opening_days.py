from django.db import migrations, models


class Migration(migrations.Migration):
    """Count openings by person and day, for the figures of use."""

    dependencies = [
        ("documents", "0013_addressee_organ_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpeningDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency_id", models.BigIntegerField(verbose_name="cơ quan")),
                ("unit_id", models.BigIntegerField(verbose_name="đơn vị")),
                ("post_id", models.BigIntegerField(verbose_name="vị trí")),
                ("person_id", models.BigIntegerField(verbose_name="người")),
                ("person_name", models.CharField(max_length=250, verbose_name="tên người")),
                ("on", models.DateField(verbose_name="ngày")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("document", "Văn bản"),
                            ("file", "Tệp của văn bản"),
                            ("draft", "Dự thảo"),
                            ("case_file", "Hồ sơ"),
                        ],
                        max_length=10,
                        verbose_name="đã mở gì",
                    ),
                ),
                ("times", models.PositiveIntegerField(default=1, verbose_name="số lượt")),
            ],
            options={
                "indexes": [models.Index(fields=["agency_id", "-on", "-id"], name="documents_opening_days")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post_id", "person_id", "on", "kind"), name="documents_opening_day_once"
                    )
                ],
            },
        ),
    ]
