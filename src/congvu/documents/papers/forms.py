"""The forms of Phụ lục III that are laid out differently, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import Form


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled line of a form; `printed` stands on the paper, `label` beside the entry field."""

    name: str
    label: str | Promise
    printed: str


@dataclass(frozen=True, slots=True)
class FormLayout:
    """How a form differs. `as_above`: its Nơi nhận begins with "Như trên"."""

    sample: str  # number in Phụ lục III
    subject_lead: str = ""
    send_lead: str = "Kính gửi:"
    as_above: bool = True
    shows_authority: bool = False
    enact: str = ""
    fields: tuple[Field, ...] = ()


FORMS: dict[Form, FormLayout] = {
    "cong_van": FormLayout(sample="1.5", subject_lead="V/v "),
    "quyet_dinh": FormLayout(
        sample="1.2", subject_lead="Về việc ", as_above=False, shows_authority=True, enact="QUYẾT ĐỊNH:"
    ),
    "co_ten": FormLayout(sample="1.4"),
    "cong_dien": FormLayout(sample="1.6", send_lead="{authority} điện:"),
    "giay_moi": FormLayout(
        sample="1.7",
        send_lead="{agency} trân trọng kính mời:",
        fields=(
            Field("occasion", _("Tới dự"), "Tới dự:"),
            Field("chair", _("Chủ trì"), "Chủ trì:"),
            Field("time", _("Thời gian"), "Thời gian:"),
            Field("venue", _("Địa điểm"), "Địa điểm:"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A starting point offered to drafters: which type of document, in which form, with which first words."""

    type_code: str  # code of models.DocumentType; empty lets the drafter choose one
    type_name: str
    form: Form
    label: str | Promise
    hint: str | Promise
    grounds: str = ""
    body: str = ""


TEMPLATES: tuple[Template, ...] = (
    Template(
        "cong-van",
        "Công văn",
        "cong_van",
        _("Công văn"),
        _("Trao đổi, trả lời, hướng dẫn, đôn đốc"),
        body="Thực hiện …\n1. …\n2. …\nTrân trọng cảm ơn sự phối hợp của quý cơ quan.",
    ),
    Template(
        "quyet-dinh",
        "Quyết định",
        "quyet_dinh",
        _("Quyết định"),
        _("Quyết định cá biệt, có điều khoản"),
        grounds="Căn cứ Luật Tổ chức chính quyền địa phương\nTheo đề nghị của …",
        body="Điều 1. …\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.\n"
        "Điều 3. … chịu trách nhiệm thi hành Quyết định này.",
    ),
    Template(
        "thong-bao",
        "Thông báo",
        "co_ten",
        _("Thông báo"),
        _("Kết luận, lịch, kết quả"),
        body="…\n1. …\n2. …",
    ),
    Template(
        "bao-cao",
        "Báo cáo",
        "co_ten",
        _("Báo cáo"),
        _("Kết quả, tình hình, số liệu"),
        body="# I. TÌNH HÌNH CHUNG\n…\n# II. KẾT QUẢ THỰC HIỆN\n"
        "| STT | Nội dung | Kết quả |\n| 1 | … | … |\n# III. KIẾN NGHỊ\n…",
    ),
    Template(
        "to-trinh",
        "Tờ trình",
        "co_ten",
        _("Tờ trình"),
        _("Đề nghị cấp trên xem xét, quyết định"),
        body="…\n1. Sự cần thiết\n…\n2. Nội dung trình\n…\nKính trình … xem xét, quyết định.",
    ),
    Template(
        "ke-hoach",
        "Kế hoạch",
        "co_ten",
        _("Kế hoạch"),
        _("Mục tiêu, nội dung, tiến độ, phân công"),
        body="# I. MỤC ĐÍCH, YÊU CẦU\n1. …\n# II. NỘI DUNG\n1. …\n# III. TỔ CHỨC THỰC HIỆN\n1. …",
    ),
    Template(
        "giay-moi",
        "Giấy mời",
        "giay_moi",
        _("Giấy mời"),
        _("Mời họp, hội nghị, hội thảo"),
        body="Đề nghị các đại biểu dự họp đúng thành phần và thời gian.",
    ),
    Template(
        "cong-dien",
        "Công điện",
        "cong_dien",
        _("Công điện"),
        _("Chỉ đạo khẩn"),
        body="…\n1. …\n2. …\nYêu cầu các cơ quan, đơn vị nghiêm túc thực hiện.",
    ),
    Template("chi-thi", "Chỉ thị", "co_ten", _("Chỉ thị"), _("Giao việc, chấn chỉnh"), body="…\n1. …\n2. …"),
    Template("huong-dan", "Hướng dẫn", "co_ten", _("Hướng dẫn"), _("Cách thực hiện"), body="…\n1. …"),
    Template("", "", "co_ten", _("Văn bản có tên loại khác"), _("Chọn tên loại ở biểu mẫu"), body="…"),
)


def template(type_code: str) -> Template:
    """Return the starting point for a type of document; other types get the general one (sample 1.4)."""
    return next((t for t in TEMPLATES if t.type_code == type_code), TEMPLATES[-1])
