"""An incoming document is done: answered by an outgoing one, or closed because no answer is needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision, audit, publish

from .. import policy, rules
from ..errors import AnswerUnfit
from ..events import DocumentFinished
from ..models import Document, DocumentLink, Handling
from ..types import Direction, HandlingRole, HandlingState, LinkKind, State
from . import trays
from .deadlines import first_reminder
from .give import head_of_handling
from .locked import lock_document, move, words


@transaction.atomic
def finish(*, actor: Actor, uid: UUID, result: str, now: datetime) -> None:
    """Close the document without an answer; the reason or result is needed.

    Raises NotFound, NotAllowed, WrongState, ReasonNeeded or TextTooLong.
    """
    document = lock_document(actor, uid, policy.may_finish)
    move(document, rules.Act.FINISH)
    result = words(result, limit=500, needed=True)
    _close(document, actor=actor, result=result, answer=None, now=now)


@transaction.atomic
def finish_many(*, actor: Actor, uids: Sequence[UUID], result: str, now: datetime) -> int:
    """Close several documents that need no answer, all or none; return how many. Raises as `finish`."""
    for uid in sorted(set(uids)):
        finish(actor=actor, uid=uid, result=result, now=now)
    return len(set(uids))


@transaction.atomic
def finish_with_answer(*, actor: Actor, uid: UUID, answer_id: int, now: datetime) -> None:
    """Close the document because an outgoing document of the agency answers it, and link the two.

    Called by the act that issues the answer, whoever issues it: the signature on the answer is the decision. Linking
    the same answer again changes nothing. Raises NotFound, NotAllowed, WrongState or AnswerUnfit.
    """
    document = lock_document(actor, uid, _may_answer)
    answer = Document.objects.filter(pk=answer_id, agency_id=document.agency_id, direction=Direction.OUTGOING).first()
    if answer is None or answer.pk == document.pk:
        raise AnswerUnfit
    _link, created = DocumentLink.objects.get_or_create(
        source=answer,
        target=document,
        kind=LinkKind.ANSWER,
        defaults={"created_at": now, "created_by_post_id": actor.post_id},
    )
    if not created or document.state in {State.DONE, State.FILED}:
        return
    move(document, rules.Act.FINISH)
    _close(document, actor=actor, result=answer.full_code, answer=answer, now=now)


@transaction.atomic
def reopen(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Take a finished document up again: it goes back to whoever led it, else to the clerks.

    Deadlines stay as they were: whoever reopens sets new ones. Raises NotFound, NotAllowed, WrongState, ReasonNeeded.
    """
    document = lock_document(actor, uid, policy.may_instruct)
    document.state = move(document, rules.Act.REOPEN)
    reason = words(reason, limit=500, needed=True)
    document.closed_at = None
    document.closing_note = ""
    document.save(update_fields=["state", "closed_at", "closing_note"])
    _lead_again(document, actor=actor, reason=reason, now=now)
    audit.record(actor, "documents.reopened", document, at=now, reason=reason)
    trays.refresh_search(document)


def _lead_again(document: Document, *, actor: Actor, reason: str, now: datetime) -> None:
    """Open the leading parts again, those passed on as well as those that worked; nobody led: back to the clerks."""
    leads = document.handlings.filter(role=HandlingRole.LEAD, state=HandlingState.DONE)
    last = leads.select_related("instruction", "parent").order_by("-given_at", "-pk").first()
    if last is None:
        document.state = State.REGISTERED
        document.save(update_fields=["state"])
        trays.refresh_facets(document.pk)
        trays.queue_for_clerks(document, actor=actor, now=now, due_at=None)
        return
    row: Handling | None = last
    while row is not None and row.role == HandlingRole.LEAD:
        if row.state == HandlingState.DONE:
            _open_lead(row, document, actor=actor, reason=reason, now=now)
        row = row.parent


def _open_lead(handling: Handling, document: Document, *, actor: Actor, reason: str, now: datetime) -> None:
    handling.document = document
    handling.state = HandlingState.OPEN
    handling.finished_at = None
    handling.progress = min(handling.progress, 99)
    handling.remind_at = first_reminder(document=document, given_at=now, due_at=handling.due_at)
    handling.save(update_fields=["state", "finished_at", "progress", "remind_at"])
    owner = head_of_handling(handling, now=now)
    if owner is None:
        return
    trays.work_again(handling, owner_post_id=owner)
    values = {"who": actor.display_name, "subject": trays.title_of(document), "reason": reason}
    trays.tell(
        f"documents.reopened:{handling.pk}:{now.timestamp():.0f}",
        document,
        post_ids=[owner],
        text=_("%(who)s mở lại: %(subject)s. Lý do: %(reason)s") % values,
        at=now,
        kind="documents.reopened",
    )


def _may_answer(actor: Actor, document: Document) -> Decision:
    """The clerk who issues the answer, or anyone who may finish."""
    if actor.agency_id == document.agency_id and Role.RECORDS_CLERK in actor.roles:
        return Decision.yes()
    return policy.may_finish(actor, document)


def _close(document: Document, *, actor: Actor, result: str, answer: Document | None, now: datetime) -> None:
    document.state = move(document, rules.Act.FINISH)
    document.closed_at = now
    document.closing_note = result
    document.save(update_fields=["state", "closed_at", "closing_note"])
    for handling in document.handlings.filter(state=HandlingState.OPEN).order_by("pk"):
        if handling.role == HandlingRole.LEAD:
            handling.progress = 100
            handling.result = handling.result or result
        handling.state = HandlingState.DONE
        handling.finished_at = now
        handling.save(update_fields=["progress", "result", "state", "finished_at"])
        trays.close_work(handling, actor=actor, at=now)
    audit.record(
        actor,
        "documents.finished",
        document,
        at=now,
        result=result,
        answer=str(answer.uid) if answer else None,
    )
    publish(
        DocumentFinished(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            answer_id=answer.pk if answer else None,
            at=now,
        )
    )
    trays.close_submission(document, actor=actor, at=now)
    trays.refresh_search(document)
