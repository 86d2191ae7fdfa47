"""Papers already registered that look like the one being typed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from congvu.kernel.api import Actor
from congvu.kernel.api import text as vn

from .. import policy, rules
from ..models import Document
from ..types import Direction, Similar, State


def similar(
    *,
    actor: Actor,
    number: str,
    notation: str,
    organ_name: str,
    issued_on: date | None,
    document_code: str = "",
    but: UUID | None = None,
) -> list[Similar]:
    """Return up to five lines of the agency that look like the same paper (Phụ lục VI, I.7)."""
    key = rules.duplicate_key(
        number=vn.clean_line(number),
        notation=vn.clean_line(notation),
        organ_name=vn.clean_line(organ_name),
        issued_on=issued_on,
    )
    same = Q(pk__in=[])
    if key and organ_name:
        same |= Q(duplicate_key=key)
    if document_code:
        same |= Q(document_code=vn.clean_line(document_code))
    rows = policy.visible_documents(actor).filter(same, direction=Direction.INCOMING).exclude(state=State.VOID)
    if but is not None:
        rows = rows.exclude(uid=but)
    return [_similar(d) for d in rows.order_by("-pk")[:5]]


def by_uids(*, actor: Actor, uids: list[str]) -> list[Similar]:
    """Return the lines that a refusal named, as far as the actor sees them."""
    wanted = [UUID(uid) for uid in uids]
    return [_similar(d) for d in policy.visible_documents(actor).filter(uid__in=wanted).order_by("-pk")]


def _similar(d: Document) -> Similar:
    return Similar(
        uid=d.uid,
        number=d.number,
        arrived_at=d.arrived_at,
        full_code=d.full_code,
        issuing_agency_name=d.issuing_agency_name,
        subject=d.subject,
        state=str(State(d.state).label),
    )
