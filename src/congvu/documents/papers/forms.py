"""The forms of Phụ lục III that are laid out differently, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
    closing: str = ""  # the sentence after the body, its {names} filled from the fields; without them it is left out
    opening: str = ""  # the sentence before the fields, likewise
    asks: tuple[Field, ...] = ()  # fields that stand only in the sentences
    body_label: str = ""
    has_date: bool = True  # biên bản bears no place and date: they stand in its last sentence
    second_signer: str = ""  # over the second name on the left: "Thư ký"
    confirmation: str = ""  # a place for another body's confirmation under the signature
    needs_body: bool = True
    prints_subject: bool = True  # Giấy giới thiệu, Giấy nghỉ phép have no abstract on the page
    always_above: bool = False  # Nơi nhận begins with "Như trên" without a Kính gửi

    @property
    def entries(self) -> tuple[Field, ...]:
        """All fields that a drafter fills, in the order of the form."""
        return (*self.fields, *self.asks)


# Không có các mục này thì giấy giới thiệu, biên bản, giấy nghỉ phép không thành.
NEEDED: Final = frozenset({"person", "sent_to", "until", "begins", "ends", "secretary", "asked_on", "days", "starts"})
PROMULGATES: Final = ("ban hành ", "phê duyệt ")
# Các loại văn bản thường ban hành, phê duyệt kèm theo quyết định (mẫu 1.3).
PROMULGATED: Final = (
    "Quy chế",
    "Quy định",
    "Quy trình",
    "Nội quy",
    "Điều lệ",
    "Kế hoạch",
    "Chương trình",
    "Phương án",
    "Đề án",
    "Dự án",
    "Danh mục",
)

FORMS: dict[Form, FormLayout] = {
    "cong_van": FormLayout(sample="1.5", subject_lead="V/v "),
    "quyet_dinh": FormLayout(
        sample="1.2", subject_lead="Về việc ", as_above=False, shows_authority=True, enact="QUYẾT ĐỊNH:"
    ),
    "quyet_dinh_ban_hanh": FormLayout(sample="1.3", as_above=False, shows_authority=True, enact="QUYẾT ĐỊNH:"),
    "nghi_quyet": FormLayout(sample="1.1", as_above=False, shows_authority=True, enact="QUYẾT NGHỊ:"),
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
    "giay_gioi_thieu": FormLayout(
        sample="1.8",
        opening="{agency} trân trọng giới thiệu:",
        fields=(
            Field("person", _("Ông (bà)"), "Ông (bà):"),
            Field("post", _("Chức vụ, đơn vị công tác"), "Chức vụ:"),
            Field("sent_to", _("Được cử đến"), "Được cử đến:"),
            Field("matter", _("Về việc"), "Về việc:"),
        ),
        asks=(Field("until", _("Có giá trị đến hết ngày"), ""),),
        closing="Đề nghị Quý cơ quan tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ.\n"
        "Giấy này có giá trị đến hết ngày {until}",
        needs_body=False,
        prints_subject=False,
        always_above=True,
    ),
    "bien_ban": FormLayout(
        sample="1.9",
        fields=(
            Field("begins", _("Thời gian bắt đầu"), "Thời gian bắt đầu:"),
            Field("venue", _("Địa điểm"), "Địa điểm:"),
            Field("people", _("Thành phần tham dự"), "Thành phần tham dự:"),
            Field("chair", _("Chủ trì (chủ tọa)"), "Chủ trì (chủ tọa):"),
            Field("secretary", _("Thư ký (người ghi biên bản)"), "Thư ký (người ghi biên bản):"),
        ),
        asks=(Field("ends", _("Kết thúc vào (giờ, ngày)"), ""),),
        body_label="Nội dung (theo diễn biến cuộc họp/hội nghị/hội thảo):",
        closing="Cuộc họp (hội nghị, hội thảo) kết thúc vào {ends}",
        has_date=False,
        second_signer="Thư ký",
    ),
    "giay_nghi_phep": FormLayout(
        sample="1.10",
        opening="Xét Đơn đề nghị nghỉ phép ngày {asked_on} của ông (bà) {person}\n{agency} cấp cho:",
        fields=(
            Field("person", _("Ông (bà)"), "Ông (bà):"),
            Field("post", _("Chức vụ, đơn vị công tác"), "Chức vụ:"),
        ),
        asks=(
            Field("asked_on", _("Ngày của Đơn đề nghị nghỉ phép"), ""),
            Field("days", _("Được nghỉ trong thời gian"), ""),
            Field("starts", _("Kể từ ngày"), ""),
            Field("ends", _("Đến hết ngày"), ""),
            Field("place", _("Nơi nghỉ phép"), ""),
            Field("counted", _("Tính vào thời gian (nghỉ hằng năm, nghỉ việc riêng…)"), ""),
        ),
        closing="Được nghỉ phép trong thời gian {days} kể từ ngày {starts} đến hết ngày {ends} tại {place}.\n"
        "Số ngày nghỉ phép nêu trên được tính vào thời gian {counted}",
        confirmation="Xác nhận của cơ quan (tổ chức) hoặc chính quyền địa phương nơi nghỉ phép (nếu cần)",
        needs_body=False,
        prints_subject=False,
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
        _("Có điều khoản; trích yếu mở đầu “Ban hành”, “Phê duyệt” thì theo mẫu 1.3, văn bản kèm theo là phụ lục"),
        grounds="Căn cứ Luật Tổ chức chính quyền địa phương\nTheo đề nghị của …",
        body="Điều 1. …\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.\n"
        "Điều 3. … chịu trách nhiệm thi hành Quyết định này.",
    ),
    Template(
        "nghi-quyet",
        "Nghị quyết",
        "nghi_quyet",
        _("Nghị quyết"),
        _("Nghị quyết cá biệt của tập thể"),
        grounds="Căn cứ …\nCăn cứ …",
        body="Điều 1. …\nĐiều 2. …\nĐiều 3. … chịu trách nhiệm thi hành Nghị quyết này.",
    ),
    Template(
        "giay-gioi-thieu",
        "Giấy giới thiệu",
        "giay_gioi_thieu",
        _("Giấy giới thiệu"),
        _("Cử người đến cơ quan khác làm việc"),
    ),
    Template(
        "bien-ban",
        "Biên bản",
        "bien_ban",
        _("Biên bản"),
        _("Cuộc họp, hội nghị, sự việc"),
        body="1. …\n2. …",
    ),
    Template(
        "giay-nghi-phep",
        "Giấy nghỉ phép",
        "giay_nghi_phep",
        _("Giấy nghỉ phép"),
        _("Cấp cho người được nghỉ"),
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


def form_for(type_code: str, subject: str) -> Form:
    """Return the form of a paper: a decision that promulgates or approves another text has its own (sample 1.3)."""
    form = template(type_code).form
    if form == "quyet_dinh" and " ".join(subject.split()).casefold().startswith(PROMULGATES):
        return "quyet_dinh_ban_hanh"
    return form


def promulgated(title: str) -> tuple[str, str]:
    """Return type name and abstract of a text that a decision promulgates: ("Quy chế", "Làm việc của …")."""
    plain = " ".join(title.split())
    for name in PROMULGATED:
        if plain.casefold().startswith(f"{name} ".casefold()) or plain.casefold() == name.casefold():
            rest = plain[len(name) :].strip()
            return name, rest[:1].upper() + rest[1:]
    return "", plain
