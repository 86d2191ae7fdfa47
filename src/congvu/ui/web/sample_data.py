"""Invented values for the example page, in every state that a component knows."""

from datetime import datetime, timedelta
from typing import Any

from django.templatetags.static import static

from congvu.kernel.types import Actor
from congvu.ui.frame import Bell, HatLine
from congvu.ui.rail import RailLine, RailSection
from congvu.ui.types import (
    Check,
    Chip,
    Due,
    Figure,
    Happening,
    Paper,
    PaperPage,
    Person,
    PickUnit,
    SignatureTable,
    Tab,
    TreeNode,
    Verdict,
    WorkGroup,
    WorkRow,
)

LATE = Due(620, True, 100)
SOON = Due(280, False, 38)
FAR = Due(1020, False, 22)
UNITS = (
    PickUnit(1, "Sở Nội vụ", 0, "Giám đốc Võ Minh Quân"),
    PickUnit(2, "Phòng Cải cách hành chính", 1, "Phan Thị Mỹ Hạnh"),
    PickUnit(3, "Trung tâm Phục vụ hành chính công tỉnh và Cổng dịch vụ công trực tuyến", 0),
    PickUnit(4, "Sở Khoa học và Công nghệ", 0),
)
PEOPLE = (
    Person(1, "Trần Thị Ngọc Ánh", "Phó Chánh Văn phòng, UBND tỉnh Tiền Giang"),
    Person(2, "Đỗ Thị Bé Ba", "Văn thư, Văn phòng"),
)
ACTOR = Actor(
    person_id=0,
    person_name="Trần Thị Ngọc Ánh",
    post_id=0,
    post_title="Phó Chánh Văn phòng",
    unit_id=0,
    unit_name="Văn phòng",
    unit_ids=(),
    agency_id=0,
    agency_name="UBND tỉnh Tiền Giang",
    roles=frozenset(),
)
ROWS = (
    WorkRow(
        key="1",
        title="Góp ý dự thảo Quyết định ban hành Quy chế vận hành Hệ thống thông tin giải quyết thủ tục tỉnh",
        url="#so",
        due=LATE,
        role_label="Phối hợp",
        meta="2210/SNV-CCHC · Sở Nội vụ",
        given_by="Lê Hoàng Phúc",
        given_by_post="Chánh Văn phòng",
        act_label="Soạn góp ý",
    ),
    WorkRow(
        key="2",
        title="Công điện về chủ động ứng phó triều cường, xâm nhập mặn tại các tỉnh đồng bằng sông Cửu Long",
        url="#so",
        due=SOON,
        role_label="Bút phê",
        meta="1127/CĐ-VPCP · Văn phòng Chính phủ · 07:58",
        urgency=3,
        unread=True,
        given_by="Đỗ Thị Bé Ba",
        given_by_post="Văn thư",
        act_label="Bút phê",
        act_key="b",
    ),
    WorkRow(
        key="3",
        title="Rà soát danh mục thủ tục hành chính thực hiện tại Bộ phận Một cửa cấp xã",
        url="#so",
        due=FAR,
        role_label="Chủ trì",
        role_tone="lead",
        meta="88/TTPVHCC-NV · Trung tâm Phục vụ hành chính công",
        given_by="Võ Minh Quân",
        given_by_post="Giám đốc",
        act_label="Mở",
    ),
)


def frame(path: str) -> dict[str, Any]:
    """Return what apps would put into the frame."""
    own = [RailLine("Thành phần", path, True, None), RailLine("Trang cho công dân", f"{path}cong-dan/", False, None)]
    papers = [RailLine("Văn bản đến", "#so", False, 12), RailLine("Văn bản đi", "#so", False, None)]
    return {
        "actor": ACTOR,
        "rail": [RailSection("Hệ thống mẫu", tuple(own)), RailSection("Văn bản", tuple(papers))],
        "hats": [
            HatLine("a", "Phó Chánh Văn phòng", "UBND tỉnh Tiền Giang", True),
            HatLine("b", "Quyền Giám đốc Trung tâm Phục vụ hành chính công", "Được ủy quyền đến 30/10/2026"),
        ],
        "hat_switch_url": path,
        "bell": Bell(f"{path}chuong/", "#", 5, ""),
        "crumbs": [("Giao diện", "/giao-dien/"), ("Hệ thống mẫu", "")],
    }


