"""The way of a draft through its steps: submit, read, approve, return, withdraw (NĐ 30/2020 Điều 11, 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, text, worktime
from congvu.worklist import api as worklist

from ..drafting import chains, policy, rules, work
from ..drafting.errors import (
    ChainHasGaps,
    DraftAlreadyRead,
    DraftInvalid,
    DraftReasonNeeded,
    NoSigner,
    NoSuchStep,
)
from ..drafting.hold import current_step, locked, newest, require_possible, require_read, shown_time
from ..drafting.rules import DraftAct
from ..drafting.types import ChainStep, DraftContent, DraftState, PlannedStep, StepState
from ..models import Draft, DraftStep
from ..papers import forms

CHECKERS = (Role.OFFICE_CHIEF, Role.RECORDS_CLERK)
NEEDS_ADDRESSEE = frozenset({"cong_van", "giay_moi", "cong_dien"})


@transaction.atomic
def submit_draft(*, actor: Actor, draft_id: int, read_version: int, now: datetime, note: str = "") -> None:
    """Hand the draft up: to the head of its unit, the checker of form, the signer, each where there is one.

    Raises NotFound, NotAllowed, DraftWrongState, DraftChangedMeanwhile, DraftInvalid (unfinished) or NoSigner.
    """
    draft = locked(actor, draft_id)
    policy.may_submit(actor, draft).require()
    require_possible(draft, DraftAct.SUBMIT)
    require_read(draft, read_version)
    _require_finished(draft)
    planned = _plan(draft, now)

    draft.round += 1
    steps = [_step(draft, position, step, now) for position, step in enumerate(planned, start=1)]
    draft.changed_at = now
    work.close_all(draft, actor=actor, at=now)
    _arrive(actor, draft, _next_stage(draft), now)
    plain = text.clean_line(note)[:500]
    audit.record(
        actor,
        "documents.draft_submitted",
        draft,
        at=now,
        version=draft.latest_version,
        steps=[s.kind for s in steps],
        note=plain,
    )


@transaction.atomic
def approve_step(*, actor: Actor, draft_id: int, read_version: int, now: datetime, note: str = "") -> None:
    """Approve the actor's step; when all of its stage are done, the next stage begins.

    Raises NotFound, NotAllowed, DraftWrongState or DraftChangedMeanwhile.
    """
    draft = locked(actor, draft_id)
    step = current_step(actor, draft)
    policy.may_approve(actor, draft, step).require()
    require_possible(draft, DraftAct.APPROVE)
    require_read(draft, read_version)
    assert step is not None

    _decide(actor, step, StepState.APPROVED, note, draft, now)
    draft.changed_at = now
    beside = list(draft.steps.filter(round=draft.round, state=StepState.CURRENT).values_list("kind", flat=True))
    if beside:
        draft.state = rules.state_of_stage(beside)
        draft.save(update_fields=["state", "changed_at"])
    else:
        _arrive(actor, draft, _next_stage(draft), now)
    audit.record(
        actor, "documents.draft_approved", draft, at=now, step=step.kind, version=draft.latest_version, note=step.note
    )


@transaction.atomic
def return_draft(*, actor: Actor, draft_id: int, reason: str, now: datetime, to_step: int | None = None) -> None:
    """Send the draft back with a reason: to its drafter, or to an earlier step of this submission (`to_step`).

    Going back to a step begins that step's stage anew; what was approved before it stays approved. A signature made
    already is given up: the signed file stays kept, the next signature is a new one. Raises NotFound, NotAllowed,
    DraftWrongState, DraftReasonNeeded or NoSuchStep.
    """
    draft = locked(actor, draft_id)
    step = current_step(actor, draft)
    policy.may_return(actor, draft, step).require()
    require_possible(draft, DraftAct.RETURN)
    why = text.clean_line(reason)[:2000]
    if not why:
        raise DraftReasonNeeded
    back_to = _earlier(draft, to_step) if to_step is not None else None

    given_up = draft.signed_file_id
    if step is not None:
        _decide(actor, step, StepState.RETURNED, why, draft, now)
    draft.steps.filter(state__in=[StepState.WAITING, StepState.CURRENT]).update(state=StepState.DROPPED)
    work.close_all(draft, actor=actor, at=now)
    if back_to is None:
        _to_drafter(draft, DraftState.RETURNED, now)
        work.to_mend(actor, draft, at=now, reason=why)
    else:
        draft.signed_file_id = draft.signed_at = None
        _begin_again(actor, draft, back_to, now)
    audit.record(
        actor,
        "documents.draft_returned",
        draft,
        at=now,
        step=step.kind if step else "number",
        reason=why,
        signed_file=given_up,
        to=back_to.holder if back_to else "",
    )


def _earlier(draft: Draft, step_id: int) -> DraftStep:
    found = draft.steps.filter(
        pk=step_id, round=draft.round, state__in=[StepState.APPROVED, StepState.KEPT], kind__in=rules.BEFORE_SIGNING
    ).first()
    if found is None:
        raise NoSuchStep
    return found


def _begin_again(actor: Actor, draft: Draft, back_to: DraftStep, now: datetime) -> None:
    """Write the steps of this submission anew, those before the stage as kept, and begin the stage."""
    before = list(draft.steps.filter(round=draft.round).order_by("position"))
    draft.round += 1
    draft.changed_at = now
    for old in before:
        kept = old.stage < back_to.stage
        old.pk = None
        old.round = draft.round
        old.state = StepState.KEPT if kept else StepState.WAITING
        if not kept:
            old.version = old.arrived_at = old.seen_at = old.decided_at = old.due_at = None
            old.decided_by = old.note = ""
        old.save(force_insert=True)
    draft.save(update_fields=["round", "changed_at", "signed_file_id", "signed_at"])
    _arrive(actor, draft, _next_stage(draft), now)


def _next_stage(draft: Draft) -> list[DraftStep]:
    """Return the waiting steps of the nearest stage."""
    waiting = list(draft.steps.filter(round=draft.round, state=StepState.WAITING).order_by("stage", "position"))
    assert waiting, "the last step is the signature"
    return [step for step in waiting if step.stage == waiting[0].stage]


@transaction.atomic
def withdraw_draft(*, actor: Actor, draft_id: int, now: datetime) -> None:
    """Take the draft back while the one it waits for has not opened it.

    Raises NotFound, NotAllowed, DraftWrongState or DraftAlreadyRead.
    """
    draft = locked(actor, draft_id)
    step = current_step(actor, draft)
    policy.may_submit(actor, draft).require()
    require_possible(draft, DraftAct.WITHDRAW)
    assert step is not None
    seen = draft.steps.filter(round=draft.round, state=StepState.CURRENT, seen_at__isnull=False).first()
    if seen is not None and seen.seen_at is not None:
        raise DraftAlreadyRead(who=seen.holder, at=shown_time(seen.seen_at))

    draft.steps.filter(round=draft.round, state__in=[StepState.CURRENT, StepState.WAITING]).update(
        state=StepState.DROPPED
    )
    _to_drafter(draft, DraftState.DRAFTING, now)
    work.close_all(draft, actor=actor, at=now)
    audit.record(actor, "documents.draft_withdrawn", draft, at=now, step=step.kind)


@transaction.atomic
def mark_draft_read(*, actor: Actor, draft_id: int, now: datetime) -> None:
    """Note that whoever the draft waits for has opened it; nothing happens for others. Raises NotFound."""
    draft = locked(actor, draft_id)
    step = current_step(actor, draft)
    if step is None or step.seen_at is not None or not policy.is_current_holder(actor, draft, step):
        return
    step.seen_at = now
    step.save(update_fields=["seen_at"])
    worklist.mark_seen(actor, step.work_key)
    audit.record(actor, "documents.draft_read", draft, at=now, step=step.kind)


def _require_finished(draft: Draft) -> None:
    """Raise DraftInvalid on what must not be missing when others are asked to approve."""
    last = newest(draft)
    content = DraftContent.from_json(last.content)
    has_word = last.word_file_id is not None
    form = forms.template(draft.document_type.code).form
    needs_body = not has_word and forms.FORMS[form].needs_body
    problems = rules.content_problems(
        content, needs_body=needs_body, needs_addressee=not has_word and form in NEEDS_ADDRESSEE
    )
    missing = [] if has_word else [one for one in forms.FORMS[form].entries if one.name in forms.NEEDED]
    for one in missing:
        if not content.fields.get(one.name, "").strip():
            problems[f"muc_{one.name}"] = _("Ghi “%(field)s”.") % {"field": one.label}
    if not content.subject:
        problems["subject"] = rules.SUBJECT_MISSING
    if problems:
        raise DraftInvalid(problems)


def _plan(draft: Draft, now: datetime) -> list[PlannedStep]:
    """Return the steps: along the agency's chain where it set one, else content, form, signature."""
    on = timezone.localdate(now)
    held = [p for p in identity.posts(on=on, agency_id=draft.agency_id) if p.person_id is not None]
    signer = next((p for p in held if p.id == draft.signer_post_id), None)
    if signer is None or not signer.roles & {Role.AGENCY_LEADER, Role.OFFICE_CHIEF, Role.UNIT_LEADER}:
        raise NoSigner
    heads = [p for p in held if p.unit_id == draft.unit_id and Role.UNIT_LEADER in p.roles]
    head_id = heads[0].id if heads else None
    chain = chains.chain_for(draft, on=on)
    if chain is not None:
        draft.chain = chain
        planned, faults = rules.steps_of_chain(
            _held_steps(chains.steps_of(chain), held),
            drafter_post_id=draft.drafter_post_id,
            unit_head_post_id=head_id,
            signer_post_id=signer.id,
            holders={str(role): frozenset(p.id for p in held if role in p.roles) for role in Role},
        )
        if faults:
            raise ChainHasGaps(steps=", ".join(f"“{name}”" for name in faults))
        return planned
    role, posts = "", set[int]()
    for candidate in CHECKERS:
        posts = {p.id for p in held if candidate in p.roles}
        if posts:
            role = candidate
            break
    return rules.planned_steps(
        drafter_post_id=draft.drafter_post_id,
        head_post_id=head_id,
        signer_post_id=signer.id,
        checker_role=role,
        checker_posts=posts,
    )


