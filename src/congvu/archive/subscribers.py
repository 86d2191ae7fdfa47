"""What the archive does when documents tell news."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from congvu.documents.events import DocumentIssued
from congvu.identity.api import register_held
from congvu.identity.events import AssignmentEnded
from congvu.kernel.api import subscribe
from congvu.signing.events import SigningEnded

from .actions import minutes
from .actions.leaving import ask_for_hand_over, held_in_words
from .actions.plan_issued import take_decision

register_held("archive.files", held_in_words)


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


@subscribe(SigningEnded)
def take_signature(event: SigningEnded) -> None:
    """A signature on minutes came back from the signer's own device or service."""
    if event.state == "done" and event.file_id and event.reference.startswith(f"{minutes.PREFIX}:"):
        minutes.finish_elsewhere(
            reference=event.reference,
            person_id=event.person_id,
            post_id=event.post_id,
            file_id=event.file_id,
            at=event.at,
        )


@subscribe(AssignmentEnded)
def ask_who_leaves(event: AssignmentEnded) -> None:
    """Somebody leaves a post: she hands on her files until her last day."""
    ask_for_hand_over(post_id=event.post_id, last_day=date.fromisoformat(event.last_day), now=timezone.now())
