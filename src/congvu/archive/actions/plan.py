"""The file plan of a year: drafted, copied, submitted, approved, issued, amended (NĐ 30/2020 Điều 29)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import FieldsInvalid, PlanExists, WrongState
from ..events import PlanIssued
from ..models import FilePlan, PlanAmendment, PlanHeading, PlanRow
from ..papers import plan as papers
from ..types import Numbering, PlanState
from . import plan_rows, trays
from .locked import words

MOST_YEARS_AHEAD = 1


@transaction.atomic
def start_plan(
    *, actor: Actor, year: int, now: datetime, numbering: str = Numbering.HEADING, copy_of: int | None = None
) -> int:
    """Begin the plan of a year, empty or with the headings and rows of another year; return its id.

    Raises NotAllowed, FieldsInvalid, PlanExists or NotFound (nothing to copy).
    """
    policy.may_plan(actor).require()
    this_year = timezone.localdate(now).year
    if not 2000 <= year <= this_year + MOST_YEARS_AHEAD or numbering not in Numbering.values:
        raise FieldsInvalid({"year": _("Chọn năm từ 2000 đến %(last)d.") % {"last": this_year + MOST_YEARS_AHEAD}})
    try:
        with transaction.atomic():
            plan = FilePlan.objects.create(
                agency_id=actor.agency_id,
                year=year,
                numbering=numbering,
                created_by_post_id=actor.post_id,
                created_at=now,
            )
    except IntegrityError as error:
        raise PlanExists(year=year) from error
    if copy_of is not None:
        _copy(actor, plan, copy_of)
    audit.record(actor, "archive.plan_started", plan, at=now, year=year, copy_of=copy_of)
    return plan.pk


@transaction.atomic
def add_heading(
    *, actor: Actor, plan_id: int, title: str, abbreviation: str, now: datetime, parent_id: int | None = None
) -> int:
    """Add a heading to a plan that is being drafted: large with an abbreviation, small below a large one.

    Raises NotFound, NotAllowed, WrongState or FieldsInvalid.
    """
    plan = lock_plan(actor, plan_id)
    policy.may_plan(actor).require()
    _drafting(plan)
    title, abbreviation = vn.clean_line(title), vn.clean_line(abbreviation).upper().replace(" ", "")
    parent = plan.headings.filter(pk=parent_id, parent=None).first() if parent_id is not None else None
    if parent_id is not None and parent is None:
        raise NotFound
    problems: dict[str, str] = {}
    if not 0 < len(title) <= 300:
        problems["title"] = _("Ghi tên đề mục, nhiều nhất 300 ký tự.")
    if parent is None and not (abbreviation.replace(".", "").isalnum() and len(abbreviation) <= 12):
        problems["abbreviation"] = _("Đề mục lớn cần chữ viết tắt, nhiều nhất 12 ký tự, ví dụ TCCB.")
    if parent is None and plan.headings.filter(abbreviation=abbreviation).exists():
        problems["abbreviation"] = _("Chữ viết tắt này đã dùng trong danh mục.")
    if problems:
        raise FieldsInvalid(dict(problems))
    heading = PlanHeading.objects.create(
        plan=plan,
        parent=parent,
        position=plan.headings.filter(parent=parent).count() + 1,
        title=title,
        abbreviation="" if parent is not None else abbreviation,
    )
    audit.record(actor, "archive.plan_heading_added", plan, at=now, title=title)
    return heading.pk


@transaction.atomic
def submit_plan(*, actor: Actor, plan_id: int, leader_post_id: int, now: datetime) -> None:
    """Put a drafted plan before the head. Raises NotFound, NotAllowed, WrongState or FieldsInvalid."""
    plan = lock_plan(actor, plan_id)
    policy.may_plan(actor).require()
    _drafting(plan)
    if not plan.rows.exists():
        raise FieldsInvalid({"rows": _("Danh mục chưa có hồ sơ nào.")})
    leaders = identity.posts(on=timezone.localdate(now), agency_id=plan.agency_id, ids=[leader_post_id])
    if not leaders or Role.AGENCY_LEADER not in leaders[0].roles or leaders[0].person_id is None:
        raise FieldsInvalid({"leader": _("Chọn lãnh đạo cơ quan.")})
    plan.state, plan.submitted_at, plan.submitted_to_post_id = PlanState.SUBMITTED, now, leader_post_id
    plan.save()
    audit.record(actor, "archive.plan_submitted", plan, at=now, to=leaders[0].person_name)
    trays.put_work(
        key=f"archive.plan:{plan.pk}",
        actor=actor,
        agency_id=plan.agency_id,
        post_id=leader_post_id,
        title=_("Phê duyệt danh mục hồ sơ năm %(year)d") % {"year": plan.year},
        meta=_("%(n)d hồ sơ") % {"n": plan.rows.count()},
        url=papers.url_of(plan),
        act_label=_("Phê duyệt"),
        role_label=_("Phê duyệt"),
        at=now,
        kind="approve",
    )


@transaction.atomic
def return_plan(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> None:
    """Send a submitted plan back with a reason. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    plan = lock_plan(actor, plan_id)
    policy.may_approve_plan(actor, plan).require()
    _require(plan, PlanState.SUBMITTED)
    plan.note = words(reason, limit=500, needed=True)
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state", "note"])
    audit.record(actor, "archive.plan_returned", plan, at=now, reason=plan.note)
    trays.close_work(f"archive.plan:{plan.pk}", actor=actor, at=now)
    trays.tell_posts(
        f"archive.plan_returned:{plan.pk}:{now:%Y%m%d%H%M%S}",
        post_ids=[plan.created_by_post_id],
        text=_("%(who)s trả lại danh mục hồ sơ năm %(year)d: %(why)s")
        % {"who": actor.display_name, "year": plan.year, "why": plan.note},
        url=papers.url_of(plan),
        at=now,
    )


