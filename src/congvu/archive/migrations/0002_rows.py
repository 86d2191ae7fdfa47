"""Values of retention and the table of groups of files (TT 10/2022/TT-BNV); what was not compared is marked."""

from datetime import date

from django.db import migrations

TT10 = "TT 10/2022/TT-BNV ngày 19/12/2022"
TT05 = "TT 05/2025/TT-BNV"
LAW = "Luật Lưu trữ 33/2024/QH15"
PRACTICE = "Thực tế áp dụng"

# code, label, years, permanent, TT 05/2025, basis, certain
VALUES = [
    ("vinh-vien", "Vĩnh viễn", None, True, "01", f"{LAW}; {TT05}", True),
    ("70", "70 năm", 70, False, "02", f"{LAW}; {TT05}", True),
    ("50", "50 năm", 50, False, "03", f"{TT10}; {TT05}", True),
    ("30", "30 năm", 30, False, "04", f"{TT10}; {TT05}", True),
    ("20", "20 năm", 20, False, "05", f"{TT10}; {TT05}", True),
    ("15", "15 năm", 15, False, "07", TT10, False),
    ("10", "10 năm", 10, False, "06", f"{TT10}; {TT05}", True),
    ("5", "05 năm", 5, False, "07", TT10, True),
    ("2", "02 năm", 2, False, "07", PRACTICE, False),
    ("het-hieu-luc", "Đến khi văn bản hết hiệu lực", None, False, "07", TT10, False),
    ("khac", "Khác", None, False, "07", TT05, False),
]
# heading, title, value, certain
RULES = [
    ("Tài liệu tổng hợp", "Tập văn bản gửi chung đến các cơ quan, đơn vị để biết, thực hiện", "het-hieu-luc", False),
    (
        "Tài liệu tổng hợp",
        "Hồ sơ xây dựng, ban hành quy chế, quy định, hướng dẫn những vấn đề chung",
        "vinh-vien",
        False,
    ),
    ("Tài liệu tổng hợp", "Hồ sơ kỷ niệm ngày lễ lớn, sự kiện quan trọng do cơ quan chủ trì", "vinh-vien", False),
    ("Tài liệu tổng hợp", "Hồ sơ hội nghị tổng kết, sơ kết công tác năm của cơ quan", "vinh-vien", False),
    ("Tài liệu tổng hợp", "Kế hoạch, báo cáo công tác hằng năm của cơ quan", "vinh-vien", False),
    ("Tài liệu tổng hợp", "Kế hoạch, báo cáo công tác 6 tháng, 9 tháng", "20", False),
    ("Tài liệu tổng hợp", "Kế hoạch, báo cáo công tác quý, tháng, tuần", "5", False),
    ("Tài liệu tổng hợp", "Hồ sơ các cuộc họp, giao ban của cơ quan", "10", False),
    ("Tài liệu tổng hợp", "Hồ sơ ứng dụng công nghệ thông tin, cải cách hành chính của cơ quan", "20", False),
    (
        "Tài liệu tổ chức, nhân sự",
        "Hồ sơ xây dựng, ban hành điều lệ tổ chức, quy chế làm việc, hướng dẫn về tổ chức",
        "20",
        True,
    ),
    (
        "Tài liệu tổ chức, nhân sự",
        "Hồ sơ thành lập, đổi tên, sáp nhập, chia tách, giải thể tổ chức",
        "vinh-vien",
        False,
    ),
    ("Tài liệu tổ chức, nhân sự", "Hồ sơ gốc cán bộ, công chức, viên chức", "vinh-vien", False),
    ("Tài liệu tổ chức, nhân sự", "Hồ sơ thi tuyển, thi nâng ngạch, chuyển ngạch", "20", False),
    ("Tài liệu tổ chức, nhân sự", "Hồ sơ đào tạo, bồi dưỡng công chức, viên chức", "10", False),
    ("Tài liệu lao động, tiền lương", "Hồ sơ nâng bậc lương của công chức, viên chức", "20", False),
    ("Tài liệu tài chính, kế toán", "Báo cáo tài chính, quyết toán hằng năm", "vinh-vien", False),
    ("Tài liệu tài chính, kế toán", "Sổ sách, chứng từ kế toán sử dụng trực tiếp để ghi sổ", "10", False),
    ("Tài liệu xây dựng cơ bản", "Hồ sơ dự án xây dựng nhóm A, công trình trọng điểm", "vinh-vien", False),
    ("Tài liệu xây dựng cơ bản", "Hồ sơ sửa chữa nhỏ các công trình", "15", False),
    (
        "Tài liệu thi đua, khen thưởng",
        "Hồ sơ tặng danh hiệu, huân chương, bằng khen của Nhà nước, Thủ tướng",
        "vinh-vien",
        False,
    ),
    ("Tài liệu thanh tra, tiếp dân", "Hồ sơ giải quyết khiếu nại, tố cáo các vụ việc nghiêm trọng", "vinh-vien", False),
    ("Tài liệu thanh tra, tiếp dân", "Hồ sơ giải quyết khiếu nại, tố cáo các vụ việc khác", "20", False),
    ("Tài liệu văn thư, lưu trữ", "Sổ đăng ký văn bản đi", "vinh-vien", False),
    ("Tài liệu văn thư, lưu trữ", "Sổ đăng ký văn bản đến", "20", False),
    (
        "Tài liệu văn thư, lưu trữ",
        "Tập lưu văn bản đi: văn bản quy phạm pháp luật, chỉ thị, quyết định",
        "vinh-vien",
        False,
    ),
    ("Tài liệu văn thư, lưu trữ", "Tập lưu văn bản đi: các văn bản khác", "50", False),
    ("Tài liệu văn thư, lưu trữ", "Hồ sơ hủy tài liệu hết giá trị", "vinh-vien", False),
]


def fill(apps, schema_editor):
    """Write what is not there yet."""
    value_model, rule_model = apps.get_model("archive", "RetentionValue"), apps.get_model("archive", "RetentionRule")
    values = {}
    for position, (code, label, years, permanent, archive_code, basis, certain) in enumerate(VALUES, 1):
        values[code], _new = value_model.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "years": years,
                "is_permanent": permanent,
                "archive_code": archive_code,
                "position": position,
                "legal_basis": basis,
                "is_certain": certain,
            },
        )
    for number, (heading, title, code, certain) in enumerate(RULES, 1):
        rule_model.objects.get_or_create(
            legal_basis=TT10,
            number=number,
            defaults={
                "heading": heading,
                "title": title,
                "value": values[code],
                "is_certain": certain,
                "valid_from": date(2023, 2, 15),
            },
        )


def empty(apps, schema_editor):
    """Take the table away; refused by the database where a file uses a value."""
    apps.get_model("archive", "RetentionRule").objects.all().delete()
    apps.get_model("archive", "RetentionValue").objects.all().delete()


class Migration(migrations.Migration):
    """The law as dated data."""

    replaces = [("archive", "0002_retention")]
    dependencies = [("archive", "0001_tables")]
    operations = [migrations.RunPython(fill, empty)]
