from datetime import date, timedelta

import pytest

from congvu.documents import rules
from congvu.documents.rules import Act, after
from congvu.documents.types import HandlingRole, State, Target
from tests.conftest import NOW

INCOMING = [
    State.ARRIVED,
    State.REGISTERED,
    State.WAITING,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.REVIEW,
    State.DONE,
    State.FILED,
    State.RETURNED,
    State.RECALLED,
    State.VOID,
]
# Hàng: trạng thái; cột: việc. "." = không làm được. Chữ = trạng thái thành.
#            register correct submit instruct start report finish reopen file return recall void
TABLE = """
arrived      registered . . . . . . . . returned recalled . .
registered   . registered waiting assigned . . done . . returned recalled void .
waiting      . waiting waiting assigned . . done . . returned recalled void waiting
assigned     . assigned assigned assigned in_progress review done . . . recalled void assigned
in_progress  . in_progress in_progress in_progress in_progress review done . . . recalled void in_progress
review       . review . in_progress review review done . . . recalled . .
done         . . . . . . . in_progress filed . recalled . .
filed        . . . . . . . . . . . . .
returned     . . . . . . . . . . . . .
recalled     . . . . . . . . . . . . .
void         . . . . . . . . . . . . .
"""
ACTS = [
    Act.REGISTER,
    Act.CORRECT,
    Act.SUBMIT,
    Act.INSTRUCT,
    Act.START,
    Act.REPORT,
    Act.FINISH,
    Act.REOPEN,
    Act.FILE,
    Act.RETURN,
    Act.RECALL,
    Act.VOID,
    Act.HAND_ON,
]
CASES = [
    (State(line.split()[0]), act, None if word == "." else State(word))
    for line in TABLE.strip().splitlines()
    for act, word in zip(ACTS, line.split()[1:], strict=True)
]


@pytest.mark.parametrize(("state", "act", "becomes"), CASES)
def test_the_whole_table_of_moves(state, act, becomes):
    assert after(state, act) == becomes


def test_the_table_names_every_incoming_state_and_every_act():
    assert {state for state, _act, _becomes in CASES} == set(INCOMING)
    assert set(ACTS) == set(Act)


def test_no_move_starts_from_an_outgoing_state():
    assert {state for state, _act in rules.MOVES} <= set(INCOMING)


@pytest.mark.parametrize(
    ("number", "suffix", "printed"),
    [(1, "", "01"), (9, "", "09"), (10, "", "10"), (12, "a", "12a"), (5412, "", "5412")],
)
def test_numbers_below_ten_take_a_leading_zero(number, suffix, printed):
    assert rules.printed_number(number, suffix) == printed


@pytest.mark.parametrize(
    ("typed", "split"),
    [
        ("5412/BNV-CCHC", ("5412", "BNV-CCHC")),
        ("Số: 15/QĐ-BNV", ("15", "QĐ-BNV")),
        ("số 05 / BNV - VP", ("05", "BNV-VP")),
        ("30/2020/NĐ-CP", ("30", "2020/NĐ-CP")),
        ("12a/QĐ-UBND", ("12a", "QĐ-UBND")),
        ("GM-VP", ("", "GM-VP")),
        ("147", ("147", "")),
        ("", ("", "")),
    ],
)
def test_a_typed_code_is_split_into_number_and_notation(typed, split):
    assert rules.split_code(typed) == split


def test_the_letter_d_with_stroke_is_not_d():
    def key(notation: str) -> str:
        return rules.duplicate_key(number="1", notation=notation, organ_name="Bộ", issued_on=date(2026, 1, 5))

    assert key("QĐ-BNV") != key("QD-BNV")
    assert key("QĐ-BNV") == key("Q\u0110-bnv")


def test_a_paper_without_number_is_never_the_same():
    assert rules.duplicate_key(number="", notation="", organ_name="Bộ Nội vụ", issued_on=None) == ""


LEAD = Target(role=HandlingRole.LEAD, unit_id=1)
SUPPORT = Target(role=HandlingRole.SUPPORT, unit_id=2)
INFO = Target(role=HandlingRole.INFO, post_id=9)


@pytest.mark.parametrize(
    ("targets", "problem"),
    [
        ([], "Chọn ít nhất một đơn vị hoặc người nhận."),
        ([LEAD, Target(role=HandlingRole.INFO, unit_id=1)], "Một nơi nhận được chọn hai lần."),
        (
            [LEAD, Target(role=HandlingRole.LEAD, unit_id=3)],
            "Chỉ một đơn vị hoặc người được chủ trì; các nơi khác là phối hợp.",
        ),
        ([SUPPORT], "Có nơi phối hợp thì phải có một nơi chủ trì."),
        (
            [Target(role=HandlingRole.LEAD, unit_id=1, due_at=NOW - timedelta(minutes=1))],
            "Hạn giải quyết phải ở sau lúc giao.",
        ),
        ([LEAD], None),
        ([LEAD, SUPPORT, INFO], None),
        ([INFO], None),
    ],
)
def test_receivers_make_sense(targets, problem):
    assert rules.target_problem(targets, now=NOW) == problem
