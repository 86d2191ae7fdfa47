"""What the pages of loans show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from congvu.kernel.api import Actor, paging
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import CaseFile, Loan
from ..types import FileState, LoanKind, LoanState

PAGE_SIZE: Final = 20
MOST_PRINTED: Final = 2000
TONES: Final = {
    LoanState.ASKED: "run",
    LoanState.REFUSED: "done",
    LoanState.ALLOWED: "run",
    LoanState.LENT: "run",
    LoanState.RETURNED: "good",
}


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A line of the register of loans (NĐ 30/2020 Phụ lục IV, nine columns)."""

    uid: UUID
    on: datetime
    borrower: str
    detail: str
    code: str
    title: str
    kind: str
    returned_at: datetime | None
    due_on: date
    permitted_by: str
    note: str
    state_label: str
    state_tone: str
    is_late: bool


def loans(*, actor: Actor, state: str, today: date, after: str | None) -> paging.Page[LoanRow]:
    """Return one page of the loans that the actor sees, the newest first. Raises BadCursor."""
    rows = policy.visible_loans(actor).select_related("file")
    if state in LoanState.values:
        rows = rows.filter(state=state)
    found: paging.Page[Loan] = paging.page(rows, "-pk", after=after, size=PAGE_SIZE)
    return paging.Page([row(one, today=today) for one in found.rows], found.next, found.previous)


def register(*, actor: Actor) -> list[LoanRow]:
    """Return the register for paper, oldest first."""
    rows = policy.visible_loans(actor).exclude(state=LoanState.REFUSED).select_related("file").order_by("pk")
    return [row(one, today=date.max) for one in rows[:MOST_PRINTED]]


def row(one: Loan, *, today: date) -> LoanRow:
    """Return a loan as a line."""
    late = one.state == LoanState.LENT and one.due_on < today
    return LoanRow(
        uid=one.uid,
        on=one.lent_at or one.asked_at,
        borrower=one.borrower,
        detail=one.borrower_detail,
        code=one.file.arc_file_code or one.file.code,
        title=one.file.title,
        kind=str(LoanKind(one.kind).label),
        returned_at=one.returned_at,
        due_on=one.due_on,
        permitted_by=one.permitted_by,
        note=one.note or one.purpose,
        state_label=str(LoanState(one.state).label),
        state_tone="late" if late else TONES[LoanState(one.state)],
        is_late=late,
    )


def kept_file(*, actor: Actor, uid: UUID) -> CaseFile:
    """Return a kept file of the actor's agency: everybody who works there may ask to use it. Raises NotFound."""
    found = None
    if policy.works_with_files(actor):
        found = CaseFile.objects.filter(uid=uid, agency_id=actor.agency_id, state=FileState.ARCHIVED).first()
    if found is None:
        raise NotFound
    return found
