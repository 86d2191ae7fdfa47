"""What documents does on news from other apps."""

from congvu.kernel.api import subscribe
from congvu.signing.events import SigningEnded

from .actions import sign_elsewhere


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
