"""What everybody has to do, and how many of it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from congvu.kernel.api import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("worklist", "0001_initial"),
        ("worklist", "0002_text_and_urgency"),
        ("worklist", "0003_counters_of_given_work"),
        ("worklist", "0004_reading_marks_of_each_person"),
        ("worklist", "0005_marks_kept_so_far"),
    ]
    dependencies = [("identity", "0001_tables")]
    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=200, verbose_name="khóa")),
                        ("owner", models.CharField(max_length=80, verbose_name="khay")),
                        (
                            "owner_role",
                            models.CharField(blank=True, max_length=40, verbose_name="hàng chung của vai trò"),
                        ),
                        ("kind", models.CharField(max_length=30, verbose_name="loại việc")),
                        ("role_label", models.CharField(blank=True, max_length=60, verbose_name="vai trò")),
                        ("act_label", models.CharField(blank=True, max_length=60, verbose_name="việc cần làm")),
                        ("title", models.CharField(max_length=1000, verbose_name="nội dung")),
                        ("meta", models.CharField(blank=True, max_length=500, verbose_name="dòng phụ")),
                        ("url", models.CharField(max_length=500, verbose_name="địa chỉ")),
                        ("given_by", models.CharField(blank=True, max_length=250, verbose_name="người giao")),
                        (
                            "given_by_post",
                            models.CharField(blank=True, max_length=250, verbose_name="chức danh người giao"),
                        ),
                        ("urgency", models.PositiveSmallIntegerField(default=0, verbose_name="độ khẩn")),
                        ("arrived_at", models.DateTimeField(verbose_name="đến lúc")),
                        ("started_at", models.DateTimeField(null=True, verbose_name="tính hạn từ")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="hạn")),
                        ("due_sort", models.DateTimeField()),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="có người đọc lúc")),
                        (
                            "seen_by",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                db_default=models.Value("{}"),
                                size=None,
                                verbose_name="người đã đọc",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                        ("closed_by", models.CharField(blank=True, max_length=300, verbose_name="người làm xong")),
                        ("closed_by_person_id", models.BigIntegerField(null=True)),
                        (
                            "fold",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    django.db.models.functions.text.Concat(
                                        models.F("title"),
                                        models.Value(" "),
                                        models.F("meta"),
                                        models.Value(" "),
                                        models.F("given_by"),
                                    ),
                                    function="vn_fold",
                                ),
                                output_field=models.TextField(),
                            ),
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
                            "giver_post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "owner_post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["owner", "due_sort", "id"],
                                include=("kind", "seen_by"),
                                name="worklist_open_due",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["owner", "-arrived_at", "-id"],
                                name="worklist_open_arrived",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["owner", "-urgency", "due_sort", "id"],
                                name="worklist_open_urgent",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None), ("giver_post__isnull", False)),
                                fields=["giver_post", "due_sort", "id"],
                                include=("kind", "seen_at"),
                                name="worklist_open_given",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", False)),
                                fields=["owner", "-closed_at", "-id"],
                                name="worklist_done",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("key",),
                                name="worklist_one_open_entry",
                                opclasses=["varchar_pattern_ops"],
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("owner_post", None), models.Q(("owner_role", ""), _negated=True)),
                                    models.Q(("owner_post__isnull", False), ("owner_role", "")),
                                    _connector="OR",
                                ),
                                name="worklist_post_or_role",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedFilter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="tên")),
                        ("query", models.CharField(max_length=300, verbose_name="điều kiện")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.person"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "name"), name="worklist_filter_once")
                        ],
                    },
                ),
            ]
        ),
    ]
