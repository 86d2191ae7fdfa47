"""Decisions of the law, as tables of cases."""

from datetime import date

import pytest

from congvu.archive import rules
from congvu.archive.types import FileState


@pytest.mark.parametrize(
    ("ended", "construction", "settled", "due"),
    [
        (date(2026, 3, 31), False, None, date(2027, 3, 31)),
        (date(2024, 2, 29), False, None, date(2025, 2, 28)),
        (date(2026, 3, 31), True, date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 3, 31), True, None, None),
    ],
    ids=["one-year", "leap-day", "construction-three-months", "construction-not-settled"],
)
def test_hand_over_is_due(ended, construction, settled, due):
    assert rules.handover_due_on(ended_on=ended, is_construction=construction, settled_on=settled) == due


@pytest.mark.parametrize(
    ("years", "permanent", "must"),
    [(None, True, True), (70, False, True), (5, False, True), (2, False, False), (None, False, True)],
    ids=["permanent", "70", "5", "2", "without-number"],
)
def test_what_is_handed_over(years, permanent, must):
    assert rules.must_hand_over(years=years, permanent=permanent) is must


def test_retention_counts_from_the_year_the_matter_ended():
    assert rules.retention_ends_on(ended_on=date(2016, 1, 2), years=10, permanent=False) == date(2026, 12, 31)
    assert rules.retention_ends_on(ended_on=date(2016, 1, 2), years=None, permanent=True) is None


@pytest.mark.parametrize(
    ("ends", "today", "may"),
    [
        (date(2026, 12, 31), date(2026, 12, 31), False),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (None, date(2999, 1, 1), False),
    ],
    ids=["last-day", "day-after", "no-end"],
)
def test_nothing_is_destroyed_before_its_time(ends, today, may):
    assert rules.may_be_destroyed(retention_ends=ends, today=today) is may


def test_keeping_back_ends_after_two_years():
    assert rules.keep_back_until_at_most(date(2024, 2, 29)) == date(2026, 2, 28)


def test_codes_and_notations():
    assert rules.file_code(organ_id="H58", year=2026, notation="01.TCCB") == "H58.2026.01.TCCB"
    arc = rules.arc_file_code(archive="PARTCODE", agency="G09", year=2021, handover=1, number=1)
    assert (arc, rules.arc_doc_code(arc, 12)) == ("PARTCODE.G09.2021.01.001", "PARTCODE.G09.2021.01.001.0000012")
    assert [rules.roman(n) for n in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XL"]


def test_what_is_in_the_archive_never_comes_back_to_the_desk():
    moves = {act for act in rules.Act if rules.after(FileState.ARCHIVED, act) is not None}
    assert moves == {rules.Act.DISPOSE}
    assert not [act for act in rules.Act if rules.after(FileState.DISPOSED, act) is not None]
