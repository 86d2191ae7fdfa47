"""What one act of giving gave to whom, for apps that follow it further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..models import DocumentLink, Handling, Instruction
from ..types import HandlingRole, HandlingState, LinkKind


@dataclass(frozen=True, slots=True)
class GivenPart:
    """One part of it: to a post or to a unit, until when."""

    handling_id: int
    post_id: int | None
    unit_id: int | None
    due_at: datetime | None
    is_open: bool
    progress: int


@dataclass(frozen=True, slots=True)
class GivenWork:
    """An act of giving with its words, its lead and its supporters; `lead` is None where everybody is only informed.

    `reference` names the document in one line; `parent_handling_id` is the part from which it was given on.
    """

    instruction_id: int
    kind: str
    document_id: int
    agency_id: int
    giver_post_id: int
    parent_handling_id: int | None
    text: str
    subject: str
    reference: str
    urgency: int
    lead: GivenPart | None
    supporters: tuple[GivenPart, ...]


def given_work(instruction_id: int) -> GivenWork | None:
    """Return an act of giving, None for one that is not there or concerns a secret line. Two queries.

    The caller acts for the system or has checked that its actor may see the document.
    """
    found = Instruction.objects.select_related("document").filter(pk=instruction_id).first()
    if found is None or found.document.is_secret:
        return None
    parts = list(found.handlings.exclude(state=HandlingState.WITHDRAWN).order_by("pk"))
    document = found.document
    lead = next((part for part in parts if part.role == HandlingRole.LEAD), None)
    named = (document.full_code, document.issuing_agency_name)
    return GivenWork(
        instruction_id=found.pk,
        kind=found.kind,
        document_id=document.pk,
        agency_id=document.agency_id,
        giver_post_id=found.from_post_id,
        parent_handling_id=found.parent_id,
        text=found.text,
        subject=document.subject,
        reference=", ".join(part for part in named if part),
        urgency=document.urgency,
        lead=_part(lead) if lead else None,
        supporters=tuple(_part(part) for part in parts if part.role == HandlingRole.SUPPORT),
    )


def latest_given(document_id: int) -> int | None:
    """Return the newest bút phê with a lead on a document, None without one."""
    rows = Handling.objects.filter(document_id=document_id, role=HandlingRole.LEAD, instruction__kind="instruct")
    return rows.order_by("-instruction_id").values_list("instruction_id", flat=True).first()


def _part(handling: Handling) -> GivenPart:
    return GivenPart(
        handling_id=handling.pk,
        post_id=handling.to_post_id,
        unit_id=handling.to_unit_id,
        due_at=handling.due_at,
        is_open=handling.state == HandlingState.OPEN,
        progress=handling.progress,
    )


def answered_by(document_id: int) -> list[int]:
    """Return the documents that this one answers."""
    links = DocumentLink.objects.filter(source_id=document_id, kind=LinkKind.ANSWER)
    return list(links.order_by("pk").values_list("target_id", flat=True))


def answers_to(document_id: int) -> list[int]:
    """Return the documents that answer this one, oldest first."""
    links = DocumentLink.objects.filter(target_id=document_id, kind=LinkKind.ANSWER)
    return list(links.order_by("pk").values_list("source_id", flat=True))
