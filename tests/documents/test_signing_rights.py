"""N11: who may sign what, in which capacity, at which minute, on what decision (NĐ 30/2020 Điều 13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from congvu.documents.drafting import rules
from congvu.documents.drafting.signing_rights import (
    Given,
    House,
    PaperScope,
    Seat,
    recording_problems,
    rule_on,
    rulings,
    seat_of,
    usual,
)
from congvu.documents.drafting.types import DecisionKind, SigningCapacity
from congvu.identity.types import Role

C, K = SigningCapacity, DecisionKind
VN = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 10, 14, 10, 20, tzinfo=VN)
DAY = timedelta(days=1)

# Ủy ban nhân dân (tập thể) và sở, bộ (thủ trưởng); xã từ 01/7/2025 cũng là ủy ban.
PROVINCE, COMMUNE, MINISTRY = "Ủy ban nhân dân tỉnh Tiền Giang", "Ủy ban nhân dân xã Tân Hương", "Bộ Nội vụ"
HEAD, DEPUTY, OFFICE, OFFICE_DEPUTY, DIVISION = 1, 2, 3, 4, 5
SEATS = {
    HEAD: Seat(HEAD, "Chủ tịch", is_head=True),
    DEPUTY: Seat(DEPUTY, "Phó Chủ tịch", is_deputy=True),
    OFFICE: Seat(OFFICE, "Chánh Văn phòng", leads_unit=True, unit_head_post_id=OFFICE),
    OFFICE_DEPUTY: Seat(
        OFFICE_DEPUTY,
        "Phó Chánh Văn phòng",
        is_unit_deputy=True,
        unit_head_post_id=OFFICE,
        unit_head_title="Chánh Văn phòng",
    ),
    DIVISION: Seat(DIVISION, "Trưởng phòng Kinh tế", leads_unit=True, unit_head_post_id=DIVISION),
}
LETTER, DECISION = 18, 2
ECONOMY, CULTURE = 70, 80
PAPER = PaperScope(LETTER, "Công văn", frozenset({ECONOMY, 60}), "Phòng Kinh tế")


def given(kind: DecisionKind, holder: int, **changes: object) -> Given:
    values: dict[str, object] = {
        "id": 9,
        "kind": kind,
        "number": "12/QĐ-UBND",
        "giver_post_id": OFFICE if kind is K.PASSED_ON else HEAD,
        "holder_post_id": holder,
        "starts_at": AT - 30 * DAY,
        "type_ids": frozenset({LETTER}) if kind in {K.BY_ORDER, K.AUTHORISATION, K.PASSED_ON} else frozenset(),
        "ends_at": AT + DAY if kind is K.AUTHORISATION else None,
    }
    return Given(**{**values, **changes})


ASSIGNED = given(K.ASSIGNMENT, DEPUTY, unit_ids=frozenset({ECONOMY}))
ORDERED = given(K.BY_ORDER, OFFICE)
WRITTEN = given(K.AUTHORISATION, DIVISION, number="05/GUQ-UBND")


@dataclass(frozen=True)
class Case:
    """Who asks to sign how, under which decisions, when; the lines printed when allowed, else part of the refusal."""

    name: str
    who: Seat | None
    capacity: SigningCapacity
    decisions: tuple[Given, ...] = ()
    at: datetime = AT
    agency: str = PROVINCE
    paper: PaperScope = PAPER
    lines: tuple[str, ...] = ()
    refused: str = ""
    basis: str = ""


S = SEATS
CASES = [
    # Người đứng đầu
    Case("chủ tịch thay mặt ủy ban", S[HEAD], C.FOR_BODY, lines=("TM. Ủy ban nhân dân", "Chủ tịch"), basis="khoản 2"),
    Case("chủ tịch ký việc của chủ tịch", S[HEAD], C.OWN, lines=("Chủ tịch",), basis="khoản 1"),
    Case("bộ trưởng ký trực tiếp", Seat(1, "Bộ trưởng", is_head=True), C.OWN, agency=MINISTRY, lines=("Bộ trưởng",)),
    Case(
        "bộ không ký TM.", Seat(1, "Bộ trưởng", is_head=True), C.FOR_BODY, agency=MINISTRY, refused="chế độ thủ trưởng"
    ),
    Case(
        "chủ tịch xã thay mặt ủy ban xã", S[HEAD], C.FOR_BODY, agency=COMMUNE, lines=("TM. Ủy ban nhân dân", "Chủ tịch")
    ),
    # Quyền cấp trưởng
    Case(
        "phó chủ tịch được giao quyền chủ tịch",
        S[DEPUTY],
        C.ACTING_FOR_BODY,
        (given(K.ACTING, DEPUTY, giver_post_id=99),),
        lines=("TM. Ủy ban nhân dân", "Q. Chủ tịch"),
        basis="Phụ lục I",
    ),
    Case(
        "tự xưng quyền, không có quyết định", S[DEPUTY], C.ACTING_FOR_BODY, refused="quyết định giao quyền cấp trưởng"
    ),
    Case(
        "giữ ghế quyền giám đốc thì ký Q.",
        Seat(1, "Quyền Giám đốc", is_head=True),
        C.ACTING,
        (given(K.ACTING, 1, giver_post_id=99),),
        agency="Sở Nội vụ",
        lines=("Q. Chủ tịch",),
    ),
    Case(
        "giữ ghế quyền giám đốc không được ký như cấp trưởng",
        Seat(1, "Quyền Giám đốc", is_head=True),
        C.OWN,
        agency="Sở Nội vụ",
        refused="phải ký với chữ “Q.”",
    ),
    Case(
        "chánh văn phòng không được giao quyền chủ tịch",
        S[OFFICE],
        C.ACTING,
        (given(K.ACTING, OFFICE),),
        refused="Chỉ cấp phó",
    ),
    # Cấp phó
    Case(
        "phó chủ tịch ký lĩnh vực được phân công",
        S[DEPUTY],
        C.DEPUTY_FOR_BODY,
        (ASSIGNED,),
        lines=("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
        basis="khoản 2",
    ),
    Case("phó chủ tịch ký việc của chủ tịch", S[DEPUTY], C.DEPUTY, (ASSIGNED,), lines=("KT. Chủ tịch", "Phó Chủ tịch")),
    Case(
        "phó chủ tịch ký lĩnh vực của phó khác",
        S[DEPUTY],
        C.DEPUTY,
        (replace(ASSIGNED, unit_ids=frozenset({CULTURE})),),
        refused="không gồm lĩnh vực của đơn vị soạn thảo (Phòng Kinh tế)",
        basis="khoản 1",
    ),
    Case(
        "phó chủ tịch chưa được phân công, chủ tịch đi vắng",
        S[DEPUTY],
        C.DEPUTY,
        refused="phân công lĩnh vực hoặc giao phụ trách",
    ),
    Case(
        "phó được giao phụ trách khi khuyết chủ tịch ký như KT.",
        S[DEPUTY],
        C.DEPUTY_FOR_BODY,
        (given(K.IN_CHARGE, DEPUTY),),
        lines=("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
    ),
    Case(
        "phó được giao phụ trách không ký như chủ tịch",
        S[DEPUTY],
        C.FOR_BODY,
        (given(K.IN_CHARGE, DEPUTY),),
        refused="Chỉ người đứng đầu",
    ),
    Case(
        "phó chủ tịch xã ký thay",
        S[DEPUTY],
        C.DEPUTY_FOR_BODY,
        (ASSIGNED,),
        agency=COMMUNE,
        lines=("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
    ),
    Case(
        "thứ trưởng ký thay bộ trưởng",
        Seat(DEPUTY, "Thứ trưởng", is_deputy=True),
        C.DEPUTY,
        (ASSIGNED,),
        agency=MINISTRY,
        lines=("KT. Chủ tịch", "Thứ trưởng"),
        basis="khoản 1",
    ),
    Case(
        "thứ trưởng không TM. ở bộ",
        Seat(DEPUTY, "Thứ trưởng", is_deputy=True),
        C.DEPUTY_FOR_BODY,
        (ASSIGNED,),
        agency=MINISTRY,
        refused="chế độ thủ trưởng",
    ),
    Case(
        "phân công đã bị thu hồi",
        S[DEPUTY],
        C.DEPUTY,
        (replace(ASSIGNED, revoked_at=AT - DAY),),
        refused="đã bị thu hồi lúc 10:20 ngày 13/10/2026",
    ),
    Case(
        "phân công tháng sau mới có hiệu lực",
        S[DEPUTY],
        C.DEPUTY,
        (replace(ASSIGNED, starts_at=AT + DAY),),
        refused="10:20 ngày 15/10/2026 mới có hiệu lực",
    ),
    Case(
        "phân công không do người đứng đầu",
        S[DEPUTY],
        C.DEPUTY,
        (replace(ASSIGNED, giver_post_id=OFFICE),),
        refused="không do người đứng đầu cơ quan giao",
    ),
    Case(
        "cấp phó không ký thừa ủy quyền",
        S[DEPUTY],
        C.AUTHORISED,
        (replace(WRITTEN, holder_post_id=DEPUTY),),
        refused="không ký thừa ủy quyền",
        basis="khoản 3",
    ),
    # Thừa lệnh
    Case(
        "chánh văn phòng ký thừa lệnh",
        S[OFFICE],
        C.BY_ORDER,
        (ORDERED,),
        lines=("TL. Chủ tịch", "Chánh Văn phòng"),
        basis="khoản 4",
    ),
    Case(
        "thừa lệnh loại không được giao",
        S[OFFICE],
        C.BY_ORDER,
        (ORDERED,),
        paper=replace(PAPER, type_id=DECISION, type_name="Quyết định"),
        refused="không giao ký quyết định",
    ),
    Case(
        "thừa lệnh không nêu loại văn bản",
        S[OFFICE],
        C.BY_ORDER,
        (replace(ORDERED, type_ids=frozenset()),),
        refused="không nêu loại văn bản",
    ),
    Case("trưởng phòng chưa được giao thừa lệnh", S[DIVISION], C.BY_ORDER, (ORDERED,), refused="giao ký thừa lệnh nào"),
    Case(
        "phó chánh văn phòng ký thay người ký thừa lệnh",
        S[OFFICE_DEPUTY],
        C.BY_ORDER_DEPUTY,
        (ORDERED, given(K.PASSED_ON, OFFICE_DEPUTY, number="03/QĐ-VP")),
        lines=("TL. Chủ tịch", "KT. Chánh Văn phòng", "Phó Chánh Văn phòng"),
        basis="khoản 4",
    ),
    Case(
        "phó chánh văn phòng khi việc giao thừa lệnh cho chánh văn phòng đã hết",
        S[OFFICE_DEPUTY],
        C.BY_ORDER_DEPUTY,
        (replace(ORDERED, ends_at=AT), given(K.PASSED_ON, OFFICE_DEPUTY, number="03/QĐ-VP")),
        refused="12/QĐ-UBND đã hết hiệu lực",
    ),
    Case(
        "phó chánh văn phòng tự ký thừa lệnh",
        S[OFFICE_DEPUTY],
        C.BY_ORDER,
        (replace(ORDERED, holder_post_id=OFFICE_DEPUTY),),
        refused="Chỉ người đứng đầu đơn vị",
    ),
    # Thừa ủy quyền
    Case(
        "trưởng phòng ký thừa ủy quyền",
        S[DIVISION],
        C.AUTHORISED,
        (WRITTEN,),
        lines=("TUQ. Chủ tịch", "Trưởng phòng Kinh tế"),
        basis="khoản 3",
    ),
    Case(
        "ủy quyền còn đúng một phút",
        S[DIVISION],
        C.AUTHORISED,
        (replace(WRITTEN, ends_at=AT + timedelta(minutes=1)),),
        lines=("TUQ. Chủ tịch", "Trưởng phòng Kinh tế"),
    ),
    Case(
        "ủy quyền hết đúng phút này",
        S[DIVISION],
        C.AUTHORISED,
        (replace(WRITTEN, ends_at=AT),),
        refused="05/GUQ-UBND đã hết hiệu lực lúc 10:20 ngày 14/10/2026",
    ),
    Case(
        "ủy quyền bắt đầu đúng phút này",
        S[DIVISION],
        C.AUTHORISED,
        (replace(WRITTEN, starts_at=AT),),
        lines=("TUQ. Chủ tịch", "Trưởng phòng Kinh tế"),
    ),
    Case(
        "ủy quyền chỉ tờ trình, ký công văn",
        S[DIVISION],
        C.AUTHORISED,
        (replace(WRITTEN, type_ids=frozenset({16})),),
        refused="không giao ký công văn",
    ),
    Case(
        "ủy quyền không thời hạn",
        S[DIVISION],
        C.AUTHORISED,
        (replace(WRITTEN, ends_at=None),),
        refused="không giới hạn thời gian",
    ),
    Case(
        "ủy quyền mọi nội dung",
        S[DIVISION],
        C.AUTHORISED,
        (replace(WRITTEN, type_ids=frozenset()),),
        refused="không giới hạn nội dung",
    ),
    Case(
        "ủy quyền không có số", S[DIVISION], C.AUTHORISED, (replace(WRITTEN, number=" "),), refused="phải bằng văn bản"
    ),
    Case(
        "người được ủy quyền ủy quyền lại",
        S[DIVISION],
        C.AUTHORISED,
        (
            replace(WRITTEN, holder_post_id=OFFICE, number="05/GUQ-UBND"),
            replace(WRITTEN, giver_post_id=OFFICE, number="06/GUQ-VP"),
        ),
        refused="06/GUQ-VP do người được ủy quyền lập; người được ủy quyền không được ủy quyền lại",
    ),
    Case(
        "phó chủ tịch ủy quyền cho trưởng phòng",
        S[DIVISION],
        C.AUTHORISED,
        (replace(WRITTEN, giver_post_id=DEPUTY),),
        refused="không do người đứng đầu",
    ),
    Case(
        "công chức xã nhận ủy quyền",
        None,
        C.AUTHORISED,
        (WRITTEN,),
        agency=COMMUNE,
        refused="Chỉ lãnh đạo cơ quan và lãnh đạo đơn vị",
    ),
    Case(
        "giám đốc trung tâm hành chính công xã nhận ủy quyền",
        S[DIVISION],
        C.AUTHORISED,
        (WRITTEN,),
        agency=COMMUNE,
        lines=("TUQ. Chủ tịch", "Trưởng phòng Kinh tế"),
    ),
    Case(
        "phó trưởng đơn vị nhận ủy quyền",
        S[OFFICE_DEPUTY],
        C.AUTHORISED,
        (replace(WRITTEN, holder_post_id=OFFICE_DEPUTY),),
        refused="Chỉ người đứng đầu cơ quan, đơn vị",
    ),
    Case("ủy quyền của người khác", S[OFFICE], C.AUTHORISED, (WRITTEN,), refused="giấy ủy quyền ký nào"),
    # Có hai quyết định: lỗi gần nhất được nói; quyết định đúng thì thắng.
    Case(
        "hai phân công, một đúng",
        S[DEPUTY],
        C.DEPUTY,
        (replace(ASSIGNED, id=1, ends_at=AT), replace(ASSIGNED, id=2)),
        lines=("KT. Chủ tịch", "Phó Chủ tịch"),
    ),
    Case(
        "hai phân công, nói lỗi gần được ký nhất",
        S[DEPUTY],
        C.DEPUTY,
        (
            replace(ASSIGNED, id=1, ends_at=AT),
            replace(ASSIGNED, id=2, number="20/QĐ-UBND", type_ids=frozenset({DECISION})),
        ),
        refused="20/QĐ-UBND không giao ký công văn",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_who_signs_what_when_on_which_decision(case: Case):
    house = House(rules.is_collective(case.agency), HEAD)
    ruling = rule_on(case.capacity, case.who, house, case.paper, case.decisions, case.at)

    assert ruling.allowed == bool(case.lines), ruling.sentence
    assert case.basis in ruling.basis
    if case.refused:
        assert case.refused in ruling.reason
        assert "NĐ 30/2020" in ruling.sentence
        return
    assert case.who is not None
    printed = rules.signer_lines(
        case.capacity,
        title=case.who.title,
        head_title="Chủ tịch UBND tỉnh",
        agency_name=case.agency,
        unit_head_title=case.who.unit_head_title,
    )
    assert printed == case.lines


def test_there_are_enough_cases_and_every_capacity_is_both_allowed_and_refused():
    assert len(CASES) >= 40
    for capacity in C:
        answers = {bool(case.lines) for case in CASES if case.capacity == capacity}
        assert answers == {True, False}, capacity


POSTS = [
    (1, "Chủ tịch", 10, frozenset({Role.AGENCY_LEADER}), 10),
    (2, "Phó Chủ tịch", 10, frozenset({Role.AGENCY_LEADER}), 20),
    (3, "Chánh Văn phòng", 20, frozenset({Role.OFFICE_CHIEF, Role.UNIT_LEADER}), 25),
    (4, "Phó Chánh Văn phòng", 20, frozenset({Role.OFFICE_CHIEF, Role.UNIT_LEADER}), 26),
]


@pytest.mark.parametrize(
    ("post", "expected"),
    [(1, C.FOR_BODY), (2, C.DEPUTY_FOR_BODY), (3, C.BY_ORDER), (4, C.BY_ORDER_DEPUTY), (9, None)],
    ids=["head", "deputy", "unit head", "unit deputy", "nobody"],
)
def test_the_usual_capacity_of_a_seat(post, expected):
    seat = seat_of(post, posts=POSTS, head_post_id=1)
    assert usual(seat, House(True, 1)) == expected


def test_a_vacant_head_makes_no_head_of_the_deputy():
    seat = seat_of(2, posts=POSTS, head_post_id=1)
    assert seat is not None
    offered = [r.capacity for r in rulings(seat, House(True, 1), PAPER, [], AT) if r.allowed]
    assert offered == []


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (K.AUTHORISATION, {"ends_at": None}, "ends_at"),
        (K.AUTHORISATION, {"type_ids": ()}, "types"),
        (K.AUTHORISATION, {"giver_post_id": OFFICE}, "giver"),
        (K.AUTHORISATION, {"holder": S[DEPUTY]}, "holder"),
        (K.BY_ORDER, {"type_ids": ()}, "types"),
        (K.BY_ORDER, {"holder": None}, "holder"),
        (K.ASSIGNMENT, {"holder": S[OFFICE]}, "holder"),
        (K.ASSIGNMENT, {"holder": S[DEPUTY], "number": " "}, "number"),
        (K.PASSED_ON, {"holder": S[OFFICE_DEPUTY], "giver_post_id": HEAD}, "giver"),
        (K.IN_CHARGE, {"holder": S[DEPUTY], "ends_at": AT - DAY}, "ends_at"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_what_cannot_be_recorded(kind, changes, field):
    values = {
        "kind": kind,
        "number": "12/QĐ-UBND",
        "starts_at": AT,
        "ends_at": AT + DAY,
        "type_ids": (LETTER,),
        "unit_ids": (),
        "giver_post_id": HEAD,
        "holder": S[DIVISION],
        "house": House(True, HEAD),
    }
    assert list(recording_problems(**{**values, **changes})) == [field]
