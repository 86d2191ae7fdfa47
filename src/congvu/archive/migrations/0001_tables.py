"""Plans of files, case files, hand-over, loans, disposal, packages."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import uuid6
from django.db import migrations, models

from congvu.kernel.api import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [("archive", "0001_initial"), ("archive", "0003_material_destroyed"), ("archive", "0004_packages")]
    dependencies = [("documents", "0001_tables"), ("identity", "0001_tables")]
    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="KeptRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("data", models.JSONField(verbose_name="dữ liệu của tài liệu")),
                    ],
                ),
                migrations.CreateModel(
                    name="ArchiveSetup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("archive_code", models.CharField(max_length=30, verbose_name="mã lưu trữ")),
                        ("archive_name", models.CharField(max_length=250, verbose_name="tên lưu trữ")),
                        ("fonds_code", models.CharField(max_length=30, verbose_name="mã phông")),
                        ("fonds_name", models.CharField(max_length=250, verbose_name="tên phông")),
                        (
                            "agency",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CaseFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("organ_id", models.CharField(max_length=35, verbose_name="mã định danh cơ quan lập danh mục")),
                        ("catalog_year", models.PositiveSmallIntegerField(verbose_name="năm hình thành")),
                        ("notation", models.CharField(max_length=20, verbose_name="số, ký hiệu hồ sơ")),
                        ("title", models.CharField(max_length=1000, verbose_name="tiêu đề")),
                        (
                            "retention_note",
                            models.CharField(blank=True, max_length=200, verbose_name="căn cứ thời hạn"),
                        ),
                        (
                            "usage",
                            models.CharField(
                                choices=[("01", "Công khai"), ("02", "Có điều kiện"), ("03", "Mật")],
                                default="01",
                                max_length=2,
                                verbose_name="chế độ sử dụng",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("01", "Tiếng Việt"),
                                    ("02", "Tiếng Anh"),
                                    ("03", "Tiếng Pháp"),
                                    ("04", "Tiếng Nga"),
                                    ("05", "Tiếng Trung"),
                                    ("06", "Tiếng Việt, tiếng Anh"),
                                    ("07", "Tiếng Việt, tiếng Nga"),
                                    ("08", "Tiếng Việt, tiếng Pháp"),
                                    ("09", "Hán Nôm"),
                                    ("10", "Tiếng Việt, tiếng Trung"),
                                    ("11", "Khác"),
                                ],
                                default="01",
                                max_length=2,
                                verbose_name="ngôn ngữ",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("electronic", "Hồ sơ điện tử"),
                                    ("paper", "Hồ sơ giấy"),
                                    ("mixed", "Hồ sơ hỗn hợp"),
                                ],
                                default="electronic",
                                max_length=12,
                                verbose_name="hình thức",
                            ),
                        ),
                        ("is_construction", models.BooleanField(default=False, verbose_name="hồ sơ xây dựng cơ bản")),
                        ("started_on", models.DateField(verbose_name="thời gian bắt đầu")),
                        ("ended_on", models.DateField(null=True, verbose_name="thời gian kết thúc")),
                        ("settled_on", models.DateField(null=True, verbose_name="quyết toán ngày")),
                        ("description", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("keyword", models.CharField(blank=True, max_length=300, verbose_name="từ khóa")),
                        ("keeper_name", models.CharField(max_length=250, verbose_name="người lập")),
                        ("opened_at", models.DateTimeField(verbose_name="mở lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "Mới mở"),
                                    ("running", "Đang lập"),
                                    ("paused", "Tạm dừng"),
                                    ("closed", "Đã kết thúc"),
                                    ("offered", "Chờ tiếp nhận"),
                                    ("checking", "Đang tiếp nhận"),
                                    ("archived", "Đã nộp lưu"),
                                    ("disposed", "Đã hủy tài liệu"),
                                    ("cancelled", "Đã bỏ"),
                                ],
                                default="new",
                                max_length=12,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="tiến độ, %")),
                        ("due_on", models.DateField(null=True, verbose_name="hạn giải quyết công việc")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="kết thúc lúc")),
                        ("doc_total", models.PositiveIntegerField(default=0, verbose_name="tổng số văn bản")),
                        ("page_total", models.PositiveIntegerField(default=0, verbose_name="tổng số trang")),
                        ("paper_sheets", models.PositiveIntegerField(null=True, verbose_name="số tờ giấy")),
                        ("paper_place", models.CharField(blank=True, max_length=200, verbose_name="nơi để bản giấy")),
                        ("handover_due_on", models.DateField(null=True, verbose_name="hạn nộp lưu")),
                        ("kept_until", models.DateField(null=True, verbose_name="được giữ lại đến")),
                        ("retention_ends_on", models.DateField(null=True, verbose_name="hết thời hạn bảo quản")),
                        (
                            "arc_file_code",
                            models.CharField(blank=True, max_length=100, verbose_name="mã hồ sơ lưu trữ"),
                        ),
                        ("archived_at", models.DateTimeField(null=True, verbose_name="nộp lưu lúc")),
                        ("shelf", models.CharField(blank=True, max_length=200, verbose_name="kho, giá, hộp")),
                        ("disposed_at", models.DateTimeField(null=True, verbose_name="hủy lúc")),
                        (
                            "words",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        models.Func(
                                            django.db.models.functions.text.Concat(
                                                models.F("title"),
                                                models.Value(" "),
                                                models.F("notation"),
                                                models.Value(" "),
                                                models.F("keeper_name"),
                                                models.Value(" "),
                                                models.F("keyword"),
                                                models.Value(" "),
                                                output_field=models.TextField(),
                                            ),
                                            function="vn_fold",
                                            output_field=models.TextField(),
                                        ),
                                        models.Value("/-.,_"),
                                        models.Value("     "),
                                        function="translate",
                                        output_field=models.TextField(),
                                    ),
                                    config="simple",
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan",
                            ),
                        ),
                        (
                            "keeper_post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="vị trí lập hồ sơ",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="archive.casefile",
                                verbose_name="thuộc hồ sơ",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Disposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("number", models.PositiveIntegerField(verbose_name="đợt")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang lập danh mục"),
                                    ("council", "Hội đồng xét"),
                                    ("decided", "Đã có quyết định"),
                                    ("done", "Đã hủy"),
                                    ("cancelled", "Đã bỏ"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("reason", models.CharField(max_length=1000, verbose_name="lý do")),
                        ("created_by", models.CharField(max_length=250, verbose_name="người lập")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("council", models.JSONField(default=list, verbose_name="hội đồng")),
                        (
                            "council_code",
                            models.CharField(blank=True, max_length=100, verbose_name="quyết định lập hội đồng"),
                        ),
                        (
                            "council_conclusion",
                            models.CharField(blank=True, max_length=2000, verbose_name="ý kiến hội đồng"),
                        ),
                        ("council_on", models.DateField(null=True, verbose_name="hội đồng họp ngày")),
                        ("decision_code", models.CharField(blank=True, max_length=100, verbose_name="quyết định hủy")),
                        ("decision_on", models.DateField(null=True, verbose_name="ngày quyết định")),
                        ("decided_by", models.CharField(blank=True, max_length=250, verbose_name="người quyết định")),
                        ("done_at", models.DateTimeField(null=True, verbose_name="hủy lúc")),
                        ("done_by", models.CharField(blank=True, max_length=250, verbose_name="người thực hiện")),
                        ("minutes_file_id", models.BigIntegerField(null=True, verbose_name="biên bản hủy")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.agency"
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DisposalItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="số thứ tự")),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do hủy")),
                        ("is_kept", models.BooleanField(default=False, verbose_name="hội đồng giữ lại")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ý kiến")),
                        ("proof", models.JSONField(default=list, verbose_name="bằng chứng hủy")),
                        (
                            "disposal",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="archive.disposal",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disposal_items",
                                to="archive.casefile",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FileAccess",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("grant", models.CharField(max_length=60, verbose_name="ai")),
                        ("since", models.DateTimeField(verbose_name="từ lúc")),
                        ("until", models.DateField(null=True, verbose_name="đến hết ngày")),
                        (
                            "file",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accesses",
                                to="archive.casefile",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FileEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ordinal", models.PositiveIntegerField(verbose_name="số thứ tự trong hồ sơ")),
                        ("dated_on", models.DateField(verbose_name="ngày tài liệu")),
                        ("pages", models.PositiveIntegerField(null=True, verbose_name="số trang")),
                        ("sheet_text", models.CharField(blank=True, max_length=40, verbose_name="tờ số, trang số")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        (
                            "arc_doc_code",
                            models.CharField(blank=True, max_length=110, verbose_name="mã tài liệu lưu trữ"),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="đưa vào lúc")),
                        ("added_by", models.CharField(max_length=250, verbose_name="người đưa vào")),
                        ("removed_at", models.DateTimeField(null=True, verbose_name="rút ra lúc")),
                        ("removed_by", models.CharField(blank=True, max_length=250, verbose_name="người rút ra")),
                        (
                            "removal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("duplicate", "Bản trùng"),
                                    ("worthless", "Bản thảo, bản nháp không có giá trị"),
                                    ("misplaced", "Không thuộc hồ sơ này"),
                                ],
                                max_length=12,
                                verbose_name="lý do rút",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                                verbose_name="văn bản",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="archive.casefile",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FileLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="quan hệ")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="archive.casefile"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="backlinks",
                                to="archive.casefile",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FileMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="người tham gia lúc đó")),
                        ("title", models.CharField(max_length=250, verbose_name="chức danh lúc đó")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("keeper", "Người lập hồ sơ"),
                                    ("support", "Phối hợp"),
                                    ("reader", "Theo dõi"),
                                ],
                                max_length=10,
                                verbose_name="vai trò",
                            ),
                        ),
                        ("due_on", models.DateField(null=True, verbose_name="hạn")),
                        ("since", models.DateTimeField(verbose_name="từ lúc")),
                        ("until", models.DateTimeField(null=True, verbose_name="đến lúc")),
                        (
                            "file",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="archive.casefile",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FilePlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        (
                            "numbering",
                            models.CharField(
                                choices=[("whole", "Liên tục trong cả danh mục"), ("heading", "Theo từng đề mục lớn")],
                                default="heading",
                                max_length=10,
                                verbose_name="cách đánh số",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang lập"),
                                    ("submitted", "Chờ phê duyệt"),
                                    ("approved", "Đã phê duyệt"),
                                    ("issued", "Đã ban hành"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="trình lúc")),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="phê duyệt lúc")),
                        ("approved_by", models.CharField(blank=True, max_length=250, verbose_name="người phê duyệt")),
                        ("approved_title", models.CharField(blank=True, max_length=250, verbose_name="chức vụ")),
                        ("draft_id", models.BigIntegerField(null=True, verbose_name="dự thảo quyết định")),
                        (
                            "decision_code",
                            models.CharField(blank=True, max_length=100, verbose_name="số, ký hiệu quyết định"),
                        ),
                        ("decision_on", models.DateField(null=True, verbose_name="ngày quyết định")),
                        ("issued_at", models.DateTimeField(null=True, verbose_name="ban hành lúc")),
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
                            "created_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                                verbose_name="quyết định ban hành",
                            ),
                        ),
                        (
                            "submitted_to_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm nộp")),
                        ("number", models.PositiveIntegerField(null=True, verbose_name="đợt nộp")),
                        ("is_permanent", models.BooleanField(verbose_name="hồ sơ bảo quản vĩnh viễn")),
                        ("from_name", models.CharField(max_length=250, verbose_name="bên giao")),
                        ("from_title", models.CharField(max_length=250, verbose_name="chức danh bên giao")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang chuẩn bị"),
                                    ("waiting", "Chờ tiếp nhận"),
                                    ("checking", "Đang xử lý"),
                                    ("passed", "Đạt"),
                                    ("failed", "Không đạt, trả lại"),
                                    ("complete", "Hoàn thành"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do nộp")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("offered_at", models.DateTimeField(null=True, verbose_name="nộp lúc")),
                        ("taken_at", models.DateTimeField(null=True, verbose_name="bắt đầu kiểm tra lúc")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="kết luận lúc")),
                        ("completed_at", models.DateTimeField(null=True, verbose_name="hoàn thành lúc")),
                        ("to_name", models.CharField(blank=True, max_length=250, verbose_name="bên nhận")),
                        ("to_title", models.CharField(blank=True, max_length=250, verbose_name="chức danh bên nhận")),
                        ("conclusion", models.CharField(blank=True, max_length=1000, verbose_name="kết luận")),
                        ("list_file_id", models.BigIntegerField(null=True, verbose_name="mục lục hồ sơ nộp lưu")),
                        ("minutes_file_id", models.BigIntegerField(null=True, verbose_name="biên bản")),
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
                            "from_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "to_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.unit"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HandoverItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="số thứ tự")),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Chờ kiểm tra"), ("good", "Đạt"), ("bad", "Không đạt")],
                                default="waiting",
                                max_length=10,
                                verbose_name="kết quả",
                            ),
                        ),
                        ("checks", models.JSONField(default=list, verbose_name="các phép kiểm tra")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handover_items",
                                to="archive.casefile",
                            ),
                        ),
                        (
                            "handover",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="archive.handover",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HandoverNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("text", models.CharField(blank=True, max_length=1000, verbose_name="nội dung")),
                        ("sent_at", models.DateTimeField(verbose_name="thông báo lúc")),
                        ("sent_by", models.CharField(max_length=250, verbose_name="người thông báo")),
                        ("answer_by", models.DateField(verbose_name="chuẩn bị xong trước")),
                        ("file_count", models.PositiveIntegerField(verbose_name="số hồ sơ")),
                        ("reminded_at", models.DateTimeField(null=True, verbose_name="nhắc lần cuối")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.agency"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="KeepBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                        ("until", models.DateField(verbose_name="giữ đến")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Chờ người đứng đầu đồng ý"),
                                    ("allowed", "Được giữ lại"),
                                    ("refused", "Không đồng ý"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("asked_by", models.CharField(max_length=250, verbose_name="người đề nghị")),
                        ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                        ("decided_by", models.CharField(blank=True, max_length=250, verbose_name="người quyết định")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="quyết định lúc")),
                        ("decision_note", models.CharField(blank=True, max_length=500, verbose_name="ý kiến")),
                        (
                            "asked_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="keep_backs",
                                to="archive.casefile",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="KeptFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file_id", models.BigIntegerField(verbose_name="tệp đã lưu")),
                        ("removed_at", models.DateTimeField(null=True, verbose_name="hủy lúc")),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="archive.keptrecord",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Loan",
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
                                choices=[
                                    ("paper", "Mượn bản giấy"),
                                    ("electronic", "Đọc bản điện tử"),
                                    ("reading_room", "Đọc tại phòng đọc"),
                                ],
                                max_length=14,
                                verbose_name="hình thức",
                            ),
                        ),
                        ("borrower", models.CharField(max_length=250, verbose_name="người sử dụng")),
                        (
                            "borrower_detail",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="chức danh, giấy tờ, nơi công tác"
                            ),
                        ),
                        ("purpose", models.CharField(max_length=500, verbose_name="mục đích")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Chờ cho phép"),
                                    ("refused", "Không cho phép"),
                                    ("allowed", "Được phép"),
                                    ("lent", "Đang mượn"),
                                    ("returned", "Đã trả"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                        ("due_on", models.DateField(verbose_name="hạn trả")),
                        ("permitted_by", models.CharField(blank=True, max_length=250, verbose_name="người cho phép")),
                        ("permitted_at", models.DateTimeField(null=True, verbose_name="cho phép lúc")),
                        ("lent_at", models.DateTimeField(null=True, verbose_name="giao lúc")),
                        ("returned_at", models.DateTimeField(null=True, verbose_name="trả lúc")),
                        ("urged_at", models.DateTimeField(null=True, verbose_name="đôn đốc lần cuối")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú, tình trạng")),
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
                            "borrower_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="archive.fileentry",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="loans", to="archive.casefile"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Material",
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
                                choices=[
                                    ("paper", "Tài liệu giấy"),
                                    ("picture", "Ảnh"),
                                    ("sound", "Ghi âm"),
                                    ("film", "Phim, ghi hình"),
                                    ("map", "Bản đồ, bản vẽ"),
                                    ("data", "Tệp dữ liệu"),
                                    ("other", "Khác"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("title", models.CharField(max_length=1000, verbose_name="tên, nội dung")),
                        ("author", models.CharField(blank=True, max_length=250, verbose_name="tác giả")),
                        ("made_on", models.DateField(null=True, verbose_name="ngày")),
                        ("made_at_place", models.CharField(blank=True, max_length=250, verbose_name="địa điểm")),
                        ("medium", models.CharField(blank=True, max_length=100, verbose_name="vật mang tin")),
                        ("seconds", models.PositiveIntegerField(null=True, verbose_name="thời lượng, giây")),
                        ("sheets", models.PositiveIntegerField(null=True, verbose_name="số tờ")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("file_id", models.BigIntegerField(null=True, verbose_name="tệp đã lưu")),
                        ("file_name", models.CharField(blank=True, max_length=255, verbose_name="tên tệp")),
                        ("media_type", models.CharField(blank=True, max_length=100, verbose_name="kiểu")),
                        ("size", models.PositiveBigIntegerField(null=True, verbose_name="cỡ, byte")),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="mã băm SHA-256")),
                        ("removed_at", models.DateTimeField(null=True, verbose_name="hủy tệp lúc")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("file_id__isnull", False)),
                                fields=["file_id"],
                                name="archive_material_file",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="keptrecord",
                    name="material",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kept", to="archive.material"
                    ),
                ),
                migrations.AddField(
                    model_name="fileentry",
                    name="material",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="archive.material",
                    ),
                ),
                migrations.CreateModel(
                    name="Package",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("is_import", models.BooleanField(verbose_name="nhập vào")),
                        ("kind", models.CharField(max_length=3, verbose_name="loại gói")),
                        ("objid", models.CharField(max_length=200, verbose_name="mã gói")),
                        ("content_sha256", models.CharField(max_length=64, verbose_name="mã băm nội dung")),
                        ("files", models.PositiveIntegerField(verbose_name="số tệp")),
                        ("size", models.PositiveBigIntegerField(verbose_name="cỡ, byte")),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("by", models.CharField(max_length=250, verbose_name="người làm")),
                        ("notes", models.JSONField(default=list, verbose_name="ghi nhận khi kiểm tra")),
                        ("agents", models.JSONField(default=list, verbose_name="các bên")),
                        ("history", models.JSONField(default=list, verbose_name="diễn biến từ nơi cũ")),
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
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packages",
                                to="archive.casefile",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PlanAmendment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="lần")),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang lập"),
                                    ("submitted", "Chờ phê duyệt"),
                                    ("approved", "Đã phê duyệt"),
                                    ("issued", "Đã ban hành"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("asked_by", models.CharField(max_length=250, verbose_name="người đề nghị")),
                        ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                        ("approved_by", models.CharField(blank=True, max_length=250, verbose_name="người phê duyệt")),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="phê duyệt lúc")),
                        (
                            "decision_code",
                            models.CharField(blank=True, max_length=100, verbose_name="số, ký hiệu quyết định"),
                        ),
                        (
                            "asked_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="archive.fileplan",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PlanHeading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                        ("title", models.CharField(max_length=300, verbose_name="đề mục")),
                        ("abbreviation", models.CharField(blank=True, max_length=12, verbose_name="chữ viết tắt")),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="archive.planheading",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="headings",
                                to="archive.fileplan",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PlanRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                        ("notation", models.CharField(max_length=20, verbose_name="số, ký hiệu hồ sơ")),
                        ("title", models.CharField(max_length=1000, verbose_name="tiêu đề hồ sơ")),
                        ("creator", models.CharField(max_length=250, verbose_name="người lập hồ sơ")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="added_rows",
                                to="archive.planamendment",
                            ),
                        ),
                        (
                            "creator_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "heading",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="archive.planheading",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="archive.fileplan",
                            ),
                        ),
                        (
                            "removed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="removed_rows",
                                to="archive.planamendment",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="casefile",
                    name="plan_row",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="archive.planrow",
                    ),
                ),
                migrations.CreateModel(
                    name="RetentionValue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="mã trong hệ thống")),
                        ("label", models.CharField(max_length=60, verbose_name="thời hạn bảo quản")),
                        ("years", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số năm")),
                        ("is_permanent", models.BooleanField(default=False, verbose_name="vĩnh viễn")),
                        ("archive_code", models.CharField(max_length=10, verbose_name="mã TT 05/2025/TT-BNV")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                        ("is_certain", models.BooleanField(default=True, verbose_name="đã đối chiếu văn bản")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="hiệu lực từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("is_permanent", False), ("years", None), _connector="OR"),
                                name="archive_permanent_has_no_years",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                        ("heading", models.CharField(max_length=200, verbose_name="nhóm")),
                        ("title", models.CharField(max_length=500, verbose_name="nhóm hồ sơ, tài liệu")),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                        ("is_certain", models.BooleanField(default=True, verbose_name="đã đối chiếu văn bản")),
                        ("valid_from", models.DateField(verbose_name="hiệu lực từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        (
                            "value",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="archive.retentionvalue",
                                verbose_name="thời hạn bảo quản",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="planrow",
                    name="retention",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archive.retentionvalue",
                        verbose_name="thời hạn bảo quản",
                    ),
                ),
                migrations.AddField(
                    model_name="casefile",
                    name="retention",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archive.retentionvalue",
                        verbose_name="thời hạn bảo quản",
                    ),
                ),
                migrations.CreateModel(
                    name="RightChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "usage",
                            models.CharField(
                                blank=True,
                                choices=[("01", "Công khai"), ("02", "Có điều kiện"), ("03", "Mật")],
                                max_length=2,
                                verbose_name="chế độ sử dụng mới",
                            ),
                        ),
                        ("documents", models.JSONField(default=list, verbose_name="văn bản được mở")),
                        ("grants", models.JSONField(default=list, verbose_name="mở cho")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Chờ xác nhận"),
                                    ("confirmed", "Đã xác nhận"),
                                    ("refused", "Không đồng ý"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("asked_by", models.CharField(max_length=250, verbose_name="người đề nghị")),
                        ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                        ("decided_by", models.CharField(blank=True, max_length=250, verbose_name="người xác nhận")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="xác nhận lúc")),
                        (
                            "asked_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="archive.casefile",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="disposal",
                    constraint=models.UniqueConstraint(
                        fields=("agency", "year", "number"), name="archive_disposal_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="disposalitem",
                    index=models.Index(fields=["disposal", "position"], name="archive_disposal_items"),
                ),
                migrations.AddConstraint(
                    model_name="disposalitem",
                    constraint=models.UniqueConstraint(fields=("disposal", "file"), name="archive_disposal_item_once"),
                ),
                migrations.AddIndex(
                    model_name="fileaccess",
                    index=models.Index(fields=["grant", "-file"], name="archive_access_grant"),
                ),
                migrations.AddConstraint(
                    model_name="fileaccess",
                    constraint=models.UniqueConstraint(fields=("file", "grant"), name="archive_access_once"),
                ),
                migrations.AddConstraint(
                    model_name="filelink",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", None), ("other__isnull", False)),
                            models.Q(("document__isnull", False), ("other", None)),
                            _connector="OR",
                        ),
                        name="archive_link_is_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="filelink",
                    constraint=models.UniqueConstraint(fields=("file", "document"), name="archive_link_document_once"),
                ),
                migrations.AddConstraint(
                    model_name="filelink",
                    constraint=models.UniqueConstraint(fields=("file", "other"), name="archive_link_file_once"),
                ),
                migrations.AddConstraint(
                    model_name="filemember",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("file", "post"), name="archive_member_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="fileplan",
                    index=models.Index(
                        condition=models.Q(("draft_id__isnull", False)), fields=["draft_id"], name="archive_plan_draft"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fileplan",
                    constraint=models.UniqueConstraint(fields=("agency", "year"), name="archive_plan_once_a_year"),
                ),
                migrations.AddIndex(
                    model_name="handover",
                    index=models.Index(fields=["agency", "state", "-id"], name="archive_handover_state"),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("agency", "year", "number"),
                        name="archive_handover_number_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="handoveritem",
                    index=models.Index(fields=["handover", "position"], name="archive_items"),
                ),
                migrations.AddConstraint(
                    model_name="handoveritem",
                    constraint=models.UniqueConstraint(fields=("handover", "file"), name="archive_item_once"),
                ),
                migrations.AddConstraint(
                    model_name="handovernotice",
                    constraint=models.UniqueConstraint(fields=("agency", "year"), name="archive_notice_once_a_year"),
                ),
                migrations.AddConstraint(
                    model_name="keepback",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("file",), name="archive_one_open_keep_back"
                    ),
                ),
                migrations.AddIndex(
                    model_name="keptfile",
                    index=models.Index(
                        condition=models.Q(("removed_at", None)), fields=["file_id"], name="archive_kept_file"
                    ),
                ),
                migrations.AddIndex(
                    model_name="loan",
                    index=models.Index(fields=["agency", "-id"], name="archive_loans"),
                ),
                migrations.AddIndex(
                    model_name="loan",
                    index=models.Index(
                        condition=models.Q(("state", "lent")), fields=["due_on"], name="archive_loans_due"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="loan",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("entry", None), ("kind", "paper"), ("state", "lent")),
                        fields=("file",),
                        name="archive_paper_lent_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="fileentry",
                    index=models.Index(
                        condition=models.Q(("removed_at", None)), fields=["file", "ordinal"], name="archive_entry_order"
                    ),
                ),
                migrations.AddIndex(
                    model_name="fileentry",
                    index=models.Index(
                        condition=models.Q(("removed_at", None)), fields=["document"], name="archive_entry_document"
                    ),
                ),
                migrations.AddIndex(
                    model_name="fileentry",
                    index=models.Index(
                        condition=models.Q(("removed_at__isnull", False)),
                        fields=["file", "-removed_at"],
                        name="archive_entry_out",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fileentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", None), ("material__isnull", False)),
                            models.Q(("document__isnull", False), ("material", None)),
                            _connector="OR",
                        ),
                        name="archive_entry_is_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fileentry",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("document__isnull", False), ("removed_at", None)),
                        fields=("file", "document"),
                        name="archive_document_once_in_file",
                    ),
                ),
                migrations.AddIndex(
                    model_name="package",
                    index=models.Index(fields=["agency", "-id"], name="archive_packages"),
                ),
                migrations.AddConstraint(
                    model_name="package",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_import", True)), fields=("objid",), name="archive_package_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planamendment",
                    constraint=models.UniqueConstraint(fields=("plan", "number"), name="archive_amendment_once"),
                ),
                migrations.AddConstraint(
                    model_name="planamendment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted"])),
                        fields=("plan",),
                        name="archive_one_open_amendment",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planheading",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", False), models.Q(("abbreviation", ""), _negated=True), _connector="OR"
                        ),
                        name="archive_large_heading_has_abbreviation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planheading",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("abbreviation", ""), _negated=True),
                        fields=("plan", "abbreviation"),
                        name="archive_heading_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="retentionrule",
                    constraint=models.UniqueConstraint(fields=("legal_basis", "number"), name="archive_rule_once"),
                ),
                migrations.AddIndex(
                    model_name="planrow",
                    index=models.Index(fields=["plan", "heading", "number"], name="archive_plan_rows"),
                ),
                migrations.AddIndex(
                    model_name="planrow",
                    index=models.Index(fields=["creator_post", "-plan"], name="archive_rows_of_post"),
                ),
                migrations.AddConstraint(
                    model_name="planrow",
                    constraint=models.UniqueConstraint(fields=("plan", "notation"), name="archive_row_notation_once"),
                ),
                migrations.AddIndex(
                    model_name="casefile",
                    index=models.Index(fields=["agency", "-id"], name="archive_file_newest"),
                ),
                migrations.AddIndex(
                    model_name="casefile",
                    index=models.Index(fields=["agency", "state", "-id"], name="archive_file_state"),
                ),
                migrations.AddIndex(
                    model_name="casefile",
                    index=models.Index(fields=["keeper_post", "state", "-id"], name="archive_file_keeper"),
                ),
                migrations.AddIndex(
                    model_name="casefile",
                    index=models.Index(fields=["unit", "state", "-id"], name="archive_file_unit"),
                ),
                migrations.AddIndex(
                    model_name="casefile",
                    index=models.Index(
                        condition=models.Q(("state", "closed")),
                        fields=["agency", "handover_due_on", "id"],
                        name="archive_file_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="casefile",
                    index=models.Index(
                        condition=models.Q(("state__in", ["closed", "archived"])),
                        fields=["agency", "retention_ends_on", "id"],
                        name="archive_file_worn_out",
                    ),
                ),
                migrations.AddIndex(
                    model_name="casefile",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="archive_file_words"),
                ),
                migrations.AddConstraint(
                    model_name="casefile",
                    constraint=models.UniqueConstraint(
                        fields=("agency", "catalog_year", "notation", "organ_id"), name="archive_file_code_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casefile",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("arc_file_code", ""), _negated=True),
                        fields=("agency", "arc_file_code"),
                        name="archive_arc_code_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casefile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="archive_file_progress"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casefile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"
                        ),
                        name="archive_file_ends_after_start",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="casefile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="archive_file_not_in_itself",
                    ),
                ),
                migrations.AddIndex(
                    model_name="rightchange",
                    index=models.Index(
                        condition=models.Q(("state", "waiting")), fields=["file"], name="archive_change_waiting"
                    ),
                ),
            ]
        ),
    ]
