"""Rows of a file plan: added, taken out, numbered (NĐ 30/2020 Phụ lục V)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FieldsInvalid, StillUsed, WrongState
from ..models import FilePlan, PlanAmendment, PlanHeading, PlanRow, RetentionValue
from ..types import Numbering, PlanState


@transaction.atomic
def add_row(
    *,
    actor: Actor,
    plan_id: int,
    heading_id: int,
    title: str,
    retention: str,
    now: datetime,
    creator_post_id: int | None = None,
    note: str = "",
) -> int:
    """Add a planned file: in a draft, or as part of the open amendment of an issued plan; its notation is given here.

    Raises NotFound, NotAllowed, WrongState or FieldsInvalid.
    """
    plan, amendment = _open_plan(actor, plan_id)
    heading = plan.headings.select_related("parent").filter(pk=heading_id).first()
    if heading is None:
        raise NotFound
    value = RetentionValue.objects.filter(code=retention, valid_to=None).first()
    title = vn.clean_line(title)
    problems: dict[str, str] = {}
    if not 0 < len(title) <= 1000:
        problems["title"] = _("Ghi tiêu đề hồ sơ, nhiều nhất 1000 ký tự.")
    if value is None:
        problems["retention"] = _("Chọn thời hạn bảo quản.")
    creator = _creator(plan, creator_post_id, now)
    if creator_post_id is not None and creator is None:
        problems["creator"] = _("Chọn người đang giữ vị trí trong cơ quan.")
    if problems or value is None:
        raise FieldsInvalid(dict(problems))
    large = heading.parent or heading
    number = _next(plan, large)
    row = PlanRow.objects.create(
        plan=plan,
        heading=heading,
        number=number,
        notation=rules.notation(number, large.abbreviation),
        title=title,
        retention=value,
        creator_post_id=creator_post_id,
        creator=creator or "",
        note=vn.clean_line(note)[:500],
        added_by=amendment,
    )
    audit.record(actor, "archive.plan_row_added", plan, at=now, notation=row.notation, title=title[:200])
    return row.pk


@transaction.atomic
def remove_row(*, actor: Actor, plan_id: int, row_id: int, now: datetime) -> None:
    """Take a planned file out: gone from a draft, closed by the amendment of an issued plan.

    Raises NotFound, NotAllowed, WrongState or StillUsed (a file was opened from it).
    """
    plan, amendment = _open_plan(actor, plan_id)
    row = plan.rows.select_for_update(of=("self",)).filter(pk=row_id, removed_by=None).first()
    if row is None:
        raise NotFound
    if row.files.exists():
        raise StillUsed(file=row.notation, what=_("được lập theo mục này"))
    if amendment is None:
        row.delete()
        renumber(plan)
    else:
        row.removed_by = amendment
        row.save(update_fields=["removed_by"])
    audit.record(actor, "archive.plan_row_removed", plan, at=now, notation=row.notation)


def renumber(plan: FilePlan) -> None:
    """Number the rows of a draft anew in the order of its headings."""
    rows = list(plan.rows.select_related("heading__parent").order_by("pk"))
    order = {pk: place for place, pk in enumerate(ordered_headings(plan))}
    rows.sort(key=lambda row: (order[row.heading_id], row.number, row.pk))
    counts: dict[int, int] = {}
    for row in rows:
        large = row.heading.parent or row.heading
        key = large.pk if plan.numbering == Numbering.HEADING else 0
        counts[key] = counts.get(key, 0) + 1
        row.number = counts[key]
        row.notation = f"~{row.pk}"
    PlanRow.objects.bulk_update(rows, ["notation"], batch_size=500)  # out of each other's way first
    for row in rows:
        row.notation = rules.notation(row.number, (row.heading.parent or row.heading).abbreviation)
    PlanRow.objects.bulk_update(rows, ["number", "notation"], batch_size=500)


def ordered_headings(plan: FilePlan) -> list[int]:
    """Return the headings as they stand on paper: each large one, then its small ones."""
    found = list(plan.headings.order_by("position", "pk").values_list("pk", "parent_id"))
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in found:
        children.setdefault(parent_id, []).append(pk)
    return [pk for large in children.get(None, []) for pk in (large, *children.get(large, []))]


def _open_plan(actor: Actor, plan_id: int) -> tuple[FilePlan, PlanAmendment | None]:
    plan = policy.visible_plans(actor).filter(pk=plan_id).select_for_update(of=("self",)).first()
    if plan is None:
        raise NotFound
    policy.may_plan(actor).require()
    if plan.state == PlanState.DRAFT:
        return plan, None
    amendment = plan.amendments.filter(state=PlanState.DRAFT).first() if plan.state == PlanState.ISSUED else None
    if amendment is None:
        raise WrongState(state=PlanState(plan.state).label)
    return plan, amendment


def _next(plan: FilePlan, large: PlanHeading) -> int:
    rows = plan.rows.all()
    if plan.numbering == Numbering.HEADING:
        rows = rows.filter(heading=large) | rows.filter(heading__parent=large)
    return (rows.aggregate(n=Max("number"))["n"] or 0) + 1


def _creator(plan: FilePlan, post_id: int | None, now: datetime) -> str | None:
    if post_id is None:
        return ""
    cards = identity.posts(on=timezone.localdate(now), agency_id=plan.agency_id, ids=[post_id])
    return cards[0].person_name if cards and cards[0].person_id is not None else None
