from datetime import timedelta

import pytest

from congvu.exchange import rules
from congvu.exchange.types import MailingState, Verdict
from tests.conftest import NOW


def test_tries_come_further_and_further_apart_until_an_hour():
    waits = [rules.delay_after(n).total_seconds() for n in range(1, 11)]

    assert waits == [10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 3600]


def test_a_package_is_given_up_after_three_days():
    assert not rules.is_dead(tried_since=NOW, now=NOW + timedelta(hours=71, minutes=59))
    assert rules.is_dead(tried_since=NOW, now=NOW + timedelta(hours=72))


@pytest.mark.parametrize(
    ("sent", "code", "allowed"),
    [
        ([], "01", True),
        (["01"], "01", False),
        (["01"], "02", True),
        (["01"], "03", True),
        (["01", "03"], "06", True),
        (["01", "03", "05"], "04", False),
        (["01", "03", "06"], "05", False),
        (["01", "02"], "03", False),
        (["01", "03", "06"], "02", False),
        (["01", "03"], "15", True),
        (["01", "02"], "16", True),
        (["01"], "07", False),
        (["01"], "13", False),
    ],
)
def test_handling_states_never_go_back(sent, code, allowed):
    assert rules.may_report(sent, code) is allowed


@pytest.mark.parametrize(
    ("told", "minutes", "said", "news"),
    [
        ([("01", 0, "Đã đến")], 1, "Tiến độ 10%", True),
        ([("05", 0, "Đang xử lý")], 0, "Tiến độ 10%", True),
        ([("05", 0, "Tiến độ 10%")], 5, "Tiến độ 10%", False),
        ([("05", 0, "Tiến độ 10%"), ("05", 5, "Tiến độ 20%")], 3, "Tiến độ 15%", False),
        ([("05", 0, "Tiến độ 10%"), ("05", 5, "Tiến độ 20%")], 9, "Tiến độ 10%", True),
        ([("05", 0, "Tiến độ 10%"), ("06", 5, "Hoàn thành")], 9, "Tiến độ 20%", False),
        ([("01", 0, "Đã đến"), ("02", 5, "Sai nơi nhận")], 9, "Tiến độ 20%", False),
    ],
    ids=["first", "same-minute", "same-words", "older", "less-than-before", "after-the-end", "after-refusal"],
)
def test_in_work_comes_again_only_with_later_news(told, minutes, said, news):
    before = [(code, NOW + timedelta(minutes=at), words) for code, at, words in told]
    assert rules.is_newer_word(before, at=NOW + timedelta(minutes=minutes), description=said) is news


@pytest.mark.parametrize(
    ("description", "percent"),
    [
        ("Tiến độ 60%", 60),
        ("Tiến độ 100%: xong", 100),
        ("Tiến độ 101%", None),
        ("Tiến độ 9999%", None),
        ("Tiến độ -5%", None),
        ("Đang xử lý", None),
        ("Tỷ lệ 60%", None),
        ("", None),
    ],
)
def test_how_far_the_work_is_can_be_read_from_what_was_said(description, percent):
    assert rules.progress_in(description) == percent


def test_a_long_report_is_cut_to_what_a_status_message_holds():
    assert rules.progress_said(60, "") == "Tiến độ 60%"
    assert len(rules.progress_said(60, "x" * 2000)) == 500
    assert rules.progress_in(rules.progress_said(60, "x" * 2000)) == 60


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ({"integrity": True, "signatures": True, "sender": True, "both_signatures": True}, Verdict.SOUND),
        ({"integrity": True, "signatures": True, "sender": None, "both_signatures": False}, Verdict.INFORMATION),
        ({"integrity": True, "signatures": None, "sender": None, "both_signatures": False}, Verdict.INFORMATION),
        ({"integrity": False, "signatures": True, "sender": True, "both_signatures": True}, Verdict.UNSOUND),
        ({"integrity": True, "signatures": False, "sender": True, "both_signatures": False}, Verdict.UNSOUND),
        ({"integrity": True, "signatures": True, "sender": False, "both_signatures": True}, Verdict.UNSOUND),
    ],
    ids=["both", "one", "none", "file-missing", "forged", "of-another"],
)
def test_what_the_checks_say_of_an_arrival(checks, verdict):
    assert rules.verdict_of(checks) == verdict


@pytest.mark.parametrize(
    ("owned", "code", "may"),
    [
        (["H58"], "H58", True),
        (["H58"], "H58.01.02", True),
        (["H58.01"], "H58", False),
        (["H5"], "H58", False),
        (["G14"], "000.00.04.G14", True),
        (["H58"], "000.00.14.H20", False),
    ],
)
def test_a_system_speaks_for_its_code_and_those_below(owned, code, may):
    assert rules.covers(owned, code) is may


def test_a_done_package_stays_done():
    assert not any(rules.may_move(MailingState.DONE, to) for to in MailingState)
    assert rules.may_move(MailingState.DEAD, MailingState.WAITING)


def test_clocks_a_day_apart_are_told_by_how_much():
    assert rules.skew_minutes(sent_at=NOW - timedelta(days=1), now=NOW) == 1440
    assert rules.skew_minutes(sent_at=NOW + timedelta(days=1), now=NOW) == 1440
    assert rules.skew_minutes(sent_at=NOW - timedelta(minutes=15), now=NOW) is None


def test_two_days_are_compared_package_by_package():
    ours = {"a": "1", "b": "2", "c": "3"}
    theirs = {"a": "1", "b": "9", "d": "4"}

    assert rules.differences(ours, theirs) == [
        {"uid": "b", "what": "other_content", "sha256": "2"},
        {"uid": "c", "what": "only_here", "sha256": "3"},
        {"uid": "d", "what": "only_there", "sha256": "4"},
    ]


@pytest.mark.parametrize("code", ["", " H58", "H 58", "H58\n", "x" * 36, "\x00"])
def test_a_code_that_is_none_is_named(code):
    assert rules.code_problem(code)
