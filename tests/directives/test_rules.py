"""Rules without a database: states, classes, rates, the ladder, periods, splitting."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from congvu.directives.rules import figures, forms, reminders, repeats, splitting, states
from congvu.directives.rules.states import Act
from congvu.directives.types import Counted, DirectiveData, Kind, Party, Repeat, Reported, Source, State

TODAY = date(2026, 10, 14)
DUE = date(2026, 10, 10)


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        ("new", Act.RECEIVE, "received"),
        ("new", Act.REFUSE, "refused"),
        ("received", Act.REFUSE, "refused"),
        ("running", Act.REFUSE, None),
        ("received", Act.HAND_ON, "not_started"),
        ("not_started", Act.REPORT, "running"),
        ("running", Act.SUBMIT, "review"),
        ("review", Act.ACCEPT, "done"),
        ("review", Act.RETURN, "running"),
        ("running", Act.ACCEPT, None),
        ("done", Act.CANCEL, None),
        ("paused", Act.REPORT, None),
        ("paused", Act.CANCEL, "cancelled"),
        ("refused", Act.CHANGE_LEAD, "new"),
        ("done", Act.CHANGE_LEAD, None),
        ("review", Act.ASK_DUE, None),
        ("review", Act.SET_DUE, "review"),
    ],
    ids=lambda value: str(value),
)
def test_moves(state, act, after):
    assert states.after(state, act) == after


def test_nothing_leaves_an_end():
    for act in Act:
        assert states.after(State.DONE, act) is None
        assert states.after(State.CANCELLED, act) is None


@pytest.mark.parametrize(
    ("state", "due_on", "result_on", "reported"),
    [
        ("done", DUE, DUE, Reported.DONE_IN_TIME),
        ("done", DUE, DUE + timedelta(days=1), Reported.DONE_LATE),
        ("done", None, TODAY, Reported.DONE_IN_TIME),
        ("running", None, None, Reported.OPEN_IN_TIME),
        ("running", TODAY, None, Reported.OPEN_IN_TIME),
        ("running", DUE, None, Reported.OPEN_LATE),
        ("new", DUE, None, Reported.OPEN_LATE),
        ("review", DUE, DUE, Reported.OPEN_IN_TIME),
        ("review", DUE, TODAY, Reported.OPEN_LATE),
        ("paused", DUE, None, Reported.OPEN_IN_TIME),
        ("cancelled", DUE, None, Reported.NOT_COUNTED),
    ],
    ids=lambda value: str(value),
)
def test_classes(state, due_on, result_on, reported):
    assert states.reported(state=state, due_on=due_on, result_on=result_on, today=TODAY) == reported


def test_the_rates_of_report_1270():
    counted = Counted(done_in_time=14_068, done_late=1_983, open_in_time=5_640, open_late=223)
    assert (counted.total, counted.done, counted.open) == (21_914, 16_051, 5_863)
    found = figures.rates(counted)
    assert (found.done_of_due, found.overdue_of_due) == (Decimal("98.62"), Decimal("1.38"))
    assert found.done_of_all == Decimal("73.24")
    assert found.in_time_of_done == Decimal("87.64")


def test_nothing_to_divide_by_is_no_rate():
    found = figures.rates(Counted())
    assert (found.done_of_due, found.overdue_of_due, found.done_of_all, found.in_time_of_done) == (None,) * 4
    assert figures.average(0, 0) is None
    assert figures.average(7, 2) == Decimal("3.5")


def test_heat_is_warmest_where_most_is():
    assert [figures.heat(n, 8) for n in (0, 1, 2, 3, 8)] == [0, 1, 1, 2, 4]


def _weekday(day: date) -> bool:
    return day.weekday() < 5


def _ladder(due_on: date, **changes: object) -> list[reminders.Rung]:
    values: dict[str, object] = {
        "due_on": due_on,
        "given_on": date(2026, 9, 1),
        "before": (5, 1),
        "on_day": True,
        "overdue_every": 5,
        "is_working_day": _weekday,
        "until": date(2026, 11, 20),
    }
    return reminders.ladder(**{**values, **changes})


def test_the_ladder_counts_working_days():
    rungs = _ladder(date(2026, 10, 30))  # a Friday
    assert [(r.on, r.days_left) for r in rungs][:5] == [
        (date(2026, 10, 23), 5),
        (date(2026, 10, 29), 1),
        (date(2026, 10, 30), 0),
        (date(2026, 11, 2), -1),
        (date(2026, 11, 9), -6),
    ]
    assert [r.step for r in rungs] == sorted({r.step for r in rungs})


def test_a_step_before_the_giving_is_none():
    assert [r.days_left for r in _ladder(date(2026, 10, 30), given_on=date(2026, 10, 28), overdue_every=0)] == [1, 0]


def test_steps_slept_through_are_not_made_up():
    rungs = _ladder(date(2026, 10, 30))
    reached = reminders.reached(rungs, today=date(2026, 11, 3), sent=0)
    assert reached is not None
    assert reached.days_left == -1
    assert reminders.reached(rungs, today=date(2026, 11, 3), sent=reached.step) is None
    assert reminders.following(rungs, today=date(2026, 11, 3)) == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("repeat", "first", "number", "due"),
    [
        (Repeat.WEEK, date(2026, 10, 16), 2, date(2026, 10, 30)),
        (Repeat.MONTH, date(2026, 1, 31), 1, date(2026, 2, 28)),
        (Repeat.MONTH, date(2026, 1, 31), 2, date(2026, 3, 31)),
        (Repeat.QUARTER, date(2026, 12, 15), 1, date(2027, 3, 15)),
        (Repeat.HALF, date(2026, 6, 30), 1, date(2026, 12, 30)),
        (Repeat.YEAR, date(2024, 2, 29), 1, date(2025, 2, 28)),
    ],
    ids=["week", "month-short", "month-long", "quarter", "half", "leap"],
)
def test_periods(repeat, first, number, due):
    assert repeats.due_day(repeat, first, number=number) == due


CONCLUSION = """Thông báo kết luận của Chủ tịch tại cuộc họp giao ban
1. Giao Sở Nội vụ chủ trì, phối hợp các sở rà soát vị trí việc làm,
hoàn thành trước ngày 15/11/2026.
2. Phòng Kinh tế chủ trì báo cáo tiến độ giải ngân, chậm nhất ngày 25 tháng 10.
- Văn phòng theo dõi, đôn đốc, báo cáo hằng tuần.
"""


def test_a_conclusion_is_split_to_its_points():
    lines = splitting.split(CONCLUSION, today=TODAY)
    assert [line.due_on for line in lines] == [None, date(2026, 11, 15), date(2026, 10, 25), None]
    assert lines[1].content.endswith("hoàn thành trước ngày 15/11/2026.")
    assert [line.lead_hint for line in lines][1:3] == ["Sở Nội vụ", "Phòng Kinh tế"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "1.\n2.\n", "\x00", "a" * 70_000], ids=["0", "lines", "marks", "nul", "long"]
)
def test_no_text_breaks_the_splitting(text):
    assert len(splitting.split(text, today=TODAY)) <= 1


def test_a_day_without_year_that_is_past_is_next_years():
    assert splitting.deadline_in("xong trước 01/03", today=TODAY) == date(2027, 3, 1)
    assert splitting.deadline_in("xong trước 31/02/2026", today=TODAY) is None


def _data(**changes: object) -> DirectiveData:
    values: dict[str, object] = {"content": "Báo cáo", "lead": Party(unit_id=1), "due_on": TODAY}
    return DirectiveData(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content": " "}, "content"),
        ({"content": "x" * 4001}, "content"),
        ({"content": "a\x00"}, "content"),
        ({"due_on": None}, "due_on"),
        ({"kind": Kind.OPEN}, "due_on"),
        ({"kind": Kind.REGULAR}, "repeat"),
        ({"kind": "zzz"}, "kind"),
        ({"urgency": 9}, "urgency"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2099, 1, 1)}, "due_on"),
        ({"lead": Party()}, "lead"),
        ({"lead": Party(unit_id=1, post_id=2)}, "lead"),
        ({"supporters": (Party(unit_id=1),)}, "supporters"),
        ({"source": Source.ORAL}, "source_on"),
        ({"source": Source.MEETING}, "source_note"),
        ({"source": Source.PHONE, "source_on": TODAY + timedelta(days=1)}, "source_on"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_said_at_its_field(changes, field):
    assert field in forms.problems(_data(**changes), today=TODAY)


def test_a_sound_task_has_no_fault():
    assert forms.problems(_data(), today=TODAY) == {}
    noted = _data(source=Source.ORAL, source_on=date(2026, 10, 1), due_on=date(2026, 10, 5))
    assert forms.problems(noted, today=TODAY) == {}


def test_every_state_has_exactly_one_class_and_one_light():
    days = [None, DUE, TODAY]
    for state, due_on, result_on in product(State, days, days):
        assert states.reported(state=state, due_on=due_on, result_on=result_on, today=TODAY) in Reported
        assert states.tone(state) in {"good", "soon", "late", "none", "run", "done"}
