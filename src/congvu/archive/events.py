"""News for higher apps: facts in the past tense."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileOpened:
    """A case file was opened."""

    file_id: int
    uid: str
    agency_id: int
    file_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileClosed:
    """A case file was closed; its list of documents stands."""

    file_id: int
    uid: str
    agency_id: int
    file_code: str
    documents: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FileArchived:
    """The current archive accepted a case file."""

    file_id: int
    uid: str
    agency_id: int
    file_code: str
    arc_file_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileDisposed:
    """The content of a case file was destroyed by decision; metadata and proof stay."""

    file_id: int
    uid: str
    agency_id: int
    file_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanIssued:
    """The file plan of a year is in force."""

    plan_id: int
    agency_id: int
    year: int
    at: datetime
