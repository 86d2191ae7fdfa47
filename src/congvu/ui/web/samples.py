"""The example page: each component in each of its states, with invented data. It touches no table."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel.errors import DomainError
from congvu.kernel.types import Actor
from congvu.ui.audience import public
from congvu.ui.fields import DayField
from congvu.ui.frame import Bell, HatLine, RailLine, RailSection
from congvu.ui.picker import read_picked
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


class SampleRefusal(DomainError):
    """What a refusal looks like."""

    code = "ui.sample"
    message = _("Chưa chuyển được: %(office)s đang khóa nhận văn bản từ 17:00. Chọn đơn vị khác hoặc hẹn gửi 07:00.")


class SampleForm(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(label=_("Trích yếu"), help_text=_("Viết như trên văn bản, không viết hoa cả dòng."))
    arrived_on = DayField(label=_("Ngày đến"))
    pages = forms.IntegerField(label=_("Số trang"), required=False, min_value=1)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=[("", "…"), ("cv", "Công văn"), ("bc", "Báo cáo")])
    urgency = forms.ChoiceField(
        label=_("Mức độ khẩn"), choices=[("0", "Thường"), ("1", "Khẩn"), ("3", "Hỏa tốc")], widget=forms.RadioSelect
    )
    reply = forms.BooleanField(label=_("Phải trả lời bằng văn bản"), required=False)
    copies = forms.MultipleChoiceField(
        label=_("Gửi thêm"),
        choices=[("a", "Thường trực HĐND"), ("b", "Ban Tiếp công dân")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Ý kiến"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(
        label=_("Tệp gốc"),
        required=False,
        help_text=_("PDF, Word hoặc ảnh, tới 100 MB."),
        widget=forms.FileInput(attrs={"data-max-bytes": "100000000"}),
    )


@public
@require_http_methods(["GET", "POST"])
def components(request: HttpRequest) -> HttpResponse:
    """Show the office components; a POST shows the form's faults."""
    posted = request.POST if request.method == "POST" else None
    form = SampleForm(posted, initial={"urgency": "0"}, auto_id="f_%s")
    broken = SampleForm(
        {"subject": "", "arrived_on": "31/09/2026", "kind": "", "urgency": "0", "pages": "0"}, auto_id="hong_%s"
    )
    at = timezone.localtime().replace(hour=10, minute=20, second=0, microsecond=0)
    picked = read_picked(posted, "to", {u.id for u in UNITS}) if posted else None
    return render(
        request,
        "ui/samples/components.html",
        {
            "crumbs": [("Giao diện", "/giao-dien/"), ("Hệ thống mẫu", "")],
            **_frame(request),
            **_lists(at),
            **_panels(at),
            "form": form,
            "broken": broken,
            "units": UNITS,
            "people": PEOPLE,
            "picked": picked,
        },
    )


@public
def for_citizens(request: HttpRequest) -> HttpResponse:
    """Show the patterns of pages for citizens."""
    broken = SampleForm({"subject": "", "arrived_on": "31/09/2026", "kind": "cv", "urgency": "0"}, auto_id="f_%s")
    return render(request, "ui/samples/citizens.html", {"broken": broken, "form": SampleForm(auto_id="g_%s")})


@public
def people(request: HttpRequest) -> HttpResponse:
    """Answer the sample people picker."""
    wanted = request.GET.get("q", "").lower()
    found = [p for p in PEOPLE if wanted in p.name.lower()]
    return render(request, "ui/cv/people_options.html", {"people": found, "name": "nguoi", "many": True})


@public
@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    """Refuse, as an act does; the middleware shows it."""
    raise SampleRefusal(office="Sở Nội vụ")


@public
def bell(request: HttpRequest) -> HttpResponse:
    """Answer the sample bell."""
    return render(request, "ui/samples/bell.html", {"oob": True, "count": 2})


