"""How an act takes hold of a case file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from congvu.kernel.api import Actor, Decision
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FileFrozen, ReasonNeeded, TextTooLong, WrongState
from ..models import CaseFile
from ..types import FileState


def lock_file(
    actor: Actor, uid: UUID, may: Callable[[Actor, CaseFile], Decision] | None = None, *, now: datetime
) -> CaseFile:
    """Lock a case file that the actor sees and, when asked, may act on. Raises NotFound or NotAllowed."""
    found = (
        policy.visible_files(actor, today=timezone.localdate(now))
        .filter(uid=uid)
        .select_for_update(of=("self",))
        .select_related("retention")
        .first()
    )
    if found is None:
        raise NotFound
    if may is not None:
        may(actor, found).require()
        require_thawed(found)
    return found


def require_thawed(file: CaseFile) -> None:
    """Refuse any change of a file that stands in a closed set. Raises FileFrozen."""
    if file.frozen_by is not None:
        raise FileFrozen(file=file.code, name=file.frozen_by.name)


def move(file: CaseFile, act: rules.Act) -> FileState:
    """Return the state after the act. Raises WrongState where the table has none."""
    require_thawed(file)
    state = rules.after(file.state, act)
    if state is None:
        raise WrongState(state=FileState(file.state).label)
    return state


def words(text: str, *, limit: int, needed: bool = False) -> str:
    """Return a note in words, cleaned. Raises ReasonNeeded or TextTooLong."""
    clean = vn.clean_text(text)
    if needed and not clean:
        raise ReasonNeeded
    if len(clean) > limit:
        raise TextTooLong(length=len(clean), limit=limit)
    return clean
