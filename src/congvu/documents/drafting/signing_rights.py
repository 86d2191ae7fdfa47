"""In what capacity may this post sign this paper at this minute? Pure rules of NĐ 30/2020/NĐ-CP Điều 13.

The head signs by her office. Everybody else signs by a decision in writing that is in force at that very minute and
covers the paper: its type and the field (the drafting unit) it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.identity.api import Role

from .types import OF_A_COUNCIL, Council, DecisionKind, SigningCapacity

C, K = SigningCapacity, DecisionKind

# Khoản của Điều 13 Nghị định 30/2020/NĐ-CP làm căn cứ cho từng quyền hạn ký.
BASIS: Final[Mapping[SigningCapacity, str | Promise]] = {
    C.OWN: gettext_lazy("NĐ 30/2020, Điều 13 khoản 1"),
    C.FOR_BODY: gettext_lazy("NĐ 30/2020, Điều 13 khoản 2"),
    C.ACTING: gettext_lazy("NĐ 30/2020, Phụ lục I, mục II.7"),
    C.ACTING_FOR_BODY: gettext_lazy("NĐ 30/2020, Điều 13 khoản 2 và Phụ lục I, mục II.7"),
    C.DEPUTY: gettext_lazy("NĐ 30/2020, Điều 13 khoản 1"),
    C.DEPUTY_FOR_BODY: gettext_lazy("NĐ 30/2020, Điều 13 khoản 2"),
    C.BY_ORDER: gettext_lazy("NĐ 30/2020, Điều 13 khoản 4"),
    C.BY_ORDER_DEPUTY: gettext_lazy("NĐ 30/2020, Điều 13 khoản 4"),
    C.AUTHORISED: gettext_lazy("NĐ 30/2020, Điều 13 khoản 3"),
}
FOR_A_BODY: Final = frozenset({C.FOR_BODY, C.ACTING_FOR_BODY, C.DEPUTY_FOR_BODY})
# Ai được ký theo thứ tự nào trước: thứ đầu tiên được phép là thứ được chọn sẵn.
ORDER: Final = (
    C.FOR_BODY,
    C.OWN,
    C.ACTING_FOR_BODY,
    C.ACTING,
    C.DEPUTY_FOR_BODY,
    C.DEPUTY,
    C.BY_ORDER,
    C.BY_ORDER_DEPUTY,
    C.AUTHORISED,
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a post stands in its agency. `unit_head_post_id` is the head of its unit, itself when it is the head."""

    post_id: int
    title: str
    is_head: bool = False
    is_deputy: bool = False
    leads_unit: bool = False
    is_unit_deputy: bool = False
    unit_head_post_id: int | None = None
    unit_head_title: str = ""

    @property
    def is_acting_head(self) -> bool:
        """Whether the head's post is held only "quyền": such a holder signs Q., not in the head's own capacity."""
        return self.is_head and self.title.casefold().startswith(("quyền ", "q. "))


@dataclass(frozen=True, slots=True)
class House:
    """The agency as signing sees it: whether it decides as a body, and its head's post."""

    collective: bool
    head_post_id: int | None


@dataclass(frozen=True, slots=True)
class PaperScope:
    """What of a paper a decision may be limited to: its type, and its drafting unit with those above (its field)."""

    type_id: int
    type_name: str
    unit_ids: frozenset[int]
    unit_name: str = ""
    council: Council | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A decision on who signs, as a value. Empty `type_ids` or `unit_ids` do not limit."""

    id: int
    kind: DecisionKind
    number: str
    giver_post_id: int
    holder_post_id: int
    starts_at: datetime
    ends_at: datetime | None = None
    revoked_at: datetime | None = None
    type_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    council_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer: yes with the decision it rests on, or no with the reason and its legal basis."""

    capacity: SigningCapacity
    allowed: bool
    basis: str
    reason: str = ""
    decision: Given | None = None

    @property
    def sentence(self) -> str:
        """The refusal as people read it, with its basis."""
        return f"{self.reason} ({self.basis})" if self.reason else ""


def seat_of(
    post_id: int, *, posts: Sequence[tuple[int, str, int, frozenset[str], int]], head_post_id: int | None
) -> Seat | None:
    """Return where a post stands; `posts` are (id, title, unit, roles, rank) of all leading posts, highest first."""
    mine = next((p for p in posts if p[0] == post_id), None)
    if mine is None:
        return None
    _id, title, unit, roles, _rank = mine
    leading = [p for p in posts if p[2] == unit and p[3] & {Role.UNIT_LEADER, Role.OFFICE_CHIEF}]
    first = leading[0] if leading else None
    of_agency = Role.AGENCY_LEADER in roles
    return Seat(
        post_id=post_id,
        title=title,
        is_head=post_id == head_post_id,
        is_deputy=of_agency and post_id != head_post_id,
        leads_unit=not of_agency and first is not None and first[0] == post_id,
        is_unit_deputy=not of_agency and first is not None and first[0] != post_id and mine in leading,
        unit_head_post_id=first[0] if first else None,
        unit_head_title=first[1] if first else "",
    )


