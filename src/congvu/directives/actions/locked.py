"""How an act takes hold of a directive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from congvu.kernel.api import Actor, Decision
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import ReasonNeeded, TextTooLong, WrongState
from ..models import Directive, Step
from ..rules import states
from ..types import TEXT_LENGTH, State

SYSTEM_NAME = "Hệ thống"


def lock(actor: Actor, uid: UUID, may: Callable[[Actor, Directive], Decision]) -> Directive:
    """Lock a directive that the actor sees and may act on. Raises NotFound or NotAllowed."""
    found = policy.visible_directives(actor).filter(uid=uid).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    may(actor, found).require()
    return found


def move(directive: Directive, act: states.Act) -> State:
    """Return the state after the act. Raises WrongState where the table has none."""
    state = states.after(directive.state, act)
    if state is None:
        raise WrongState(state=State(directive.state).label)
    return state


def words(text: str, *, limit: int = TEXT_LENGTH, needed: bool = False) -> str:
    """Return what was typed, cleaned. Raises ReasonNeeded or TextTooLong."""
    clean = vn.clean_text(text)
    if needed and not clean:
        raise ReasonNeeded
    if len(clean) > limit:
        raise TextTooLong(length=len(clean), limit=limit)
    return clean


def step(
    directive: Directive, kind: str, *, actor: Actor | None, at: datetime, who: str = "", **values: object
) -> Step:
    """Write a line of the history; without an actor by `who`, such as another agency, else by the system."""
    return Step.objects.create(
        directive=directive,
        kind=kind,
        at=at,
        by_post_id=actor.post_id if actor else None,
        by_name=(actor.display_name if actor else who or SYSTEM_NAME)[:300],
        by_title=actor.post_title[:250] if actor else "",
        **values,
    )
