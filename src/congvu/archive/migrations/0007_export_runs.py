import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep long exports as runs, with what they made until it is taken away."""

    dependencies = [
        ("archive", "0006_file_readings"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                ("account_id", models.BigIntegerField(verbose_name="tài khoản")),
                ("hat", models.CharField(max_length=50, verbose_name="vai")),
                ("person_id", models.BigIntegerField(verbose_name="người")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("running", "Đang dựng"),
                            ("done", "Đã xong"),
                            ("failed", "Không dựng được"),
                            ("expired", "Đã hết hạn tải"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="số văn bản, tài liệu")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="đã dựng")),
                ("said", models.CharField(blank=True, max_length=1000, verbose_name="lý do")),
                ("path", models.CharField(blank=True, max_length=200, verbose_name="nơi đặt tệp")),
                ("name", models.CharField(blank=True, max_length=250, verbose_name="tên tệp")),
                ("size", models.BigIntegerField(default=0, verbose_name="dung lượng")),
                ("asked_at", models.DateTimeField(verbose_name="yêu cầu lúc")),
                ("touched_at", models.DateTimeField(verbose_name="làm lần cuối lúc")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                ("kept_until", models.DateTimeField(null=True, verbose_name="giữ đến")),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="export_runs",
                        to="archive.casefile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["file", "person_id", "-id"], name="archive_export_mine"),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["touched_at"], name="archive_export_open"
                    ),
                    models.Index(
                        condition=models.Q(("path", ""), _negated=True),
                        fields=["kept_until"],
                        name="archive_export_kept",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("file", "person_id"),
                        name="archive_export_once_at_a_time",
                    )
                ],
            },
        ),
    ]