def _held_steps(steps: list[ChainStep], held: list[identity.PostCard]) -> list[ChainStep]:
    """Empty the post of steps whose post nobody holds today."""
    known = {p.id for p in held}
    return [s if s.post_id is None or s.post_id in known else replace(s, post_id=None) for s in steps]


def _step(draft: Draft, position: int, planned: PlannedStep, now: datetime) -> DraftStep:
    holder = str(Role(planned.role).label) if planned.role else ""
    if planned.post_id is not None:
        card = identity.post(planned.post_id, on=timezone.localdate(now))
        holder = f"{card.person_name}, {card.title}"
    return DraftStep.objects.create(
        draft=draft,
        round=draft.round,
        position=position,
        stage=planned.stage or position,
        label=planned.label,
        hours=planned.hours,
        kind=planned.kind,
        post_id=planned.post_id,
        role=planned.role,
        holder=holder,
    )


def _step_due(draft: Draft, step: DraftStep, now: datetime) -> datetime | None:
    """Return when the step's working hours are over, counted from its beginning."""
    if step.hours is None:
        return None
    return worktime.add_working_hours(now, step.hours, worktime.calendar_for(draft.agency_id))


def _arrive(actor: Actor, draft: Draft, steps: list[DraftStep], now: datetime) -> None:
    """Make the steps of a stage the current ones, the draft's state theirs, and each somebody's work."""
    for step in steps:
        step.state = StepState.CURRENT
        step.version = draft.latest_version
        step.arrived_at = now
        step.due_at = _step_due(draft, step, now)
        step.save(update_fields=["state", "version", "arrived_at", "due_at"])
        work.step_arrived(actor, draft, step, at=now)
    draft.state = rules.state_of_stage(step.kind for step in steps)
    draft.save(update_fields=["state", "round", "chain", "changed_at"])


def _decide(actor: Actor, step: DraftStep, state: StepState, note: str, draft: Draft, now: datetime) -> None:
    step.state = state
    step.version = draft.latest_version
    step.decided_at = now
    step.seen_at = step.seen_at or now
    step.decided_by = actor.display_name
    step.note = text.clean_line(note)[:2000]
    step.save()
    worklist.close(step.work_key, now, actor=actor)


def _to_drafter(draft: Draft, state: DraftState, now: datetime) -> None:
    draft.state = state
    draft.changed_at = now
    draft.signed_file_id = None
    draft.signed_at = None
    draft.save()
