"""Whoever leads says how far the work is, and hands in the result."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.exchange import api as exchange
from congvu.kernel.api import Actor, files, publish
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import BadPercent, ChildrenOpen
from ..events import DirectiveReported
from ..models import Directive, Step, StepFile
from ..rules import states
from ..types import ReportData, StepKind
from . import trays
from .locked import lock, move, step, words
from .receive import moved

WHOLE = 100
MOST_FILES = 20


@transaction.atomic
def report_progress(*, actor: Actor, uid: UUID, data: ReportData, now: datetime) -> int:
    """Report how far the work is; return the id of the line of history.

    Raises NotFound, NotAllowed, WrongState, BadPercent, ReasonNeeded, TextTooLong, or a refusal of a file.
    """
    directive = lock(actor, uid, policy.may_work_on)
    line = write_progress(directive, data, actor=actor, now=now)
    _tell_sender(directive, data, now=now)
    return line


def _tell_sender(directive: Directive, data: ReportData, *, now: datetime) -> None:
    """The agency whose paper the task was given out of reads how far it is; troubles and proposals stay inside."""
    arrival = exchange.arrival_of(directive.document.uid) if directive.document and not directive.depth else None
    if arrival is not None:
        exchange.report_progress(arrival_uid=arrival.uid, percent=data.percent, text=data.text, now=now)


def write_progress(
    directive: Directive,
    data: ReportData,
    *,
    actor: Actor | None,
    now: datetime,
    mark: str | None = None,
    who: str = "",
) -> int:
    """Write a report on a locked task. `mark` makes a second writing of the same news impossible.

    `who` reported where no actor of ours did.
    """
    state = move(directive, states.Act.REPORT)
    percent = _percent(data.percent)
    line = step(
        directive,
        StepKind.PROGRESS,
        actor=actor,
        at=now,
        text=words(data.text, needed=True),
        percent=percent,
        difficulties=words(data.difficulties),
        proposals=words(data.proposals),
        mark=mark,
        who=who,
    )
    _keep_files(line, data)
    directive.state = state
    directive.progress = percent
    directive.has_difficulties = bool(line.difficulties)
    directive.received_at = directive.received_at or now
    directive.save(update_fields=["state", "progress", "has_difficulties", "received_at"])
    _told(directive, line, actor=actor, now=now, final=False)
    return line.pk


@transaction.atomic
def submit_result(
    *,
    actor: Actor,
    uid: UUID,
    data: ReportData,
    now: datetime,
    document_uid: UUID | None = None,
    result_on: date | None = None,
) -> int:
    """Hand in the result, which waits for the giver; return the id of the line of history.

    The day of the result is today; with an issued document the day of that document; for another agency's result the
    day that is noted. Raises NotFound, NotAllowed, WrongState, ChildrenOpen, ReasonNeeded, TextTooLong, or a refusal of
    a file.
    """
    directive = lock(actor, uid, policy.may_work_on)
    today = timezone.localdate(now)
    day, document_id = today, None
    if document_uid is not None:
        found = documents.lines_to_file(actor=actor, uids=[document_uid])
        if not found:
            raise NotFound
        document_id = found[0].id
        day = _day_of(found[0], directive, today=today)
    if directive.lead_agency_id is not None and result_on is not None:
        day = min(result_on, today)
    return write_result(directive, data, actor=actor, now=now, on=day, document_id=document_id)


def write_result(
    directive: Directive,
    data: ReportData,
    *,
    actor: Actor | None,
    now: datetime,
    on: date,
    document_id: int | None,
    mark: str | None = None,
    who: str = "",
) -> int:
    """Write the result of a locked task; `who` handed it in where no actor of ours did."""
    state = move(directive, states.Act.SUBMIT)
    waiting = states.can_be_complete(directive.children.values_list("state", flat=True))
    if waiting:
        raise ChildrenOpen(count=waiting)
    text = words(data.text, needed=True)
    line = step(
        directive,
        StepKind.SUBMITTED,
        actor=actor,
        at=now,
        text=text,
        percent=WHOLE,
        difficulties=words(data.difficulties),
        proposals=words(data.proposals),
        result_on=on,
        document_id=document_id,
        mark=mark,
        who=who,
    )
    _keep_files(line, data)
    directive.state = state
    directive.progress = WHOLE
    directive.has_difficulties = False
    directive.result_on = on
    directive.result_document_id = document_id
    directive.result_text = text
    directive.received_at = directive.received_at or now
    directive.save(
        update_fields=[
            "state",
            "progress",
            "has_difficulties",
            "result_on",
            "result_document",
            "result_text",
            "received_at",
        ]
    )
    trays.refresh_search(directive)
    _told(directive, line, actor=actor, now=now, final=True)
    return line.pk


def _day_of(line: documents.FiledLine, directive: Directive, *, today: date) -> date:
    """Return the day of an issued document, where it lies between the giving and today."""
    dated = line.issued_on if line.direction == "outgoing" else None
    if dated is None or not directive.assigned_on <= dated <= today:
        return today
    return dated


def _percent(percent: int) -> int:
    if not 0 <= percent <= WHOLE:
        raise BadPercent
    return percent


def _keep_files(line: Step, data: ReportData) -> None:
    for one in data.files[:MOST_FILES]:
        ref = files.store(one.stream, name=one.name)
        StepFile.objects.create(step=line, file_id=ref.id, name=ref.name, size=ref.size)


def _told(directive: Directive, line: Step, *, actor: Actor | None, now: datetime, final: bool) -> None:
    code = "directives.result_submitted" if final else "directives.progress_reported"
    moved(directive, code, actor=actor, now=now, percent=line.percent, text=line.text[:500])
    publish(
        DirectiveReported(
            directive_id=directive.pk,
            uid=str(directive.uid),
            agency_id=directive.agency_id,
            step_id=line.pk,
            percent=line.percent or 0,
            final=final,
            at=now,
        )
    )
    if not final and not line.difficulties and not line.proposals:
        return  # an ordinary report is read on the page; the giver's bell rings for results and troubles
    values = {"who": line.by_name, "what": trays.title_of(directive), "why": line.difficulties or line.proposals}
    text = _("%(who)s báo cáo kết quả %(what)s") if final else _("%(who)s báo cáo vướng mắc %(what)s: %(why)s")
    trays.tell(
        f"directives.reported:{line.pk}",
        directive,
        post_ids=trays.giver_side(directive),
        text=text % values,
        at=now,
        kind="directives.reported",
        but=actor,
    )
