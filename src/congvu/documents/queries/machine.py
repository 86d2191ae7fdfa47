"""Documents as programs read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import policy
from ..drafting.policy import visible_drafts
from ..models import Document, DocumentFile
from ..types import Direction


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of a document."""

    uid: UUID
    role: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A line of a register, without files in lists."""

    uid: UUID
    direction: str
    number: int | None
    year: int
    full_code: str
    document_type: str
    issuing_agency_name: str
    subject: str
    issued_on: date | None
    arrived_at: datetime | None
    due_at: datetime | None
    urgency: int
    secrecy: int
    state: str
    handler_text: str
    url: str
    files: list[FileFacts]


def document_facts(*, actor: Actor, uid: UUID) -> DocumentFacts:
    """Return one document that the actor sees, with its files. Raises NotFound."""
    found = policy.visible_documents(actor).select_related("document_type").filter(uid=uid).first()
    if found is None:
        raise NotFound
    return _facts(found, list(found.files.filter(removed_at=None).order_by("position", "pk")))


def incoming_after(*, actor: Actor, year: int, after: int, limit: int) -> list[DocumentFacts]:
    """Return up to limit + 1 lines of the year's open register after an arrival number."""
    rows = (
        policy.visible_documents(actor)
        .filter(direction=Direction.INCOMING, year=year, register__is_secret=False, number__gt=after)
        .select_related("document_type")
        .order_by("number", "pk")
    )
    return [_facts(row, []) for row in rows[: limit + 1]]


def _facts(d: Document, rows: list[DocumentFile]) -> DocumentFacts:
    return DocumentFacts(
        uid=d.uid,
        direction=d.direction,
        number=d.number,
        year=d.year,
        full_code=d.full_code,
        document_type=d.document_type.code,
        issuing_agency_name=d.issuing_agency_name,
        subject=d.subject,
        issued_on=d.issued_on,
        arrived_at=d.arrived_at,
        due_at=d.due_at,
        urgency=d.urgency,
        secrecy=d.secrecy,
        state=d.state,
        handler_text=d.handler_text,
        url=reverse("documents:document", args=[d.uid]),
        files=[
            FileFacts(
                uid=f.uid,
                role=f.role,
                name=f.name,
                media_type=f.media_type,
                size=f.size,
                sha256=f.sha256,
                url=reverse("documents:file", args=[d.uid, f.uid]),
            )
            for f in rows
        ],
    )


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """How far a draft is; the document once it is issued."""

    uid: UUID
    state: str
    subject: str
    version: int
    url: str
    document: UUID | None
    full_code: str
    issued_on: date | None


def draft_facts(*, actor: Actor, uid: UUID | None = None, draft_id: int | None = None) -> DraftFacts:
    """Return a draft that the actor sees, by its uid or its id. Raises NotFound."""
    wanted = {"uid": uid} if uid is not None else {"pk": draft_id}
    draft = visible_drafts(actor).filter(**wanted).select_related("document").first()
    if draft is None:
        raise NotFound
    issued = draft.document
    return DraftFacts(
        uid=draft.uid,
        state=draft.state,
        subject=draft.subject,
        version=draft.latest_version,
        url=reverse("documents:draft", args=[draft.uid]),
        document=issued.uid if issued else None,
        full_code=issued.full_code if issued else "",
        issued_on=issued.issued_on if issued else None,
    )
