"""Rows of the file plan from which files are opened."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from congvu.kernel.api import Actor, paging

from ..models import CaseFile, PlanRow
from ..types import PlanState

PLAN_ROWS_SHOWN: Final = 100


def plan_rows_for(*, actor: Actor, year: int, after: str | None = None) -> paging.Page[PlanRow]:
    """Return one page of the rows of the year's issued plan that are not opened yet, in the plan's order; of the page
    the actor's own first. Raises BadCursor.
    """
    rows = _unopened(actor, year).select_related("retention", "heading")
    page: paging.Page[PlanRow] = paging.page(rows, "heading_id", "number", "pk", after=after, size=PLAN_ROWS_SHOWN)
    own_first = sorted(page.rows, key=lambda row: row.creator_post_id != actor.post_id)
    return paging.Page(own_first, page.next, page.previous)


def plan_row_for(*, actor: Actor, year: int, row_id: int | None) -> PlanRow | None:
    """Return a row of the year's issued plan that is not opened yet, whatever page it stands on."""
    if row_id is None:
        return None
    return _unopened(actor, year).select_related("retention", "heading").filter(pk=row_id).first()


def _unopened(actor: Actor, year: int) -> QuerySet[PlanRow]:
    issued = PlanRow.objects.filter(
        plan__agency_id=actor.agency_id, plan__year=year, plan__state=PlanState.ISSUED, removed_by=None
    )
    return issued.filter(~Exists(CaseFile.objects.filter(plan_row=OuterRef("pk"))))
