"""A receiver asks for more time or a clearer word; whoever gave the work answers (xin gia hạn, đề nghị làm rõ)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.errors import NotFound
from congvu.worklist import api as worklist

from .. import policy
from ..desk_types import AskKind, AskState
from ..errors import AlreadyAsked, AskClosed, DayUnfit
from ..events import HandlingDueChanged
from ..models import Ask, Document, DueChange, Handling
from ..types import HandlingRole, HandlingState, InstructionKind
from . import trays
from .deadlines import first_reminder
from .give import giver_of, head_of_handling
from .locked import lock_document, lock_handling, words

MOST_WORDS = 2000


@transaction.atomic
def ask_extension(*, actor: Actor, handling_uid: UUID, until: datetime, reason: str, now: datetime) -> UUID:
    """Ask for a later deadline and return the request's uid. Raises as `ask_question`, and DayUnfit."""
    handling = lock_handling(actor, handling_uid, policy.may_handle)
    if until <= now:
        raise DayUnfit(reason=_("Hạn xin phải ở sau lúc này."))
    if handling.due_at is not None and until <= handling.due_at:
        raise DayUnfit(reason=_("Hạn xin phải ở sau hạn đang có."))
    return _ask(handling, AskKind.EXTENSION, actor=actor, text=reason, until=until, now=now)


@transaction.atomic
def ask_question(*, actor: Actor, handling_uid: UUID, text: str, now: datetime) -> UUID:
    """Ask whoever gave the work to make it clearer; the deadline goes on meanwhile.

    Raises NotFound, NotAllowed, WrongState, AlreadyAsked, ReasonNeeded or TextTooLong.
    """
    handling = lock_handling(actor, handling_uid, policy.may_handle)
    return _ask(handling, AskKind.QUESTION, actor=actor, text=text, until=None, now=now)


def _ask(handling: Handling, kind: AskKind, *, actor: Actor, text: str, until: datetime | None, now: datetime) -> UUID:
    text = words(text, limit=MOST_WORDS, needed=True)
    if handling.asks.filter(kind=kind, state=AskState.OPEN).exists():
        raise AlreadyAsked
    document = handling.document
    ask = Ask.objects.create(
        handling=handling,
        kind=kind,
        asked_by_post_id=actor.post_id,
        asked_name=f"{actor.display_name}, {actor.post_title}",
        to_post_id=giver_of(handling),
        text=text,
        wanted_due_at=until,
        asked_at=now,
    )
    audit.record(actor, f"documents.{kind}_asked", document, at=now, text=text, until=until, part=handling.to_name)
    label = _("Gia hạn") if kind == AskKind.EXTENSION else _("Trả lời")
    trays.work_of(
        document,
        key=ask.work_key,
        owner_post_id=ask.to_post_id,
        kind=worklist.Kind.APPROVE,
        role_label=str(AskKind(kind).label),
        act_label=label,
        given_by=actor.display_name,
        given_by_post=actor.post_title,
        given_by_post_id=actor.post_id,
        at=now,
    )
    values = {"who": actor.display_name, "what": AskKind(kind).label, "subject": trays.title_of(document)}
    trays.tell(
        ask.work_key,
        document,
        post_ids=[ask.to_post_id],
        text=_("%(who)s, %(what)s: %(subject)s") % values,
        at=now,
        kind="documents.asked",
    )
    return ask.uid


@transaction.atomic
def answer_ask(
    *, actor: Actor, ask_uid: UUID, granted: bool, text: str, until: datetime | None = None, now: datetime
) -> None:
    """Answer a request: grant an extension (perhaps to another day), refuse it with the reason, answer a question.

    Raises NotFound, NotAllowed, AskClosed, DayUnfit, ReasonNeeded (a refusal and an answer need words).
    """
    ask = _locked(actor, ask_uid)
    policy.may_answer(actor, ask).require()
    if ask.state != AskState.OPEN or ask.handling.state != HandlingState.OPEN:
        raise AskClosed
    extension = ask.kind == AskKind.EXTENSION
    text = words(text, limit=MOST_WORDS, needed=not (extension and granted))
    handling = ask.handling
    if extension and granted:
        new = until or ask.wanted_due_at
        if new is None or new <= now:
            raise DayUnfit(reason=_("Hạn mới phải ở sau lúc này."))
        _move_due(handling, new, actor=actor, reason=text or ask.text, ask=ask, now=now)
    if extension:
        ask.state = AskState.GRANTED if granted else AskState.REFUSED
    else:
        ask.state = AskState.ANSWERED
    ask.answer = text
    ask.answered_name = f"{actor.display_name}, {actor.post_title}"
    ask.answered_at = now
    ask.save(update_fields=["state", "answer", "answered_name", "answered_at"])
    worklist.close(ask.work_key, now, actor=actor)
    document = handling.document
    code = {AskState.GRANTED: "extension_granted", AskState.REFUSED: "extension_refused"}.get(
        AskState(ask.state), "question_answered"
    )
    audit.record(actor, f"documents.{code}", document, at=now, text=text, until=handling.due_at, part=handling.to_name)
    trays.tell(
        f"{ask.work_key}:answer",
        document,
        post_ids=[ask.asked_by_post_id],
        text=_("%(what)s, %(state)s: %(subject)s")
        % {
            "what": AskKind(ask.kind).label,
            "state": AskState(ask.state).label,
            "subject": trays.title_of(document),
        },
        at=now,
        kind="documents.answered",
    )


