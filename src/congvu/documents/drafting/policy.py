"""Who sees and who may do what with drafts. Both halves of "may view" agree; a test holds them together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import DelegationScope, Role
from congvu.kernel.api import Actor, Decision

from ..models import Draft, DraftComment, DraftOpinion, DraftStep, DraftTemplate, DraftVersion
from . import rules
from .types import DraftState, StepKind, StepState

DRAFTERS = frozenset(
    {Role.SPECIALIST, Role.UNIT_LEADER, Role.OFFICE_CHIEF, Role.AGENCY_LEADER, Role.RECORDS_CLERK}
    | {Role.PERSONNEL_OFFICER, Role.ONE_STOP_CLERK, Role.ARCHIVIST}
)
CLERK_STATES = (DraftState.SIGNED, DraftState.ISSUED)
REACHED = (StepState.CURRENT, StepState.APPROVED, StepState.RETURNED, StepState.KEPT)
DRAFTING_SCOPES = frozenset({DelegationScope.HANDLE_DOCUMENTS, DelegationScope.SIGN})


def _shut_out(actor: Actor) -> bool:
    """A delegation for other things (chairing meetings) opens no drafts."""
    return actor.on_behalf_of is not None and not actor.on_behalf_of.scopes & DRAFTING_SCOPES


def visible_drafts(actor: Actor) -> QuerySet[Draft]:
    """Every read of drafts starts here.

    A draft is seen by its drafter, the heads of her unit and those above, everyone in its steps once it was submitted,
    everyone asked for an opinion (of a unit: its members) once it is their turn, and by the records office from
    signature on.
    """
    if _shut_out(actor):
        return Draft.objects.none()
    seen = Q()
    for part in _direct(actor):
        seen |= part
    # Các tập con được băm một lần rồi so từng hàng; EXISTS theo hàng thì chậm khi cơ quan có trăm nghìn dự thảo.
    for steps in _through(actor):
        seen |= Q(pk__in=steps.values("draft_id"))
    return Draft.objects.filter(seen, agency_id=actor.agency_id)


def visible_among(actor: Actor, rows: QuerySet[Draft]) -> QuerySet[Draft]:
    """Return those of a few rows that `visible_drafts` holds, each looked at by itself; a test holds both together."""
    if _shut_out(actor):
        return rows.none()
    seen = Q()
    for part in _direct(actor):
        seen |= part
    for steps in _through(actor):
        seen |= Q(Exists(steps.filter(draft_id=OuterRef("pk"))))
    return rows.filter(seen, agency_id=actor.agency_id)


def newest_visible(actor: Actor, *, most: int, older_than: int | None = None) -> QuerySet[Draft]:
    """Return the newest of `visible_drafts`, in no order: some of each way to see a draft, newest first by its index.

    The quick way to a page of them when there are hundreds of thousands; a test holds both together.
    """
    if _shut_out(actor):
        return Draft.objects.none()
    drafts = Draft.objects.filter(agency_id=actor.agency_id)
    older = Q() if older_than is None else Q(pk__lt=older_than)
    older_steps = Q() if older_than is None else Q(draft_id__lt=older_than)
    parts: list[QuerySet[Any, tuple[int]]] = [
        drafts.filter(part, older).order_by("-pk").values_list("pk")[:most] for part in _direct(actor)
    ]
    parts += [
        steps.filter(older_steps, draft__agency_id=actor.agency_id)
        .order_by("-draft_id")
        .values_list("draft_id")
        .distinct()[:most]
        for steps in _through(actor)
    ]
    return drafts.filter(pk__in=parts[0].union(*parts[1:]))


def _direct(actor: Actor) -> list[Q]:
    """Return what opens a draft by its own columns."""
    parts = [Q(drafter_post_id=actor.post_id)]
    if Role.UNIT_LEADER in actor.roles:
        parts.append(Q(unit_ids__contains=[actor.unit_id]))
    if Role.RECORDS_CLERK in actor.roles:
        parts += [Q(state=state) for state in CLERK_STATES]
    return parts


def _through(actor: Actor) -> list[QuerySet[DraftStep] | QuerySet[DraftOpinion]]:
    """Return the steps and questions that open their drafts."""
    steps = DraftStep.objects.all()
    asked = DraftOpinion.objects.filter(opened_at__isnull=False)
    reached = [steps.filter(role=role, state__in=REACHED) for role in sorted(actor.roles)]
    return [
        steps.filter(post_id=actor.post_id),
        *reached,
        asked.filter(asked_post_id=actor.post_id),
        asked.filter(asked_unit_id=actor.unit_id),
    ]


def may_view(actor: Actor, draft: Draft) -> Decision:
    """Say whether `visible_drafts` holds the row."""
    hidden = Decision.no(_("Dự thảo này không thuộc vị trí của bạn."))
    if _shut_out(actor) or draft.agency_id != actor.agency_id:
        return hidden
    if draft.drafter_post_id == actor.post_id:
        return Decision.yes()
    if Role.UNIT_LEADER in actor.roles and actor.unit_id in draft.unit_ids:
        return Decision.yes()
    if Role.RECORDS_CLERK in actor.roles and draft.state in CLERK_STATES:
        return Decision.yes()
    for step in draft.steps.all():
        if step.post_id == actor.post_id or (step.role in actor.roles and step.state in REACHED):
            return Decision.yes()
    asked = any(is_asked(actor, opinion) for opinion in draft.opinions.all())
    return Decision.yes() if asked else hidden


def is_asked(actor: Actor, opinion: DraftOpinion) -> bool:
    """Return whether a question whose turn has come is the actor's own or her unit's."""
    if opinion.opened_at is None:
        return False
    return opinion.asked_post_id == actor.post_id or opinion.asked_unit_id == actor.unit_id


def answers_for(actor: Actor, opinion: DraftOpinion) -> bool:
    """Return whether the actor's words answer the question: hers, or as a leader her unit's."""
    if opinion.asked_unit_id is not None:
        return is_asked(actor, opinion) and Role.UNIT_LEADER in actor.roles
    return is_asked(actor, opinion)


def may_draft(actor: Actor) -> Decision:
    """Say whether the actor starts drafts: everybody who handles documents in the agency."""
    if actor.on_behalf_of is not None and DelegationScope.HANDLE_DOCUMENTS not in actor.on_behalf_of.scopes:
        return Decision.no(_("Ủy quyền này không gồm soạn và xử lý văn bản."))
    if actor.roles & DRAFTERS:
        return Decision.yes()
    return Decision.no(_("Vị trí của bạn không soạn văn bản của cơ quan."))


def is_current_holder(actor: Actor, draft: Draft, step: DraftStep | None) -> bool:
    """Return whether the current step waits for the actor."""
    if step is None or step.state != StepState.CURRENT or draft.agency_id != actor.agency_id:
        return False
    return step.post_id == actor.post_id if step.post_id is not None else step.role in actor.roles


def step_for(actor: Actor, draft: Draft, steps: Iterable[DraftStep]) -> DraftStep | None:
    """Return the step that waits for the actor, else the first that waits for anybody: stages may hold several."""
    open_ones = sorted((s for s in steps if s.state == StepState.CURRENT), key=lambda s: s.position)
    mine = (s for s in open_ones if is_current_holder(actor, draft, s))
    return next(mine, None) or next(iter(open_ones), None)


def may_edit(actor: Actor, draft: Draft, step: DraftStep | None) -> Decision:
    """Say who changes the text: the drafter while it is with her, then whoever it waits for (Phụ lục VI, I.10)."""
    if not (working := _may_work(actor, draft)):
        return working
    if draft.state in rules.WITH_DRAFTER or step is None:
        if draft.drafter_post_id == actor.post_id:
            return Decision.yes()
        return Decision.no(_("Chỉ người soạn %(name)s được sửa dự thảo này.") % {"name": draft.drafter_name})
    if is_current_holder(actor, draft, step):
        return Decision.yes()
    return _waits_for(draft, step)


def may_submit(actor: Actor, draft: Draft) -> Decision:
    """Say who submits, asks for opinions, withdraws and cancels: the drafter."""
    if not (working := _may_work(actor, draft)):
        return working
    if draft.drafter_post_id == actor.post_id:
        return Decision.yes()
    return Decision.no(_("Chỉ người soạn %(name)s được làm việc này.") % {"name": draft.drafter_name})


def may_remark(actor: Actor, draft: Draft) -> Decision:
    """Say who gives an opinion: all who see the draft before it is signed."""
    return may_view(actor, draft)


# Ai giữ mẫu chung của cơ quan; lãnh đạo đơn vị giữ mẫu của đơn vị mình.
TEMPLATE_KEEPERS = frozenset({Role.RECORDS_CLERK, Role.OFFICE_CHIEF, Role.AGENCY_LEADER, Role.ADMINISTRATOR})


def visible_templates(actor: Actor, today: date) -> QuerySet[DraftTemplate]:
    """Return the templates of the agency in use today that the actor's unit, or one above it, may start from."""
    rows = DraftTemplate.objects.filter(agency_id=actor.agency_id)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=today))
    return rows.filter(Q(unit=None) | Q(unit_id__in=actor.unit_ids))


