"""Vietnamese text in SQL, and the tables: folding for search, keys for dictionary order, as kernel.text has them."""

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations, models

from congvu.kernel.api import Tables

FOLD = r"""
create function vn_fold(t text) returns text language sql immutable parallel safe strict as
$$ select translate(lower(regexp_replace(normalize(t, NFD), '[\u0300-\u036f]', '', 'g')), 'đ', 'd') $$
"""
SORT = r"""
create function vn_sort(t text) returns text language sql immutable parallel safe strict as
$$ select translate(lower(normalize(regexp_replace(normalize(t, NFD), '[\u0300\u0301\u0303\u0309\u0323]', '', 'g'), NFC)),
     'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`a') || chr(1) ||
   translate(regexp_replace(regexp_replace(normalize(lower(t), NFD), '[\u0302\u0306\u031B]', '', 'g'),
     '[^\u0300\u0301\u0303\u0309\u0323]', '.', 'g'), U&'\0300\0309\0303\0301\0323', '12345') $$
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("kernel", "0001_text"),
        ("kernel", "0002_tables"),
        ("kernel", "0003_files"),
        ("kernel", "0004_calendar"),
        ("kernel", "0005_audit_seals"),
        ("kernel", "0007_delivery_attempts"),
        ("kernel", "0008_audit_waits_since"),
        ("kernel", "0009_destroyed_contents"),
    ]
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(FOLD, "drop function vn_fold(text)"),
        migrations.RunSQL(SORT, "drop function vn_sort(text)"),
        Tables(
            [
                migrations.CreateModel(
                    name="AuditLeaf",
                    fields=[
                        ("position", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="chỗ")),
                        ("entry_id", models.BigIntegerField(unique=True, verbose_name="việc")),
                        ("hash", models.BinaryField(verbose_name="mã băm")),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditPending",
                    fields=[
                        ("entry_id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="việc")),
                        (
                            "since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="chờ từ"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditSeal",
                    fields=[
                        ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="số")),
                        ("log", models.CharField(max_length=32, verbose_name="nhật ký")),
                        ("first", models.BigIntegerField(unique=True, verbose_name="chỗ đầu")),
                        ("count", models.PositiveIntegerField(verbose_name="số việc")),
                        ("root", models.BinaryField(verbose_name="gốc")),
                        ("previous", models.BinaryField(verbose_name="con dấu trước")),
                        ("sealed_at", models.DateTimeField(verbose_name="lúc")),
                        ("key", models.CharField(max_length=32, verbose_name="khóa")),
                        ("signature", models.BinaryField(verbose_name="chữ ký")),
                        ("format", models.PositiveSmallIntegerField(default=1, verbose_name="định dạng")),
                    ],
                ),
                migrations.CreateModel(
                    name="OutboxEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=150)),
                        ("payload", models.JSONField()),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("code", models.CharField(max_length=100, verbose_name="việc")),
                        ("subject_type", models.CharField(max_length=100, verbose_name="loại đối tượng")),
                        ("subject_id", models.BigIntegerField(verbose_name="đối tượng")),
                        ("agency_id", models.BigIntegerField(null=True, verbose_name="cơ quan")),
                        ("person_id", models.BigIntegerField(null=True, verbose_name="người")),
                        ("person_name", models.CharField(blank=True, max_length=250, verbose_name="họ tên lúc đó")),
                        ("post_id", models.BigIntegerField(null=True, verbose_name="vị trí")),
                        ("post_title", models.CharField(blank=True, max_length=250, verbose_name="chức danh lúc đó")),
                        ("delegation_id", models.BigIntegerField(null=True, verbose_name="ủy quyền")),
                        ("address", models.CharField(blank=True, max_length=64, verbose_name="địa chỉ mạng")),
                        (
                            "data",
                            models.JSONField(
                                default=dict,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                verbose_name="chi tiết",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_type", "subject_id", "-at"], name="kernel_audit_subject"),
                            models.Index(fields=["person_id", "-at"], name="kernel_audit_person"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DayOverride",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("agency_id", models.BigIntegerField(null=True, verbose_name="cơ quan")),
                        ("day", models.DateField(verbose_name="ngày")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("holiday", "ngày lễ, tết"),
                                    ("compensation", "nghỉ bù"),
                                    ("swapped_off", "nghỉ hoán đổi"),
                                    ("swapped_work", "làm bù"),
                                    ("local", "ngày nghỉ riêng"),
                                ],
                                max_length=20,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="tên")),
                        ("decision", models.CharField(max_length=150, verbose_name="quyết định")),
                        ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                        ("created_at", models.DateTimeField(verbose_name="nhập lúc")),
                        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="bỏ lúc")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("agency_id", "day"),
                                name="kernel_day_override_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Holiday",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("country", models.CharField(default="VN", max_length=2, verbose_name="nước")),
                        ("day", models.DateField(verbose_name="ngày")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("holiday", "ngày lễ, tết"),
                                    ("compensation", "nghỉ bù"),
                                    ("swapped_off", "nghỉ hoán đổi"),
                                    ("swapped_work", "làm bù"),
                                    ("local", "ngày nghỉ riêng"),
                                ],
                                max_length=20,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="tên")),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                        ("decision", models.CharField(blank=True, max_length=150, verbose_name="quyết định")),
                        (
                            "is_computed",
                            models.BooleanField(default=False, verbose_name="tính trước, chưa có quyết định"),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("country", "day"), name="kernel_holiday_once")],
                    },
                ),
                migrations.CreateModel(
                    name="NumberSeries",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=200, verbose_name="dãy số")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("last", models.PositiveBigIntegerField(default=0, verbose_name="số cuối")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "year"), name="kernel_number_series_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoredContent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, unique=True, verbose_name="mã băm")),
                        ("size", models.PositiveBigIntegerField(verbose_name="dung lượng")),
                        ("media_type", models.CharField(max_length=127, verbose_name="loại")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="nhận lúc")),
                        ("destroyed_at", models.DateTimeField(null=True, verbose_name="hủy nội dung lúc")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="kernel_content_sha256"
                            ),
                            models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="kernel_content_size"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("agency_id", models.BigIntegerField(null=True, verbose_name="cơ quan")),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(null=True, verbose_name="đến ngày")),
                        ("week", models.JSONField(verbose_name="giờ làm việc trong tuần")),
                        ("decision", models.CharField(blank=True, max_length=150, verbose_name="quyết định")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agency_id", "valid_from"),
                                name="kernel_working_hours_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="kernel_working_hours_dates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subscriber", models.CharField(max_length=200)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="số lần đã thử")),
                        ("tried_at", models.DateTimeField(null=True, verbose_name="thử lần cuối")),
                        ("last_error", models.CharField(blank=True, max_length=500, verbose_name="lỗi lần cuối")),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="kernel.outboxevent",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None)), fields=["id"], name="kernel_delivery_open"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("event", "subscriber"), name="kernel_delivery_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                        ("media_type", models.CharField(max_length=127, verbose_name="loại")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="nhận lúc")),
                        (
                            "content",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="names",
                                to="kernel.storedcontent",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("content", "name"), name="kernel_file_once")],
                    },
                ),
            ]
        ),
    ]
