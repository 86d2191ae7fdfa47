"""What the list of drafts shows: mine, waiting for me, of my unit, all; paged by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from congvu.identity.api import Role
from congvu.kernel.api import Actor, statements, text

from ..models import Draft, DraftOpinion, DraftStep
from . import policy
from .types import OPEN_DRAFTS, DraftState, StepState

PAGE_SIZE = 20
COUNTED_AT_MOST = 100
TONES: Final = {
    DraftState.DRAFTING: "none",
    DraftState.OPINIONS: "run",
    DraftState.HEAD: "run",
    DraftState.FORM: "run",
    DraftState.SIGNING: "run",
    DraftState.SIGNED: "run",
    DraftState.ISSUED: "good",
    DraftState.RETURNED: "soon",
    DraftState.CANCELLED: "done",
}
WAITING, MINE, UNIT, ALL = "cho-toi", "cua-toi", "don-vi", "tat-ca"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A line of the list of drafts. `holder` is whoever must act now."""

    id: int
    uid: UUID
    type_name: str
    subject: str
    state_label: str
    state_tone: str
    holder: str
    drafter: str
    changed_at: datetime
    due_at: datetime | None
    version: int
    urgency: int
    state: str

    @property
    def reference(self) -> str:
        """The draft and the version that the list shows, as a run over many takes it."""
        return f"{self.id}:{self.version}"


@dataclass(frozen=True, slots=True)
class DraftRows:
    """One page of drafts; `older_than` asks for the next one."""

    rows: list[DraftRow]
    older_than: int | None


def drafts(*, actor: Actor, view: str, older_than: int | None = None, size: int = PAGE_SIZE) -> DraftRows:
    """Return one page of a view, the newest drafts first."""
    if view in {WAITING, MINE, UNIT}:
        rows = in_view(actor, view)
        if older_than is not None:
            rows = rows.filter(pk__lt=older_than)
    else:
        rows = policy.newest_visible(actor, most=size + 1, older_than=older_than)
    current = DraftStep.objects.filter(draft=OuterRef("pk"), state=StepState.CURRENT).values("holder")[:1]
    found = list(
        rows.select_related("document_type").annotate(holder=Subquery(current)).order_by("-pk")[: size + 1],
    )
    shown = found[:size]
    return DraftRows([_row(d) for d in shown], shown[-1].pk if len(found) > size else None)


def in_view(actor: Actor, view: str) -> QuerySet[Draft]:
    """Return the drafts of a view, in no order; an unknown view is everything the actor sees."""
    if view == WAITING:
        return policy.visible_among(actor, Draft.objects.filter(waiting_for(actor)))
    if view == MINE:
        return policy.visible_among(actor, Draft.objects.filter(drafter_post_id=actor.post_id, state__in=OPEN_DRAFTS))
    if view == UNIT:
        of_unit = Draft.objects.filter(unit_ids__contains=[actor.unit_id], state__in=OPEN_DRAFTS)
        return policy.visible_among(actor, of_unit)
    return policy.visible_drafts(actor)


def waiting_for(actor: Actor) -> Q:
    """Return what picks the drafts in which the actor must do something now; each part has its index."""
    current = DraftStep.objects.filter(state=StepState.CURRENT)
    awaited = DraftOpinion.objects.filter(opened_at__isnull=False, given_at=None, closed_at=None)
    awaited = awaited.filter(draft__state__in=OPEN_DRAFTS)
    mine = Draft.objects.filter(drafter_post_id=actor.post_id, state=DraftState.RETURNED)
    parts = [
        current.filter(role__in=actor.roles, draft__agency_id=actor.agency_id).values_list("draft_id"),
        awaited.filter(asked_post_id=actor.post_id).values_list("draft_id"),
        mine.values_list("pk"),
    ]
    if Role.UNIT_LEADER in actor.roles:
        parts.append(awaited.filter(asked_unit_id=actor.unit_id).values_list("draft_id"))
    if Role.RECORDS_CLERK in actor.roles:
        signed = Draft.objects.filter(agency_id=actor.agency_id, state=DraftState.SIGNED)
        parts.append(signed.values_list("pk"))
    return Q(pk__in=current.filter(post_id=actor.post_id).values_list("draft_id").union(*parts))


def waiting_count(*, actor: Actor) -> int:
    """Return how many drafts wait for the actor, counted no further than COUNTED_AT_MOST."""
    return statements.kept_count(_waiting, actor=actor)


def _waiting(actor: Actor) -> QuerySet[Draft, tuple[int]]:
    return in_view(actor, WAITING).values_list("pk")[:COUNTED_AT_MOST]


def _row(draft: Draft) -> DraftRow:
    state = DraftState(draft.state)
    holder = str(getattr(draft, "holder", "") or "")
    if state == DraftState.SIGNED:
        holder = str(Role.RECORDS_CLERK.label)
    elif not holder and state in OPEN_DRAFTS:
        holder = draft.drafter_name
    return DraftRow(
        id=draft.pk,
        uid=draft.uid,
        type_name=draft.document_type.name,
        subject=draft.subject,
        state_label=str(state.label),
        state_tone=TONES[state],
        holder=holder,
        drafter=draft.drafter_name,
        changed_at=draft.changed_at,
        due_at=draft.due_at,
        version=draft.latest_version,
        urgency=draft.urgency,
        state=draft.state,
    )


def uid_of(draft_id: int) -> UUID:
    """Return the public key of a draft just made."""
    return Draft.objects.values_list("uid", flat=True).get(pk=draft_id)


def earlier(*, actor: Actor, words: str = "", most: int = 10) -> list[Draft]:
    """Return the newest drafts that the actor sees to start from: her own, or those whose abstract has words."""
    rows = policy.visible_drafts(actor).exclude(subject="").select_related("document_type").order_by("-pk")
    if not words.strip():
        return list(rows.filter(drafter_post_id=actor.post_id)[:most])
    wanted = text.fold(words).split()[:8]
    newest = list(
        rows.filter(pk__in=policy.newest_visible(actor, most=500).values("pk"))[:500]
    )  # không có chỉ mục theo chữ của dự thảo; người soạn cần cái gần đây
    return [d for d in newest if all(word in text.fold(d.subject) for word in wanted)][:most]
