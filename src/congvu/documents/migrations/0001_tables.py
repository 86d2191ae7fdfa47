"""Registers, documents, their drafts, instructions, signatures and rights."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import uuid6
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from congvu.kernel.api import Tables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0003_drafts"),
        ("documents", "0004_drafting_papers"),
        ("documents", "0005_incoming_desk"),
        ("documents", "0007_who_signs"),
        ("documents", "0008_who_signs_carried_over"),
        ("documents", "0009_approval_chains"),
        ("documents", "0010_register_days_index"),
        ("documents", "0010_secretary_ended"),
        ("documents", "0010_watch_signatures"),
        ("documents", "0011_joined"),
        ("documents", "0013_report_indexes"),
        ("documents", "0014_copies"),
    ]
    dependencies = [("identity", "0001_tables"), ("kernel", "0001_tables"), ("search", "0001_tables")]
    operations = [
        BtreeGistExtension(),
        Tables(
            [
                migrations.CreateModel(
                    name="DocumentFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("main", "Văn bản chính"),
                                    ("attachment", "Tệp kèm theo"),
                                    ("original", "Bản gốc soạn thảo"),
                                    ("pdf_view", "Bản xem PDF"),
                                ],
                                max_length=20,
                                verbose_name="vai trò",
                            ),
                        ),
                        ("file_id", models.BigIntegerField(verbose_name="tệp đã lưu")),
                        ("name", models.CharField(max_length=255, verbose_name="tên tệp")),
                        ("media_type", models.CharField(max_length=100, verbose_name="kiểu")),
                        ("size", models.PositiveBigIntegerField(verbose_name="cỡ, byte")),
                        ("sha256", models.CharField(max_length=64, verbose_name="mã băm SHA-256")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="số trang")),
                        (
                            "text_state",
                            models.CharField(
                                choices=[
                                    ("waiting", "chờ"),
                                    ("done", "xong"),
                                    ("none", "không có chữ"),
                                    ("failed", "không đọc được"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="lấy chữ",
                            ),
                        ),
                        (
                            "view_state",
                            models.CharField(
                                choices=[
                                    ("none", "không cần"),
                                    ("waiting", "đang tạo"),
                                    ("done", "có"),
                                    ("missing", "máy chủ không có LibreOffice"),
                                    ("failed", "không tạo được"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="bản xem PDF",
                            ),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="thêm lúc")),
                        ("removed_at", models.DateTimeField(null=True, verbose_name="gỡ lúc")),
                    ],
                ),
                migrations.CreateModel(
                    name="DocumentType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="mã trong hệ thống")),
                        ("name", models.CharField(max_length=100, verbose_name="tên loại")),
                        ("abbreviation", models.CharField(blank=True, max_length=10, verbose_name="chữ viết tắt")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("administrative", "Văn bản hành chính"),
                                    ("normative", "Văn bản quy phạm pháp luật"),
                                    ("copy", "Bản sao"),
                                    ("other", "Văn bản khác"),
                                ],
                                max_length=20,
                                verbose_name="nhóm",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự trong nhóm")),
                        (
                            "qcvn102_code",
                            models.CharField(blank=True, max_length=10, verbose_name="mã QCVN 102 SĐ1:2022"),
                        ),
                        (
                            "archive_code",
                            models.CharField(blank=True, max_length=10, verbose_name="mã TT 05/2025/TT-BNV"),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="hiệu lực từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                    ],
                ),
                migrations.CreateModel(
                    name="ApprovalChain",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("version", models.PositiveIntegerField(verbose_name="phiên bản")),
                        ("valid_from", models.DateField(verbose_name="áp dụng từ ngày")),
                        ("valid_to", models.DateField(null=True, verbose_name="đến hết ngày")),
                        ("basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                        ("set_by", models.CharField(max_length=500, verbose_name="người đặt")),
                        ("set_at", models.DateTimeField(verbose_name="đặt lúc")),
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
                            "set_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "document_type",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.documenttype",
                                verbose_name="tên loại",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Ask",
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
                                choices=[("extension", "Xin gia hạn"), ("question", "Đề nghị làm rõ")],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("asked_name", models.CharField(max_length=250, verbose_name="người đề nghị")),
                        ("text", models.CharField(max_length=2000, verbose_name="lý do, câu hỏi")),
                        ("wanted_due_at", models.DateTimeField(null=True, verbose_name="xin hạn đến")),
                        ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "chờ trả lời"),
                                    ("granted", "đồng ý"),
                                    ("refused", "không đồng ý"),
                                    ("answered", "đã trả lời"),
                                    ("dropped", "đã rút"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=2000, verbose_name="trả lời")),
                        ("answered_name", models.CharField(blank=True, max_length=250, verbose_name="người trả lời")),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="trả lời lúc")),
                        (
                            "asked_by_post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "to_post",
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
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        (
                            "direction",
                            models.CharField(
                                choices=[("incoming", "Văn bản đến"), ("outgoing", "Văn bản đi")],
                                max_length=10,
                                verbose_name="chiều",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("number", models.PositiveIntegerField(null=True, verbose_name="số")),
                        ("number_suffix", models.CharField(blank=True, max_length=3, verbose_name="số phụ")),
                        ("code_number", models.CharField(blank=True, max_length=20, verbose_name="số của văn bản")),
                        ("code_notation", models.CharField(blank=True, max_length=60, verbose_name="ký hiệu")),
                        (
                            "document_code",
                            models.CharField(blank=True, max_length=200, verbose_name="mã định danh văn bản"),
                        ),
                        ("subject", models.CharField(blank=True, max_length=2000, verbose_name="trích yếu")),
                        ("issued_on", models.DateField(null=True, verbose_name="ngày văn bản")),
                        ("issuing_agency_name", models.CharField(max_length=250, verbose_name="tên cơ quan ban hành")),
                        ("signer_name", models.CharField(blank=True, max_length=100, verbose_name="người ký")),
                        (
                            "signer_position",
                            models.CharField(blank=True, max_length=200, verbose_name="chức vụ người ký"),
                        ),
                        (
                            "signer_capacity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("TM.", "TM. (thay mặt tập thể)"),
                                    ("Q.", "Q. (quyền)"),
                                    ("KT.", "KT. (ký thay)"),
                                    ("TL.", "TL. (thừa lệnh)"),
                                    ("TUQ.", "TUQ. (thừa ủy quyền)"),
                                ],
                                max_length=5,
                                verbose_name="quyền hạn ký",
                            ),
                        ),
                        (
                            "urgency",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Thường"),
                                    (1, "Khẩn"),
                                    (2, "Thượng khẩn"),
                                    (3, "Hỏa tốc"),
                                    (4, "Hỏa tốc hẹn giờ"),
                                ],
                                default=0,
                                verbose_name="mức độ khẩn",
                            ),
                        ),
                        (
                            "secrecy",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "Thường"), (1, "Mật"), (2, "Tối mật"), (3, "Tuyệt mật")],
                                default=0,
                                verbose_name="độ mật",
                            ),
                        ),
                        (
                            "circulation",
                            models.CharField(
                                blank=True,
                                choices=[("return", "Xem xong trả lại"), ("internal", "Lưu hành nội bộ")],
                                max_length=20,
                                verbose_name="phạm vi lưu hành",
                            ),
                        ),
                        ("language", models.CharField(default="Tiếng Việt", max_length=30, verbose_name="ngôn ngữ")),
                        ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="số trang")),
                        ("copies", models.PositiveSmallIntegerField(null=True, verbose_name="số bản")),
                        ("due_on", models.DateField(null=True, verbose_name="hạn trả lời")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="hạn giải quyết")),
                        ("arrived_at", models.DateTimeField(null=True, verbose_name="đến lúc")),
                        (
                            "received_via",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("axis", "Trục liên thông"),
                                    ("paper", "Bưu chính, giấy"),
                                    ("hand", "Trực tiếp"),
                                    ("email", "Thư điện tử công vụ"),
                                    ("fax", "Fax"),
                                    ("internal", "Nội bộ hệ thống"),
                                    ("api", "Kết nối phần mềm"),
                                ],
                                max_length=20,
                                verbose_name="nhận qua",
                            ),
                        ),
                        ("registered_at", models.DateTimeField(verbose_name="đăng ký lúc")),
                        ("forwarded_at", models.DateTimeField(null=True, verbose_name="chuyển lúc")),
                        ("pass_on_due_at", models.DateTimeField(null=True, verbose_name="hạn trình, chuyển")),
                        ("pass_on_remind_at", models.DateTimeField(null=True, verbose_name="lần nhắc trình tới")),
                        ("issued_at", models.DateTimeField(null=True, verbose_name="phát hành lúc")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                        ("closing_note", models.CharField(blank=True, max_length=500, verbose_name="kết quả, lý do")),
                        ("frozen_at", models.DateTimeField(null=True, verbose_name="đóng băng lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("arrived", "Mới đến"),
                                    ("registered", "Đã vào sổ"),
                                    ("waiting", "Chờ phân phối"),
                                    ("assigned", "Đã phân phối"),
                                    ("in_progress", "Đang xử lý"),
                                    ("review", "Chờ duyệt kết quả"),
                                    ("done", "Hoàn thành"),
                                    ("filed", "Đã lập hồ sơ"),
                                    ("returned", "Đã trả lại"),
                                    ("recalled", "Đã thu hồi"),
                                    ("void", "Đã hủy số"),
                                    ("numbered", "Đã cấp số"),
                                    ("sealed", "Đã ký số cơ quan"),
                                    ("issued", "Đã phát hành"),
                                    ("replaced", "Đã thay thế"),
                                ],
                                max_length=20,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        (
                            "handler_text",
                            models.CharField(blank=True, max_length=1000, verbose_name="đơn vị hoặc người nhận"),
                        ),
                        ("once_key", models.CharField(blank=True, max_length=64, verbose_name="khóa một lần")),
                        ("duplicate_key", models.CharField(blank=True, max_length=400, verbose_name="khóa so trùng")),
                        (
                            "issuer_fold",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Func(
                                    models.F("issuing_agency_name"), function="vn_fold", output_field=models.TextField()
                                ),
                                output_field=models.TextField(),
                            ),
                        ),
                        (
                            "words",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        models.Func(
                                            django.db.models.functions.text.Concat(
                                                models.F("subject"),
                                                models.Value(" "),
                                                models.F("code_number"),
                                                models.Value(" "),
                                                models.F("code_notation"),
                                                models.Value(" "),
                                                models.F("issuing_agency_name"),
                                                models.Value(" "),
                                                models.F("signer_name"),
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
                            "created_by_post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="lập bởi",
                            ),
                        ),
                        (
                            "drafting_unit",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                                verbose_name="đơn vị soạn thảo",
                            ),
                        ),
                        (
                            "issuing_agency",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan ban hành",
                            ),
                        ),
                        (
                            "lead_unit",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                                verbose_name="đơn vị chủ trì",
                            ),
                        ),
                        (
                            "document_type",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.documenttype",
                                verbose_name="tên loại",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FileText",
                    fields=[
                        (
                            "file",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="text",
                                serialize=False,
                                to="documents.documentfile",
                            ),
                        ),
                        ("body", models.TextField(verbose_name="chữ")),
                    ],
                ),
                migrations.AddField(
                    model_name="documentfile",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="documents.document"
                    ),
                ),
                migrations.AddField(
                    model_name="documentfile",
                    name="source",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="documents.documentfile",
                        verbose_name="bản xem của tệp",
                    ),
                ),
                migrations.CreateModel(
                    name="DocumentLink",
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
                                    ("answer", "trả lời"),
                                    ("replaces", "thay thế"),
                                    ("corrects", "đính chính"),
                                    ("recalls", "thu hồi"),
                                    ("paper", "bản giấy đi sau"),
                                    ("related", "liên quan"),
                                    ("duplicate", "đăng ký trùng"),
                                    ("copy_of", "bản sao của"),
                                ],
                                max_length=20,
                                verbose_name="quan hệ",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        (
                            "created_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="documents.document",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="backlinks",
                                to="documents.document",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("paper_uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        (
                            "unit_ids",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                        ),
                        ("drafter_name", models.CharField(max_length=250, verbose_name="tên người soạn")),
                        ("subject", models.CharField(blank=True, max_length=500, verbose_name="trích yếu")),
                        (
                            "urgency",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Thường"),
                                    (1, "Khẩn"),
                                    (2, "Thượng khẩn"),
                                    (3, "Hỏa tốc"),
                                    (4, "Hỏa tốc hẹn giờ"),
                                ],
                                default=0,
                                verbose_name="mức độ khẩn",
                            ),
                        ),
                        (
                            "circulation",
                            models.CharField(
                                blank=True,
                                choices=[("return", "Xem xong trả lại"), ("internal", "Lưu hành nội bộ")],
                                max_length=20,
                                verbose_name="phạm vi lưu hành",
                            ),
                        ),
                        (
                            "about_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("answer", "trả lời"),
                                    ("replaces", "thay thế"),
                                    ("corrects", "đính chính"),
                                    ("recalls", "thu hồi"),
                                    ("paper", "bản giấy đi sau"),
                                    ("related", "liên quan"),
                                    ("duplicate", "đăng ký trùng"),
                                    ("copy_of", "bản sao của"),
                                ],
                                max_length=20,
                                verbose_name="để",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("drafting", "Dự thảo"),
                                    ("opinions", "Xin ý kiến"),
                                    ("head", "Chờ lãnh đạo đơn vị duyệt"),
                                    ("form", "Kiểm tra thể thức"),
                                    ("signing", "Chờ ký"),
                                    ("signed", "Đã ký, chờ cấp số"),
                                    ("issued", "Đã phát hành"),
                                    ("returned", "Bị trả lại"),
                                    ("cancelled", "Đã hủy"),
                                ],
                                default="drafting",
                                max_length=20,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("latest_version", models.PositiveIntegerField(default=1, verbose_name="phiên bản mới nhất")),
                        ("round", models.PositiveSmallIntegerField(default=0, verbose_name="lần trình")),
                        (
                            "capacity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("own", "Ký trực tiếp"),
                                    ("tm", "TM. – thay mặt tập thể"),
                                    ("q", "Q. – quyền cấp trưởng"),
                                    ("tm_q", "TM. và Q. – thay mặt tập thể, quyền cấp trưởng"),
                                    ("kt", "KT. – ký thay người đứng đầu"),
                                    ("tm_kt", "TM. và KT. – thay mặt tập thể, ký thay người đứng đầu"),
                                    ("tl", "TL. – ký thừa lệnh"),
                                    ("tl_kt", "TL. và KT. – thừa lệnh, ký thay người đứng đầu đơn vị"),
                                    ("tuq", "TUQ. – ký thừa ủy quyền"),
                                ],
                                max_length=10,
                                verbose_name="quyền hạn ký",
                            ),
                        ),
                        ("signer_name", models.CharField(blank=True, max_length=250, verbose_name="người đã ký")),
                        (
                            "signer_title",
                            models.CharField(blank=True, max_length=250, verbose_name="chức vụ người đã ký"),
                        ),
                        (
                            "delegation_document",
                            models.CharField(blank=True, max_length=100, verbose_name="ký theo quyết định số"),
                        ),
                        ("signed_file_id", models.BigIntegerField(null=True, verbose_name="tệp đã ký")),
                        ("signed_pages", models.PositiveSmallIntegerField(null=True, verbose_name="số trang")),
                        ("signed_at", models.DateTimeField(null=True, verbose_name="ký lúc")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="hạn")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("changed_at", models.DateTimeField(verbose_name="thay đổi lúc")),
                        ("closing_note", models.CharField(blank=True, max_length=500, verbose_name="lý do hủy")),
                        ("once_key", models.CharField(blank=True, max_length=64, verbose_name="khóa một lần")),
                        ("template_version_id", models.BigIntegerField(null=True, verbose_name="lập từ phiên bản mẫu")),
                        (
                            "about",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="documents.document",
                                verbose_name="về văn bản đã phát hành",
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
                            "answers",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer_drafts",
                                to="documents.document",
                                verbose_name="trả lời văn bản đến",
                            ),
                        ),
                        (
                            "chain",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.approvalchain",
                                verbose_name="quy trình trình ký",
                            ),
                        ),
                        (
                            "document",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draft",
                                to="documents.document",
                                verbose_name="văn bản đã phát hành",
                            ),
                        ),
                        (
                            "document_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.documenttype",
                                verbose_name="tên loại",
                            ),
                        ),
                        (
                            "drafter_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="người soạn",
                            ),
                        ),
                        (
                            "follows",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.draft",
                                verbose_name="lập từ dự thảo",
                            ),
                        ),
                        (
                            "signer_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="người ký",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                                verbose_name="đơn vị soạn thảo",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("version", models.PositiveIntegerField(verbose_name="về phiên bản")),
                        ("part", models.CharField(max_length=20, verbose_name="phần")),
                        ("paragraph", models.PositiveIntegerField(verbose_name="đoạn")),
                        ("fingerprint", models.CharField(max_length=64, verbose_name="vết của đoạn")),
                        ("quote", models.CharField(max_length=500, verbose_name="lời của đoạn")),
                        ("text", models.CharField(max_length=4000, verbose_name="lời góp ý")),
                        ("by_person_id", models.BigIntegerField(verbose_name="người góp ý")),
                        ("by_name", models.CharField(max_length=500, verbose_name="tên người góp ý")),
                        ("by_title", models.CharField(max_length=250, verbose_name="chức danh")),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("resolved_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                        ("resolved_by", models.CharField(blank=True, max_length=500, verbose_name="ai đánh dấu xong")),
                        (
                            "by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="documents.draft",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="documents.draftcomment",
                                verbose_name="trả lời cho",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("file_id", models.BigIntegerField(verbose_name="tệp đã lưu")),
                        ("name", models.CharField(max_length=255, verbose_name="tên tệp")),
                        ("media_type", models.CharField(max_length=100, verbose_name="kiểu")),
                        ("size", models.PositiveBigIntegerField(verbose_name="cỡ, byte")),
                        ("sha256", models.CharField(max_length=64, verbose_name="mã băm SHA-256")),
                        ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="số trang")),
                        ("added_by_name", models.CharField(max_length=500, verbose_name="người thêm")),
                        ("added_at", models.DateTimeField(verbose_name="thêm lúc")),
                        (
                            "added_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kept_files",
                                to="documents.draft",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="về phiên bản")),
                        ("asked_name", models.CharField(blank=True, max_length=500, verbose_name="hỏi ai")),
                        ("question", models.CharField(blank=True, max_length=2000, verbose_name="câu hỏi")),
                        ("asked_at", models.DateTimeField(null=True, verbose_name="hỏi lúc")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="hạn")),
                        ("by_name", models.CharField(blank=True, max_length=500, verbose_name="người góp ý")),
                        ("by_title", models.CharField(blank=True, max_length=250, verbose_name="chức danh")),
                        ("text", models.TextField(blank=True, verbose_name="ý kiến")),
                        ("given_at", models.DateTimeField(null=True, verbose_name="góp ý lúc")),
                        (
                            "asked_by_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "asked_post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="hỏi vị trí",
                            ),
                        ),
                        (
                            "by_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="documents.draft",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(verbose_name="lần trình")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                        ("stage", models.PositiveSmallIntegerField(default=0, verbose_name="bậc")),
                        ("label", models.CharField(blank=True, max_length=100, verbose_name="tên bước")),
                        ("hours", models.PositiveSmallIntegerField(null=True, verbose_name="hạn, giờ làm việc")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="hạn")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("head", "Duyệt nội dung"),
                                    ("form", "Kiểm tra thể thức"),
                                    ("sign", "Ký ban hành"),
                                ],
                                max_length=10,
                                verbose_name="bước",
                            ),
                        ),
                        ("role", models.CharField(blank=True, max_length=30, verbose_name="vai trò")),
                        ("holder", models.CharField(max_length=500, verbose_name="ai")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "chưa đến lượt"),
                                    ("current", "đang chờ"),
                                    ("approved", "đã duyệt"),
                                    ("returned", "đã trả lại"),
                                    ("dropped", "không thực hiện"),
                                    ("kept", "giữ kết quả lần trước"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(null=True, verbose_name="về phiên bản")),
                        ("arrived_at", models.DateTimeField(null=True, verbose_name="đến lúc")),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="xem lúc")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                        ("decided_by", models.CharField(blank=True, max_length=500, verbose_name="ai đã làm")),
                        ("note", models.CharField(blank=True, max_length=2000, verbose_name="ý kiến, lý do")),
                        (
                            "draft",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="documents.draft",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("name", models.CharField(max_length=200, verbose_name="tên mẫu")),
                        ("hint", models.CharField(blank=True, max_length=300, verbose_name="dùng khi nào")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("body", "Nội dung soạn sẵn, trình bày theo Phụ lục III"),
                                    ("word", "Tệp Word có các mục điền"),
                                ],
                                max_length=10,
                                verbose_name="cách làm",
                            ),
                        ),
                        ("latest_version", models.PositiveIntegerField(default=1, verbose_name="phiên bản mới nhất")),
                        ("closed_on", models.DateField(null=True, verbose_name="thôi dùng từ ngày")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.agency"
                            ),
                        ),
                        (
                            "document_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.documenttype",
                                verbose_name="tên loại",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                                verbose_name="chỉ đơn vị",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftTemplateVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="phiên bản")),
                        ("content", models.JSONField(default=dict, verbose_name="nội dung")),
                        ("fields", models.JSONField(default=list, verbose_name="các mục điền")),
                        ("word_file_id", models.BigIntegerField(null=True, verbose_name="tệp Word")),
                        ("word_name", models.CharField(blank=True, max_length=255, verbose_name="tên tệp")),
                        ("word_sha256", models.CharField(blank=True, max_length=64, verbose_name="mã băm SHA-256")),
                        ("word_size", models.PositiveBigIntegerField(null=True, verbose_name="cỡ, byte")),
                        ("valid_from", models.DateField(verbose_name="dùng từ ngày")),
                        ("by_name", models.CharField(max_length=500, verbose_name="người lập")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
                        (
                            "by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="documents.drafttemplate",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DraftVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="phiên bản")),
                        ("content", models.JSONField(verbose_name="nội dung")),
                        ("attachments", models.JSONField(default=list, verbose_name="tệp đi kèm")),
                        ("word_file_id", models.BigIntegerField(null=True, verbose_name="tệp Word")),
                        ("word_name", models.CharField(blank=True, max_length=255, verbose_name="tên tệp")),
                        ("word_sha256", models.CharField(blank=True, max_length=64, verbose_name="mã băm SHA-256")),
                        ("word_size", models.PositiveBigIntegerField(null=True, verbose_name="cỡ, byte")),
                        ("word_text", models.TextField(blank=True, verbose_name="chữ của tệp Word")),
                        ("by_name", models.CharField(max_length=500, verbose_name="người lưu")),
                        ("restored_from", models.PositiveIntegerField(null=True, verbose_name="lấy lại từ phiên bản")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
                        (
                            "by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="documents.draft",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Handling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("to_name", models.CharField(max_length=500, verbose_name="tên lúc giao")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("decide", "Cho ý kiến"),
                                    ("lead", "Chủ trì"),
                                    ("support", "Phối hợp"),
                                    ("info", "Để biết"),
                                ],
                                max_length=10,
                                verbose_name="vai trò",
                            ),
                        ),
                        ("due_at", models.DateTimeField(null=True, verbose_name="hạn")),
                        ("given_at", models.DateTimeField(verbose_name="giao lúc")),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="xem lúc")),
                        ("seen_by_name", models.CharField(blank=True, max_length=250, verbose_name="người xem")),
                        ("passed_at", models.DateTimeField(null=True, verbose_name="giao tiếp lúc")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                        ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="tiến độ, %")),
                        ("result", models.CharField(blank=True, max_length=2000, verbose_name="kết quả, lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "đang xử lý"),
                                    ("done", "xong"),
                                    ("returned", "đã trả lại"),
                                    ("withdrawn", "đã rút"),
                                    ("handed_on", "đã chuyển nơi khác"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("remind_at", models.DateTimeField(null=True, verbose_name="lần nhắc tới")),
                        ("remind_step", models.PositiveSmallIntegerField(default=0, verbose_name="bậc nhắc đã gửi")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handlings",
                                to="documents.document",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="documents.handling",
                            ),
                        ),
                        (
                            "to_post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="giao vị trí",
                            ),
                        ),
                        (
                            "to_unit",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                                verbose_name="giao đơn vị",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DueChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("old_due_at", models.DateTimeField(null=True, verbose_name="hạn cũ")),
                        ("new_due_at", models.DateTimeField(null=True, verbose_name="hạn mới")),
                        ("by_name", models.CharField(max_length=250, verbose_name="người đổi")),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        ("reason", models.CharField(blank=True, max_length=2000, verbose_name="lý do")),
                        (
                            "ask",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.ask",
                            ),
                        ),
                        (
                            "by_post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "handling",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="due_changes",
                                to="documents.handling",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="ask",
                    name="handling",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="documents.handling",
                    ),
                ),
                migrations.CreateModel(
                    name="Instruction",
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
                                    ("submit", "trình"),
                                    ("instruct", "bút phê"),
                                    ("forward", "chuyển"),
                                    ("hand_on", "chuyển sang nơi khác"),
                                ],
                                max_length=20,
                                verbose_name="loại",
                            ),
                        ),
                        ("from_name", models.CharField(max_length=250, verbose_name="người giao lúc đó")),
                        ("from_title", models.CharField(max_length=250, verbose_name="chức danh lúc đó")),
                        ("text", models.CharField(blank=True, max_length=2000, verbose_name="bút phê")),
                        ("given_at", models.DateTimeField(verbose_name="giao lúc")),
                        (
                            "entered_by_name",
                            models.CharField(blank=True, max_length=250, verbose_name="tên người ghi hộ"),
                        ),
                        ("is_oral", models.BooleanField(default=False, verbose_name="ý kiến nói trực tiếp")),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instructions",
                                to="documents.document",
                            ),
                        ),
                        (
                            "entered_by_post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="người ghi hộ",
                            ),
                        ),
                        (
                            "from_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="từ vị trí",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instructions",
                                to="documents.handling",
                                verbose_name="từ lượt xử lý",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="handling",
                    name="instruction",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handlings",
                        to="documents.instruction",
                    ),
                ),
                migrations.CreateModel(
                    name="NamedMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("to_name", models.CharField(max_length=250, verbose_name="người nhận ghi trên bì")),
                        ("sender", models.CharField(max_length=250, verbose_name="nơi gửi ghi trên bì")),
                        ("envelope_code", models.CharField(blank=True, max_length=100, verbose_name="số ghi trên bì")),
                        ("urgency", models.PositiveSmallIntegerField(default=0, verbose_name="mức độ khẩn")),
                        ("arrived_at", models.DateTimeField(verbose_name="đến lúc")),
                        ("handed_at", models.DateTimeField(verbose_name="chuyển lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("handed", "đã chuyển nguyên phong bì"),
                                    ("registered", "là việc công, đã vào sổ"),
                                    ("private", "thư riêng"),
                                    ("refused", "đã trả lại nơi gửi"),
                                ],
                                default="handed",
                                max_length=12,
                                verbose_name="tình trạng",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("recorded_by_name", models.CharField(max_length=250, verbose_name="người ghi")),
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
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envelopes",
                                to="documents.document",
                            ),
                        ),
                        (
                            "to_post",
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
                    name="PaperCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("arrived_at", models.DateTimeField(verbose_name="đến lúc")),
                        ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="số bản")),
                        ("handed_to", models.CharField(blank=True, max_length=500, verbose_name="chuyển cho")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                        ("recorded_by_name", models.CharField(max_length=250, verbose_name="người ghi")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_copies",
                                to="documents.document",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PreparedInstruction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("by_name", models.CharField(max_length=250, verbose_name="người soạn")),
                        ("text", models.CharField(blank=True, max_length=2000, verbose_name="bút phê")),
                        ("targets", models.JSONField(default=list, verbose_name="nơi nhận")),
                        ("at", models.DateTimeField(verbose_name="soạn lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "chờ lãnh đạo xác nhận"),
                                    ("confirmed", "đã xác nhận"),
                                    ("replaced", "lãnh đạo ghi ý kiến khác"),
                                    ("declined", "lãnh đạo không dùng"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="quyết định lúc")),
                        (
                            "by_post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prepared",
                                to="documents.document",
                            ),
                        ),
                        (
                            "instruction",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.instruction",
                            ),
                        ),
                        (
                            "leader_post",
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
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(blank=True, max_length=40, verbose_name="đã mở gì")),
                        ("label", models.CharField(blank=True, max_length=255, verbose_name="tên")),
                        ("person_id", models.BigIntegerField(verbose_name="người")),
                        ("person_name", models.CharField(max_length=250, verbose_name="tên người")),
                        ("post_id", models.BigIntegerField(verbose_name="vị trí")),
                        ("post_title", models.CharField(max_length=250, verbose_name="chức danh")),
                        ("behalf_name", models.CharField(blank=True, max_length=250, verbose_name="thay mặt")),
                        ("first_at", models.DateTimeField(verbose_name="lần đầu")),
                        ("last_at", models.DateTimeField(verbose_name="lần cuối")),
                        ("times", models.PositiveIntegerField(default=1, verbose_name="số lần")),
                        ("seen_comment_id", models.BigIntegerField(default=0, verbose_name="đã xem góp ý đến")),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="documents.document",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="documents.draft",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Register",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("incoming", "Văn bản đến"), ("outgoing", "Văn bản đi")],
                                max_length=10,
                                verbose_name="chiều",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("name", models.CharField(max_length=200, verbose_name="tên sổ")),
                        ("is_secret", models.BooleanField(default=False, verbose_name="sổ văn bản mật")),
                        ("is_default", models.BooleanField(default=False, verbose_name="mặc định")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="khóa sổ ngày")),
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
                            "types",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="documents.documenttype",
                                verbose_name="chỉ gồm các loại",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="document",
                    name="register",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="documents.register",
                        verbose_name="sổ",
                    ),
                ),
                migrations.CreateModel(
                    name="Secretary",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "may_prepare",
                            models.BooleanField(default=True, verbose_name="soạn bút phê để lãnh đạo xác nhận"),
                        ),
                        (
                            "may_enter_oral",
                            models.BooleanField(default=False, verbose_name="ghi ý kiến lãnh đạo nói trực tiếp"),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="thôi lúc")),
                        ("decision", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("created_by_name", models.CharField(max_length=250, verbose_name="người lập")),
                        (
                            "leader_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="lãnh đạo",
                            ),
                        ),
                        (
                            "secretary_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="thư ký, trợ lý",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SendGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="tên nhóm")),
                        (
                            "days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày làm việc"),
                        ),
                        ("removed_at", models.DateTimeField(null=True, verbose_name="bỏ lúc")),
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
                            "post",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SendGroupMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("decide", "Cho ý kiến"),
                                    ("lead", "Chủ trì"),
                                    ("support", "Phối hợp"),
                                    ("info", "Để biết"),
                                ],
                                max_length=10,
                                verbose_name="vai trò",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="documents.sendgroup",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SigningDecision",
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
                                    ("assignment", "Phân công lĩnh vực cho cấp phó (ký KT.)"),
                                    ("in_charge", "Giao cấp phó phụ trách, điều hành (ký như KT.)"),
                                    ("acting", "Giao quyền cấp trưởng (ký Q.)"),
                                    ("by_order", "Giao người đứng đầu đơn vị ký thừa lệnh (TL.)"),
                                    ("passed_on", "Giao lại cấp phó ký thay người ký thừa lệnh (TL. và KT.)"),
                                    ("authorisation", "Ủy quyền ký (TUQ.)"),
                                ],
                                max_length=20,
                                verbose_name="loại quyết định",
                            ),
                        ),
                        ("number", models.CharField(max_length=100, verbose_name="số, ký hiệu")),
                        ("dated_on", models.DateField(verbose_name="ngày quyết định")),
                        (
                            "type_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None, verbose_name="tên loại"
                            ),
                        ),
                        (
                            "unit_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                default=list,
                                size=None,
                                verbose_name="lĩnh vực của đơn vị",
                            ),
                        ),
                        (
                            "scope_text",
                            models.CharField(
                                blank=True, max_length=1000, verbose_name="nội dung giao, theo quyết định"
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="hiệu lực từ lúc")),
                        ("ends_at", models.DateTimeField(null=True, verbose_name="hết hiệu lực lúc")),
                        ("file_id", models.BigIntegerField(null=True, verbose_name="tệp quyết định")),
                        (
                            "carried_over",
                            models.BooleanField(default=False, verbose_name="chuyển từ trước khi có sổ này"),
                        ),
                        ("recorded_by", models.CharField(max_length=500, verbose_name="người ghi")),
                        ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                        ("revoked_at", models.DateTimeField(null=True, verbose_name="thu hồi lúc")),
                        ("revoked_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do thu hồi")),
                        ("revoked_by", models.CharField(blank=True, max_length=500, verbose_name="người ghi thu hồi")),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="người giao",
                            ),
                        ),
                        (
                            "holder_post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="người được giao",
                            ),
                        ),
                        (
                            "recorded_by_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="draft",
                    name="signing_decision",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.signingdecision",
                        verbose_name="ký theo quyết định",
                    ),
                ),
                migrations.CreateModel(
                    name="Star",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="lúc")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stars",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StockPhrase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=2000, verbose_name="câu mẫu")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("removed_at", models.DateTimeField(null=True, verbose_name="bỏ lúc")),
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
                            "post",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="UrgencyClock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[("register", "Đăng ký"), ("pass_on", "Trình, chuyển giao")],
                                max_length=10,
                                verbose_name="bước",
                            ),
                        ),
                        (
                            "urgency",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Thường"),
                                    (1, "Khẩn"),
                                    (2, "Thượng khẩn"),
                                    (3, "Hỏa tốc"),
                                    (4, "Hỏa tốc hẹn giờ"),
                                ],
                                verbose_name="mức độ khẩn",
                            ),
                        ),
                        (
                            "span",
                            models.CharField(
                                choices=[
                                    ("same_day", "Trong ngày"),
                                    ("next_day", "Trong ngày, chậm nhất ngày làm việc tiếp theo"),
                                    ("at_once", "Ngay khi nhận được"),
                                ],
                                max_length=10,
                                verbose_name="thời hạn",
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(default=0, verbose_name="số phút, khi phải làm ngay"),
                        ),
                        ("all_hours", models.BooleanField(default=False, verbose_name="tính cả ngoài giờ làm việc")),
                        ("valid_from", models.DateField(verbose_name="hiệu lực từ")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("person_name", models.CharField(max_length=250, verbose_name="người vắng")),
                        ("starts_at", models.DateTimeField(verbose_name="từ lúc")),
                        ("ends_at", models.DateTimeField(verbose_name="đến lúc")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("created_by_name", models.CharField(max_length=250, verbose_name="người lập")),
                        ("cancelled_at", models.DateTimeField(null=True, verbose_name="hủy lúc")),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="vị trí",
                            ),
                        ),
                        (
                            "substitute_post",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                                verbose_name="người nhận thay",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("cancelled_at", None)),
                                fields=["post", "ends_at"],
                                name="documents_absent_now",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="documents_absence_dates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("substitute_post", None),
                                    models.Q(("substitute_post", models.F("post")), _negated=True),
                                    _connector="OR",
                                ),
                                name="documents_absence_not_oneself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalChainStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stage", models.PositiveSmallIntegerField(verbose_name="bậc")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("head", "Duyệt nội dung"),
                                    ("form", "Kiểm tra thể thức"),
                                    ("sign", "Ký ban hành"),
                                ],
                                max_length=10,
                                verbose_name="bước",
                            ),
                        ),
                        (
                            "who",
                            models.CharField(
                                choices=[
                                    ("unit_head", "Lãnh đạo đơn vị soạn thảo"),
                                    ("role", "Ai giữ vai trò"),
                                    ("post", "Một vị trí"),
                                ],
                                max_length=15,
                                verbose_name="do ai",
                            ),
                        ),
                        ("role", models.CharField(blank=True, max_length=30, verbose_name="vai trò")),
                        ("label", models.CharField(blank=True, max_length=100, verbose_name="tên bước")),
                        ("hours", models.PositiveSmallIntegerField(null=True, verbose_name="hạn, giờ làm việc")),
                        (
                            "chain",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="documents.approvalchain",
                            ),
                        ),
                        (
                            "post",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("chain", "position"), name="documents_chain_step_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("post", None), ("role", ""), ("who", "unit_head")),
                                    models.Q(("post__isnull", False), ("role", ""), ("who", "post")),
                                    models.Q(("post", None), ("who", "role"), models.Q(("role", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="documents_chain_step_whose",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Addressee",
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
                                    ("main", "Kính gửi"),
                                    ("act", "Để thực hiện"),
                                    ("report", "Để báo cáo"),
                                    ("coordinate", "Để phối hợp"),
                                    ("info", "Để biết"),
                                    ("file", "Lưu"),
                                ],
                                max_length=20,
                                verbose_name="để",
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="tên nơi nhận")),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("axis", "Trục liên thông"),
                                    ("paper", "Bưu chính, giấy"),
                                    ("hand", "Trực tiếp"),
                                    ("email", "Thư điện tử công vụ"),
                                    ("fax", "Fax"),
                                    ("internal", "Nội bộ hệ thống"),
                                    ("api", "Kết nối phần mềm"),
                                ],
                                max_length=20,
                                verbose_name="gửi qua",
                            ),
                        ),
                        ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="số bản")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="gửi lúc")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.agency",
                                verbose_name="cơ quan",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="addressees",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["document", "position"], name="documents_addressees")],
                    },
                ),
                migrations.CreateModel(
                    name="AccessChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid6.uuid7, editable=False, unique=True)),
                        ("opens", models.BooleanField(verbose_name="mở quyền xem")),
                        ("name", models.CharField(max_length=500, verbose_name="cho ai")),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                        ("asked_name", models.CharField(max_length=250, verbose_name="người đề nghị")),
                        ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "chờ xác nhận"),
                                    ("confirmed", "đã xác nhận"),
                                    ("refused", "không đồng ý"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("decided_name", models.CharField(blank=True, max_length=250, verbose_name="người quyết định")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="quyết định lúc")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="ý kiến")),
                        (
                            "asked_by_post",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.post",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.unit",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="access_changes",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["document", "-id"], name="documents_rights")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("post", None), ("unit__isnull", False)),
                                    models.Q(("post__isnull", False), ("unit", None)),
                                    _connector="OR",
                                ),
                                name="documents_rights_post_or_unit",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("document", "post", "unit"),
                                name="documents_rights_asked_once",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Access",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("grant", models.CharField(max_length=60, verbose_name="ai")),
                        ("since", models.DateTimeField(verbose_name="từ lúc")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="đóng lúc")),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accesses",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["grant", "-document"], name="documents_access_grant")],
                        "constraints": [
                            models.UniqueConstraint(fields=("document", "grant"), name="documents_access_once")
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="documentfile",
                    index=models.Index(fields=["file_id"], name="documents_file_used"),
                ),
                migrations.AddConstraint(
                    model_name="documentfile",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("removed_at", None), ("role", "main")),
                        fields=("document",),
                        name="documents_one_main_file",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentfile",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("removed_at", None), ("role", "pdf_view")),
                        fields=("source",),
                        name="documents_one_view",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentlink",
                    constraint=models.UniqueConstraint(fields=("source", "target", "kind"), name="documents_link_once"),
                ),
                migrations.AddConstraint(
                    model_name="documentlink",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="documents_link_not_itself",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approvalchain",
                    constraint=models.UniqueConstraint(
                        fields=("agency", "document_type", "version"),
                        name="documents_chain_version_once",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approvalchain",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("agency", "document_type"),
                        name="documents_one_open_chain",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approvalchain",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            (
                                "valid_to__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("valid_from"), "-", models.Value(1)
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="documents_chain_dates",
                    ),
                ),
                migrations.AddIndex(
                    model_name="draftcomment",
                    index=models.Index(fields=["draft", "id"], name="documents_comments"),
                ),
                migrations.AddConstraint(
                    model_name="draftcomment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("parent", None), ("resolved_at", None), _connector="OR"),
                        name="documents_comment_thread_resolved_whole",
                    ),
                ),
                migrations.AddIndex(
                    model_name="draftopinion",
                    index=models.Index(fields=["asked_post", "draft"], name="documents_opinion_asked"),
                ),
                migrations.AddConstraint(
                    model_name="draftopinion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("asked_post__isnull", False), ("given_at", None)),
                        fields=("draft", "asked_post"),
                        name="documents_opinion_asked_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="draftstep",
                    index=models.Index(fields=["post", "state"], name="documents_step_post"),
                ),
                migrations.AddIndex(
                    model_name="draftstep",
                    index=models.Index(fields=["role", "state"], name="documents_step_role"),
                ),
                migrations.AddConstraint(
                    model_name="draftstep",
                    constraint=models.UniqueConstraint(
                        fields=("draft", "round", "position"), name="documents_draft_step_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draftstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("post__isnull", False), ("role", "")),
                            models.Q(("post", None), models.Q(("role", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="documents_draft_step_whose",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="drafttemplate",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("closed_on", None)),
                        fields=("agency", "name"),
                        name="documents_template_name_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="drafttemplateversion",
                    constraint=models.UniqueConstraint(
                        fields=("template", "number"), name="documents_template_version_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draftversion",
                    constraint=models.UniqueConstraint(fields=("draft", "number"), name="documents_draft_version_once"),
                ),
                migrations.AddIndex(
                    model_name="ask",
                    index=models.Index(fields=["handling", "asked_at"], name="documents_asks"),
                ),
                migrations.AddConstraint(
                    model_name="ask",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("handling", "kind"),
                        name="documents_one_open_ask",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ask",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "extension"), _negated=True),
                            ("wanted_due_at__isnull", False),
                            _connector="OR",
                        ),
                        name="documents_extension_names_a_day",
                    ),
                ),
                migrations.AddIndex(
                    model_name="instruction",
                    index=models.Index(fields=["document", "given_at"], name="documents_instructions"),
                ),
                migrations.AddIndex(
                    model_name="handling",
                    index=models.Index(fields=["to_post", "state", "due_at"], name="documents_handling_post"),
                ),
                migrations.AddIndex(
                    model_name="handling",
                    index=models.Index(fields=["to_unit", "state", "due_at"], name="documents_handling_unit"),
                ),
                migrations.AddIndex(
                    model_name="handling",
                    index=models.Index(
                        fields=["to_post", "given_at"],
                        include=("role", "state", "due_at", "finished_at"),
                        name="documents_report_posts",
                    ),
                ),
                migrations.AddIndex(
                    model_name="handling",
                    index=models.Index(
                        condition=models.Q(("state", "open")), fields=["remind_at"], name="documents_handling_remind"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handling",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_post", None), ("to_unit__isnull", False)),
                            models.Q(("to_post__isnull", False), ("to_unit", None)),
                            _connector="OR",
                        ),
                        name="documents_handling_post_or_unit",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handling",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="documents_handling_progress"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handling",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("role", "lead"), ("state__in", ["open", "done"])),
                        fields=("instruction",),
                        name="documents_one_lead_an_instruction",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handling",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("to_post__isnull", False)),
                        fields=("instruction", "to_post"),
                        name="documents_post_given_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handling",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("to_unit__isnull", False)),
                        fields=("instruction", "to_unit"),
                        name="documents_unit_given_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="namedmail",
                    index=models.Index(fields=["agency", "-id"], name="documents_mail_newest"),
                ),
                migrations.AddIndex(
                    model_name="namedmail",
                    index=models.Index(
                        condition=models.Q(("state", "handed")),
                        fields=["to_post", "-id"],
                        name="documents_mail_with_person",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="namedmail",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "registered"), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="documents_mail_registered",
                    ),
                ),
                migrations.AddIndex(
                    model_name="preparedinstruction",
                    index=models.Index(fields=["document", "at"], name="documents_prepared"),
                ),
                migrations.AddConstraint(
                    model_name="preparedinstruction",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("document", "leader_post"),
                        name="documents_one_prepared",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reading",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", None), ("draft__isnull", False)),
                            models.Q(("document__isnull", False), ("draft", None)),
                            _connector="OR",
                        ),
                        name="documents_reading_of_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reading",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("document__isnull", False)),
                        fields=("document", "what", "person_id", "post_id", "behalf_name"),
                        name="documents_reading_document_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reading",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("draft__isnull", False)),
                        fields=("draft", "what", "person_id", "post_id", "behalf_name"),
                        name="documents_reading_draft_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="register",
                    constraint=models.UniqueConstraint(
                        fields=("agency", "direction", "year", "name"), name="documents_register_name_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="register",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("agency", "direction", "year", "is_secret"),
                        name="documents_register_one_default",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["register", "state", "-number"], name="documents_reg_state"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(
                            ("state__in", ("arrived", "registered", "waiting", "assigned", "in_progress", "review"))
                        ),
                        fields=["register", "-number"],
                        name="documents_reg_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["register", "issuer_fold", "-number"], name="documents_reg_issuer"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["register", "lead_unit", "-number"], name="documents_reg_lead"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["register", "document_type", "-number"], name="documents_reg_type"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["register", "arrived_at"], name="documents_reg_arrived"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["register", "issued_on"], name="documents_reg_issued"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=django.contrib.postgres.indexes.GistIndex(
                        fields=["register", "arrived_at", "number"], name="documents_reg_days"
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(("urgency__gt", 0)),
                        fields=["register", "-number"],
                        name="documents_reg_urgent",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(
                            ("state__in", ("arrived", "registered", "waiting", "assigned", "in_progress", "review"))
                        ),
                        fields=["agency", "direction", "due_at"],
                        name="documents_open_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["agency", "duplicate_key"], name="documents_same_paper"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(("state", "registered")),
                        fields=["pass_on_remind_at"],
                        name="documents_pass_on_remind",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(("direction", "incoming")),
                        fields=["agency", "arrived_at"],
                        include=("lead_unit", "state", "due_at", "closed_at", "secrecy"),
                        name="documents_report_in",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(("direction", "outgoing")),
                        fields=["agency", "issued_at"],
                        include=("id", "drafting_unit", "document_type", "state", "secrecy"),
                        name="documents_report_out",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(("document_code", ""), _negated=True),
                        fields=["agency", "document_code"],
                        name="documents_same_code",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(fields=["agency", "direction", "-id"], name="documents_newest"),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="documents_words"),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.UniqueConstraint(
                        fields=("register", "number", "number_suffix"), name="documents_number_once_in_register"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("once_key", ""), _negated=True),
                        fields=("agency", "once_key"),
                        name="documents_form_sent_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number", None), ("register__isnull", False), _connector="OR"),
                        name="documents_number_has_register",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction", "incoming"), _negated=True),
                            ("number__isnull", False),
                            ("state__in", ["arrived", "returned"]),
                            _connector="OR",
                        ),
                        name="documents_incoming_is_numbered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("urgency__lte", 4), ("secrecy__lte", 3)), name="documents_levels_known"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("secrecy__lt", 3), ("subject", ""), _connector="OR"),
                        name="documents_top_secret_has_no_subject",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "void"), _negated=True),
                            models.Q(("closing_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="documents_void_has_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="secretary",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="documents_secretary_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="secretary",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("leader_post", models.F("secretary_post")), _negated=True),
                        name="documents_secretary_not_oneself",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="secretary",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("leader_post", "secretary_post"),
                        name="documents_secretary_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sendgroup",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("agency", "post", "name"),
                        name="documents_send_group_once",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sendgroupmember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("post", None), ("unit__isnull", False)),
                            models.Q(("post__isnull", False), ("unit", None)),
                            _connector="OR",
                        ),
                        name="documents_group_post_or_unit",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sendgroupmember",
                    constraint=models.UniqueConstraint(
                        fields=("group", "post", "unit"), name="documents_group_member_once", nulls_distinct=False
                    ),
                ),
                migrations.AddIndex(
                    model_name="signingdecision",
                    index=models.Index(fields=["agency", "-id"], name="documents_decisions"),
                ),
                migrations.AddIndex(
                    model_name="signingdecision",
                    index=models.Index(fields=["holder_post", "kind"], name="documents_decision_holder"),
                ),
                migrations.AddConstraint(
                    model_name="signingdecision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                        name="documents_decision_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingdecision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="documents_decision_in_writing"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingdecision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "authorisation"), _negated=True),
                            ("ends_at__isnull", False),
                            _connector="OR",
                        ),
                        name="documents_authorisation_ends",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingdecision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at", None), models.Q(("revoked_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="documents_decision_revoked_why",
                    ),
                ),
                migrations.AddIndex(
                    model_name="draft",
                    index=models.Index(fields=["agency", "state", "-id"], name="documents_draft_state"),
                ),
                migrations.AddIndex(
                    model_name="draft",
                    index=models.Index(fields=["drafter_post", "-id"], name="documents_draft_mine"),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("once_key", ""), _negated=True),
                        fields=("drafter_post", "once_key"),
                        name="documents_draft_sent_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("closing_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="documents_draft_cancel_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True), ("document__isnull", False), _connector="OR"
                        ),
                        name="documents_draft_issued_line",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["signed", "issued"]), _negated=True),
                            ("signed_file_id__isnull", False),
                            _connector="OR",
                        ),
                        name="documents_draft_signed_file",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="star",
                    constraint=models.UniqueConstraint(fields=("person", "document"), name="documents_star_once"),
                ),
                migrations.AddIndex(
                    model_name="stockphrase",
                    index=models.Index(
                        condition=models.Q(("removed_at", None)),
                        fields=["agency", "post", "position"],
                        name="documents_stock_phrases",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="urgencyclock",
                    constraint=models.UniqueConstraint(
                        fields=("agency", "step", "urgency", "valid_from"),
                        name="documents_clock_once",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="urgencyclock",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("span", "at_once"), _negated=True), ("minutes__gt", 0), _connector="OR"
                        ),
                        name="documents_clock_at_once_has_minutes",
                    ),
                ),
            ]
        ),
    ]
