"""Deadlines are spoken of before they pass, on the day, and after (domain/documents 6.2, urging).

Each run takes what is due, sends at most one notice a task, and writes when the next one is due; run again, or by two
workers at once, it sends nothing twice.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import worktime

from ..models import Directive, Setting
from ..rules import reminders, states
from ..rules.reminders import Rung
from ..types import Kind, State
from . import trays
from .urge_by_ladder import urge_late

BATCH = 200
LOOK_AHEAD = timedelta(days=370)
SILENT = (State.PAUSED, State.REVIEW)


def setting_of(agency_id: int) -> Setting:
    """Return how an agency follows its tasks; the defaults, unsaved, where it set nothing."""
    return Setting.objects.filter(agency_id=agency_id).first() or Setting(agency_id=agency_id)


def plan(directive: Directive, *, today: date, setting: Setting | None = None) -> None:
    """Set the day of the next reminder on the row, which the caller saves; a new deadline begins the ladder anew."""
    directive.remind_step = 0
    rungs = _rungs(directive, until=today + LOOK_AHEAD, setting=setting)
    directive.remind_on = rungs[0].on if rungs and rungs[0].on > today else reminders.following(rungs, today=today)


def _rungs(directive: Directive, *, until: date, setting: Setting | None = None) -> list[Rung]:
    if directive.due_on is None or directive.kind == Kind.REGULAR:
        return []
    setting = setting or setting_of(directive.agency_id)
    calendar = worktime.calendar_for(directive.agency_id)
    return reminders.ladder(
        due_on=directive.due_on,
        given_on=directive.assigned_on,
        before=setting.remind_before,
        on_day=setting.remind_on_day,
        overdue_every=setting.overdue_every,
        is_working_day=lambda day: worktime.is_working_day(day, calendar),
        until=until,
    )


def remind_due(*, now: datetime) -> int:
    """Send every reminder that is due today and return how many tasks were spoken of."""
    total = 0
    while taken := _some(now):
        total += taken
    return total


@transaction.atomic
def _some(now: datetime) -> int:
    today = timezone.localdate(now)
    rows = list(
        Directive.objects.filter(is_open=True, remind_on__lte=today)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("remind_on", "pk")[:BATCH]
    )
    settings: dict[int, Setting] = {}
    late: list[Directive] = []
    for directive in rows:
        if (setting := settings.get(directive.agency_id)) is None:
            setting = settings[directive.agency_id] = setting_of(directive.agency_id)
        if _remind(directive, setting, today=today, now=now) and setting.urge_by_ladder:
            late.append(directive)
    urge_late(late, chiefs={agency: _chiefs(agency, now) for agency in {one.agency_id for one in late}}, now=now)
    return len(rows)


def _remind(directive: Directive, setting: Setting, *, today: date, now: datetime) -> bool:
    """Speak of a task whose step is reached, and plan the next; return whether it is a step of being late."""
    rungs = _rungs(directive, until=today + LOOK_AHEAD, setting=setting)
    rung = reminders.reached(rungs, today=today, sent=directive.remind_step)
    spoken = rung is not None and directive.state not in SILENT
    if rung is not None and spoken:
        _say(directive, rung, today=today, now=now)
    if rung is not None:
        directive.remind_step = rung.step
    directive.remind_on = reminders.following(rungs, today=today)
    directive.save(update_fields=["remind_on", "remind_step"])
    return rung is not None and spoken and rung.days_left < 0


def _say(directive: Directive, rung: Rung, *, today: date, now: datetime) -> None:
    assert directive.due_on is not None
    late = states.days_late(directive.state, directive.due_on, directive.result_on, today)
    values = {
        "what": trays.title_of(directive),
        "day": f"{directive.due_on:%d/%m/%Y}",
        "n": rung.days_left,
        "late": late,
        "who": directive.lead_name,
    }
    posts: list[int | None] = [directive.owner_post_id, directive.monitor_post_id]
    if rung.days_left > 0:
        text = _("Còn %(n)d ngày làm việc, hạn %(day)s: %(what)s") % values
    elif rung.days_left == 0:
        text = _("Hôm nay đến hạn: %(what)s") % values
    else:
        text = _("Quá hạn %(late)d ngày (hạn %(day)s), %(who)s: %(what)s") % values
        posts += [directive.giver_post_id, directive.supervisor_post_id, *_chiefs(directive.agency_id, now)]
    trays.tell(
        f"directives.reminder:{directive.pk}:{directive.due_on:%Y%m%d}:{rung.step}",
        directive,
        post_ids=posts,
        text=text,
        at=now,
        kind="directives.reminder",
    )


def _chiefs(agency_id: int, now: datetime) -> list[int]:
    """Return who urges for the agency."""
    return [c.id for c in identity.posts(on=timezone.localdate(now), agency_id=agency_id, role=Role.OFFICE_CHIEF)]
