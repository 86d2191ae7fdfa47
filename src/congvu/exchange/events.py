"""News for higher apps: facts in the past tense."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentArrived:
    """A document came from another agency and waits for the receiver's clerk."""

    arrival_uid: str
    agency_id: int
    sender_code: str
    document_code: str
    business: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryChanged:
    """A package to a receiver arrived, was refused or could not be sent. `reference` is whatever the sender gave."""

    mailing_uid: str
    reference: str
    receiver_code: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StatusArrived:
    """A receiver reported what it does with a document."""

    reference: str
    document_code: str
    receiver_code: str
    code: str
    description: str
    staff: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRequested:
    """The sender wishes to take back, update or replace a document that came here.

    `business` is 1 (take back), 2 (update) or 3 (replace).
    """

    arrival_uid: str
    agency_id: int
    business: int
    document_codes: tuple[str, ...]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeAnswered:
    """The receiver agreed or not to what the sender wished; `agreed` only of the sender's or receiver's own copy."""

    arrival_uid: str
    agency_id: int
    document_uid: str
    business: int
    agreed: bool
    reason: str
    at: datetime
