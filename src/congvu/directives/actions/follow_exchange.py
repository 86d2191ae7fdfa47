"""What another agency does with a task comes back with its handling states and its answers: nobody types it again.

A task that another agency leads goes with an issued document. Its states 02 to 06 (QCVN 102:2016) move the task,
and the document by which the agency answers is its result.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.exchange import api as exchange
from congvu.exchange.types import StatusCode
from congvu.identity import api as identity

from ..models import Directive
from ..rules import states
from ..rules.states import Act
from ..types import TEXT_LENGTH, ReportData, State, StepKind
from . import trays
from .locked import step
from .receive import moved
from .report import WHOLE, write_progress, write_result

# Trạng thái của nơi nhận → việc với nhiệm vụ, trạng thái của nhiệm vụ sau đó, dòng trong diễn biến.
MOVES = {
    StatusCode.REFUSED: (Act.REFUSE, State.REFUSED, StepKind.REFUSED),
    StatusCode.ACCEPTED: (Act.RECEIVE, State.RECEIVED, StepKind.RECEIVED),
    StatusCode.ASSIGNED: (Act.HAND_ON, State.NOT_STARTED, StepKind.HANDED_ON),
    StatusCode.PROCESSING: (Act.REPORT, State.RUNNING, StepKind.NOTE),
}
FOLLOWED = frozenset({*MOVES, StatusCode.DONE})  # "arrived" (01) comes with every letter and moves nothing


def _led_by(sender_code: str, document_ids: list[int] | None = None, uid: UUID | None = None) -> list[Directive]:
    """Return the open tasks out of documents that the agency with this code leads, locked."""
    rows = Directive.objects.select_for_update(of=("self",)).filter(is_open=True, lead_agency__isnull=False)
    rows = rows.filter(document__uid=uid) if uid is not None else rows.filter(document_id__in=document_ids or [])
    found = list(rows.order_by("pk"))
    codes = {card.id: card.code for card in identity.agencies({one.lead_agency_id or 0 for one in found})}
    return [one for one in found if sender_code and codes.get(one.lead_agency_id or 0) == sender_code]


@transaction.atomic
def take_status(*, reference: str, receiver_code: str, code: str, description: str, staff: str, at: datetime) -> int:
    """Move the tasks of a document as its receiver reports; return how many moved. A second run moves none."""
    try:
        uid = UUID(reference)
    except ValueError:
        return 0
    percent = exchange.progress_in(description) if code == StatusCode.PROCESSING else None
    mark = f"exchange:{code}:{at.timestamp():.0f}" + ("" if percent is None else f":{percent}")
    taken = 0
    for directive in _led_by(receiver_code, uid=uid):
        if directive.steps.filter(mark=mark).exists():
            continue
        said = ". ".join(part for part in (description.strip(), staff.strip()) if part)[:TEXT_LENGTH]
        if code == StatusCode.DONE:
            taken += _done(directive, said, mark, at=at)
        elif percent is not None:
            taken += _further(directive, said, percent, mark, at=at)
        elif code in MOVES:
            taken += _moved(directive, StatusCode(code), said, mark, at=at)
    return taken


@transaction.atomic
def catch_up(*, directive_id: int) -> int:
    """Take what the receiver of its document reported before the task was given; return how many states moved it.

    Where the paper was done with or returned by then, the task is new work that the earlier states say nothing of.
    """
    found = Directive.objects.filter(pk=directive_id, lead_agency__isnull=False).exclude(document=None)
    row = found.values_list("document__uid", "lead_agency_id").first()
    if row is None or row[1] is None:
        return 0
    code = identity.agency(row[1]).code
    told = [one for sent in exchange.deliveries_of(row[0]) if sent.receiver_code == code for one in sent.statuses]
    if not code or {StatusCode.DONE, StatusCode.REFUSED} & {StatusCode(one.code) for one in told}:
        return 0
    return sum(
        take_status(
            reference=str(row[0]),
            receiver_code=code,
            code=one.code,
            description=one.description,
            staff=one.staff,
            at=one.at,
        )
        for one in told
    )


def _moved(directive: Directive, code: StatusCode, said: str, mark: str, *, at: datetime) -> int:
    act, state, kind = MOVES[code]
    if states.after(directive.state, act) is None or directive.state == state:
        return 0
    if code == StatusCode.ASSIGNED and directive.state == State.RUNNING:
        return 0
    directive.state = state
    directive.received_at = directive.received_at or at
    directive.save(update_fields=["state", "received_at"])
    text = said or str(code.label)
    done = step(directive, kind, actor=None, at=at, who=directive.lead_name, text=text, mark=mark)
    moved(directive, "directives.status_arrived", actor=None, now=at, status=str(code), text=text[:500])
    if code == StatusCode.REFUSED:
        values = {"who": directive.lead_name, "what": trays.title_of(directive), "why": text}
        trays.tell(
            f"directives.refused:{done.pk}",
            directive,
            post_ids=trays.giver_side(directive),
            text=_("%(who)s trả lại nhiệm vụ %(what)s. Lý do: %(why)s") % values,
            at=at,
            kind="directives.refused",
        )
    return 1


def _further(directive: Directive, said: str, percent: int, mark: str, *, at: datetime) -> int:
    """The lead says how far it is, as a lead of our own does."""
    if states.after(directive.state, Act.REPORT) is None:
        return 0
    data = ReportData(text=said, percent=percent)
    write_progress(directive, data, actor=None, now=at, mark=mark, who=directive.lead_name)
    return 1


def _done(directive: Directive, said: str, mark: str, *, at: datetime, answer_id: int | None = None) -> int:
    if states.after(directive.state, Act.SUBMIT) is None:
        return 0
    if states.can_be_complete(directive.children.values_list("state", flat=True)):
        return 0
    if answer_id is None and directive.document_id is not None:
        answer_id = _answer_of(directive)
    data = ReportData(text=said or _("Nơi nhận báo đã hoàn thành."), percent=WHOLE)
    on = timezone.localdate(at)
    write_result(directive, data, actor=None, now=at, on=on, document_id=answer_id, mark=mark, who=directive.lead_name)
    return 1


def _answer_of(directive: Directive) -> int | None:
    """Return the newest document by which the lead answered, if it is registered already."""
    assert directive.document_id is not None
    answers = documents.answers_to(directive.document_id)
    lines = documents.lines_of(answers)
    mine = [pk for pk in answers if pk in lines and lines[pk].author == directive.lead_name]
    return mine[-1] if mine else None


@transaction.atomic
def take_answer(*, document_id: int, uid: str, at: datetime) -> int:
    """A registered document answers one of ours: it is the result of the tasks that its sender leads.

    Where the state "done" came before the answer, the answer is put beside the result. Return how many tasks took it.
    """
    answered = documents.answered_by(document_id)
    arrival = exchange.arrival_of(UUID(uid)) if answered else None
    if arrival is None:
        return 0
    taken = 0
    for directive in _led_by(arrival.sender_code, document_ids=answered):
        mark = f"exchange:answer:{document_id}"
        if directive.steps.filter(mark=mark).exists():
            continue
        values = {"code": arrival.full_code, "subject": arrival.subject}
        said = _("Trả lời bằng văn bản %(code)s: %(subject)s") % values
        if directive.state == State.REVIEW and directive.result_document_id is None:
            directive.result_document_id = document_id
            directive.save(update_fields=["result_document"])
            step(
                directive,
                StepKind.NOTE,
                actor=None,
                at=at,
                who=directive.lead_name,
                text=said[:TEXT_LENGTH],
                document_id=document_id,
                mark=mark,
            )
            taken += 1
        else:
            taken += _done(directive, said[:TEXT_LENGTH], mark, at=at, answer_id=document_id)
    return taken
