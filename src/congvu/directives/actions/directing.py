"""A paper that directs waits for its tasks: leaders or the office chief enter them, or say why there are none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, worktime
from congvu.kernel.errors import NotFound
from congvu.worklist import api as worklist

from .. import policy
from ..models import DirectingPaper, Directive
from ..queries.directing import Asked, of_document
from ..rules import entry
from ..types import Urgency
from . import trays
from .locked import words
from .remind import setting_of


@transaction.atomic
def offer_tasks(*, document_id: int, uid: str, agency_id: int, at: datetime) -> bool:
    """Ask for the tasks of a directing paper that was registered or issued; return whether it was news."""
    asked = of_document(document_uid=UUID(uid))
    if asked is None or Directive.objects.filter(document_id=document_id).exists():
        return False
    setting = setting_of(agency_id)
    limits = entry.Limits(setting.entry_urgent_days, setting.entry_days, setting.entry_many_days)
    days = entry.days_for(limits, urgency=asked.urgency, receivers=asked.receiver_count)
    calendar = worktime.calendar_for(agency_id)
    last = entry.last_day(timezone.localtime(at), days, lambda day: worktime.is_working_day(day, calendar))
    paper, new = DirectingPaper.objects.get_or_create(
        document_id=document_id,
        defaults={"agency_id": agency_id, "registered_at": at, "enter_by": trays.end_of(last)},
    )
    if new:
        _into_work_list(paper, asked, uid=uid, at=at)
    return new


def _into_work_list(paper: DirectingPaper, asked: Asked, *, uid: str, at: datetime) -> None:
    line = documents.lines_of([paper.document_id])[paper.document_id]
    worklist.put(
        worklist.WorkEntry(
            key=paper.work_key,
            agency_id=paper.agency_id,
            owner_post_id=None,
            owner_role=Role.OFFICE_CHIEF,
            kind=worklist.Kind.HANDLE,
            role_label=_("Văn bản chỉ đạo"),
            act_label=_("Tạo nhiệm vụ"),
            title=line.subject,
            meta=" · ".join(part for part in (line.full_code, asked.sender_name) if part),
            url=f"{reverse('directives:new')}?van-ban={uid}",
            given_by=asked.sender_name,
            given_by_post="",
            urgency=trays.WORK_URGENCY[Urgency(min(asked.urgency, max(Urgency.values)))],
            arrived_at=at,
            due_at=paper.enter_by,
            started_at=at,
        )
    )


def entered(document_id: int, *, actor: Actor | None, at: datetime) -> None:
    """Note that a task came out of a paper; part of the act of giving."""
    waiting = DirectingPaper.objects.filter(document_id=document_id, entered_at=None, left_reason="")
    if waiting.update(entered_at=at):
        worklist.close(f"directives.enter:{document_id}", at, actor=actor)


@transaction.atomic
def leave_without_tasks(*, actor: Actor, document_uid: UUID, reason: str, now: datetime) -> None:
    """Say why a directing paper gives no task. Raises NotAllowed, NotFound, ReasonNeeded or TextTooLong."""
    policy.may_enter(actor).require()
    reason = words(reason, needed=True)
    found = documents.lines_to_file(actor=actor, uids=[document_uid])
    rows = DirectingPaper.objects.select_for_update().filter(document_id__in=[line.id for line in found])
    paper = rows.filter(agency_id=actor.agency_id, entered_at=None, left_reason="").first()
    if paper is None:
        raise NotFound
    paper.left_reason = reason
    paper.save(update_fields=["left_reason"])
    worklist.close(paper.work_key, now, actor=actor)
    audit.record(actor, "directives.left_without_tasks", paper, at=now, reason=reason[:500])