def kept_templates(actor: Actor) -> QuerySet[DraftTemplate]:
    """Return the templates that the actor may change."""
    rows = DraftTemplate.objects.filter(agency_id=actor.agency_id, closed_on=None)
    if actor.roles & TEMPLATE_KEEPERS:
        return rows
    return rows.filter(unit_id=actor.unit_id) if Role.UNIT_LEADER in actor.roles else rows.none()


def may_keep_template(actor: Actor, unit_id: int | None) -> Decision:
    """Say who makes and changes templates: the records office for the agency, a head of unit for hers."""
    if actor.on_behalf_of is not None:
        return Decision.no(_("Mẫu văn bản do người giữ chính vị trí đặt, không làm thay."))
    if actor.roles & TEMPLATE_KEEPERS:
        return Decision.yes()
    if Role.UNIT_LEADER in actor.roles and unit_id == actor.unit_id:
        return Decision.yes()
    return Decision.no(_("Văn thư, Chánh Văn phòng đặt mẫu chung; lãnh đạo đơn vị đặt mẫu của đơn vị mình."))


def may_resolve(actor: Actor, draft: Draft, comment: DraftComment, step: DraftStep | None) -> Decision:
    """Say who marks a comment as dealt with: who made it, the drafter, or whoever the draft waits for."""
    if not (seen := may_view(actor, draft)):
        return seen
    if actor.post_id in {comment.by_post_id, draft.drafter_post_id}:
        return Decision.yes()
    if is_current_holder(actor, draft, step):
        return Decision.yes()
    return Decision.no(_("Chỉ người góp ý, người soạn hoặc người đang duyệt đánh dấu được là đã xong."))


