"""An agency with tasks on their way."""

from __future__ import annotations

from datetime import date

import pytest

from congvu.directives import api as directives
from congvu.directives.models import Directive
from congvu.directives.types import DirectiveData, Party, ReportData
from tests.conftest import NOW
from tests.documents.conftest import Office, build_office, incoming, new_file, own_files, register

__all__ = ["Office", "incoming", "new_file", "own_files", "register"]

DUE = date(2026, 10, 30)


@pytest.fixture
def office(db) -> Office:
    """The committee."""
    return build_office()


@pytest.fixture
def other_office(db) -> Office:
    """Another agency, whose people must see nothing of the first."""
    return build_office("Ủy ban nhân dân huyện Cai Lậy", prefix="cl-")


@pytest.fixture
def task(office):
    """Return a function that builds the values of an ordinary task, led by the economy division."""

    def build(**changes: object) -> DirectiveData:
        values: dict[str, object] = {
            "content": "Rà soát, báo cáo tiến độ giải ngân vốn đầu tư công quý III năm 2026",
            "lead": Party(unit_id=office.units["economy"].pk),
            "due_on": DUE,
        }
        return DirectiveData(**{**values, **changes})

    return build


@pytest.fixture
def give(office, task):
    """Return a function that gives a task and gives its row."""

    def run(who: str = "chairman", *, now=NOW, **changes: object) -> Directive:
        uid = directives.give(actor=office.actor(who), data=task(**changes), now=now)
        return Directive.objects.get(uid=uid)

    return run


@pytest.fixture
def handed_in(office, give):
    """Return a function that gives a task, hands in its result and gives its row."""

    def run(who: str = "econ_head", *, now=NOW, **changes: object) -> Directive:
        directive = give(now=now, **changes)
        directives.submit_result(
            actor=office.actor(who), uid=directive.uid, data=ReportData(text="Đã báo cáo đủ 12 sở, ngành."), now=now
        )
        directive.refresh_from_db()
        return directive

    return run