@transaction.atomic
def approve_plan(*, actor: Actor, plan_id: int, now: datetime) -> int:
    """Approve a submitted plan; the draft of the decision that issues it is started and its id returned.

    Once that decision is signed, numbered and issued, the plan is in force (`subscribers`). Raises NotFound,
    NotAllowed or WrongState.
    """
    plan = lock_plan(actor, plan_id)
    policy.may_approve_plan(actor, plan).require()
    _require(plan, PlanState.SUBMITTED)
    plan.state, plan.approved_at = PlanState.APPROVED, now
    plan.approved_by, plan.approved_title = actor.display_name, actor.post_title
    plan.draft_id = documents.create_draft(
        actor=actor,
        type_code="quyet-dinh",
        content=papers.decision(plan),
        signer_post_id=actor.post_id,
        once_key=f"archive.plan:{plan.pk}",
        now=now,
    )
    plan.save()
    audit.record(actor, "archive.plan_approved", plan, at=now, draft=plan.draft_id)
    trays.close_work(f"archive.plan:{plan.pk}", actor=actor, at=now)
    return plan.draft_id


@transaction.atomic
def issue_plan(*, actor: Actor, plan_id: int, decision_code: str, decision_on: date, now: datetime) -> None:
    """Put an approved plan in force by a decision that was signed elsewhere (on paper).

    Raises NotFound, NotAllowed, WrongState or FieldsInvalid.
    """
    plan = lock_plan(actor, plan_id)
    policy.may_plan(actor).require()
    _require(plan, PlanState.APPROVED)
    code = vn.clean_line(decision_code)
    today = timezone.localdate(now)
    if not 0 < len(code) <= 100 or not date(plan.year - 1, 1, 1) <= decision_on <= today:
        raise FieldsInvalid({"decision_code": _("Ghi số, ký hiệu và ngày của quyết định ban hành.")})
    set_in_force(plan, decision_id=None, code=code, on=decision_on, actor=actor, now=now)


