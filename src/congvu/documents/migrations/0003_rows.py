"""Data of the law: the types of document, and the limits for registering and passing on.

Types: NĐ 30/2020 Điều 7 and Phụ lục III; QCVN 102 SĐ1:2022; TT 05/2025/TT-BNV. Limits: NĐ 30/2020 from its first day.
"""

from datetime import date

from django.db import migrations

ND30 = "NĐ 30/2020/NĐ-CP, Điều 7 và Phụ lục III"
TT01 = "TT 01/2011/TT-BNV (hết hiệu lực từ 05/3/2020)"
LAW = "Luật Ban hành văn bản quy phạm pháp luật"
FROM, BEFORE = date(2020, 3, 5), date(2020, 3, 4)

# code, name, abbreviation, QCVN 102 SĐ1:2022, TT 05/2025
ADMINISTRATIVE = [
    ("nghi-quyet", "Nghị quyết", "NQ", "B1", "01"),
    ("quyet-dinh", "Quyết định", "QĐ", "B2", "02"),
    ("chi-thi", "Chỉ thị", "CT", "B3", "03"),
    ("quy-che", "Quy chế", "QC", "B4", ""),
    ("quy-dinh", "Quy định", "QyĐ", "B5", "04"),
    ("thong-cao", "Thông cáo", "TC", "B6", ""),
    ("thong-bao", "Thông báo", "TB", "B7", "07"),
    ("huong-dan", "Hướng dẫn", "HD", "B8", "08"),
    ("chuong-trinh", "Chương trình", "CTr", "B9", "09"),
    ("ke-hoach", "Kế hoạch", "KH", "B10", "10"),
    ("phuong-an", "Phương án", "PA", "B11", "11"),
    ("de-an", "Đề án", "ĐA", "B12", "12"),
    ("du-an", "Dự án", "DA", "B13", "13"),
    ("bao-cao", "Báo cáo", "BC", "B14", "14"),
    ("bien-ban", "Biên bản", "BB", "B15", "20"),
    ("to-trinh", "Tờ trình", "TTr", "B16", "15"),
    ("hop-dong", "Hợp đồng", "HĐ", "B17", "21"),
    ("cong-van", "Công văn", "", "B18", "22"),
    ("cong-dien", "Công điện", "CĐ", "B19", "23"),
    ("ban-ghi-nho", "Bản ghi nhớ", "BGN", "B20", "24"),
    ("ban-thoa-thuan", "Bản thỏa thuận", "BTT", "B22", "25"),
    ("giay-uy-quyen", "Giấy ủy quyền", "GUQ", "B24", "16"),
    ("giay-moi", "Giấy mời", "GM", "B25", "26"),
    ("giay-gioi-thieu", "Giấy giới thiệu", "GGT", "B26", "27"),
    ("giay-nghi-phep", "Giấy nghỉ phép", "GNP", "B27", "28"),
    ("phieu-gui", "Phiếu gửi", "PG", "B30", "17"),
    ("phieu-chuyen", "Phiếu chuyển", "PC", "B31", "18"),
    ("phieu-bao", "Phiếu báo", "PB", "", "19"),
    ("thu-cong", "Thư công", "", "B32", "29"),
]
NORMATIVE = [
    ("hien-phap", "Hiến pháp", "", "A1", ""),
    ("bo-luat", "Bộ luật", "L", "A12", ""),
    ("luat", "Luật", "L", "A2", ""),
    ("phap-lenh", "Pháp lệnh", "PL", "A3", ""),
    ("lenh", "Lệnh", "L", "A4", ""),
    ("nghi-quyet-qppl", "Nghị quyết (quy phạm pháp luật)", "NQ", "A5", "01"),
    ("nghi-quyet-lien-tich", "Nghị quyết liên tịch", "NQLT", "A6", ""),
    ("nghi-dinh", "Nghị định", "NĐ", "A7", ""),
    ("quyet-dinh-qppl", "Quyết định (quy phạm pháp luật)", "QĐ", "A8", "02"),
    ("thong-tu", "Thông tư", "TT", "A9", "05"),
    ("thong-tu-lien-tich", "Thông tư liên tịch", "TTLT", "A10", "06"),
    ("chi-thi-qppl", "Chỉ thị (quy phạm pháp luật)", "CT", "A11", "03"),
]
COPIES = [
    ("sao-y", "Bản sao y", "SY", "", ""),
    ("trich-sao", "Bản trích sao", "TrS", "", ""),
    ("sao-luc", "Bản sao lục", "SL", "", ""),
]
OLD = [
    ("ban-cam-ket", "Bản cam kết", "CK", "B21", ""),
    ("giay-chung-nhan", "Giấy chứng nhận", "CN", "B23", ""),
    ("giay-di-duong", "Giấy đi đường", "ĐĐ", "B28", ""),
    ("giay-bien-nhan-ho-so", "Giấy biên nhận hồ sơ", "BN", "B29", ""),
]
GROUPS = [
    ("administrative", ADMINISTRATIVE, ND30, FROM, None),
    ("normative", NORMATIVE, LAW, None, None),
    ("copy", COPIES, "NĐ 30/2020/NĐ-CP, Điều 25", FROM, None),
    ("other", OLD, TT01, None, BEFORE),
    ("other", [("khac", "Văn bản khác", "", "", "32")], "Đơn, thư, giấy tờ của tổ chức, cá nhân", None, None),
]


