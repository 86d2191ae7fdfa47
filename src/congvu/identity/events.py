"""News of identity for higher apps."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DelegationGiven:
    """A post was delegated to a person for a time."""

    delegation_id: int
    post_id: int
    giver_name: str
    to_person_id: int
    starts_at: datetime
    ends_at: datetime
    scopes: tuple[str, ...] = ()
    post_title: str = ""
    agency_name: str = ""
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DelegationRevoked:
    """A delegation was taken back before its end, by who gave it or by an administrator."""

    delegation_id: int
    giver_name: str
    to_person_id: int
    revoked_at: datetime
    post_title: str = ""
    agency_name: str = ""
    to_person_name: str = ""
    giver_person_id: int = 0
    by_person_id: int = 0
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentEnded:
    """A person no longer holds a post after a day."""

    assignment_id: int
    person_id: int
    post_id: int
    last_day: str


@dataclass(frozen=True, slots=True)
class AccountUnused:
    """An account was not used for long; it closes on `closes_on` unless its owner signs in."""

    account_id: int
    person_id: int
    closes_on: str
    username: str = ""
    noticed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgencyClosed:
    """An agency ended on a day; papers for it go to the successor."""

    agency_id: int
    successor_id: int | None
    last_day: str
