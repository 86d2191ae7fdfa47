"""When a backup is late, which files go."""

from datetime import UTC, datetime, timedelta

import pytest

from congvu.backup import rules

NOW = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)


def day(number):
    return NOW - timedelta(days=number)


def test_names_say_when_and_whether_encrypted():
    assert rules.file_name(NOW, encrypted=True) == "congvu-20261014-030000.tar.enc"
    assert rules.file_name(NOW, encrypted=False) == "congvu-20261014-030000.tar"
    assert rules.NAME.fullmatch("congvu-20261014-030000.tar.enc")


@pytest.mark.parametrize(
    ("hours", "late"), [(None, True), (35, False), (36, False), (37, True)], ids=["none", "35", "36", "37"]
)
def test_a_day_and_a_half_without_a_good_backup_is_late(hours, late):
    assert rules.is_late(None if hours is None else NOW - timedelta(hours=hours), NOW) is late


FILES = [("a", day(1), True), ("b", day(2), True), ("c", day(3), False), ("d", day(4), True)]


@pytest.mark.parametrize(
    ("files", "keep", "gone"),
    [
        (FILES, 4, []),
        (FILES, 2, ["c", "d"]),
        (FILES, 0, ["b", "c", "d"]),
        ([("a", day(1), False), ("b", day(2), False), ("c", day(3), True)], 1, ["b"]),
    ],
    ids=["all stay", "two stay", "one stays in any case", "the only good one stays"],
)
def test_old_files_go_but_never_the_newest_good_one(files, keep, gone):
    assert rules.to_prune(files, keep=keep) == gone