def may_approve(actor: Actor, draft: Draft, step: DraftStep | None) -> Decision:
    """Say who approves the current step of content or form."""
    if not (working := _may_work(actor, draft)):
        return working
    if step is not None and step.kind == StepKind.SIGN:
        return Decision.no(_("Bước này là ký ban hành, không phải duyệt."))
    return Decision.yes() if is_current_holder(actor, draft, step) else _waits_for(draft, step)


def may_return(actor: Actor, draft: Draft, step: DraftStep | None) -> Decision:
    """Say who sends it back: whoever it waits for; after signature the records office (Điều 18)."""
    if draft.state == DraftState.SIGNED:
        return may_number(actor, draft)
    if draft.agency_id == actor.agency_id and is_current_holder(actor, draft, step):
        return Decision.yes()
    return _waits_for(draft, step)


def may_sign(actor: Actor, draft: Draft, step: DraftStep | None) -> Decision:
    """Say who signs: the post chosen as signer, or who acts in it under a delegation for signing (Điều 13)."""
    if step is None or step.kind != StepKind.SIGN or not is_current_holder(actor, draft, step):
        return _waits_for(draft, step)
    behalf = actor.on_behalf_of
    if behalf is not None and DelegationScope.SIGN not in behalf.scopes:
        return Decision.no(_("Ủy quyền của %(name)s không gồm ký văn bản.") % {"name": behalf.person_name})
    if behalf is not None and not behalf.document.strip():
        return Decision.no(_("Ký thừa ủy quyền phải có giấy ủy quyền; ủy quyền này chưa ghi số giấy (Điều 13)."))
    return Decision.yes()


def may_number(actor: Actor, draft: Draft) -> Decision:
    """Say who numbers, seals and issues: the agency's records office itself (Điều 15, 32)."""
    behalf = actor.on_behalf_of
    if behalf is not None and DelegationScope.HANDLE_DOCUMENTS not in behalf.scopes:
        return Decision.no(_("Ủy quyền này không gồm việc văn thư."))
    if draft.agency_id == actor.agency_id and Role.RECORDS_CLERK in actor.roles:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư cơ quan được cấp số, đóng dấu và phát hành văn bản."))


def visible_versions(actor: Actor) -> QuerySet[DraftVersion]:
    """Return the versions of drafts the actor may see."""
    return DraftVersion.objects.filter(draft__in=visible_drafts(actor))


def _may_work(actor: Actor, draft: Draft) -> Decision:
    if draft.agency_id != actor.agency_id:
        return Decision.no(_("Dự thảo này của cơ quan khác."))
    behalf = actor.on_behalf_of
    if behalf is not None and not behalf.scopes & DRAFTING_SCOPES:
        return Decision.no(_("Ủy quyền này không gồm soạn và xử lý văn bản."))
    return Decision.yes()


def _waits_for(draft: Draft, step: DraftStep | None) -> Decision:
    if step is None:
        return Decision.no(_("Dự thảo không chờ ai duyệt hay ký."))
    return Decision.no(_("Dự thảo đang chờ %(holder)s.") % {"holder": step.holder})
