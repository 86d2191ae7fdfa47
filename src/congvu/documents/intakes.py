"""Papers that wait elsewhere to be registered: scans, letters, messages of other agencies.

An app that keeps such papers registers its intake when Django starts, from its `menu.py`. The registration form then
opens on one of them (`?tu=<intake>&ma=<uid>`), filled with what is proposed, and tells the intake in the act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound
from congvu.ui.api import Paper


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a field of the registration form, where it was read, and whether two signs agree on it."""

    value: str | date
    read_from: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class IntakePaper:
    """One waiting paper: its stored files (the first is the paper itself), what is proposed, how to show it.

    `proposals` goes by the names of IncomingData, with `full_code` for number and notation together.
    """

    file_ids: tuple[int, ...]
    received_via: str
    arrived_at: datetime
    paper: Paper | None = None
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    remark: str = ""
    back_url: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """How a paper is found (raises NotFound or NotAllowed) and how its intake learns that it was registered.

    `taken` runs in the act that registers, before it commits; what it raises undoes the registration.
    """

    find: Callable[[Actor, UUID], IntakePaper]
    taken: Callable[[Actor, UUID, UUID, datetime], None]


_intakes: dict[str, Intake] = {}


def register_intake(name: str, intake: Intake) -> None:
    """Offer the papers of an app for registration. A second call under the name replaces the first."""
    _intakes[name] = intake


def intake_of(name: str) -> Intake:
    """Return an intake by name. Raises NotFound."""
    if name not in _intakes:
        raise NotFound
    return _intakes[name]