@transaction.atomic
def change_due(*, actor: Actor, handling_uid: UUID, until: datetime, reason: str, now: datetime) -> None:
    """Whoever gave a part moves its deadline, earlier or later, with a reason that stays in the history.

    Raises NotFound, NotAllowed, WrongState, DayUnfit, ReasonNeeded or TextTooLong.
    """
    handling = lock_handling(actor, handling_uid, policy.may_set_due)
    reason = words(reason, limit=MOST_WORDS, needed=True)
    if until <= now:
        raise DayUnfit(reason=_("Hạn mới phải ở sau lúc này."))
    _move_due(handling, until, actor=actor, reason=reason, ask=None, now=now)
    document = handling.document
    audit.record(actor, "documents.due_changed", document, at=now, reason=reason, until=until, part=handling.to_name)
    owner = head_of_handling(handling, now=now)
    if owner is not None:
        values = {"who": actor.display_name, "subject": trays.title_of(document)}
        trays.tell(
            f"documents.due:{handling.pk}:{until.timestamp():.0f}",
            document,
            post_ids=[owner],
            text=_("%(who)s đổi hạn giải quyết: %(subject)s") % values,
            at=now,
            kind="documents.due_changed",
        )


@transaction.atomic
def follow_due(*, actor: Actor, handling_id: int, until: datetime, reason: str, now: datetime) -> bool:
    """Move the deadline of an open part because the task that rides on it got another one; return whether it moved.

    The caller has checked that the actor decides on the task's deadline. A closed part, and one due on that day
    already, stay as they are.
    """
    document_id = Handling.objects.filter(pk=handling_id).values_list("document_id", flat=True).first()
    if document_id is None:
        return False
    document = Document.objects.select_for_update(of=("self",)).select_related("document_type").get(pk=document_id)
    handling = Handling.objects.select_for_update(of=("self",)).select_related("parent", "instruction")
    part = handling.get(pk=handling_id)
    part.document = document
    same = part.due_at is not None and timezone.localdate(part.due_at) == timezone.localdate(until)
    if part.state != HandlingState.OPEN or same:
        return False
    _move_due(part, until, actor=actor, reason=reason[:MOST_WORDS], ask=None, now=now)
    audit.record(actor, "documents.due_changed", document, at=now, reason=reason[:500], until=until, part=part.to_name)
    return True


def _move_due(
    handling: Handling, until: datetime, *, actor: Actor, reason: str, ask: Ask | None, now: datetime
) -> None:
    document = handling.document
    DueChange.objects.create(
        handling=handling,
        ask=ask,
        old_due_at=handling.due_at,
        new_due_at=until,
        by_post_id=actor.post_id,
        by_name=f"{actor.display_name}, {actor.post_title}",
        at=now,
        reason=reason,
    )
    handling.due_at = until
    handling.remind_step = 0
    handling.remind_at = first_reminder(document=document, given_at=now, due_at=until)
    handling.save(update_fields=["due_at", "remind_step", "remind_at"])
    if handling.role == HandlingRole.LEAD and handling.instruction.kind != InstructionKind.FORWARD:
        document.due_at = until
        document.save(update_fields=["due_at"])
    publish(
        HandlingDueChanged(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            handling_id=handling.pk,
            due_at=until,
            reason=reason,
            post_id=actor.post_id,
            at=now,
        )
    )
    owner = head_of_handling(handling, now=now)
    if owner is not None:
        trays.work_again(handling, owner_post_id=owner)


def _locked(actor: Actor, ask_uid: UUID) -> Ask:
    found = Ask.objects.filter(uid=ask_uid).values_list("handling__document__uid", flat=True).first()
    if found is None:
        raise NotFound
    document = lock_document(actor, found)
    ask = (
        Ask.objects.select_for_update(of=("self",))
        .select_related("handling__instruction", "handling__parent")
        .get(uid=ask_uid)
    )
    ask.handling.document = document
    return ask
