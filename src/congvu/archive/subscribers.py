"""What the archive does when documents tell news."""

from __future__ import annotations

from congvu.documents.events import DocumentIssued
from congvu.kernel.api import subscribe

from .actions.plan_issued import take_decision


@subscribe(DocumentIssued)
def put_plan_in_force(event: DocumentIssued) -> None:
    """The decision on a file plan was issued: the plan is in force."""
    take_decision(
        draft_id=event.draft_id,
        document_id=event.document_id,
        code=event.code,
        issued_on=event.issued_on,
        now=event.at,
    )