def usual(seat: Seat | None, house: House) -> SigningCapacity | None:
    """Return in what capacity a post like this signs when a decision lets it; None when it never signs."""
    if seat is None:
        return None
    if seat.is_head:
        if seat.is_acting_head:
            return C.ACTING_FOR_BODY if house.collective else C.ACTING
        return C.FOR_BODY if house.collective else C.OWN
    if seat.is_deputy:
        return C.DEPUTY_FOR_BODY if house.collective else C.DEPUTY
    if seat.leads_unit:
        return C.BY_ORDER
    return C.BY_ORDER_DEPUTY if seat.is_unit_deputy else None


def rulings(
    seat: Seat | None, house: House, paper: PaperScope, decisions: Iterable[Given], at: datetime
) -> list[Ruling]:
    """Return the answer for every capacity, in the order in which they are offered."""
    given = list(decisions)
    return [rule_on(capacity, seat, house, paper, given, at) for capacity in ORDER]


def rule_on(
    capacity: SigningCapacity,
    seat: Seat | None,
    house: House,
    paper: PaperScope,
    decisions: Iterable[Given],
    at: datetime,
) -> Ruling:
    """Say whether the holder of a post signs a paper in a capacity at a moment."""
    if (unfit := _unfit(capacity, seat, house)) is not None:
        return _no(capacity, unfit)
    assert seat is not None
    if capacity in {C.OWN, C.FOR_BODY}:
        return Ruling(capacity, allowed=True, basis=str(BASIS[capacity]))
    return _by_decision(capacity, seat, house, paper, list(decisions), at)


def _no(capacity: SigningCapacity, reason: str) -> Ruling:
    return Ruling(capacity, allowed=False, basis=str(BASIS[capacity]), reason=reason)


def _unfit(capacity: SigningCapacity, seat: Seat | None, house: House) -> str | None:
    """Return why a post of this kind cannot sign so at all, whatever has been decided."""
    if seat is None:
        return _("Chỉ lãnh đạo cơ quan và lãnh đạo đơn vị được ký văn bản của cơ quan.")
    if capacity in FOR_A_BODY and not house.collective:
        return _("Cơ quan làm việc theo chế độ thủ trưởng nên không ký thay mặt tập thể (TM.).")
    if capacity in {C.OWN, C.FOR_BODY}:
        if seat.is_acting_head:
            return _("Người được giao quyền cấp trưởng phải ký với chữ “Q.”.")
        return None if seat.is_head else _("Chỉ người đứng đầu cơ quan được ký theo quyền hạn này.")
    fits, why = {
        C.ACTING: (seat.is_deputy or seat.is_acting_head, _only_deputies()),
        C.ACTING_FOR_BODY: (seat.is_deputy or seat.is_acting_head, _only_deputies()),
        C.DEPUTY: (seat.is_deputy, _only_deputies()),
        C.DEPUTY_FOR_BODY: (seat.is_deputy, _only_deputies()),
        C.BY_ORDER: (seat.leads_unit, _("Chỉ người đứng đầu đơn vị thuộc cơ quan được giao ký thừa lệnh (TL.).")),
        C.BY_ORDER_DEPUTY: (
            seat.is_unit_deputy,
            _("Chỉ cấp phó của người được giao ký thừa lệnh mới ký thay người đó."),
        ),
        C.AUTHORISED: (seat.leads_unit, _authorised_whom(seat)),
    }[capacity]
    return None if fits else why


def _only_deputies() -> str:
    return _("Chỉ cấp phó của người đứng đầu cơ quan được ký theo quyền hạn này.")


def _authorised_whom(seat: Seat) -> str:
    if seat.is_deputy:
        return _("Cấp phó của người đứng đầu thì ký thay (KT.), không ký thừa ủy quyền.")
    return _("Chỉ người đứng đầu cơ quan, đơn vị thuộc cơ cấu tổ chức được nhận ủy quyền ký (TUQ.).")


