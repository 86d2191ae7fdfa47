"""The table of moves, capacities, numbers and dates of outgoing documents, whole."""

from datetime import date

import pytest

from congvu.documents.drafting import rules
from congvu.documents.drafting.rules import MOVES, DraftAct, DraftState
from congvu.documents.drafting.types import DraftContent, PlannedStep, SigningCapacity, StepKind
from congvu.identity.types import Role

S, A, C = DraftState, DraftAct, SigningCapacity

# Mỗi trạng thái được làm những việc nào; mọi cặp khác đều bị từ chối.
ALLOWED = {
    S.DRAFTING: {A.EDIT, A.ASK, A.SUBMIT, A.CANCEL},
    S.OPINIONS: {A.EDIT, A.ASK, A.SUBMIT, A.CANCEL},
    S.RETURNED: {A.EDIT, A.ASK, A.SUBMIT, A.CANCEL},
    S.HEAD: {A.EDIT, A.APPROVE, A.RETURN, A.WITHDRAW},
    S.FORM: {A.EDIT, A.APPROVE, A.RETURN, A.WITHDRAW},
    S.SIGNING: {A.EDIT, A.RETURN, A.WITHDRAW, A.SIGN},
    S.SIGNED: {A.RETURN, A.ISSUE},
    S.ISSUED: set(),
    S.CANCELLED: set(),
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", list(A))
def test_every_state_and_act(state, act):
    assert rules.possible(state, act) == (act in ALLOWED[state])


def test_moves_lead_forward_or_back_to_the_drafter_or_an_earlier_step():
    for (state, act), following in MOVES.items():
        if act is A.RETURN:
            assert set(following) <= {S.RETURNED, S.HEAD, S.FORM}
        if act is A.WITHDRAW:
            assert following == (S.DRAFTING,)
        if act is A.EDIT:
            assert following == (state,)
    assert MOVES[S.SIGNED, A.ISSUE] == (S.ISSUED,)


@pytest.mark.parametrize(
    ("drafter", "head", "signer", "checkers", "expected"),
    [
        (1, 2, 3, {4}, ["head", "form", "sign"]),
        (2, 2, 3, {4}, ["form", "sign"]),  # trưởng phòng tự soạn
        (1, 3, 3, {4}, ["form", "sign"]),  # trưởng phòng ký
        (1, 2, 4, {4}, ["head", "sign"]),  # Chánh Văn phòng ký
        (1, 2, 3, {1}, ["head", "sign"]),  # người soạn là người kiểm tra duy nhất
        (1, 4, 3, {4}, ["head", "sign"]),  # trưởng đơn vị là Chánh Văn phòng
        (1, None, 3, set(), ["sign"]),
        (3, None, 3, {4}, ["form", "sign"]),  # người ký tự soạn
    ],
)
def test_steps_of_a_submission(drafter, head, signer, checkers, expected):
    planned = rules.planned_steps(
        drafter_post_id=drafter,
        head_post_id=head,
        signer_post_id=signer,
        checker_role=Role.OFFICE_CHIEF if checkers else "",
        checker_posts=checkers,
    )
    assert [step.kind for step in planned] == expected
    assert planned[-1] == PlannedStep(StepKind.SIGN, post_id=signer)


@pytest.mark.parametrize(
    ("capacity", "title", "lines"),
    [
        (C.OWN, "Chủ tịch", ("Chủ tịch",)),
        (C.FOR_BODY, "Chủ tịch", ("TM. Ủy ban nhân dân", "Chủ tịch")),
        (C.ACTING, "Quyền Chủ tịch", ("Q. Chủ tịch",)),
        (C.DEPUTY, "Phó Chủ tịch", ("KT. Chủ tịch", "Phó Chủ tịch")),
        (C.DEPUTY_FOR_BODY, "Phó Chủ tịch", ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")),
        (C.BY_ORDER, "Chánh Văn phòng", ("TL. Chủ tịch", "Chánh Văn phòng")),
        (C.AUTHORISED, "Trưởng phòng Tổng hợp", ("TUQ. Chủ tịch", "Trưởng phòng Tổng hợp")),
    ],
)
def test_lines_above_the_signature(capacity, title, lines):
    made = rules.signer_lines(
        capacity, title=title, head_title="Chủ tịch UBND tỉnh", agency_name="Ủy ban nhân dân tỉnh Tiền Giang"
    )
    assert made == lines


@pytest.mark.parametrize(
    ("typ", "agency", "unit", "expected"),
    [
        ("QĐ", "BNV", "VP", "QĐ-BNV"),
        ("", "BNV", "VP", "BNV-VP"),
        ("", "UBND", "VX", "UBND-VX"),
        ("", "UBND", "", "UBND"),
        ("TTr", "S NV", "", "TTr-SNV"),
    ],
)
def test_notations_of_the_decree(typ, agency, unit, expected):
    assert rules.notation(type_abbreviation=typ, agency_abbreviation=agency, unit_abbreviation=unit) == expected


@pytest.mark.parametrize(
    ("number", "suffix", "shown"), [(1, "", "01"), (9, "", "09"), (10, "", "10"), (12, "a", "12a"), (4187, "", "4187")]
)
def test_numbers_below_ten_take_a_zero(number, suffix, shown):
    assert rules.printed_number(number, suffix) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 10), "ngày 10 tháng 02 năm 2020"),
        (date(2020, 3, 5), "ngày 05 tháng 3 năm 2020"),
        (date(2026, 10, 13), "ngày 13 tháng 10 năm 2026"),
    ],
)
def test_dates_in_words_of_the_decree(day, shown):
    assert rules.printed_date(day) == shown


TODAY, SIGNED = date(2026, 10, 14), date(2026, 10, 12)


@pytest.mark.parametrize(
    ("day", "last", "part"),
    [
        (TODAY, None, None),
        (SIGNED, SIGNED, None),
        (date(2026, 10, 15), None, "sau hôm nay"),
        (date(2026, 10, 11), None, "trước ngày ký 12/10/2026"),
        (date(2026, 10, 12), date(2026, 10, 13), "13/10/2026"),
    ],
)
def test_the_day_of_issue_follows_signature_and_register(day, last, part):
    problem = rules.issue_day_problem(day, today=TODAY, signed_on=SIGNED, last_issued_on=last)
    assert (problem is None) if part is None else part in str(problem)


def test_an_unfinished_draft_may_be_saved_but_not_submitted():
    assert rules.content_problems(DraftContent(), needs_body=False, needs_addressee=False) == {}
    assert set(rules.content_problems(DraftContent(), needs_body=True, needs_addressee=True)) == {"body", "send_to"}


@pytest.mark.parametrize(
    "title", ["Chủ tịch Ủy ban nhân dân tỉnh Tiền Giang", "Chủ tịch UBND tỉnh", "Quyền chủ tịch UBND tỉnh"]
)
def test_a_title_is_printed_without_the_agency(title):
    assert rules.printed_title(title) == "Chủ tịch"


def test_ordinary_titles_stay_whole():
    for title in ("Bộ trưởng", "Phó Chánh Văn phòng", "Trưởng phòng Cải cách hành chính", "Giám đốc Trung tâm Tin học"):
        assert rules.printed_title(title) == title
    assert rules.printed_title("Bộ trưởng Bộ Nội vụ") == "Bộ trưởng"
