"""Papers that direct wait for their tasks, until the limits that an agency sets."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directives", "0003_tallies")]
    operations = [
        migrations.AddField(
            model_name="setting",
            name="entry_urgent_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="lập nhiệm vụ: văn bản khẩn"),
        ),
        migrations.AddField(
            model_name="setting",
            name="entry_days",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="lập nhiệm vụ: văn bản thường"),
        ),
        migrations.AddField(
            model_name="setting",
            name="entry_many_days",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="lập nhiệm vụ: nhiều nơi nhận"),
        ),
        migrations.CreateModel(
            name="DirectingPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("registered_at", models.DateTimeField(verbose_name="vào sổ lúc")),
                ("enter_by", models.DateTimeField(verbose_name="lập nhiệm vụ trước")),
                ("entered_at", models.DateTimeField(null=True, verbose_name="đã lập nhiệm vụ lúc")),
                (
                    "left_reason",
                    models.CharField(blank=True, max_length=4000, verbose_name="lý do không lập nhiệm vụ"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.agency",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["agency", "registered_at"], name="directives_directing")]},
        ),
    ]
