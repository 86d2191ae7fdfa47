"""The table that ends a run of the conformity tests: a plugin, so that it also prints where workers ran the tests."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from .points import POINTS, PROVEN, Point

FAILED = "KHÔNG ĐẠT: kiểm thử hỏng"
PROPERTY = "conformity"


def lines(outcomes: dict[str, bool]) -> Iterable[str]:
    """Yield the table; `outcomes` says of each point tested in this run whether all its tests passed."""
    yield f"{'Mã':<7} {'Kết quả':<24} Yêu cầu của NĐ 30/2020, Phụ lục VI → cách đáp ứng"
    for point in POINTS:
        yield f"{point.id:<7} {_result(point, outcomes):<24} {point.asks} → {'. Còn thiếu: '.join(_words(point))}"


def _words(point: Point) -> list[str]:
    return [part for part in (point.how or "không", point.lacks) if part]


def _result(point: Point, outcomes: dict[str, bool]) -> str:
    if point.standing not in PROVEN:
        return point.standing
    if point.id not in outcomes:
        return "không chạy lần này"
    return point.standing if outcomes[point.id] else FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table if any conformity test ran."""
    outcomes: dict[str, bool] = {}
    for category in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(category, ()):
            for name, key in getattr(report, "user_properties", ()):
                if name == PROPERTY:
                    outcomes[key] = outcomes.get(key, True) and category == "passed"
    if outcomes:
        terminalreporter.section("Đối chiếu NĐ 30/2020/NĐ-CP, Phụ lục VI")
        for line in lines(outcomes):
            terminalreporter.write_line(line)