def _frame(request: HttpRequest) -> dict[str, Any]:
    actor = Actor(
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
    own = [
        RailLine("Thành phần", request.path, True, None),
        RailLine("Trang cho công dân", f"{request.path}cong-dan/", False, None),
    ]
    return {
        "actor": actor,
        "rail": [
            RailSection("Hệ thống mẫu", own),
            RailSection(
                "Văn bản", [RailLine("Văn bản đến", "#so", False, 12), RailLine("Văn bản đi", "#so", False, None)]
            ),
        ],
        "hats": [
            HatLine("a", "Phó Chánh Văn phòng", "UBND tỉnh Tiền Giang", True),
            HatLine("b", "Quyền Giám đốc Trung tâm Phục vụ hành chính công", "Được ủy quyền đến 30/10/2026"),
        ],
        "hat_switch_url": request.path,
        "bell": Bell(f"{request.path}chuong/", "#", 5, ""),
    }


def _lists(at: datetime) -> dict[str, Any]:
    late = Due(620, True, 100, at - timedelta(hours=26))
    soon = Due(280, False, 38, at + timedelta(hours=6))
    far = Due(1020, False, 22, at + timedelta(days=3))
    first = WorkRow(
        key="1",
        title="Góp ý dự thảo Quyết định ban hành Quy chế vận hành Hệ thống thông tin giải quyết thủ tục tỉnh",
        url="#so",
        due=late,
        role_label="Phối hợp",
        meta="2210/SNV-CCHC · Sở Nội vụ",
        given_by="Lê Hoàng Phúc",
        given_by_post="Chánh Văn phòng",
        act_label="Soạn góp ý",
    )
    second = WorkRow(
        key="2",
        title="Công điện về chủ động ứng phó triều cường, xâm nhập mặn tại các tỉnh đồng bằng sông Cửu Long",
        url="#so",
        due=soon,
        role_label="Bút phê",
        meta="1127/CĐ-VPCP · Văn phòng Chính phủ · 07:58",
        urgency=3,
        unread=True,
        given_by="Đỗ Thị Bé Ba",
        given_by_post="Văn thư",
        act_label="Bút phê",
        act_key="b",
    )
    third = WorkRow(
        key="3",
        title="Rà soát danh mục thủ tục hành chính thực hiện tại Bộ phận Một cửa cấp xã",
        url="#so",
        due=far,
        role_label="Chủ trì",
        role_tone="lead",
        meta="88/TTPVHCC-NV · Trung tâm Phục vụ hành chính công",
        given_by="Võ Minh Quân",
        given_by_post="Giám đốc",
        act_label="Mở",
    )
    return {
        "now": at,
        "dues": [late, soon, far, Due(1020, False, None), None],
        "figures": [
            Figure(2, "Quá hạn", "#viec", "late"),
            Figure(4, "Đến hạn hôm nay", "#viec", is_current=True),
            Figure(4187, "Đã đăng ký trong năm", "#so"),
            Figure("61,4%", "Giải quyết trực tuyến"),
        ],
        "tabs": [Tab("Tất cả", "#viec", 38, True), Tab("Chưa đọc", "#viec", 5), Tab("Tôi chủ trì", "#viec", 11)],
        "chips": [Chip("Ngày đến: 09/10 đến 14/10", "#so"), Chip("Trạng thái: đang mở", "#so")],
        "groups": [
            WorkGroup("Quá hạn", [first], 1, "late"),
            WorkGroup("Hôm nay, thứ Tư 14/10", [second], 1),
            WorkGroup("Trong 3 ngày làm việc tới", [third], 1),
        ],
    }


def _panels(at: datetime) -> dict[str, Any]:
    good, unknown, bad = Verdict("good", "Đạt"), Verdict("soon", "Chưa rõ"), Verdict("late", "Không đạt")
    checks = [
        Check("Nội dung không đổi sau khi ký", [good, good], "Ghi thêm số, ngày: đúng phép"),
        Check("Chưa bị thu hồi", [good, unknown], "OCSP không trả lời, 14/10, 08:05"),
    ]
    names = ["Người ký", "Cơ quan"]
    done = SignatureTable(
        Verdict("good", "Hợp lệ"),
        "Người ký: Phạm Quốc Thịnh. Cơ quan: Bộ Nội vụ.",
        names,
        [Check("Chuỗi chứng thư", [good, good])],
    )
    page = PaperPage(static("ui/samples/trang.svg"), 794, 1123, "Văn bản mẫu")
    return {
        "tree": [_tree()],
        "happenings": [
            Happening(at, "Trần Thị Ngọc Ánh mở xem", is_now=True),
            Happening(at - timedelta(hours=1), "Sở Nội vụ giao Phòng Cải cách hành chính chủ trì", "Hạn 20/10"),
            Happening(at - timedelta(days=1), "Nhận gói tin từ Bộ Nội vụ, gửi xác nhận 01"),
        ],
        "signatures": [
            SignatureTable(
                Verdict("soon", "Chưa xác định"),
                "Chưa biết chứng thư của cơ quan có bị thu hồi không. Kiểm lại lúc 11:00.",
                names,
                checks,
                "#so",
                "9f3c 71ae … 04d2",
            ),
            done,
            SignatureTable(
                Verdict("late", "Không hợp lệ"),
                "Nội dung đã bị sửa sau khi ký.",
                names,
                [Check("Nội dung không đổi sau khi ký", [bad, bad])],
            ),
        ],
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