# Quyền hạn nào dựa vào quyết định loại nào.
RESTS_ON: Final[Mapping[SigningCapacity, tuple[DecisionKind, ...]]] = {
    C.ACTING: (K.ACTING,),
    C.ACTING_FOR_BODY: (K.ACTING,),
    C.DEPUTY: (K.IN_CHARGE, K.ASSIGNMENT),
    C.DEPUTY_FOR_BODY: (K.IN_CHARGE, K.ASSIGNMENT),
    C.BY_ORDER: (K.BY_ORDER,),
    C.BY_ORDER_DEPUTY: (K.PASSED_ON,),
    C.AUTHORISED: (K.AUTHORISATION,),
}


def _by_decision(
    capacity: SigningCapacity, seat: Seat, house: House, paper: PaperScope, decisions: list[Given], at: datetime
) -> Ruling:
    kinds = RESTS_ON[capacity]
    mine = [d for d in decisions if d.holder_post_id == seat.post_id and d.kind in kinds]
    if not mine:
        return _no(capacity, _none_recorded(capacity))
    answers = [(decision, _fault(decision, seat, house, paper, decisions, at)) for decision in mine]
    for decision, fault in answers:
        if fault is None:
            return Ruling(capacity, allowed=True, basis=str(BASIS[capacity]), decision=decision)
    closest = max(answers, key=lambda a: (a[1][0], a[0].starts_at, a[0].id) if a[1] else (0, a[0].starts_at, a[0].id))
    assert closest[1] is not None
    return _no(capacity, closest[1][1])


def _none_recorded(capacity: SigningCapacity) -> str:
    what = {
        C.ACTING: _("quyết định giao quyền cấp trưởng"),
        C.ACTING_FOR_BODY: _("quyết định giao quyền cấp trưởng"),
        C.DEPUTY: _("quyết định phân công lĩnh vực hoặc giao phụ trách"),
        C.DEPUTY_FOR_BODY: _("quyết định phân công lĩnh vực hoặc giao phụ trách"),
        C.BY_ORDER: _("quyết định hoặc quy chế giao ký thừa lệnh"),
        C.BY_ORDER_DEPUTY: _("văn bản giao lại cho cấp phó ký thay người được giao ký thừa lệnh"),
        C.AUTHORISED: _("giấy ủy quyền ký"),
    }[capacity]
    return _("Chưa có %(what)s nào được ghi cho vị trí này. Đề nghị văn phòng ghi quyết định trước khi ký.") % {
        "what": what
    }


Fault = tuple[int, str]
# Lỗi nào gần được ký nhất thì nói lỗi đó: ngoài phạm vi (5) gần hơn hết hạn (3), chưa hiệu lực (2), sai người giao (1).


def _fault(
    decision: Given, seat: Seat, house: House, paper: PaperScope, decisions: list[Given], at: datetime
) -> Fault | None:
    """Return why this decision does not carry this paper now, with how close it comes; None when it does."""
    return (
        _giver_fault(decision, seat, house, decisions)
        or _shape_fault(decision)
        or time_fault(decision, at)
        or scope_fault(decision, paper)
        or _parent_fault(decision, seat, house, paper, decisions, at)
    )


def _giver_fault(decision: Given, seat: Seat, house: House, decisions: list[Given]) -> Fault | None:
    """The head gives; only what is passed on to a deputy for TL. comes from the head of the unit."""
    if decision.kind == K.ACTING:
        return None  # do cấp có thẩm quyền bổ nhiệm giao
    if decision.kind == K.PASSED_ON:
        if decision.giver_post_id == seat.unit_head_post_id:
            return None
        return (1, _("%(number)s không do người được giao ký thừa lệnh của đơn vị ký.") % {"number": decision.number})
    if decision.giver_post_id == house.head_post_id:
        return None
    if decision.kind == K.AUTHORISATION and any(
        d.kind == K.AUTHORISATION and d.holder_post_id == decision.giver_post_id for d in decisions
    ):
        said = _("%(number)s do người được ủy quyền lập; người được ủy quyền không được ủy quyền lại cho người khác.")
        return (1, said % {"number": decision.number})
    said = _("%(number)s không do người đứng đầu cơ quan giao.")
    return (1, said % {"number": decision.number})


def _shape_fault(decision: Given) -> Fault | None:
    if not decision.number.strip():
        return (1, _("Việc giao ký phải bằng văn bản: quyết định này chưa có số."))
    if decision.kind == K.AUTHORISATION and decision.ends_at is None:
        return (1, _("Giấy ủy quyền %(number)s không giới hạn thời gian.") % {"number": decision.number})
    if decision.kind == K.AUTHORISATION and not decision.type_ids and not decision.unit_ids:
        return (1, _("Giấy ủy quyền %(number)s không giới hạn nội dung được ủy quyền.") % {"number": decision.number})
    if decision.kind == K.BY_ORDER and not decision.type_ids:
        return (1, _("%(number)s không nêu loại văn bản được ký thừa lệnh.") % {"number": decision.number})
    return None


