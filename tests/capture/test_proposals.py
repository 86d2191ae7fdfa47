"""What is read from the boxes of NĐ 30/2020 Phụ lục I, also when columns run together or marks are lost."""

from datetime import date

import pytest

from congvu.capture.rules.proposals import proposals
from congvu.capture.types import TypeName

TODAY = date(2026, 10, 14)
TYPES = [
    TypeName("cong-van", "Công văn", ""),
    TypeName("quyet-dinh", "Quyết định", "QĐ"),
    TypeName("thong-bao", "Thông báo", "TB"),
    TypeName("nghi-quyet-qppl", "Nghị quyết", "NQ", normative=True),
    TypeName("nghi-quyet", "Nghị quyết", "NQ"),
    TypeName("nghi-dinh", "Nghị định", "NĐ", normative=True),
]
DECREE = """CHÍNH PHỦ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 30/2020/NĐ-CP
Hà Nội, ngày 05 tháng 3 năm 2020
NGHỊ ĐỊNH
VỀ CÔNG TÁC VĂN THƯ
Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;
"""
FOOT = """Nơi nhận:
- Ban Bí thư Trung ương Đảng;
- Lưu: VT, KSTT (2b).
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Xuân Phúc
"""
LETTER = """BỘ NỘI VỤ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
CỤC VĂN THƯ VÀ LƯU TRỮ Độc lập - Tự do - Hạnh phúc
Số: 05/VTLTNN-NVVTLT Hà Nội, ngày 16 tháng 02 năm 2026
V/v hướng dẫn lập hồ sơ
điện tử năm 2026
THƯỢNG KHẨN
Kính gửi: Ủy ban nhân dân các tỉnh
Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020
KT. CỤC TRƯỞNG
PHÓ CỤC TRƯỞNG
TS. Đặng Thị Hồng Ngọc Minh Châu
"""


def read(*pages):
    return {one.field: one for one in proposals(pages, types=TYPES, today=TODAY)}


def test_a_decree():
    found = read(DECREE, FOOT)
    assert {name: one.value for name, one in found.items()} == {
        "code": "30/2020/NĐ-CP",
        "issued_on": date(2020, 3, 5),
        "issuing_agency_name": "Chính phủ",
        "document_type": "nghi-dinh",
        "signer_capacity": "TM.",
        "signer_position": "Thủ tướng",
        "signer_name": "Nguyễn Xuân Phúc",
        "subject": "Về công tác văn thư",
    }
    assert found["document_type"].sure
    assert found["code"].line == "Số: 30/2020/NĐ-CP"


def test_a_letter_whose_columns_ran_together():
    found = read(LETTER)
    assert found["code"].value == "05/VTLTNN-NVVTLT"
    assert found["issued_on"].value == date(2026, 2, 16)
    assert (found["document_type"].value, found["document_type"].sure) == ("cong-van", True)
    assert found["subject"].value == "hướng dẫn lập hồ sơ điện tử năm 2026"
    assert found["urgency"].value == "2"
    assert found["signer_capacity"].value == "KT."
    assert found["signer_name"].value == "Đặng Thị Hồng Ngọc Minh Châu"
    assert "secrecy" not in found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Số: 15/QĐ-BNV", "15/QĐ-BNV"),
        ("Số : 05/BNV-VP", "05/BNV-VP"),
        ("So: 12/UBND-VX", "12/UBND-VX"),
        ("Số 123a/TB-UBND, ngày", "123a/TB-UBND"),
        ("Số: 7/2026/NQ-HĐND", "7/2026/NQ-HĐND"),
        ("Số điện thoại: 0273 387 2184", None),
        ("Số:      /UBND-VX", None),
    ],
    ids=["decision", "spaces", "no marks", "letter", "normative", "telephone", "empty number"],
)
def test_numbers(line, code):
    found = read(f"ỦY BAN NHÂN DÂN\nTỈNH TIỀN GIANG\n{line}\n")
    assert (found["code"].value if "code" in found else None) == code


def test_a_committee_is_named_with_its_place():
    assert read("ỦY BAN NHÂN DÂN\nTỈNH TIỀN GIANG\nSố: 1/QĐ-UBND\n")["issuing_agency_name"].value == (
        "Ủy ban nhân dân tỉnh tiền giang"
    )


def test_a_resolution_of_a_council_is_normative_when_its_number_has_a_year():
    text = "HỘI ĐỒNG NHÂN DÂN\nTỈNH TIỀN GIANG\nSố: {}\nNGHỊ QUYẾT\nVề việc chia tách ấp\n"
    assert read(text.format("07/2026/NQ-HĐND"))["document_type"].value == "nghi-quyet-qppl"
    assert read(text.format("07/NQ-HĐND"))["document_type"].value == "nghi-quyet"


def test_a_type_that_its_number_denies_is_not_sure():
    found = read("BỘ NỘI VỤ\nSố: 15/TB-BNV\nQUYẾT ĐỊNH\nVề việc ban hành quy chế\n")
    assert (found["document_type"].value, found["document_type"].sure) == ("quyet-dinh", False)


def test_a_secret_stamp_is_told():
    assert read("BỘ CÔNG AN\nTỐI MẬT\nSố: 15/BC-BCA\n")["secrecy"].value == "2"


def test_a_day_that_is_none_or_to_come_is_not_sure():
    assert "issued_on" not in read("Hà Nội, ngày 31 tháng 02 năm 2026")
    assert not read("Hà Nội, ngày 31 tháng 12 năm 2026")["issued_on"].sure


@pytest.mark.parametrize(
    "page",
    [
        "",
        "\x00\ufffd" * 5000,
        "Số: " * 20_000,
        "TM. " * 20_000,
        "A" * 200_000,
        "Số: 1/" + "A-" * 50_000,
        "\n" * 100_000,
    ],
    ids=["empty", "rubbish", "numbers", "capacities", "one word", "endless notation", "lines"],
)
def test_hostile_pages_are_read_quickly_or_not_at_all(page):
    for one in proposals([page, page], types=TYPES, today=TODAY):
        assert one.line is not None
