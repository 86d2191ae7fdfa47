"""Keys, reports of checks, requests, the nightly check."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid6
from django.db import migrations, models

from congvu.kernel.api import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("signing", "0001_initial"),
        ("signing", "0002_check_counts"),
        ("signing", "0003_levels_and_providers"),
        ("signing", "0004_requests_and_batches"),
        ("signing", "0005_rechecks"),
        ("signing", "0006_keep_checked"),
    ]
    dependencies = [("identity", "0001_tables"), ("kernel", "0001_tables")]
    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="KeptVerdict",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file_sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 của tệp")),
                        ("file_id", models.BigIntegerField(verbose_name="tệp")),
                        (
                            "expected_agency",
                            models.CharField(blank=True, max_length=500, verbose_name="cơ quan ban hành"),
                        ),
                        ("verdict", models.CharField(max_length=10, verbose_name="kết luận")),
                        ("first_seen_at", models.DateTimeField(verbose_name="biết từ")),
                        ("checked_at", models.DateTimeField(verbose_name="kiểm tra lần cuối lúc")),
                    ],
                ),
                migrations.CreateModel(
                    name="Batch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=100, verbose_name="việc")),
                        ("title", models.CharField(max_length=250, verbose_name="tên")),
                        ("account_id", models.BigIntegerField(verbose_name="tài khoản")),
                        ("hat", models.CharField(max_length=50, verbose_name="vai")),
                        ("person_id", models.BigIntegerField(verbose_name="mã người ký")),
                        ("address", models.CharField(blank=True, max_length=64, verbose_name="địa chỉ mạng")),
                        ("assurance", models.CharField(blank=True, max_length=200, verbose_name="đã xác thực bằng")),
                        ("back_url", models.CharField(blank=True, max_length=500, verbose_name="trang quay về")),
                        ("options", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "đang ký"),
                                    ("stopping", "đang dừng"),
                                    ("done", "đã xong"),
                                    ("stopped", "đã dừng"),
                                ],
                                default="running",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("begun_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="kết thúc lúc")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["state"], name="signing_batch_open"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address", models.CharField(max_length=32, verbose_name="địa chỉ, đã băm")),
                        ("minute", models.BigIntegerField(verbose_name="phút")),
                        ("count", models.PositiveIntegerField(verbose_name="số lần")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("minute", "address"), name="signing_check_count_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OnlineAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issuer_key", models.CharField(max_length=64, verbose_name="SHA-256 của tên bên cấp")),
                        ("serial", models.CharField(max_length=64, verbose_name="số sê-ri (thập lục phân)")),
                        ("content", models.BinaryField(verbose_name="trả lời (DER)")),
                        ("content_sha256", models.CharField(max_length=64, unique=True)),
                        ("this_update", models.DateTimeField(verbose_name="lập lúc")),
                        ("next_update", models.DateTimeField(null=True, verbose_name="lần sau")),
                        ("added_at", models.DateTimeField(verbose_name="nhận lúc")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["issuer_key", "serial", "-this_update"], name="signing_ocsp_newest")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RaisedFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source_file_id", models.BigIntegerField(verbose_name="tệp lúc đầu")),
                        ("file_id", models.BigIntegerField(unique=True, verbose_name="tệp đã nâng mức")),
                        ("file_sha256", models.CharField(max_length=64, verbose_name="SHA-256 của tệp")),
                        ("level", models.CharField(max_length=5, verbose_name="mức")),
                        ("raised_at", models.DateTimeField(verbose_name="nâng lúc")),
                        (
                            "stamped_until",
                            models.DateTimeField(null=True, verbose_name="dấu thời gian chứng minh được đến"),
                        ),
                        ("replaced_at", models.DateTimeField(null=True, verbose_name="có bản mới lúc")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("replaced_at", None)),
                                fields=["stamped_until"],
                                name="signing_raised_due",
                            ),
                            models.Index(fields=["file_sha256"], name="signing_raised_sha"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at", None)),
                                fields=("source_file_id",),
                                name="signing_raised_one_newest",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecheckRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                        ("cursor", models.BigIntegerField(default=0)),
                        ("checked_count", models.PositiveIntegerField(default=0, verbose_name="số tệp đã kiểm tra")),
                        ("changed_count", models.PositiveIntegerField(default=0, verbose_name="số tệp đổi kết quả")),
                        ("worse_count", models.PositiveIntegerField(default=0, verbose_name="số tệp xấu đi")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("finished_at", None)),
                                fields=("finished_at",),
                                name="signing_one_open_recheck",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevocationList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issuer_key", models.CharField(max_length=64, verbose_name="SHA-256 của tên bên cấp")),
                        ("issuer", models.CharField(max_length=1000, verbose_name="bên cấp")),
                        ("content", models.BinaryField(verbose_name="danh sách (DER)")),
                        ("content_sha256", models.CharField(max_length=64, unique=True)),
                        ("this_update", models.DateTimeField(verbose_name="lập lúc")),
                        ("next_update", models.DateTimeField(null=True, verbose_name="lần sau")),
                        ("added_at", models.DateTimeField(verbose_name="nhận lúc")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["issuer_key", "-this_update"], name="signing_crl_newest")],
                    },
                ),
                migrations.CreateModel(
                    name="SigningKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("owner_name", models.CharField(max_length=250, verbose_name="chủ khóa")),
                        (
                            "provider",
                            models.CharField(
                                choices=[
                                    ("p12", "Máy chủ giữ khóa (PKCS#12)"),
                                    ("pkcs11", "Thiết bị HSM của cơ quan (PKCS#11)"),
                                    ("csc", "Ký số từ xa (CSC)"),
                                    ("token", "Thiết bị trên máy người dùng (USB token)"),
                                ],
                                default="p12",
                                max_length=10,
                                verbose_name="nơi giữ khóa",
                            ),
                        ),
                        ("sealed_key", models.BinaryField(verbose_name="khóa đã mã hóa")),
                        ("certificate", models.BinaryField(verbose_name="chứng thư (DER)")),
                        (
                            "chain",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BinaryField(),
                                default=list,
                                size=None,
                                verbose_name="chứng thư cấp trên (DER)",
                            ),
                        ),
                        ("certificate_sha256", models.CharField(max_length=64, verbose_name="dấu vân tay SHA-256")),
                        ("subject", models.CharField(max_length=1000, verbose_name="chủ thể")),
                        ("issuer", models.CharField(max_length=1000, verbose_name="bên cấp")),
                        ("serial", models.CharField(max_length=64, verbose_name="số sê-ri")),
                        ("valid_from", models.DateTimeField(verbose_name="hiệu lực từ")),
                        ("valid_to", models.DateTimeField(verbose_name="đến")),
                        (
                            "is_demo",
                            models.BooleanField(default=False, verbose_name="minh họa, không có giá trị pháp lý"),
                        ),
                        (
                            "picture",
                            models.BinaryField(blank=True, null=True, verbose_name="hình chữ ký hoặc con dấu (PNG)"),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="nhận lúc")),
                        (
                            "chosen_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="chủ khóa chọn dùng lúc"),
                        ),
                        (
                            "told_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="đã nhắc sắp hết hạn lúc"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ngừng dùng lúc")),
                        ("closed_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do ngừng")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="của cơ quan",
                            ),
                        ),
                        (
                            "keeper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan quản lý khóa",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.person",
                                verbose_name="của người",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SigningKeyUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("sign", "Ký của người có thẩm quyền"),
                                    ("seal", "Ký của cơ quan trên văn bản"),
                                    ("seal_attachment", "Ký của cơ quan trên tệp kèm theo"),
                                    ("seal_copy", "Ký của cơ quan trên bản sao điện tử"),
                                    ("file", "Ký tệp khác (CAdES, XAdES)"),
                                ],
                                max_length=30,
                                verbose_name="việc",
                            ),
                        ),
                        ("person_id", models.BigIntegerField(verbose_name="mã người dùng khóa")),
                        ("person_name", models.CharField(max_length=500, verbose_name="người dùng khóa")),
                        ("post_title", models.CharField(max_length=250, verbose_name="chức danh")),
                        ("file_sha256", models.CharField(max_length=64, verbose_name="SHA-256 của tệp đã ký")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="signing.signingkey",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SigningRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        (
                            "provider",
                            models.CharField(
                                choices=[
                                    ("p12", "Máy chủ giữ khóa (PKCS#12)"),
                                    ("pkcs11", "Thiết bị HSM của cơ quan (PKCS#11)"),
                                    ("csc", "Ký số từ xa (CSC)"),
                                    ("token", "Thiết bị trên máy người dùng (USB token)"),
                                ],
                                max_length=10,
                                verbose_name="nơi giữ khóa",
                            ),
                        ),
                        ("person_id", models.BigIntegerField(verbose_name="mã người ký")),
                        ("person_name", models.CharField(max_length=500, verbose_name="người ký")),
                        ("post_id", models.BigIntegerField(verbose_name="vị trí")),
                        ("post_title", models.CharField(max_length=250, verbose_name="chức danh")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("sign", "Ký của người có thẩm quyền"),
                                    ("seal", "Ký của cơ quan trên văn bản"),
                                    ("seal_attachment", "Ký của cơ quan trên tệp kèm theo"),
                                    ("seal_copy", "Ký của cơ quan trên bản sao điện tử"),
                                    ("file", "Ký tệp khác (CAdES, XAdES)"),
                                ],
                                max_length=30,
                                verbose_name="việc",
                            ),
                        ),
                        ("reference", models.CharField(max_length=200, verbose_name="việc của nơi gọi")),
                        ("title", models.CharField(max_length=500, verbose_name="tên văn bản")),
                        ("back_url", models.CharField(blank=True, max_length=500, verbose_name="trang quay về")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do ký")),
                        ("field", models.CharField(max_length=50, verbose_name="ô chữ ký")),
                        ("sent_file_id", models.BigIntegerField(verbose_name="tệp gửi đi")),
                        ("hole_file_id", models.BigIntegerField(verbose_name="tệp chừa chỗ")),
                        ("hole_start", models.BigIntegerField()),
                        ("hole_end", models.BigIntegerField()),
                        ("digest", models.BinaryField(verbose_name="dấu vân tay của văn bản")),
                        ("attributes", models.BinaryField(verbose_name="phần phải ký (DER)")),
                        ("download_sha256", models.CharField(max_length=64, unique=True)),
                        ("upload_sha256", models.CharField(max_length=64, unique=True)),
                        ("pass_sha256", models.CharField(max_length=64, verbose_name="SHA-256 của thẻ phiên")),
                        ("downloaded_at", models.DateTimeField(null=True, verbose_name="tải về lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "chờ xác nhận"),
                                    ("done", "thành công"),
                                    ("refused", "từ chối"),
                                    ("expired", "hết thời gian"),
                                    ("failed", "không ký được"),
                                    ("cancelled", "đã hủy"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("said", models.CharField(blank=True, max_length=500, verbose_name="kết quả")),
                        ("result_file_id", models.BigIntegerField(null=True, verbose_name="tệp đã ký")),
                        ("created_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                        ("expires_at", models.DateTimeField(verbose_name="hết hạn lúc")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="kết thúc lúc")),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="signing.signingkey",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TrustAnchor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="tên")),
                        (
                            "hierarchy",
                            models.CharField(
                                choices=[
                                    ("official", "Chuyên dùng công vụ (Ban Cơ yếu Chính phủ)"),
                                    ("national", "Quốc gia và dịch vụ công cộng (NEAC)"),
                                    ("own", "Riêng của cơ quan"),
                                    ("demo", "Minh họa, không có giá trị pháp lý"),
                                ],
                                max_length=20,
                                verbose_name="hệ thống",
                            ),
                        ),
                        ("certificate", models.BinaryField(verbose_name="chứng thư (DER)")),
                        ("certificate_sha256", models.CharField(max_length=64, verbose_name="dấu vân tay SHA-256")),
                        ("legal_basis", models.CharField(blank=True, max_length=250, verbose_name="căn cứ")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="tin cậy từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("added_at", models.DateTimeField(verbose_name="nhận lúc")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("certificate_sha256",), name="signing_anchor_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from", None),
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="signing_anchor_dates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VerdictWatcher",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=500, verbose_name="văn bản")),
                        ("url", models.CharField(max_length=300, verbose_name="địa chỉ trang")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="watchers",
                                to="signing.keptverdict",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="VerificationReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file_sha256", models.CharField(max_length=64, verbose_name="SHA-256 của tệp")),
                        ("checked_at", models.DateTimeField(verbose_name="kiểm tra lúc")),
                        ("checker", models.CharField(max_length=50, verbose_name="phiên bản bộ kiểm tra")),
                        ("trust_list", models.CharField(max_length=64, verbose_name="phiên bản danh sách tin cậy")),
                        ("verdict", models.CharField(max_length=10, verbose_name="kết luận")),
                        ("body", models.JSONField(verbose_name="báo cáo")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["file_sha256", "-checked_at", "-id"], name="signing_report_newest")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VerdictChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("is_worse", models.BooleanField(verbose_name="xấu đi")),
                        ("is_aged", models.BooleanField(verbose_name="chỉ do thời gian")),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="signing.keptverdict",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="signing.recheckrun",
                            ),
                        ),
                        (
                            "after",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="signing.verificationreport",
                                verbose_name="sau",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="signing.verificationreport",
                                verbose_name="trước",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="keptverdict",
                    name="report",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.verificationreport",
                        verbose_name="biên bản",
                    ),
                ),
                migrations.CreateModel(
                    name="BatchItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="thứ tự")),
                        ("reference", models.CharField(max_length=200, verbose_name="việc của nơi gọi")),
                        ("label", models.CharField(max_length=500, verbose_name="tên văn bản")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "chờ"),
                                    ("done", "đã ký"),
                                    ("failed", "không ký được"),
                                    ("stopped", "chưa ký, đã dừng"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("said", models.CharField(blank=True, max_length=1000, verbose_name="lý do")),
                        ("at", models.DateTimeField(null=True, verbose_name="lúc")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="signing.batch"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "position"), name="signing_batch_place"),
                            models.UniqueConstraint(fields=("batch", "reference"), name="signing_batch_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisteredPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(unique=True)),
                        ("number", models.CharField(max_length=100, verbose_name="số, ký hiệu")),
                        ("date", models.DateField(verbose_name="ngày ban hành")),
                        (
                            "subject",
                            models.CharField(blank=True, max_length=1000, verbose_name="trích yếu được công khai"),
                        ),
                        ("file_id", models.BigIntegerField(verbose_name="tệp")),
                        ("file_sha256", models.CharField(max_length=64, verbose_name="SHA-256 của tệp")),
                        ("registered_at", models.DateTimeField(verbose_name="đăng ký lúc")),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                        (
                            "withdrawn_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="lý do thu hồi"),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan ban hành",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["file_sha256"], name="signing_paper_file")],
                    },
                ),
                migrations.AddConstraint(
                    model_name="signingkey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", False), ("person", None)),
                            models.Q(("agency", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="signing_key_one_owner",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingkey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))), name="signing_key_dates"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingkey",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("certificate_sha256",),
                        name="signing_key_open_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="signingkeyuse",
                    index=models.Index(fields=["key", "-at"], name="signing_use_recent"),
                ),
                migrations.AddIndex(
                    model_name="signingrequest",
                    index=models.Index(fields=["person_id", "-created_at"], name="signing_request_mine"),
                ),
                migrations.AddIndex(
                    model_name="signingrequest",
                    index=models.Index(
                        condition=models.Q(("state", "waiting")), fields=["expires_at"], name="signing_request_late"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingrequest",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("reference", "purpose"),
                        name="signing_request_one_waiting",
                    ),
                ),
                migrations.AddIndex(
                    model_name="verdictwatcher",
                    index=models.Index(fields=["agency", "kept"], name="signing_watcher_agency"),
                ),
                migrations.AddConstraint(
                    model_name="verdictwatcher",
                    constraint=models.UniqueConstraint(fields=("kept", "agency", "url"), name="signing_watcher_once"),
                ),
                migrations.AddIndex(
                    model_name="verdictchange",
                    index=models.Index(fields=["-at", "-id"], name="signing_change_recent"),
                ),
                migrations.AddIndex(
                    model_name="verdictchange",
                    index=models.Index(fields=["kept", "-at"], name="signing_change_of_file"),
                ),
            ]
        ),
        # Counts of a minute are worth no write-ahead log and may be empty after a crash.
        migrations.RunSQL("alter table signing_checkcount set unlogged", "alter table signing_checkcount set logged"),
    ]
