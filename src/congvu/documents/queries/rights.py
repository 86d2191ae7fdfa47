"""Who may read a document, in words, and the changes asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role

from ..desk_types import RightsState
from ..models import AccessChange, Document

MOST = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom a document is open beside the agency's own readers."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A change of rights that was asked for."""

    uid: UUID
    opens: bool
    name: str
    reason: str
    asked_name: str
    asked_at: datetime
    is_waiting: bool
    state_label: str
    decided_name: str
    decided_at: datetime | None
    answer: str


def readers(document: Document, *, on: date) -> list[Reader]:
    """Return to whom the document is open now, besides clerks, leaders and the office chief; three queries."""
    rows = list(document.accesses.filter(closed_at=None).order_by("since", "pk").values_list("grant", "since")[:MOST])
    units = {u.id: u.name for u in identity.unit_tree(agency_id=document.agency_id, on=on)}
    posts = [int(grant.split(":")[1]) for grant, _since in rows if grant.startswith("post:")]
    cards = {c.id: c for c in identity.posts(on=on, ids=posts)} if posts else {}
    return [Reader(_words(grant, units, cards), since) for grant, since in rows]


def _words(grant: str, units: dict[int, str], cards: dict[int, identity.PostCard]) -> str:
    kind, _colon, rest = grant.partition(":")
    number, _colon, role = rest.partition(":")
    if kind == "post":
        card = cards.get(int(number))
        if card is None:
            return _("Vị trí đã đóng")
        return f"{card.person_name}, {card.title}" if card.person_id else card.title
    name = units.get(int(number), _("đơn vị đã đóng"))
    return _("Lãnh đạo %(unit)s") % {"unit": name} if role == Role.UNIT_LEADER else _("Cả %(unit)s") % {"unit": name}


def changes(document: Document) -> list[Change]:
    """Return the changes asked for, newest first."""
    rows = AccessChange.objects.filter(document=document).order_by("-pk")[:MOST]
    return [
        Change(
            uid=row.uid,
            opens=row.opens,
            name=row.name,
            reason=row.reason,
            asked_name=row.asked_name,
            asked_at=row.asked_at,
            is_waiting=row.state == RightsState.WAITING,
            state_label=str(RightsState(row.state).label),
            decided_name=row.decided_name,
            decided_at=row.decided_at,
            answer=row.answer,
        )
        for row in rows
    ]
