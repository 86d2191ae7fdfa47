"""Plain values that every app shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.utils.functional import Promise

from .errors import NotAllowed


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whose post is acted for, under which delegation ("thay mặt")."""

    delegation_id: int
    person_name: str
    document: str  # number of the written authorisation, may be empty
    scopes: frozenset[str]
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one post. Every act and every read has one.

    `unit_ids` holds the unit and all its ancestors, nearest first. Under a delegation the post, unit and
    roles are those of the delegating post, and `on_behalf_of` says so.
    """

    person_id: int
    person_name: str
    post_id: int
    post_title: str
    unit_id: int
    unit_name: str
    unit_ids: tuple[int, ...]
    agency_id: int
    agency_name: str
    roles: frozenset[str]
    account_id: int | None = None
    on_behalf_of: OnBehalf | None = None
    address: str = ""  # network address of the request, for the audit log
    assurance: frozenset[str] = field(default_factory=frozenset)  # factors of this session: password, totp, webauthn

    @property
    def display_name(self) -> str:
        """The name as history shows it, with whose place is taken."""
        if self.on_behalf_of is None:
            return self.person_name
        return f"{self.person_name} (thay mặt {self.on_behalf_of.person_name})"


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer to "may I?": yes, or no with the reason for people."""

    allowed: bool
    reason: str | Promise = ""

    @classmethod
    def yes(cls) -> Self:
        """Allow."""
        return cls(True)

    @classmethod
    def no(cls, reason: str | Promise) -> Self:
        """Refuse, with a sentence that says who may."""
        return cls(False, reason)

    def require(self) -> None:
        """Raise NotAllowed unless allowed."""
        if not self.allowed:
            raise NotAllowed(reason=self.reason)

    def __bool__(self) -> bool:
        """Return whether it is allowed."""
        return self.allowed


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is: well or not, a sentence that says so, and what to do when it is not.

    Shown to operators and, without `remedy`, to everybody: no secret, path, address or name of a person.
    """

    ok: bool
    text: str
    remedy: str = ""


Look = Callable[[datetime], Finding]


@dataclass(frozen=True, slots=True)
class StoredRef:
    """A stored file as other apps keep and show it; `id` is what they hold (a plain number, PROTECTed key inside)."""

    id: int
    sha256: str
    size: int
    media_type: str
    name: str
