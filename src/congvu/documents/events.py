"""News for higher apps: facts in the past tense."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class IncomingRegistered:
    """A document got its arrival number."""

    document_id: int
    uid: str
    agency_id: int
    number: int
    year: int
    document_code: str
    received_via: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NumberVoided:
    """A register number was voided with a reason."""

    document_id: int
    uid: str
    agency_id: int
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentGiven:
    """A leader or head gave a document to posts and units (QCVN 102 status 04)."""

    document_id: int
    uid: str
    agency_id: int
    instruction_id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandlingStarted:
    """The lead began to handle it (status 05)."""

    document_id: int
    uid: str
    agency_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HandlingReported:
    """Somebody reported on a leading part. `handling_ids`: that part, then those from which it was given on."""

    document_id: int
    uid: str
    agency_id: int
    handling_ids: tuple[int, ...]
    post_id: int
    by_name: str
    percent: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandlingDueChanged:
    """The deadline of a part was moved."""

    document_id: int
    uid: str
    agency_id: int
    handling_id: int
    due_at: datetime
    reason: str
    post_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentFinished:
    """An incoming document is done, by an answer or without (status 06)."""

    document_id: int
    uid: str
    agency_id: int
    answer_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentReturned:
    """An incoming document went back to its sender with a reason (status 02)."""

    document_id: int
    uid: str
    agency_id: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentIssued:
    """An outgoing document was numbered, sealed and issued; whoever carries documents may send it now."""

    document_id: int
    uid: str
    agency_id: int
    number: int
    year: int
    code: str
    document_code: str
    issued_on: date
    draft_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentCorrected:
    """An issued document was corrected by a công văn; its receivers are to be told."""

    document_id: int
    uid: str
    agency_id: int
    by_document_id: int
    by_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentReplaced:
    """An issued document was replaced by another one."""

    document_id: int
    uid: str
    agency_id: int
    by_document_id: int
    by_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentRecalled:
    """An issued document was recalled and frozen. `destroyed_at_agencies`: where its copies here are destroyed already.

    Whoever carries documents tells the other receivers (QCVN 102 status 13; NĐ 30/2020 Phụ lục VI, F8).
    """

    document_id: int
    uid: str
    agency_id: int
    document_code: str
    by_document_id: int
    by_code: str
    destroyed_at_agencies: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CopyMade:
    """A copy (sao y, sao lục, trích sao) of a document was numbered and stands in the register of copies."""

    document_id: int
    uid: str
    agency_id: int
    number: int
    year: int
    code: str
    kind: str
    source_id: int
    issued_on: date
    at: datetime
