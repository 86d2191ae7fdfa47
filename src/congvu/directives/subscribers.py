"""What directives do when documents tell news."""

from __future__ import annotations

from congvu.documents.events import (
    DocumentFinished,
    DocumentGiven,
    DocumentIssued,
    HandlingDueChanged,
    HandlingReported,
    HandlingStarted,
    IncomingRegistered,
)
from congvu.exchange.events import StatusArrived
from congvu.kernel.api import subscribe

from .actions import directing, follow_document, follow_exchange
from .events import DirectiveGiven


@subscribe(DocumentGiven)
def make_task(event: DocumentGiven) -> None:
    """A leader's bút phê becomes a task; a part passed on takes its task along."""
    if event.kind == "instruct":
        follow_document.follow_instruction(instruction_id=event.instruction_id, now=event.at)
    elif event.kind == "hand_on":
        follow_document.follow_hand_on(instruction_id=event.instruction_id, now=event.at)


@subscribe(HandlingStarted)
def receive_task(event: HandlingStarted) -> None:
    """The lead opened the document."""
    follow_document.take_start(document_id=event.document_id, now=event.at)


@subscribe(HandlingReported)
def report_on_task(event: HandlingReported) -> None:
    """The lead, or somebody below her, reported on the document."""
    follow_document.take_report(
        handling_ids=event.handling_ids,
        percent=event.percent,
        text=event.text,
        post_id=event.post_id,
        now=event.at,
    )


@subscribe(HandlingDueChanged)
def move_deadline(event: HandlingDueChanged) -> None:
    """The deadline of the document's part was moved."""
    follow_document.take_due(
        handling_id=event.handling_id, due_at=event.due_at, reason=event.reason, post_id=event.post_id, now=event.at
    )


@subscribe(DocumentFinished)
def hand_in_result(event: DocumentFinished) -> None:
    """The document was finished, perhaps by an answer."""
    follow_document.take_finish(document_id=event.document_id, answer_id=event.answer_id, now=event.at)


@subscribe(StatusArrived, wants=lambda event: event.code in follow_exchange.FOLLOWED)
def follow_receiver(event: StatusArrived) -> None:
    """The agency that leads a task reported what it does with its document."""
    follow_exchange.take_status(
        reference=event.reference,
        receiver_code=event.receiver_code,
        code=event.code,
        description=event.description,
        staff=event.staff,
        at=event.at,
    )


@subscribe(DirectiveGiven)
def follow_what_was_told(event: DirectiveGiven) -> None:
    """A task was given out of a document that its lead has already, and tells of."""
    follow_exchange.catch_up(directive_id=event.directive_id)


@subscribe(IncomingRegistered)
def take_answer(event: IncomingRegistered) -> None:
    """An answer to a document of ours was registered: it is the result of its tasks."""
    follow_exchange.take_answer(document_id=event.document_id, uid=event.uid, at=event.at)


@subscribe(IncomingRegistered)
def ask_for_tasks(event: IncomingRegistered) -> None:
    """A paper was registered; one that says that it directs waits for its tasks."""
    directing.offer_tasks(document_id=event.document_id, uid=event.uid, agency_id=event.agency_id, at=event.at)


@subscribe(DocumentIssued)
def ask_for_own_tasks(event: DocumentIssued) -> None:
    """A paper of our own was issued; a chỉ thị or công điện waits for its tasks."""
    directing.offer_tasks(document_id=event.document_id, uid=event.uid, agency_id=event.agency_id, at=event.at)
