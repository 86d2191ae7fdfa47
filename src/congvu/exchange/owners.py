"""Whoever keeps registered documents above the exchange: what may be done with an arrival, what an agreement does.

So too whoever keeps another queue of papers to be registered, so that a clerk goes between the queues by tabs.
The app registers when Django starts, from its `menu.py`; the exchange knows nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

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
class Change:
    """What the receiver agreed to: a recall, an update or a replacement, with what brought it.

    `by_arrival` is the message that carries the new content, `by_document` its registration where it has one.
    """

    business: int
    reason: str
    sender: str
    at: datetime
    by_arrival: UUID | None = None
    by_document: UUID | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """How registered documents are reached.

    `acts` gives what the clerk may do with a waiting arrival; `url_of` the page of a registered document; `changed`
    runs in the act in which the receiver agrees to a wish of the sender.
    `issued` finds issued documents by their UUID, code or number and notation, for the administrator's export.
    """

    acts: Callable[[Actor, UUID], Sequence[OwnerAct]]
    url_of: Callable[[UUID], str]
    changed: Callable[[Actor, UUID, Change], None]
    issued: Callable[[str, datetime], Sequence[Issued]] = lambda _text, _now: ()


@dataclass(frozen=True, slots=True)
class Queue:
    """Another queue of papers that wait to be registered: its label, the name of its address, for whom, how many."""

    label: str | Promise
    url_name: str
    visible: Callable[[Actor], bool]
    count: Callable[[Actor], int | None]


_owners: list[Owner] = []
_queues: dict[str, Queue] = {}


def register_queue(queue: Queue) -> None:
    """Offer another queue beside the desk's own; a second call for its address replaces the first."""
    _queues[queue.url_name] = queue


def queues(actor: Actor) -> list[Queue]:
    """Return the other queues that the actor sees, in the order of registration."""
    return [one for one in _queues.values() if one.visible(actor)]


def register_owner(owner: Owner) -> None:
    """Say who keeps registered documents; a second call replaces the first."""
    _owners[:] = [owner]


def acts(actor: Actor, arrival_uid: UUID) -> Sequence[OwnerAct]:
    """Return what the owner offers on a waiting arrival."""
    return [act for owner in _owners for act in owner.acts(actor, arrival_uid)]


def url_of(document_uid: UUID) -> str:
    """Return the address of a registered document, empty where nobody keeps one."""
    return next((owner.url_of(document_uid) for owner in _owners), "")


def changed(actor: Actor, document_uid: UUID, change: Change) -> None:
    """Let the owner do what the receiver agreed to."""
    for owner in _owners:
        owner.changed(actor, document_uid, change)


def issued(text: str, now: datetime) -> list[Issued]:
    """Return the issued documents that a text names, at most a few."""
    return [one for owner in _owners for one in owner.issued(text, now)]