def time_fault(decision: Given, at: datetime) -> Fault | None:
    """Say why a decision is not in force, from its first minute on, up to and without the last; None when it is."""
    if decision.revoked_at is not None and at >= decision.revoked_at:
        said = _("%(number)s đã bị thu hồi lúc %(at)s.")
        return (3, said % {"number": decision.number, "at": moment(decision.revoked_at)})
    if decision.ends_at is not None and at >= decision.ends_at:
        said = _("%(number)s đã hết hiệu lực lúc %(at)s.")
        return (3, said % {"number": decision.number, "at": moment(decision.ends_at)})
    if at < decision.starts_at:
        said = _("%(number)s đến %(at)s mới có hiệu lực.")
        return (2, said % {"number": decision.number, "at": moment(decision.starts_at)})
    return None


def scope_fault(decision: Given, paper: PaperScope) -> Fault | None:
    """Say what of a paper a decision does not cover: its type, or the field it comes from; None when it covers it."""
    if decision.type_ids and paper.type_id not in decision.type_ids:
        said = _("%(number)s không giao ký %(type)s.")
        return (5, said % {"number": decision.number, "type": paper.type_name.lower()})
    if decision.unit_ids and not decision.unit_ids & paper.unit_ids:
        said = _("%(number)s không gồm lĩnh vực của đơn vị soạn thảo%(unit)s.")
        return (5, said % {"number": decision.number, "unit": f" ({paper.unit_name})" if paper.unit_name else ""})
    return None


def _parent_fault(
    decision: Given, seat: Seat, house: House, paper: PaperScope, decisions: list[Given], at: datetime
) -> Fault | None:
    """A deputy signs for the head of her unit only what that head may sign by order herself, now."""
    if decision.kind != K.PASSED_ON:
        return None
    above = Seat(seat.unit_head_post_id or 0, seat.unit_head_title, leads_unit=True)
    head = rule_on(C.BY_ORDER, above, house, paper, decisions, at)
    return None if head.allowed else (4, head.reason)


def moment(at: datetime) -> str:
    """Return a moment as people read it: 17:00 ngày 14/10/2026."""
    return timezone.localtime(at).strftime("%H:%M ngày %d/%m/%Y")


def recording_problems(
    *,
    kind: DecisionKind,
    number: str,
    starts_at: datetime,
    ends_at: datetime | None,
    type_ids: Iterable[int],
    unit_ids: Iterable[int],
    giver_post_id: int,
    holder: Seat | None,
    house: House,
) -> dict[str, str]:
    """Return what stands against recording a decision, by field; the same demands hold again at each signature."""
    found: dict[str, str] = {}
    if not number.strip():
        found["number"] = _("Việc giao ký phải bằng văn bản (NĐ 30/2020, Điều 13): ghi số, ký hiệu quyết định.")
    if ends_at is not None and ends_at <= starts_at:
        found["ends_at"] = _("Lúc hết hiệu lực phải sau lúc bắt đầu.")
    if kind == K.AUTHORISATION and ends_at is None:
        found["ends_at"] = _("Ủy quyền phải giới hạn thời gian (NĐ 30/2020, Điều 13 khoản 3).")
    if kind == K.AUTHORISATION and not list(type_ids) and not list(unit_ids):
        found["types"] = _("Ủy quyền phải giới hạn nội dung: chọn tên loại hoặc lĩnh vực (Điều 13 khoản 3).")
    if kind == K.BY_ORDER and not list(type_ids):
        found["types"] = _("Ký thừa lệnh chỉ cho một số loại văn bản: chọn tên loại (Điều 13 khoản 4).")
    if kind in OF_A_COUNCIL:  # what else it needs is said by council_rights
        return found
    capacity = {
        K.ACTING: C.ACTING,
        K.IN_CHARGE: C.DEPUTY,
        K.ASSIGNMENT: C.DEPUTY,
        K.BY_ORDER: C.BY_ORDER,
        K.PASSED_ON: C.BY_ORDER_DEPUTY,
        K.AUTHORISATION: C.AUTHORISED,
    }[kind]
    if (unfit := _unfit(capacity, holder, house)) is not None:
        found["holder"] = unfit
    elif kind == K.PASSED_ON and holder is not None and giver_post_id != holder.unit_head_post_id:
        found["giver"] = _("Người giao phải là người đứng đầu đơn vị của người được giao.")
    elif kind not in {K.ACTING, K.PASSED_ON} and giver_post_id != house.head_post_id:
        found["giver"] = _("Người giao phải là người đứng đầu cơ quan; người được ủy quyền không được ủy quyền lại.")
    return found
