"""What documents does on news from other apps."""

from congvu.kernel.api import subscribe
from congvu.signing.events import SigningEnded, VerdictsWorsened

from .actions import sign_elsewhere, worse_signatures


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
