"""What documents does on news from other apps."""

from uuid import UUID

from congvu.kernel.api import subscribe
from congvu.signing.events import KeyExpiresSoon, KeyRenewed, SigningEnded, VerdictsWorsened

from .actions import key_expiry, report_back, sign_elsewhere, worse_signatures
from .events import DocumentFinished, DocumentGiven, DocumentReturned, HandlingReported, HandlingStarted


@subscribe(SigningEnded)
def finish_draft(event: SigningEnded) -> None:
    """A draft's signature came back from the signer's own device or service."""
    if event.state == "done" and event.file_id and event.reference.startswith(f"{sign_elsewhere.PREFIX}:"):
        sign_elsewhere.finish_signing(
            reference=event.reference,
            person_id=event.person_id,
            post_id=event.post_id,
            file_id=event.file_id,
            at=event.at,
        )


@subscribe(VerdictsWorsened)
def tell_of_worse_signatures(event: VerdictsWorsened) -> None:
    """The nightly re-check found files of an agency worse than before."""
    worse_signatures.tell_of_worse_signatures(
        run_id=event.run_id,
        agency_id=event.agency_id,
        count=event.count,
        title=event.title,
        url=event.url,
        at=event.at,
    )


@subscribe(KeyExpiresSoon)
def tell_of_ending_key(event: KeyExpiresSoon) -> None:
    """A signing key ends within 30 days."""
    key_expiry.tell_of_ending_key(
        key_id=event.key_id,
        person_id=event.person_id,
        keeper_id=event.keeper_id,
        owner_name=event.owner_name,
        valid_to=event.valid_to,
        at=event.at,
    )


@subscribe(KeyRenewed)
def key_is_renewed(event: KeyRenewed) -> None:
    """A key that was to end has been followed by another one, or is used no more."""
    key_expiry.key_is_renewed(key_id=event.key_id, at=event.at)


@subscribe(DocumentGiven)
def report_assigned(event: DocumentGiven) -> None:
    """A leader gave it on: state 04 goes back to the agency that sent it by exchange."""
    report_back.assigned(uid=UUID(event.uid), instruction_id=event.instruction_id, at=event.at)


@subscribe(HandlingStarted)
def report_started(event: HandlingStarted) -> None:
    """The lead began: state 05."""
    report_back.started(uid=UUID(event.uid), at=event.at)


@subscribe(HandlingReported)
def report_further(event: HandlingReported) -> None:
    """Whoever leads reported how far it is: state 05 with the percentage."""
    report_back.progressed(
        uid=UUID(event.uid), parts=len(event.handling_ids), percent=event.percent, text=event.text, at=event.at
    )


@subscribe(DocumentFinished)
def report_finished(event: DocumentFinished) -> None:
    """It is done: state 06, with the answer's number."""
    report_back.finished(uid=UUID(event.uid), answer_id=event.answer_id, at=event.at)


@subscribe(DocumentReturned)
def report_returned(event: DocumentReturned) -> None:
    """It was returned to its sender after registration: state 02 with the reason."""
    report_back.returned(uid=UUID(event.uid), reason=event.reason, at=event.at)
