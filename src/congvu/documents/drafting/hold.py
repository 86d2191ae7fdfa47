"""Taking hold of a draft for one act: its lock, its current step, its newest version, and the checks all acts share."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from ..models import Draft, DraftStep, DraftVersion
from . import policy, rules
from .errors import DraftChangedMeanwhile, DraftWrongState
from .rules import DraftAct
from .types import DraftState, StepState


def locked(actor: Actor, draft_id: int) -> Draft:
    """Return the draft under its row lock. Raises NotFound when the actor may not know of it."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("document_type").filter(pk=draft_id).first()
    if draft is None or not policy.may_view(actor, draft):
        raise NotFound
    return draft


def current_step(actor: Actor, draft: Draft) -> DraftStep | None:
    """Return the step that must be taken now, the actor's own where several run side by side."""
    return policy.step_for(actor, draft, draft.steps.filter(state=StepState.CURRENT))


def newest(draft: Draft) -> DraftVersion:
    """Return the version that counts."""
    return DraftVersion.objects.get(draft=draft, number=draft.latest_version)


def require_possible(draft: Draft, act: DraftAct) -> None:
    """Raise DraftWrongState unless the act makes sense in the draft's state."""
    if not rules.possible(draft.state, act):
        raise DraftWrongState(state=DraftState(draft.state).label)


def require_read(draft: Draft, version: int) -> None:
    """Raise DraftChangedMeanwhile unless `version`, the one the person has read, is the newest."""
    if version == draft.latest_version:
        return
    last = newest(draft)
    raise DraftChangedMeanwhile(who=last.by_name, version=last.number, at=shown_time(last.saved_at))


def shown_time(moment: datetime) -> str:
    """Return a moment as people read it: 10:20 ngày 14/10/2026."""
    return timezone.localtime(moment).strftime("%H:%M ngày %d/%m/%Y")