def fill_types(apps, schema_editor):
    DocumentType = apps.get_model("documents", "DocumentType")
    DocumentType.objects.bulk_create(
        DocumentType(
            code=code,
            name=name,
            abbreviation=abbreviation,
            kind=kind,
            position=place,
            qcvn102_code=qcvn,
            archive_code=archive,
            legal_basis=basis,
            valid_from=start,
            valid_to=end,
        )
        for kind, rows, basis, start, end in GROUPS
        for place, (code, name, abbreviation, qcvn, archive) in enumerate(rows, 1)
    )


def empty_types(apps, schema_editor):
    codes = [row[0] for _, rows, *_ in GROUPS for row in rows]
    apps.get_model("documents", "DocumentType").objects.filter(code__in=codes).delete()


BASIS = {
    "register": "NĐ 30/2020/NĐ-CP, Điều 22 khoản 3",
    "pass_on": "NĐ 30/2020/NĐ-CP, Điều 23 khoản 1",
}
# The decree says "ngay"; how many minutes that is, and whether nights count, is a setting that an agency may change.
LEVELS = [
    # mức, thời hạn, số phút, tính cả ngoài giờ
    (0, "next_day", 0, False),
    (1, "at_once", 120, False),
    (2, "at_once", 60, False),
    (3, "at_once", 30, True),
    (4, "at_once", 30, True),
]


def fill_limits(apps, schema_editor):
    """Write the country's rows."""
    clock = apps.get_model("documents", "UrgencyClock")
    clock.objects.bulk_create(
        [
            clock(
                step=step,
                urgency=urgency,
                span=span,
                minutes=minutes,
                all_hours=all_hours,
                valid_from=date(2020, 3, 5),
                legal_basis=basis,
            )
            for step, basis in BASIS.items()
            for urgency, span, minutes, all_hours in LEVELS
        ],
        ignore_conflicts=True,
    )


def empty_limits(apps, schema_editor):
    """Take the country's rows away again."""
    apps.get_model("documents", "UrgencyClock").objects.filter(agency=None).delete()


class Migration(migrations.Migration):
    replaces = [("documents", "0002_document_types"), ("documents", "0006_urgency_clocks")]
    dependencies = [("documents", "0002_guards")]
    operations = [
        migrations.RunPython(fill_types, empty_types),
        migrations.RunPython(fill_limits, empty_limits),
    ]
