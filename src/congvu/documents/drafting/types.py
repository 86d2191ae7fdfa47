"""Words and plain values of drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftState(TextChoices):
    """Where a draft stands (domain/documents 1.9). Numbering, sealing and issuing are one act of the records office."""

    DRAFTING = "drafting", _("Dự thảo")
    OPINIONS = "opinions", _("Xin ý kiến")
    HEAD = "head", _("Chờ lãnh đạo đơn vị duyệt")
    FORM = "form", _("Kiểm tra thể thức")
    SIGNING = "signing", _("Chờ ký")
    SIGNED = "signed", _("Đã ký, chờ cấp số")
    ISSUED = "issued", _("Đã phát hành")
    RETURNED = "returned", _("Bị trả lại")
    CANCELLED = "cancelled", _("Đã hủy")


OPEN_DRAFTS: Final = (
    DraftState.DRAFTING,
    DraftState.OPINIONS,
    DraftState.HEAD,
    DraftState.FORM,
    DraftState.SIGNING,
    DraftState.SIGNED,
    DraftState.RETURNED,
)


class StepKind(TextChoices):
    """Steps of submission (NĐ 30/2020 Điều 11, 12, 13)."""

    HEAD = "head", _("Duyệt nội dung")
    FORM = "form", _("Kiểm tra thể thức")
    SIGN = "sign", _("Ký ban hành")


class StepState(TextChoices):
    """How a step stands."""

    WAITING = "waiting", _("chưa đến lượt")
    CURRENT = "current", _("đang chờ")
    APPROVED = "approved", _("đã duyệt")
    RETURNED = "returned", _("đã trả lại")
    DROPPED = "dropped", _("không thực hiện")
    KEPT = "kept", _("giữ kết quả lần trước")


class StepWho(TextChoices):
    """Who takes a step of a chain."""

    UNIT_HEAD = "unit_head", _("Lãnh đạo đơn vị soạn thảo")
    ROLE = "role", _("Ai giữ vai trò")
    POST = "post", _("Một vị trí")


class SigningCapacity(TextChoices):
    """In what capacity the paper is signed (NĐ 30/2020 Điều 13 and Phụ lục I, mục II.7)."""

    OWN = "own", _("Ký trực tiếp")
    FOR_BODY = "tm", _("TM. – thay mặt tập thể")
    ACTING = "q", _("Q. – quyền cấp trưởng")
    ACTING_FOR_BODY = "tm_q", _("TM. và Q. – thay mặt tập thể, quyền cấp trưởng")
    DEPUTY = "kt", _("KT. – ký thay người đứng đầu")
    DEPUTY_FOR_BODY = "tm_kt", _("TM. và KT. – thay mặt tập thể, ký thay người đứng đầu")
    BY_ORDER = "tl", _("TL. – ký thừa lệnh")
    BY_ORDER_DEPUTY = "tl_kt", _("TL. và KT. – thừa lệnh, ký thay người đứng đầu đơn vị")
    AUTHORISED = "tuq", _("TUQ. – ký thừa ủy quyền")


class OpinionOrder(TextChoices):
    """How several are asked: all at once, or each when the one before has answered."""

    TOGETHER = "together", _("Cùng lúc (song song)")
    IN_TURN = "in_turn", _("Lần lượt (nối tiếp)")


class OpinionStance(TextChoices):
    """What whoever is asked thinks of the draft as a whole."""

    AGREED = "agreed", _("Nhất trí")
    REMARKS = "remarks", _("Nhất trí, có ý kiến")
    REFUSED = "refused", _("Không nhất trí")


class OpinionAnswer(TextChoices):
    """What the drafter made of an opinion (bảng tổng hợp, tiếp thu, giải trình)."""

    ACCEPTED = "accepted", _("Tiếp thu")
    PARTLY = "partly", _("Tiếp thu một phần")
    EXPLAINED = "explained", _("Giải trình")


class NumberRuleKind(TextChoices):
    """What has a series of numbers of its own (Điều 15 khoản 2, 3)."""

    TYPES = "types", _("Một hoặc vài tên loại")
    UNIT = "unit", _("Công văn của một đơn vị")
    BODY = "body", _("Hội đồng, ban, tổ dùng con dấu của cơ quan")


class AttachmentKind(TextChoices):
    """As what a file goes with the paper (NĐ 30/2020 Phụ lục I, mục III; Phụ lục III, mẫu 2.2)."""

    INSIDE = "inside", _("Phụ lục trong cùng tệp, không ký riêng")
    SEPARATE = "separate", _("Tệp kèm theo riêng, văn thư ký số từng tệp")
    PAPERS = "papers", _("Tài liệu trình kèm, không phát hành")


class TemplateKind(TextChoices):
    """How a template of the agency's own is made."""

    BODY = "body", _("Nội dung soạn sẵn, trình bày theo Phụ lục III")
    WORD = "word", _("Tệp Word có các mục điền")


class FieldKind(TextChoices):
    """What is filled into a field of a template."""

    LINE = "line", _("Chữ, một dòng")
    TEXT = "text", _("Chữ, nhiều dòng")
    DATE = "date", _("Ngày")
    NUMBER = "number", _("Số")
    CHOICE = "choice", _("Chọn một")
    PERSON = "person", _("Người")
    UNIT = "unit", _("Đơn vị")


