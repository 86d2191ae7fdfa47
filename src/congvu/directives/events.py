"""News for higher apps: facts in the past tense."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DirectiveGiven:
    """A task was given."""

    directive_id: int
    uid: str
    agency_id: int
    code: str
    source: str
    due_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DirectiveMoved:
    """A task came into another state; `state` is the new one."""

    directive_id: int
    uid: str
    agency_id: int
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DirectiveReported:
    """Whoever leads said how far the work is; `final` with the result."""

    directive_id: int
    uid: str
    agency_id: int
    step_id: int
    percent: int
    final: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class DirectiveDueChanged:
    """The deadline in force changed."""

    directive_id: int
    uid: str
    agency_id: int
    old: date | None
    new: date | None
    at: datetime
