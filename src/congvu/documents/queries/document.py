"""What the page of one document shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet, Value

from congvu.kernel.api import Actor, Decision, statements
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..models import Document, Handling
from ..panels import DocumentRef
from ..types import OPEN_STATES, Direction, HandlingRole, IncomingData, LinkKind


def document_or_404(*, actor: Actor, uid: UUID) -> Document:
    """Return a document that the actor sees. Raises NotFound."""
    found = statements.kept_objects(_document, actor=actor, uid=uid)
    if not found:
        raise NotFound
    return cast(Document, found[0])


def _document(actor: Actor, *, uid: UUID) -> QuerySet[Document]:
    return policy.visible_documents(actor).select_related("register", "document_type").filter(uid=uid)


def ref_of(document: Document) -> DocumentRef:
    """Return a document as panels of upper apps get it."""
    return DocumentRef(
        id=document.pk,
        uid=document.uid,
        agency_id=document.agency_id,
        direction=document.direction,
        state=document.state,
        number=document.number,
        year=document.year,
        full_code=document.full_code,
        subject=document.subject,
        is_secret=document.is_secret,
    )


def registration_of(*, actor: Actor, uid: UUID) -> tuple[Document, IncomingData]:
    """Return a document and its registration as it stands, to be corrected. Raises NotFound."""
    found = document_or_404(actor=actor, uid=uid)
    data = IncomingData(
        document_type=found.document_type.code,
        issuing_agency_name=found.issuing_agency_name,
        subject=found.subject,
        arrived_at=found.arrived_at or found.registered_at,
        code_number=found.code_number,
        code_notation=found.code_notation,
        document_code=found.document_code,
        issued_on=found.issued_on,
        issuing_agency_id=found.issuing_agency_id,
        signer_name=found.signer_name,
        signer_position=found.signer_position,
        signer_capacity=found.signer_capacity,
        urgency=found.urgency,
        secrecy=found.secrecy,
        circulation=found.circulation,
        language=found.language,
        pages=found.pages,
        copies=found.copies,
        due_on=found.due_on,
        due_at=None if found.due_on else found.due_at,
        received_via=found.received_via,
        note=found.note,
    )
    return found, data


@dataclass(frozen=True, slots=True)
class Acts:
    """What the actor may do now with a document; the action bar shows these."""

    submit: bool
    instruct: bool
    finish: bool
    reopen: bool
    correct: bool
    void: bool
    send_back: bool
    answer: bool
    handling: UUID | None  # her own open part
    handling_role: str
    forward: bool
    progress: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A document that this one answers, or that answers it."""

    uid: UUID
    label: str


def acts(*, actor: Actor, document: Document) -> Acts:
    """Return what the actor may do, by her rights and the document's state."""

    def can(act: rules.Act, may: Callable[[Actor, Document], Decision]) -> bool:
        return rules.after(document.state, act) is not None and bool(may(actor, document))

    incoming = document.direction == Direction.INCOMING
    open_line = incoming and not document.is_secret
    own = statements.kept_objects(_own, actor=actor, document=document.pk) if open_line else []
    working = next((h for h in own if h.role != HandlingRole.INFO), None)
    mine = working or (own[0] if own else None)
    in_hand = rules.after(document.state, rules.Act.START) is not None
    return Acts(
        submit=open_line and can(rules.Act.SUBMIT, policy.may_submit),
        instruct=open_line and can(rules.Act.INSTRUCT, policy.may_instruct),
        finish=open_line and can(rules.Act.FINISH, policy.may_finish),
        reopen=open_line and can(rules.Act.REOPEN, policy.may_instruct),
        correct=incoming and can(rules.Act.CORRECT, policy.may_correct),
        void=incoming and can(rules.Act.VOID, policy.may_void),
        send_back=incoming and can(rules.Act.RETURN, policy.may_return),
        answer=open_line and document.state in OPEN_STATES,
        handling=mine.uid if mine else None,
        handling_role=mine.role if mine else "",
        forward=bool(mine and in_hand and mine.role != HandlingRole.DECIDE and policy.may_forward(actor, mine)),
        progress=mine.progress if mine else 0,
    )


def _own(actor: Actor, *, document: int) -> QuerySet[Handling]:
    return policy.held_handlings(actor).filter(document_id=document).order_by("pk")


def neighbours(*, actor: Actor, document: Document) -> tuple[UUID | None, UUID | None]:
    """Return the visible lines before and after this one in its register."""
    if document.number is None or document.register_id is None:
        return None, None
    place = {"register": document.register_id, "number": document.number}
    newer, older = statements.together(
        lambda: statements.kept(_neighbour, True, actor=actor, **place),
        lambda: statements.kept(_neighbour, False, actor=actor, **place),
    )
    return (newer[0][0] if newer else None), (older[0][0] if older else None)


def _neighbour(actor: Actor, upward: bool, *, register: int, number: int) -> QuerySet[Document, Any]:
    rows = policy.visible_documents(actor).filter(register_id=register)
    if upward:
        return rows.filter(number__gt=number).order_by("number", "pk").values_list("uid")[:1]
    return rows.filter(number__lt=number).order_by("-number", "-pk").values_list("uid")[:1]


def answers(*, actor: Actor, document: Document) -> tuple[list[Answer], list[Answer]]:
    """Return the documents that answer this one, and those that it answers, whichever way each went; one query."""
    by: list[Answer] = []
    to: list[Answer] = []
    for uid, number, notation, own, is_answer in statements.kept(_answers, actor=actor, document=document.pk):
        code = "/".join(part for part in (number, notation) if part)
        (by if is_answer else to).append(Answer(uid, code or f"{own}"))
    return by, to


def _answers(actor: Actor, *, document: int) -> QuerySet[Document, Any]:
    seen = policy.visible_documents(actor)
    mine = seen.filter(links__target_id=document, links__kind=LinkKind.ANSWER)
    theirs = seen.filter(backlinks__source_id=document, backlinks__kind=LinkKind.ANSWER)
    shown = ("uid", "code_number", "code_notation", "number")
    answering, answered = (
        rows.order_by("pk").annotate(answers=Value(flag)).values_list(*shown, "answers")[:10]
        for rows, flag in ((mine, True), (theirs, False))
    )
    return answering.union(answered, all=True)


def handling_of(*, actor: Actor, handling_uid: UUID) -> tuple[Document, Handling]:
    """Return a handling that was given to the actor and is open, with its document. Raises NotFound."""
    found = policy.held_handlings(actor).select_related("document", "instruction").filter(uid=handling_uid).first()
    if found is None:
        raise NotFound
    return document_or_404(actor=actor, uid=found.document.uid), found
