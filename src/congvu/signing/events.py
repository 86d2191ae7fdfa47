"""News for higher apps: facts in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileRaised:
    """A stored signed file has a more provable form: `file_id` stands for `source_file_id` from now on."""

    source_file_id: int
    file_id: int
    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SigningEnded:
    """A signature that was made elsewhere has come back (`state` done, `file_id` the signed file), or will not come."""

    uid: str
    reference: str
    purpose: str
    person_id: int
    post_id: int
    state: str
    file_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyExpiresSoon:
    """A key ends in at most 30 days; told once a key. `keeper_id` is the agency that looks after it."""

    key_id: int
    person_id: int | None
    agency_id: int | None
    valid_to: datetime
    at: datetime
    keeper_id: int = 0
    owner_name: str = ""


@dataclass(frozen=True, slots=True)
class KeyRenewed:
    """A key of which was told that it ends has been followed by another one, or is used no more."""

    key_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class VerdictsWorsened:
    """Tonight's re-check found files of an agency worse than before, not by age alone; `title` names one of them."""

    run_id: int
    agency_id: int
    count: int
    title: str
    url: str
    at: datetime
