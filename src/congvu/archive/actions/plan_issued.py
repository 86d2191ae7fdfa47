"""The decision that issues a plan was issued as a document of the house."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ..models import FilePlan
from ..types import PlanState
from .plan import set_in_force


@transaction.atomic
def take_decision(*, draft_id: int, document_id: int, code: str, issued_on: date, now: datetime) -> None:
    """Put the plan of a draft in force; does nothing for other drafts and the second time."""
    plan = FilePlan.objects.select_for_update().filter(draft_id=draft_id, state=PlanState.APPROVED).first()
    if plan is not None:
        set_in_force(plan, decision_id=document_id, code=code, on=issued_on, actor=None, now=now)