def set_in_force(
    plan: FilePlan, *, decision_id: int | None, code: str, on: date, actor: Actor | None, now: datetime
) -> None:
    """Write that a plan is issued by a decision; tell everybody who has a file to make."""
    plan.state, plan.issued_at = PlanState.ISSUED, now
    plan.decision_id, plan.decision_code, plan.decision_on = decision_id, code, on
    plan.save()
    audit.record(actor, "archive.plan_issued", plan, at=now, agency_id=plan.agency_id, decision=code)
    publish(PlanIssued(plan_id=plan.pk, agency_id=plan.agency_id, year=plan.year, at=now))
    creators = plan.rows.filter(creator_post__isnull=False).values_list("creator_post_id", flat=True).distinct()
    trays.tell_posts(
        f"archive.plan_issued:{plan.pk}",
        post_ids=[pk for pk in creators if pk is not None],
        text=_("Danh mục hồ sơ năm %(year)d đã ban hành; bạn có hồ sơ phải lập.") % {"year": plan.year},
        url=papers.url_of(plan),
        at=now,
    )


@transaction.atomic
def start_amendment(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> int:
    """Begin a change of an issued plan; one at a time. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    plan = lock_plan(actor, plan_id)
    policy.may_plan(actor).require()
    _require(plan, PlanState.ISSUED)
    if plan.amendments.filter(state__in=[PlanState.DRAFT, PlanState.SUBMITTED]).exists():
        raise WrongState(state=_("đang có một lần sửa đổi, bổ sung chưa xong"))
    amendment = PlanAmendment.objects.create(
        plan=plan,
        number=plan.amendments.count() + 1,
        reason=words(reason, limit=500, needed=True),
        asked_by_post_id=actor.post_id,
        asked_by=actor.display_name,
        asked_at=now,
    )
    audit.record(actor, "archive.amendment_started", plan, at=now, number=amendment.number, reason=amendment.reason)
    return amendment.pk


@transaction.atomic
def approve_amendment(*, actor: Actor, plan_id: int, decision_code: str, now: datetime) -> None:
    """Approve the open change: its rows are in force at once. Raises NotFound, NotAllowed or WrongState."""
    plan = lock_plan(actor, plan_id)
    policy.may_approve_plan(actor, plan).require()
    amendment = plan.amendments.filter(state__in=[PlanState.DRAFT, PlanState.SUBMITTED]).first()
    if amendment is None:
        raise WrongState(state=_("không có sửa đổi, bổ sung nào đang chờ"))
    amendment.state, amendment.approved_by, amendment.approved_at = PlanState.APPROVED, actor.display_name, now
    amendment.decision_code = vn.clean_line(decision_code)[:100]
    amendment.save()
    audit.record(actor, "archive.amendment_approved", plan, at=now, number=amendment.number)


def lock_plan(actor: Actor, plan_id: int) -> FilePlan:
    """Lock a plan that the actor sees. Raises NotFound."""
    found = policy.visible_plans(actor).filter(pk=plan_id).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def _drafting(plan: FilePlan) -> None:
    _require(plan, PlanState.DRAFT)


def _require(plan: FilePlan, state: PlanState) -> None:
    if plan.state != state:
        raise WrongState(state=PlanState(plan.state).label)


def _copy(actor: Actor, plan: FilePlan, copy_of: int) -> None:
    """Take over headings and rows still in force of another year's plan, numbered anew."""
    source = policy.visible_plans(actor).filter(year=copy_of).first()
    if source is None:
        raise NotFound
    plan.numbering = source.numbering
    plan.save(update_fields=["numbering"])
    made: dict[int, PlanHeading] = {}
    for heading in source.headings.order_by("parent_id", "position", "pk"):
        parent = made.get(heading.parent_id or 0)
        made[heading.pk] = PlanHeading.objects.create(
            plan=plan,
            parent=parent,
            position=heading.position,
            title=heading.title,
            abbreviation=heading.abbreviation,
            unit_id=heading.unit_id,
        )
    PlanRow.objects.bulk_create(
        [
            PlanRow(
                plan=plan,
                heading=made[row.heading_id],
                number=row.number,
                notation=row.notation,
                title=row.title.replace(str(copy_of), str(plan.year)),
                retention_id=row.retention_id,
                creator_post_id=row.creator_post_id,
                creator=row.creator,
                note=row.note,
            )
            for row in source.rows.filter(removed_by=None).order_by("pk")
        ]
    )
    plan_rows.renumber(plan)
