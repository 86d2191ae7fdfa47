"""Plain values about agencies, posts and people that other apps may hold."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Roles of an agency (domain/portal-and-operations 5.3). A role belongs to a post, never to a person."""

    RECORDS_CLERK = "records_clerk", _("Văn thư")
    SPECIALIST = "specialist", _("Chuyên viên")
    UNIT_LEADER = "unit_leader", _("Lãnh đạo đơn vị")
    AGENCY_LEADER = "agency_leader", _("Lãnh đạo cơ quan")
    OFFICE_CHIEF = "office_chief", _("Chánh Văn phòng, tổng hợp")
    ONE_STOP_CLERK = "one_stop_clerk", _("Cán bộ một cửa")
    EDITOR = "editor", _("Biên tập viên")
    CHIEF_EDITOR = "chief_editor", _("Trưởng ban biên tập")
    PERSONNEL_OFFICER = "personnel_officer", _("Cán bộ tổ chức")
    ARCHIVIST = "archivist", _("Lưu trữ")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")
    SECURITY_OFFICER = "security_officer", _("Cán bộ an ninh mạng")
    AUDITOR = "auditor", _("Kiểm toán")


class DelegationScope(TextChoices):
    """What a delegation hands over. There is none for administration, and no chains (5.3)."""

    HANDLE_DOCUMENTS = "handle_documents", _("Xử lý văn bản")
    SIGN = "sign", _("Ký thừa ủy quyền")
    CHAIR_MEETINGS = "chair_meetings", _("Chủ trì họp")
    APPROVE_PUBLICATION = "approve_publication", _("Duyệt đăng")


class AgencyTier(TextChoices):
    """Where it stands; no code assumes how many levels exist (domain/documents 5.4)."""

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


class CodeScheme(TextChoices):
    """Structures in use (domain/documents 5.1)."""

    QD20 = "qd20", _("QĐ 20/2020")
    QCVN102 = "qcvn102", _("QCVN 102:2016 (13 ký tự)")
    OTHER = "other", _("Khác")


class AssignmentKind(TextChoices):
    """How the post is held."""

    MAIN = "main", _("chính")
    CONCURRENT = "concurrent", _("kiêm nhiệm")
    IN_CHARGE = "in_charge", _("phụ trách")
    ACTING = "acting", _("quyền")
    SECONDED = "seconded", _("biệt phái")
    TEMPORARY = "temporary", _("tạm giao")


class AccountKind(TextChoices):
    """Kinds of account at security level 3 (domain/portal-and-operations 6.3)."""

    USER = "user", _("người dùng")
    ADMIN = "admin", _("quản trị")
    TECHNICAL = "technical", _("kỹ thuật")
    SERVICE = "service", _("dịch vụ")


@dataclass(frozen=True, slots=True)
class AgencyCard:
    """An agency as other apps see it. `code` is its primary identification code (QĐ 20/2020), may be empty."""

    id: int
    name: str
    abbreviation: str
    code: str
    place_name: str  # địa danh before the date of a paper
    superior_name: str  # line above the agency's name on a paper, may be empty
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in its agency's tree; `depth` 0 is the top."""

    id: int
    name: str
    abbreviation: str
    parent_id: int | None
    depth: int
    is_records_office: bool


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post with whoever holds it on the asked day; `person_id` None when vacant."""

    id: int
    title: str
    unit_id: int
    unit_name: str
    agency_id: int
    roles: frozenset[str]
    person_id: int | None
    person_name: str
    rank: int


@dataclass(frozen=True, slots=True)
class Hat:
    """One way in which an account may act now: a post held, or a post delegated to the person."""

    key: str  # "post:12" or "delegation:5"
    title: str
    unit_name: str
    agency_name: str
    kind: str  # chính, kiêm nhiệm, … or "ủy quyền"
    on_behalf_of: str  # person's name, empty for own posts
    until: date | None

    @property
    def full_title(self) -> str:
        """The title with the agency, and whose place is taken."""
        text = f"{self.title}, {self.agency_name}"
        return f"{text} (thay mặt {self.on_behalf_of})" if self.on_behalf_of else text


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One attempt to sign in, as the person sees it."""

    id: int
    at: datetime
    address: str
    agent: str
    outcome: str
    method: str

    @property
    def method_words(self) -> str:
        """The factors in words of the reader."""
        words = {
            "password": _("mật khẩu"),
            "totp": _("ứng dụng xác thực"),
            "webauthn": _("khóa truy cập"),
            "recovery_codes": _("mã dự phòng"),
            "socialaccount": _("đăng nhập chung"),
            "mfa": _("mã lớp hai"),
        }
        return ", ".join(str(words.get(part, part)) for part in self.method.split("+"))


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Attempts, newest first; `older` is the key of the next page, None at the end."""

    rows: list[SignInLine]
    older: int | None


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that a person holds."""

    post_id: int
    title: str
    unit_id: int
    unit_name: str
    agency_id: int
    agency_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person of the directory with the posts held on the asked day, main posts first."""

    id: int
    name: str
    email: str
    posts: tuple[HeldPost, ...]


@dataclass(frozen=True, slots=True)
class UnitBranch:
    """A unit in tree order with its posts, highest rank first; a vacant post has no person."""

    unit: UnitNode
    posts: tuple[PostCard, ...]


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A delegation as the lists show it."""

    id: int
    giver: str
    post_title: str
    agency_name: str
    receiver: str
    scopes: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    document: str
    reason: str
    state: str  # running, waiting, over, revoked
    may_revoke: bool
