"""Who is away, what lies with them and since when: for leaders and the chief of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Min
from django.utils import timezone

from congvu.identity import api as identity
from congvu.kernel.api import Actor

from .. import policy
from ..models import Absence, Handling
from ..types import HandlingRole, HandlingState, Secrecy

MOST_PEOPLE: Final = 50
MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class LyingPaper:
    """A paper that lies with somebody absent; `since` is when it was given to her."""

    uid: UUID
    title: str
    code: str
    role: str
    since: datetime
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class AbsentPerson:
    """Somebody who is away with what lies with her; `count` may be more than are shown."""

    absence_id: int
    name: str
    title: str
    ends_at: datetime
    reason: str
    substitute: str
    count: int
    oldest_at: datetime | None
    papers: list[LyingPaper]


def absent_people(*, actor: Actor, now: datetime) -> list[AbsentPerson]:
    """Return those who are away now, the one with most papers first; four queries whatever lies where."""
    away = list(
        Absence.objects.filter(
            post__unit__agency_id=actor.agency_id, cancelled_at=None, starts_at__lte=now, ends_at__gt=now
        ).order_by("ends_at", "pk")[:MOST_PEOPLE]
    )
    if not away:
        return []
    posts = {row.post_id for row in away}
    wanted = posts | {row.substitute_post_id for row in away if row.substitute_post_id is not None}
    cards = {card.id: card for card in identity.posts(on=timezone.localdate(now), ids=wanted)}
    lying = Handling.objects.filter(
        to_post_id__in=posts, state=HandlingState.OPEN, document__secrecy=Secrecy.NONE,
        document__in=policy.visible_documents(actor).values("pk"),
    )  # fmt: skip
    totals = {
        post: (count, oldest)
        for post, count, oldest in lying.values_list("to_post_id").annotate(Count("pk"), Min("given_at"))
    }
    papers: dict[int, list[LyingPaper]] = {}
    for lies in lying.select_related("document").order_by("given_at", "pk")[:MOST_SHOWN]:
        papers.setdefault(lies.to_post_id or 0, []).append(_paper(lies, now))
    found = []
    for row in away:
        count, oldest = totals.get(row.post_id, (0, None))
        card, other = cards.get(row.post_id), cards.get(row.substitute_post_id or 0)
        found.append(
            AbsentPerson(
                absence_id=row.pk,
                name=row.person_name,
                title=card.title if card else "",
                ends_at=row.ends_at,
                reason=row.reason,
                substitute=f"{other.person_name}, {other.title}" if other else "",
                count=count,
                oldest_at=oldest,
                papers=papers.get(row.post_id, []),
            )
        )
    return sorted(found, key=lambda one: -one.count)


def _paper(row: Handling, now: datetime) -> LyingPaper:
    return LyingPaper(
        uid=row.document.uid,
        title=row.document.subject,
        code=row.document.full_code,
        role=str(HandlingRole(row.role).label),
        since=row.given_at,
        due_at=row.due_at,
        is_late=row.due_at is not None and row.due_at < now,
    )
