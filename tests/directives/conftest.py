"""An agency with tasks on their way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from congvu.directives import api as directives
from congvu.directives.models import Directive
from congvu.directives.types import DirectiveData, Party, ReportData
from tests.conftest import NOW
from tests.documents.conftest import Office, build_office, incoming, new_file, own_files, register

__all__ = ["Office", "incoming", "new_file", "own_files", "register"]

DUE = date(2026, 10, 30)
TODAY = timezone.localdate(NOW)


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


@pytest.fixture
def every_standing(office, give, handed_in):
    """Tasks in every standing, near, late, far and without a deadline, of two units and two givers."""
    boss = office.actor("chairman")
    for days in (0, 3, 30, 400):
        give(due_on=TODAY + timedelta(days=days), field="Đất đai")
    give(kind="open", due_on=None)
    late, stuck, paused, gone = give(), give("head", lead=Party(unit_id=office.units["general"].pk)), give(), give()
    Directive.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=3))
    directives.report_progress(
        actor=office.actor("head"),
        uid=stuck.uid,
        data=ReportData(text="Chờ số liệu", percent=30, difficulties="Thiếu số liệu"),
        now=NOW,
    )
    directives.pause(actor=boss, uid=paused.uid, reason="Chờ Chính phủ", now=NOW)
    directives.cancel(actor=boss, uid=gone.uid, reason="Giao trùng", now=NOW)
    handed_in()
    done = handed_in()
    directives.accept(actor=boss, uid=done.uid, note="", now=NOW)
    Directive.objects.filter(pk=handed_in().pk).update(due_on=TODAY - timedelta(days=1))
    Directive.objects.filter(pk=handed_in().pk).update(result_on=None)
