"""Agencies, units, posts, people, accounts."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import uuid6
from django.conf import settings
from django.db import migrations, models

from congvu.kernel.api import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [("identity", "0001_initial"), ("identity", "0002_accounts_people_lookups")]
    dependencies = [("kernel", "0001_tables")]
    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        ("username", models.CharField(max_length=100, unique=True, verbose_name="tên công vụ")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("user", "người dùng"),
                                    ("admin", "quản trị"),
                                    ("technical", "kỹ thuật"),
                                    ("service", "dịch vụ"),
                                ],
                                default="user",
                                max_length=20,
                                verbose_name="loại",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                        ("must_change_password", models.BooleanField(default=False, verbose_name="phải đổi mật khẩu")),
                        ("password_changed_at", models.DateTimeField(null=True, verbose_name="đổi mật khẩu lúc")),
                        (
                            "failed_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="số lần sai liên tiếp"),
                        ),
                        ("locked_until", models.DateTimeField(null=True, verbose_name="khóa đến")),
                        ("last_wrong_at", models.DateTimeField(null=True, verbose_name="sai gần nhất lúc")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="đóng lúc")),
                        ("closed_reason", models.CharField(blank=True, max_length=200, verbose_name="lý do đóng")),
                        ("unused_notice_at", models.DateTimeField(null=True, verbose_name="đã báo sắp khóa lúc")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="lập lúc")),
                    ],
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("main", "chính"),
                                    ("concurrent", "kiêm nhiệm"),
                                    ("in_charge", "phụ trách"),
                                    ("acting", "quyền"),
                                    ("seconded", "biệt phái"),
                                    ("temporary", "tạm giao"),
                                ],
                                default="main",
                                max_length=20,
                                verbose_name="hình thức",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("decision_no", models.CharField(blank=True, max_length=100, verbose_name="số quyết định")),
                    ],
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("title", models.CharField(max_length=250, verbose_name="chức danh")),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("records_clerk", "Văn thư"),
                                        ("specialist", "Chuyên viên"),
                                        ("unit_leader", "Lãnh đạo đơn vị"),
                                        ("agency_leader", "Lãnh đạo cơ quan"),
                                        ("office_chief", "Chánh Văn phòng, tổng hợp"),
                                        ("one_stop_clerk", "Cán bộ một cửa"),
                                        ("editor", "Biên tập viên"),
                                        ("chief_editor", "Trưởng ban biên tập"),
                                        ("personnel_officer", "Cán bộ tổ chức"),
                                        ("archivist", "Lưu trữ"),
                                        ("administrator", "Quản trị hệ thống"),
                                        ("security_officer", "Cán bộ an ninh mạng"),
                                        ("auditor", "Kiểm toán"),
                                    ],
                                    max_length=30,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="vai trò",
                            ),
                        ),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(
                                default=50, help_text="Số nhỏ đứng trước; người đứng đầu là 10.", verbose_name="thứ bậc"
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến")),
                    ],
                ),
                migrations.CreateModel(
                    name="UnknownName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_hash", models.CharField(max_length=64, unique=True)),
                        ("failed_count", models.PositiveSmallIntegerField(default=0)),
                        ("locked_until", models.DateTimeField(null=True)),
                        ("last_wrong_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Agency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("name", models.CharField(max_length=250, verbose_name="tên")),
                        ("abbreviation", models.CharField(max_length=20, verbose_name="chữ viết tắt trong ký hiệu")),
                        (
                            "tier",
                            models.CharField(
                                choices=[
                                    ("central", "Trung ương"),
                                    ("province", "Cấp tỉnh"),
                                    ("district", "Cấp huyện"),
                                    ("commune", "Cấp xã"),
                                ],
                                max_length=20,
                                verbose_name="cấp",
                            ),
                        ),
                        (
                            "superior_name",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="dòng cơ quan chủ quản trên văn bản"
                            ),
                        ),
                        ("place_name", models.CharField(max_length=100, verbose_name="địa danh")),
                        ("address", models.CharField(blank=True, max_length=250, verbose_name="địa chỉ")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                        ("phone", models.CharField(blank=True, max_length=50, verbose_name="điện thoại")),
                        (
                            "website",
                            models.CharField(blank=True, max_length=100, verbose_name="trang thông tin điện tử"),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="hoạt động từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="minh họa")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="identity.agency",
                                verbose_name="cơ quan cấp trên",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessors",
                                to="identity.agency",
                                verbose_name="cơ quan kế thừa",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AgencyCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "scheme",
                            models.CharField(
                                choices=[
                                    ("qd20", "QĐ 20/2020"),
                                    ("qcvn102", "QCVN 102:2016 (13 ký tự)"),
                                    ("other", "Khác"),
                                ],
                                max_length=20,
                                verbose_name="loại mã",
                            ),
                        ),
                        ("value", models.CharField(max_length=35, verbose_name="mã")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="hiệu lực từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến")),
                        ("is_primary", models.BooleanField(default=True, verbose_name="mã chính")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="identity.agency"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ImportDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("units", "cây đơn vị và vị trí"), ("people", "cán bộ")],
                                max_length=20,
                                verbose_name="loại",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=255, verbose_name="tên tệp")),
                        ("rows", models.JSONField(default=list, verbose_name="các dòng")),
                        ("problems", models.JSONField(default=list, verbose_name="lỗi")),
                        ("summary", models.JSONField(default=dict, verbose_name="tóm tắt")),
                        ("fingerprint", models.CharField(max_length=64, verbose_name="dấu của dữ liệu lúc xem trước")),
                        ("created_at", models.DateTimeField(verbose_name="tải lên lúc")),
                        ("accepted_at", models.DateTimeField(null=True, verbose_name="nhận lúc")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="import_drafts",
                                to="identity.agency",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="import_drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="KnownCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "scheme",
                            models.CharField(
                                choices=[
                                    ("qd20", "QĐ 20/2020"),
                                    ("qcvn102", "QCVN 102:2016 (13 ký tự)"),
                                    ("other", "Khác"),
                                ],
                                max_length=20,
                                verbose_name="loại mã",
                            ),
                        ),
                        ("value", models.CharField(max_length=35, verbose_name="mã")),
                        ("name", models.CharField(max_length=250, verbose_name="tên cơ quan")),
                        ("valid_from", models.DateField(null=True, verbose_name="hiệu lực từ")),
                        ("valid_to", models.DateField(null=True, verbose_name="đến")),
                        ("successor_value", models.CharField(blank=True, max_length=35, verbose_name="mã kế thừa")),
                        ("basis", models.CharField(max_length=250, verbose_name="căn cứ")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="ghi chú")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scheme", "value", "valid_from"),
                                name="identity_known_code_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PasswordUsed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=200)),
                        ("used_until", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="passwords_used",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("full_name", models.CharField(max_length=250, verbose_name="họ và tên")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư công vụ")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="điện thoại")),
                        ("code", models.CharField(blank=True, max_length=30, verbose_name="mã cán bộ")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="minh họa")),
                        (
                            "fold",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("full_name"), function="vn_fold", output_field=models.TextField()
                                ),
                                output_field=models.TextField(),
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["fold"], name="identity_person_fold", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("code",),
                                name="identity_person_code_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("handle_documents", "Xử lý văn bản"),
                                        ("sign", "Ký thừa ủy quyền"),
                                        ("chair_meetings", "Chủ trì họp"),
                                        ("approve_publication", "Duyệt đăng"),
                                    ],
                                    max_length=30,
                                ),
                                size=None,
                                verbose_name="phạm vi",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="từ lúc")),
                        ("ends_at", models.DateTimeField(verbose_name="đến lúc")),
                        ("document", models.CharField(blank=True, max_length=100, verbose_name="giấy ủy quyền số")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        (
                            "from_assignment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to="identity.assignment",
                            ),
                        ),
                        (
                            "to_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations_received",
                                to="identity.person",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="person",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="identity.person"
                    ),
                ),
                migrations.AddField(
                    model_name="account",
                    name="person",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="identity.person",
                    ),
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="post",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="identity.post"
                    ),
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="dùng cho")),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=50),
                                default=list,
                                size=None,
                                verbose_name="phạm vi",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("expires_at", models.DateTimeField(verbose_name="hết hạn")),
                        ("revoked_at", models.DateTimeField(null=True, verbose_name="thu hồi lúc")),
                        ("last_used_at", models.DateTimeField(null=True, verbose_name="dùng gần nhất")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_tokens",
                                to="identity.post",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignIn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_tried", models.CharField(max_length=150, verbose_name="tên đã nhập")),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("address", models.CharField(max_length=64, verbose_name="địa chỉ mạng")),
                        ("agent", models.CharField(blank=True, max_length=300, verbose_name="trình duyệt")),
                        ("outcome", models.CharField(max_length=30, verbose_name="kết quả")),
                        ("method", models.CharField(blank=True, max_length=30, verbose_name="cách")),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sign_ins",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Unit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("code", models.CharField(blank=True, max_length=30, verbose_name="mã đơn vị")),
                        ("name", models.CharField(max_length=250, verbose_name="tên")),
                        ("abbreviation", models.CharField(blank=True, max_length=20, verbose_name="chữ viết tắt")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="thứ tự")),
                        ("is_records_office", models.BooleanField(default=False, verbose_name="văn thư cơ quan")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="hoạt động từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="units", to="identity.agency"
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="identity.unit",
                                verbose_name="thuộc",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="post",
                    name="unit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="identity.unit",
                        verbose_name="đơn vị",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agency",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="identity_agency_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agencycode",
                    constraint=models.UniqueConstraint(fields=("scheme", "value"), name="identity_code_once"),
                ),
                migrations.AddIndex(
                    model_name="delegation",
                    index=models.Index(fields=["to_person", "ends_at"], name="identity_delegation_to"),
                ),
                migrations.AddConstraint(
                    model_name="delegation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="identity_delegation_dates"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="account",
                    constraint=models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="identity_account_email_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="account",
                    constraint=models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"), name="identity_account_name_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="assignment",
                    index=models.Index(fields=["person", "valid_from"], name="identity_assignment_person"),
                ),
                migrations.AddConstraint(
                    model_name="assignment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="identity_assignment_dates",
                    ),
                ),
                migrations.AddIndex(
                    model_name="signin",
                    index=models.Index(fields=["account", "-at"], name="identity_sign_in_recent"),
                ),
                migrations.AddIndex(
                    model_name="signin",
                    index=models.Index(fields=["address", "-at"], name="identity_sign_in_address"),
                ),
                migrations.AddConstraint(
                    model_name="unit",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("agency", "code"),
                        name="identity_unit_code_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="unit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("parent", models.F("pk")), _negated=True),
                        name="identity_unit_not_own_parent",
                    ),
                ),
            ]
        ),
    ]
