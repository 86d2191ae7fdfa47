"""Deadlines that come near or have passed are said aloud: to the holder, then the giver, then who urges the agency.

Each run takes what is due, sends at most one notice a part, and writes when the next one is due; run again, or by two
workers at once, it sends nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import worktime

from ..incoming import clocks
from ..incoming.clocks import Rung, Told
from ..models import Document, Handling
from ..types import OPEN_STATES, HandlingState, State, Urgency
from . import trays
from .give import head_of_handling

BATCH = 200
CLERK = Role.RECORDS_CLERK


def remind_due(*, now: datetime) -> int:
    """Send every reminder that is due and return how many parts and papers were spoken of."""
    total = 0
    while taken := _some_handlings(now):
        total += taken
    while taken := _some_papers(now):
        total += taken
    return total


@transaction.atomic
def _some_handlings(now: datetime) -> int:
    rows = list(
        Handling.objects.filter(state=HandlingState.OPEN, remind_at__lte=now)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("document", "instruction")
        .order_by("remind_at", "pk")[:BATCH]
    )
    for handling in rows:
        _remind(handling, now=now)
    return len(rows)


def _remind(handling: Handling, *, now: datetime) -> None:
    document = handling.document
    handling.remind_at = None
    if handling.due_at is not None and document.state in OPEN_STATES:
        rungs = clocks.ladder(
            given_at=handling.given_at,
            due_at=handling.due_at,
            urgent=document.urgency > Urgency.NORMAL,
            calendar=worktime.calendar_for(document.agency_id),
        )
        rung = clocks.reached(rungs, now=now, sent=handling.remind_step)
        if rung is not None:
            _say(handling, rung, now=now)
            handling.remind_step = rung.step
        handling.remind_at = clocks.following(rungs, now=now)
    handling.save(update_fields=["remind_at", "remind_step"])


def _say(handling: Handling, rung: Rung, *, now: datetime) -> None:
    document = handling.document
    assert handling.due_at is not None
    holder = head_of_handling(handling, now=now)
    posts = [holder] if holder is not None and (rung.late or handling.passed_at is None) else []
    if rung.told in {Told.GIVER, Told.CHIEF}:
        posts.append(handling.instruction.from_post_id)
    if rung.told == Told.CHIEF:
        posts += _chiefs(document.agency_id, now=now)
    values = {"subject": trays.title_of(document), "at": _moment(handling.due_at), "who": handling.to_name}
    if rung.late:
        text = _("Quá hạn từ %(at)s, %(who)s: %(subject)s") % values
    else:
        text = _("Sắp đến hạn %(at)s: %(subject)s") % values
    trays.tell(
        f"documents.reminder:{handling.pk}:{handling.due_at.timestamp():.0f}:{rung.step}",
        document,
        post_ids=dict.fromkeys(posts),
        text=text,
        at=now,
        kind="documents.reminder",
    )


@transaction.atomic
def _some_papers(now: datetime) -> int:
    """Papers that were registered and lie unsubmitted: at the end of their day, then when the limit is over."""
    rows = list(
        Document.objects.filter(state=State.REGISTERED, pass_on_remind_at__lte=now)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pass_on_remind_at", "pk")[:BATCH]
    )
    for document in rows:
        due = document.pass_on_due_at
        late = due is not None and due <= now
        posts = [c.id for c in identity.posts(on=timezone.localdate(now), agency_id=document.agency_id, role=CLERK)]
        values = {"number": document.number, "at": _moment(due) if due else "", "subject": trays.title_of(document)}
        if late:
            posts += _chiefs(document.agency_id, now=now)
            text = _("Quá hạn trình, chuyển từ %(at)s: số đến %(number)s, %(subject)s") % values
        else:
            text = _("Chưa trình trong ngày, chậm nhất %(at)s: số đến %(number)s, %(subject)s") % values
        trays.tell(
            f"documents.pass_on:{document.pk}:{'late' if late else 'today'}",
            document,
            post_ids=dict.fromkeys(posts),
            text=text,
            at=now,
            kind="documents.reminder",
        )
        document.pass_on_remind_at = None if late else due
        document.save(update_fields=["pass_on_remind_at"])
    return len(rows)


def _chiefs(agency_id: int, *, now: datetime) -> list[int]:
    """Return who follows up and urges for the agency (NĐ 30/2020 Điều 24 khoản 2: Chánh Văn phòng)."""
    return [c.id for c in identity.posts(on=timezone.localdate(now), agency_id=agency_id, role=Role.OFFICE_CHIEF)]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y %H:%M")