class DecisionKind(TextChoices):
    """What kind of decision lets somebody sign who is not the head (NĐ 30/2020 Điều 13)."""

    ASSIGNMENT = "assignment", _("Phân công lĩnh vực cho cấp phó (ký KT.)")
    IN_CHARGE = "in_charge", _("Giao cấp phó phụ trách, điều hành (ký như KT.)")
    ACTING = "acting", _("Giao quyền cấp trưởng (ký Q.)")
    BY_ORDER = "by_order", _("Giao người đứng đầu đơn vị ký thừa lệnh (TL.)")
    PASSED_ON = "passed_on", _("Giao lại cấp phó ký thay người ký thừa lệnh (TL. và KT.)")
    AUTHORISATION = "authorisation", _("Ủy quyền ký (TUQ.)")
    CHAIR = "chair", _("Cử người đứng đầu hội đồng, ban, tổ (ký TM.)")
    DEPUTY_CHAIR = "deputy_chair", _("Cử cấp phó của người đứng đầu hội đồng, ban, tổ (ký KT.)")


OF_A_COUNCIL: Final = frozenset({DecisionKind.CHAIR, DecisionKind.DEPUTY_CHAIR})


@dataclass(frozen=True, slots=True)
class Council:
    """A council, board or task force in whose name a paper is issued; `id` is its rule of numbering."""

    id: int
    name: str
    chair_title: str = ""


# Độ dài các ô nhập; trích yếu theo NĐ 30/2020 Phụ lục VI (Subject 500), các ô khác để chặn nhập nhầm.
LIMITS: Final[Mapping[str, int]] = {
    "subject": 500,
    "authority": 250,
    "notation_unit": 20,
    "copies_note": 60,
    "contact": 250,
}
MAX_LINES: Final = 200
MAX_LINE: Final = 1000
MAX_ANNEXES: Final = 20
MAX_ATTACHMENTS: Final = 30
MAX_TEMPLATE_FIELDS: Final = 60


@dataclass(frozen=True, slots=True)
class AnnexText:
    """An annex as typed."""

    title: str
    body: str
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What one version of a draft says. Texts are as typed; the page is made from them by `papers`.

    `send_to` are the Kính gửi lines, `recipients` the other lines of Nơi nhận. `notation_unit` is the drafting unit's
    or field's abbreviation in a công văn's notation. `contact` is the line at the foot of the first page (ô 13).
    """

    subject: str = ""
    body: str = ""
    grounds: tuple[str, ...] = ()
    authority: str = ""
    send_to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    notation_unit: str = ""
    copies_note: str = ""  # ký hiệu người soạn thảo và số lượng bản: "PL.(300)"
    fields: Mapping[str, str] = field(default_factory=dict)
    annexes: tuple[AnnexText, ...] = ()
    contact: str = ""
    issued_by: str = ""  # NumberRule.uid of the council in whose name it is issued; empty: the agency

    def to_json(self) -> dict[str, Any]:
        """Return values for a JSON column."""
        return {**asdict(self), "fields": dict(self.fields)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DraftContent:
        """Read a JSON column; keys unknown to this version are ignored."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        for name in ("grounds", "send_to", "recipients"):
            known[name] = tuple(known.get(name, ()))
        known["annexes"] = tuple(AnnexText(**a) for a in known.get("annexes", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file uploaded as the draft's text; `text` is its words, one paragraph a line."""

    file_id: int
    name: str
    sha256: str
    size: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked for an opinion: the holder of a post, or a unit, for which its leaders answer."""

    post_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpinionRound:
    """One asking: whom, in which order, about what, until when; `days_each` are working days of each turn."""

    asked: tuple[Asked, ...]
    order: OpinionOrder = OpinionOrder.TOGETHER
    question: str = ""
    due_at: datetime | None = None
    days_each: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step to be taken: by one post, or by whoever holds a role in the agency."""

    kind: StepKind
    post_id: int | None = None
    role: str = ""
    stage: int = 0  # 0: by itself, in the order given
    label: str = ""
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A step as an agency sets it: what, by whom, in which stage, within how many working hours."""

    stage: int
    kind: StepKind
    who: StepWho
    post_id: int | None = None
    role: str = ""
    label: str = ""
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file of a version: which one (`DraftFile.uid`), as what, under which title. Order is the order of the list."""

    file: str
    kind: AttachmentKind
    title: str

    def to_json(self) -> dict[str, str]:
        """Return values for a JSON column."""
        return {"file": self.file, "kind": str(self.kind), "title": self.title}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> AttachmentLine:
        """Read a JSON column."""
        return cls(data["file"], AttachmentKind(data["kind"]), data["title"])


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a version of a draft, with everything that whoever seals and issues it needs."""

    uid: str
    kind: AttachmentKind
    title: str
    position: int  # from 1, among all attachments of the version
    file_id: int
    name: str
    media_type: str
    size: int
    sha256: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class TemplateField:
    """A field of a template: `{{name}}` in its text, `label` in the form that fills it."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    choices: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    default: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return values for a JSON column."""
        return {**asdict(self), "kind": str(self.kind), "choices": list(self.choices)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TemplateField:
        """Read a JSON column."""
        return cls(**{**data, "kind": FieldKind(data["kind"]), "choices": tuple(data.get("choices", ()))})
