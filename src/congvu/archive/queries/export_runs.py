"""Long exports as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import CaseFile, ExportRun
from ..types import RunState

TONES = {RunState.DONE: "good", RunState.FAILED: "late", RunState.EXPIRED: "none"}


@dataclass(frozen=True, slots=True)
class RunCard:
    """A person's newest run over a file."""

    uid: UUID
    state_label: str
    tone: str
    is_open: bool
    may_download: bool
    done: int
    total: int
    said: str
    size: int
    asked_at: datetime
    kept_until: datetime | None


def latest_run(*, actor: Actor, file: CaseFile, now: datetime) -> RunCard | None:
    """Return the actor's own newest run over a file that she sees, None before any. One query."""
    run = ExportRun.objects.filter(file=file, person_id=actor.person_id).order_by("-id").first()
    if run is None:
        return None
    state = RunState(run.state)
    ready = state == RunState.DONE and run.kept_until is not None and run.kept_until > now
    if state == RunState.DONE and not ready:
        state = RunState.EXPIRED
    return RunCard(
        uid=run.uid,
        state_label=str(state.label),
        tone=TONES.get(state, "run"),
        is_open=state in {RunState.WAITING, RunState.RUNNING},
        may_download=ready,
        done=min(run.done, run.total),
        total=run.total,
        said=run.said,
        size=run.size,
        asked_at=run.asked_at,
        kept_until=run.kept_until if ready else None,
    )


def run_to_download(*, actor: Actor, file_uid: UUID, run_uid: UUID, now: datetime) -> ExportRun:
    """Return a finished run of the actor's own, over a file that she sees now, not past its time. Raises NotFound."""
    seen = policy.visible_files(actor, today=timezone.localdate(now)).filter(uid=file_uid)
    run = ExportRun.objects.filter(
        uid=run_uid, file__in=seen, person_id=actor.person_id, state=RunState.DONE, kept_until__gt=now
    ).first()
    if run is None:
        raise NotFound
    return run
