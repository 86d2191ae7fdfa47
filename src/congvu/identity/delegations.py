"""Lists of delegations."""

from dataclasses import dataclass
from datetime import datetime

from congvu.kernel.api import Actor

from . import policy
from .models import Delegation
from .rules import delegation as rules
from .types import DelegationLine, DelegationScope

SHOWN = 100


@dataclass(frozen=True, slots=True)
class DelegationLists:
    """Given by the person, received by her, and (for administrators) of others in their agencies."""

    given: list[DelegationLine]
    received: list[DelegationLine]
    others: list[DelegationLine]


def delegation_lists(*, actor: Actor, now: datetime) -> DelegationLists:
    """Return the delegations the actor may see, the latest 100, newest first, in two queries at most."""
    rows = list(
        policy.visible_delegations(actor)
        .select_related("from_assignment__post__unit__agency", "from_assignment__person", "to_person")
        .order_by("-pk")[:SHOWN]
    )
    given = [row for row in rows if row.from_assignment.person_id == actor.person_id]
    received = [row for row in rows if row.to_person_id == actor.person_id and row not in given]
    others = [row for row in rows if row not in given and row not in received]
    own = actor.on_behalf_of is None
    return DelegationLists(
        given=[_line(row, now, revocable=own) for row in given],
        received=[_line(row, now, revocable=False) for row in received],
        others=[_line(row, now, revocable=True) for row in others],
    )


def _line(row: Delegation, now: datetime, *, revocable: bool) -> DelegationLine:
    held = row.from_assignment
    where = rules.state(starts_at=row.starts_at, ends_at=row.ends_at, revoked_at=row.revoked_at, now=now)
    return DelegationLine(
        id=row.pk,
        giver=held.person.full_name,
        post_title=held.post.title,
        agency_name=held.post.unit.agency.name,
        receiver=row.to_person.full_name,
        scopes=tuple(str(DelegationScope(scope).label) for scope in row.scopes),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        document=row.document,
        reason=row.reason,
        state=where,
        may_revoke=revocable and where in {"running", "waiting"},
    )