def lists(at: datetime) -> dict[str, Any]:
    """Return figures, tabs, filters and the work list."""
    return {
        "now": at,
        "dues": [LATE, SOON, FAR, Due(1020, False, None), None],
        "figures": [
            Figure(2, "Quá hạn", "#viec", "late"),
            Figure(4, "Đến hạn hôm nay", "#viec", is_current=True),
            Figure(4187, "Đã đăng ký trong năm", "#so"),
            Figure("61,4%", "Giải quyết trực tuyến"),
        ],
        "tabs": [Tab("Tất cả", "#viec", 38, True), Tab("Chưa đọc", "#viec", 5), Tab("Tôi chủ trì", "#viec", 11)],
        "chips": [Chip("Ngày đến: 09/10 đến 14/10", "#so"), Chip("Trạng thái: đang mở", "#so")],
        "groups": [
            WorkGroup("Quá hạn", ROWS[:1], 1, "late"),
            WorkGroup("Hôm nay, thứ Tư 14/10", ROWS[1:2], 1),
            WorkGroup("Trong 3 ngày làm việc tới", ROWS[2:], 1),
        ],
    }


def panels(at: datetime) -> dict[str, Any]:
    """Return what the page of one paper shows."""
    page = PaperPage(static("ui/samples/trang.svg"), 794, 1123, "Văn bản mẫu")
    return {
        "tree": [_tree()],
        "happenings": [
            Happening(at, "Trần Thị Ngọc Ánh mở xem", is_now=True),
            Happening(at - timedelta(hours=1), "Sở Nội vụ giao Phòng Cải cách hành chính chủ trì", "Hạn 20/10"),
            Happening(at - timedelta(days=1), "Nhận gói tin từ Bộ Nội vụ, gửi xác nhận 01"),
        ],
        "signatures": _signatures(),
        "paper": Paper(
            "5412_BNV-CCHC.pdf",
            "bản gốc điện tử, 214 kB",
            "#so",
            [page],
            attachments=[("Đề cương báo cáo.docx", "#so")],
        ),
        "no_paper": Paper(
            "Bao cao.docx",
            "36 kB",
            "#so",
            missing="Máy chủ chưa cài LibreOffice nên không có bản xem; hãy tải tệp Word.",
        ),
        "facts": [
            ("Số đến", "4187"),
            ("Đến lúc", "14/10/2026, 08:05"),
            ("Người ký", "Phạm Quốc Thịnh, Thứ trưởng (KT.)"),
        ],
    }


def _signatures() -> list[SignatureTable]:
    good, unknown, bad = Verdict("good", "Đạt"), Verdict("soon", "Chưa rõ"), Verdict("late", "Không đạt")
    names = ["Người ký", "Cơ quan"]
    doubtful = [
        Check("Nội dung không đổi sau khi ký", [good, good], "Ghi thêm số, ngày: đúng phép"),
        Check("Chưa bị thu hồi", [good, unknown], "OCSP không trả lời, 14/10, 08:05"),
    ]
    return [
        SignatureTable(
            Verdict("soon", "Chưa xác định"),
            "Chưa biết chứng thư của cơ quan có bị thu hồi không. Kiểm lại lúc 11:00.",
            names,
            doubtful,
            "#so",
            "9f3c 71ae … 04d2",
        ),
        SignatureTable(
            Verdict("good", "Hợp lệ"),
            "Người ký: Phạm Quốc Thịnh. Cơ quan: Bộ Nội vụ.",
            names,
            [Check("Chuỗi chứng thư", [good, good])],
        ),
        SignatureTable(
            Verdict("late", "Không hợp lệ"),
            "Nội dung đã bị sửa sau khi ký.",
            names,
            [Check("Nội dung không đổi sau khi ký", [bad, bad])],
        ),
    ]


def _tree() -> TreeNode:
    section = TreeNode(
        "Phòng Cải cách hành chính", "Chủ trì", "lead", "hạn 20/10, 11:30", "", "Phan Thị Mỹ Hạnh đang xử lý"
    )
    lead = TreeNode("Sở Nội vụ", "Chủ trì", "lead", "hạn 21/10, 17:00", "", "Đã nhận 08:52", children=[section])
    side = TreeNode("Trần Thị Ngọc Ánh, Phó Chánh Văn phòng", "Theo dõi", "", "còn 4 giờ 40", "soon", "Đã xem 10:12")
    words = "Giao Sở Nội vụ chủ trì, phối hợp Trung tâm Phục vụ hành chính công dự thảo báo cáo trước 21/10."
    leader = TreeNode(
        "Nguyễn Văn Khải, Chủ tịch UBND tỉnh", meta="Bút phê 14/10, 08:40", note=words, children=[side, lead]
    )
    return TreeNode("Văn thư UBND tỉnh", meta="Đỗ Thị Bé Ba đăng ký số 4187, 14/10, 08:05", children=[leader])
