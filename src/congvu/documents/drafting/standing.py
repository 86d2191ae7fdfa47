"""Where people stand for signing: the agency's leading posts and the decisions recorded for one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from congvu.identity import api as identity
from congvu.identity.api import AgencyCard, PostCard, Role

from ..models import SigningDecision
from . import rules
from .signing_rights import Given, House, Seat, seat_of
from .types import OF_A_COUNCIL, Council, DecisionKind

LEADING = (Role.AGENCY_LEADER, Role.OFFICE_CHIEF, Role.UNIT_LEADER)
NOT_HEADS = ("phó ", "thứ trưởng")


@dataclass(frozen=True, slots=True)
class Standing:
    """The leading posts of an agency on a day, held or vacant, highest first."""

    agency: AgencyCard
    posts: tuple[PostCard, ...]
    head: PostCard | None

    @property
    def house(self) -> House:
        """How the agency signs."""
        return House(rules.is_collective(self.agency.name), self.head.id if self.head else None)

    def seat(self, post_id: int) -> Seat | None:
        """Return where a post stands, None when it leads nothing."""
        rows: Sequence[tuple[int, str, int, frozenset[str], int]] = [
            (p.id, p.title, p.unit_id, p.roles, p.rank) for p in self.posts
        ]
        return seat_of(post_id, posts=rows, head_post_id=self.house.head_post_id)

    def holder(self, post_id: int) -> PostCard | None:
        """Return the post with its holder, None when it is vacant or leads nothing."""
        return next((p for p in self.posts if p.id == post_id and p.person_id is not None), None)

    def posts_of(self, person_id: int) -> list[PostCard]:
        """Return the leading posts that a person holds herself."""
        return [p for p in self.posts if p.person_id == person_id]


def standing(agency: AgencyCard, *, on: date) -> Standing:
    """Read the leading posts. The head's post counts when it is vacant too: no deputy becomes head by that."""
    posts = tuple(identity.posts(on=on, agency_id=agency.id, roles=LEADING))
    leaders = [p for p in posts if Role.AGENCY_LEADER in p.roles]
    head = next((p for p in leaders if not p.title.casefold().startswith(NOT_HEADS)), None)
    return Standing(agency, posts, head)


def decisions_for(agency_id: int, seats: Iterable[Seat]) -> list[Given]:
    """Return what was recorded for some posts and for the heads of their units; ended and future ones too."""
    posts: set[int] = set()
    for seat in seats:
        posts |= {seat.post_id, seat.unit_head_post_id or seat.post_id}
    mine = SigningDecision.objects.filter(agency_id=agency_id, holder_post_id__in=posts)
    # Người giao một giấy ủy quyền có đang chỉ giữ ủy quyền không: cần cho lý do "không ủy quyền lại".
    givers = mine.filter(kind=DecisionKind.AUTHORISATION).values("giver_post_id")
    rows = SigningDecision.objects.filter(
        Q(pk__in=mine.values("pk")) | Q(agency_id=agency_id, kind=DecisionKind.AUTHORISATION, holder_post_id__in=givers)
    )
    return [given(row) for row in rows.order_by("-starts_at", "-pk")]


def chairs_of(council: Council) -> list[Given]:
    """Return every decision that named the chair of a council or a deputy of hers, ended and future ones too."""
    rows = SigningDecision.objects.filter(council_id=council.id, kind__in=OF_A_COUNCIL)
    return [given(row) for row in rows.order_by("-starts_at", "-pk")]


def given(row: SigningDecision) -> Given:
    """Return a recorded decision as the rules read it."""
    return Given(
        id=row.pk,
        kind=DecisionKind(row.kind),
        number=row.number,
        giver_post_id=row.giver_post_id,
        holder_post_id=row.holder_post_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
        type_ids=frozenset(row.type_ids),
        unit_ids=frozenset(row.unit_ids),
        council_id=row.council_id,
    )
