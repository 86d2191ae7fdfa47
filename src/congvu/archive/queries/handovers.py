"""What the pages of hand-over show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count

from congvu.kernel.api import Actor, paging
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import CaseFile, Handover, HandoverNotice, KeepBack
from ..types import FileState, HandoverState, ItemState, KeepBackState
from .files import due_tone

PAGE_SIZE: Final = 20
DUE_SHOWN: Final = 200
KEEP_BACKS_SHOWN: Final = 20
TONES: Final = {
    HandoverState.DRAFT: "none",
    HandoverState.WAITING: "run",
    HandoverState.CHECKING: "run",
    HandoverState.PASSED: "good",
    HandoverState.FAILED: "soon",
    HandoverState.COMPLETE: "good",
}
ITEM_TONES: Final = {ItemState.WAITING: "none", ItemState.GOOD: "good", ItemState.BAD: "soon"}


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A line of the list of hand-overs."""

    uid: UUID
    number: int | None
    year: int
    is_permanent: bool
    from_name: str
    unit: str
    file_count: int
    offered_at: datetime | None
    state: str
    state_label: str
    state_tone: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A file of a hand-over with what the checks said."""

    id: int
    position: int
    uid: UUID
    code: str
    arc_code: str
    title: str
    documents: int
    retention: str
    state_label: str
    state_tone: str
    is_good: bool
    note: str
    checks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A closed file that is to be handed over."""

    uid: UUID
    code: str
    title: str
    keeper: str
    retention: str
    is_permanent: bool
    due_on: date | None
    due_tone: str
    kept_until: date | None


def handovers(*, actor: Actor, state: str, after: str | None) -> paging.Page[HandoverRow]:
    """Return one page of the hand-overs that the actor sees, the newest first. Raises BadCursor."""
    rows = policy.visible_handovers(actor).select_related("unit").annotate(n=Count("items"))
    if state in HandoverState.values:
        rows = rows.filter(state=state)
    found: paging.Page[Handover] = paging.page(rows, "-pk", after=after, size=PAGE_SIZE)
    return paging.Page([_row(one) for one in found.rows], found.next, found.previous)


def _row(one: Any) -> HandoverRow:
    state = HandoverState(one.state)
    return HandoverRow(
        uid=one.uid,
        number=one.number,
        year=one.year,
        is_permanent=one.is_permanent,
        from_name=one.from_name,
        unit=one.unit.name,
        file_count=one.n,
        offered_at=one.offered_at,
        state=one.state,
        state_label=str(state.label),
        state_tone=TONES[state],
    )


def handover_or_404(*, actor: Actor, uid: UUID) -> Handover:
    """Return a hand-over that the actor sees. Raises NotFound."""
    found = policy.visible_handovers(actor).select_related("unit").filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


def items(handover: Handover) -> list[ItemRow]:
    """Return the files of a hand-over in their order."""
    rows = handover.items.select_related("file__retention").order_by("position")
    return [
        ItemRow(
            id=one.pk,
            position=one.position,
            uid=one.file.uid,
            code=one.file.code,
            arc_code=one.file.arc_file_code,
            title=one.file.title,
            documents=one.file.doc_total,
            retention=one.file.retention.label,
            state_label=str(ItemState(one.state).label),
            state_tone=ITEM_TONES[ItemState(one.state)],
            is_good=one.state == ItemState.GOOD,
            note=one.note,
            checks=one.checks,
        )
        for one in rows
    ]


def due_files(*, actor: Actor, today: date, mine: bool, after: str | None = None) -> paging.Page[DueRow]:
    """Return a page of closed files to be handed over, the earliest due first; `mine`: those the actor answers for."""
    rows = policy.visible_files(actor, today=today).filter(state=FileState.CLOSED, handover_due_on__isnull=False)
    if mine:
        rows = rows.filter(keeper_post_id=actor.post_id) | rows.filter(unit_id=actor.unit_id)
    found: paging.Page[CaseFile] = paging.page(
        rows.select_related("retention"), "handover_due_on", "pk", after=after, size=DUE_SHOWN
    )
    return paging.Page([due_row(one, today=today) for one in found.rows], found.next, found.previous)


def due_row(file: CaseFile, *, today: date) -> DueRow:
    """Return a closed file as a line of what is due; a file kept back is due at the end of that time."""
    due = file.kept_until or file.handover_due_on
    return DueRow(
        uid=file.uid,
        code=file.code,
        title=file.title,
        keeper=file.keeper_name,
        retention=file.retention.label,
        is_permanent=file.retention.is_permanent,
        due_on=due,
        due_tone=due_tone(due, today=today),
        kept_until=file.kept_until,
    )


def notice_of(*, agency_id: int, year: int) -> HandoverNotice | None:
    """Return the archive's notice of a year."""
    return HandoverNotice.objects.filter(agency_id=agency_id, year=year).first()


def keep_backs_waiting(*, actor: Actor, after: str | None = None) -> paging.Page[KeepBack]:
    """Return one page of the requests to keep a file back that wait for the head, for those who decide and the archive.

    Raises BadCursor.
    """
    if not (actor.roles & policy.AGENCY_READERS) or not policy.works_with_files(actor):
        return paging.Page([], None, None)
    rows = KeepBack.objects.filter(file__agency_id=actor.agency_id, state=KeepBackState.ASKED)
    page: paging.Page[KeepBack] = paging.page(rows.select_related("file"), "pk", after=after, size=KEEP_BACKS_SHOWN)
    return page
