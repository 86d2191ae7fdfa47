"""Whoever keeps registered documents above the exchange: what may be done with an arrival, what an agreement does.

The app registers when Django starts, from its `menu.py`; the exchange knows nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congvu.kernel.api import Actor

from .types import OutgoingDocument


@dataclass(frozen=True, slots=True)
class OwnerAct:
    """A button on the page of an arrival: posted, or followed as a link."""

    label: str
    url: str
    is_post: bool = False
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued document as it would be sent, and to which codes."""

    agency_id: int
    receivers: tuple[str, ...]
    document: OutgoingDocument


@dataclass(frozen=True, slots=True)
class Owner:
    """How registered documents are reached.

    `acts` gives what the clerk may do with a waiting arrival; `url_of` the page of a registered document; `changed`
    runs in the act in which the receiver agrees to a wish of the sender (document, business, reason, sender, moment).
    `issued` finds issued documents by their UUID, code or number and notation, for the administrator's export.
    """

    acts: Callable[[Actor, UUID], Sequence[OwnerAct]]
    url_of: Callable[[UUID], str]
    changed: Callable[[Actor, UUID, int, str, str, datetime], None]
    issued: Callable[[str, datetime], Sequence[Issued]] = lambda _text, _now: ()


_owners: list[Owner] = []


def register_owner(owner: Owner) -> None:
    """Say who keeps registered documents; a second call replaces the first."""
    _owners[:] = [owner]


def acts(actor: Actor, arrival_uid: UUID) -> Sequence[OwnerAct]:
    """Return what the owner offers on a waiting arrival."""
    return [act for owner in _owners for act in owner.acts(actor, arrival_uid)]


def url_of(document_uid: UUID) -> str:
    """Return the address of a registered document, empty where nobody keeps one."""
    return next((owner.url_of(document_uid) for owner in _owners), "")


def changed(actor: Actor, document_uid: UUID, business: int, reason: str, sender: str, now: datetime) -> None:
    """Let the owner do what the receiver agreed to."""
    for owner in _owners:
        owner.changed(actor, document_uid, business, reason, sender, now)


def issued(text: str, now: datetime) -> list[Issued]:
    """Return the issued documents that a text names, at most a few."""
    return [one for owner in _owners for one in owner.issued(text, now)]
