"""Who leads and who supports: parties resolved against today's agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import PostCard, Role, UnitNode
from congvu.kernel.api import Actor

from .. import policy
from ..errors import FieldsInvalid, NobodyThere
from ..models import Directive
from ..types import Party


@dataclass(frozen=True, slots=True)
class Resolved:
    """A party with its key, its name, in whose hands it is today, and to whom it opens the task."""

    key: str
    name: str
    unit_id: int | None
    agency_id: int | None
    owner_post_id: int | None
    owner_name: str
    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An agency's units and filled posts on a day, read once for all parties of an act."""

    agency_id: int
    units: dict[int, UnitNode]
    posts: dict[int, PostCard]

    def chain(self, unit_id: int) -> list[int]:
        """Return a unit and those above it, itself first."""
        found: list[int] = []
        current: int | None = unit_id
        while current is not None and current in self.units and current not in found:
            found.append(current)
            current = self.units[current].parent_id
        return found

    def head(self, unit_id: int) -> PostCard | None:
        """Return the held post that answers for a unit, its first leader by rank; None where none sits."""
        return next(
            (c for c in self.posts.values() if c.unit_id == unit_id and c.person_id and Role.UNIT_LEADER in c.roles),
            None,
        )


def place_of(agency_id: int, *, now: datetime) -> Place:
    """Read the units and posts of an agency, in two queries; of a post held by several the first holder counts."""
    today = timezone.localdate(now)
    posts: dict[int, PostCard] = {}
    for card in identity.posts(on=today, agency_id=agency_id):
        posts.setdefault(card.id, card)
    return Place(agency_id, {u.id: u for u in identity.unit_tree(agency_id=agency_id, on=today)}, posts)


def resolve(party: Party, place: Place) -> Resolved:
    """Return who a party is. Raises FieldsInvalid or NobodyThere."""
    if party.agency_id is not None:
        return _agency(party.agency_id, place)
    if party.unit_id is not None:
        return _unit(party.unit_id, place)
    card = place.posts.get(party.post_id or 0)
    if card is None:
        raise FieldsInvalid({"lead": _("Nơi nhận không thuộc cơ quan này.")})
    if card.person_id is None:
        raise NobodyThere(name=card.title)
    name = named(card)
    return Resolved(f"post:{card.id}", name, card.unit_id, None, card.id, name, _opened(place, card.unit_id, card.id))


def named(card: PostCard) -> str:
    """Return a post by its holder and title, as rows keep it."""
    return f"{card.person_name}, {card.title}"[:500]


def _unit(unit_id: int, place: Place) -> Resolved:
    unit = place.units.get(unit_id)
    if unit is None:
        raise FieldsInvalid({"lead": _("Nơi nhận không thuộc cơ quan này.")})
    head = place.head(unit_id)
    if head is None:
        raise NobodyThere(name=unit.name)
    grants = _opened(place, unit_id, head.id)
    return Resolved(f"unit:{unit_id}", unit.name, unit_id, None, head.id, named(head), grants)


def _agency(agency_id: int, place: Place) -> Resolved:
    if agency_id == place.agency_id:
        raise FieldsInvalid({"lead": _("Cơ quan chủ trì là chính cơ quan này; hãy chọn đơn vị hoặc người.")})
    found = identity.agencies([agency_id])
    if not found:
        raise FieldsInvalid({"lead": _("Không có cơ quan này trong danh bạ.")})
    return Resolved(f"agency:{agency_id}", found[0].name, None, agency_id, None, "", ())


def _opened(place: Place, unit_id: int, post_id: int) -> tuple[str, ...]:
    heads = [f"unit:{unit}:{Role.UNIT_LEADER}" for unit in place.chain(unit_id)]
    return (f"post:{post_id}", *heads)


def require_inside(actor: Actor, parties: Sequence[Resolved], place: Place) -> None:
    """Raise FieldsInvalid where a head of unit gives outside her unit and those below it."""
    if policy.gives_everywhere(actor):
        return
    for one in parties:
        if one.unit_id is None or actor.unit_id not in place.chain(one.unit_id):
            raise FieldsInvalid({"lead": _("Lãnh đạo đơn vị chỉ giao trong đơn vị mình.")})


def grants_of(directive: Directive, parties: Sequence[Resolved], parent: Directive | None) -> list[str]:
    """Return to whom a task is open: its giver's side, its parties, and whoever may read its parent."""
    posts = (
        directive.giver_post_id,
        directive.entered_by_post_id,
        directive.supervisor_post_id,
        directive.monitor_post_id,
    )
    found = {f"post:{post}" for post in posts if post is not None}
    found.update(grant for one in parties for grant in one.grants)
    if parent is not None:
        found.update(parent.grants)
    return sorted(found)
