"""Drafts of outgoing documents for other programs: start one, follow it until it is issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router, Schema
from pydantic import Field

from congvu.identity.api import api_auth
from congvu.kernel.api import Actor

from ...actions.draft import create_draft
from ...drafting.types import DraftContent
from ...queries.document import document_or_404
from ...queries.machine import DraftFacts, draft_facts

router = Router(auth=api_auth, tags=["documents"])


class DraftIn(Schema):
    """A draft of an outgoing document; it then goes the agency's own way of opinions, approval and signature."""

    document_type: str = Field(description="Mã tên loại, ví dụ cong-van, bao-cao")
    subject: str
    body: str = ""
    grounds: list[str] = Field([], description="Căn cứ, mỗi căn cứ một dòng")
    authority: str = ""
    send_to: list[str] = Field([], description="Kính gửi")
    recipients: list[str] = Field([], description="Nơi nhận khác")
    notation_unit: str = ""
    urgency: int = 0
    circulation: str = ""
    due_at: datetime | None = None
    answers: UUID | None = Field(None, description="uid của văn bản đến được trả lời")


class DraftOut(Schema):
    """How far a draft is; `document` and `full_code` once it is issued."""

    uid: UUID
    state: str
    subject: str
    version: int
    url: str
    document: UUID | None = None
    full_code: str = ""
    issued_on: date | None = None


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


@router.post("/drafts", response={201: DraftOut}, summary="Lập dự thảo văn bản đi")
def start(
    request: HttpRequest,
    given: DraftIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=64)] = "",
) -> tuple[int, DraftOut]:
    """Start a draft in the post of the key; the same Idempotency-Key again gives the draft started before."""
    actor, now = _actor(request), timezone.now()
    answers = document_or_404(actor=actor, uid=given.answers).pk if given.answers is not None else None
    due = given.due_at
    pk = create_draft(
        actor=actor,
        type_code=given.document_type,
        content=DraftContent(
            subject=given.subject,
            body=given.body,
            grounds=tuple(given.grounds),
            authority=given.authority,
            send_to=tuple(given.send_to),
            recipients=tuple(given.recipients),
            notation_unit=given.notation_unit,
        ),
        urgency=given.urgency,
        circulation=given.circulation,
        answers_id=answers,
        due_at=timezone.make_aware(due) if due is not None and timezone.is_naive(due) else due,
        once_key=idempotency_key,
        now=now,
    )
    return 201, _out(draft_facts(actor=actor, draft_id=pk))


@router.get("/drafts/{uuid:uid}", response=DraftOut, summary="Theo dõi một dự thảo")
def one(request: HttpRequest, uid: UUID) -> DraftOut:
    """Return how far a draft is."""
    return _out(draft_facts(actor=_actor(request), uid=uid))


def _out(row: DraftFacts) -> DraftOut:
    return DraftOut.model_validate(row, from_attributes=True)
