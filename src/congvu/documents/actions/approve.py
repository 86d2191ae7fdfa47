"""The way of a draft through its steps: submit, read, approve, return, withdraw (NĐ 30/2020 Điều 11, 12)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, text
from congvu.worklist import api as worklist

from ..drafting import policy, rules, work
from ..drafting.errors import DraftAlreadyRead, DraftInvalid, DraftReasonNeeded, NoSigner
from ..drafting.hold import current_step, locked, newest, require_possible, require_read, shown_time
from ..drafting.rules import DraftAct
from ..drafting.types import DraftContent, DraftState, PlannedStep, StepKind, StepState
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
    planned = _plan(actor, draft, now)

    draft.round += 1
    steps = [_step(draft, position, step, now) for position, step in enumerate(planned, start=1)]
    draft.changed_at = now
    work.close_all(draft, actor=actor, at=now)
    _arrive(actor, draft, steps[0], now)
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
    """Approve content or form; the draft goes to the next step.

    Raises NotFound, NotAllowed, DraftWrongState or DraftChangedMeanwhile.
    """
    draft = locked(actor, draft_id)
    step = current_step(draft)
    policy.may_approve(actor, draft, step).require()
    require_possible(draft, DraftAct.APPROVE)
    require_read(draft, read_version)
    assert step is not None
    following = draft.steps.filter(round=draft.round, position__gt=step.position).order_by("position").first()
    assert following is not None, "the last step is the signature"

    _decide(actor, step, StepState.APPROVED, note, draft, now)
    draft.changed_at = now
    _arrive(actor, draft, following, now)
    audit.record(
        actor, "documents.draft_approved", draft, at=now, step=step.kind, version=draft.latest_version, note=step.note
    )


@transaction.atomic
def return_draft(*, actor: Actor, draft_id: int, reason: str, now: datetime) -> None:
    """Send the draft back to its drafter with a reason, from any step or, by the clerk, after signature.

    A signature made already is given up: the signed file stays kept, the next signature is a new one. Raises
    NotFound, NotAllowed, DraftWrongState or DraftReasonNeeded.
    """
    draft = locked(actor, draft_id)
    step = current_step(draft)
    policy.may_return(actor, draft, step).require()
    require_possible(draft, DraftAct.RETURN)
    why = text.clean_line(reason)[:2000]
    if not why:
        raise DraftReasonNeeded

    given_up = draft.signed_file_id
    if step is not None:
        _decide(actor, step, StepState.RETURNED, why, draft, now)
    draft.steps.filter(state=StepState.WAITING).update(state=StepState.DROPPED)
    _to_drafter(draft, DraftState.RETURNED, now)
    work.close_all(draft, actor=actor, at=now)
    work.to_mend(actor, draft, at=now, reason=why)
    audit.record(
        actor,
        "documents.draft_returned",
        draft,
        at=now,
        step=step.kind if step else "number",
        reason=why,
        signed_file=given_up,
    )


@transaction.atomic
def withdraw_draft(*, actor: Actor, draft_id: int, now: datetime) -> None:
    """Take the draft back while the one it waits for has not opened it.

    Raises NotFound, NotAllowed, DraftWrongState or DraftAlreadyRead.
    """
    draft = locked(actor, draft_id)
    step = current_step(draft)
    policy.may_submit(actor, draft).require()
    require_possible(draft, DraftAct.WITHDRAW)
    assert step is not None
    if step.seen_at is not None:
        raise DraftAlreadyRead(who=step.holder, at=shown_time(step.seen_at))

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
    step = current_step(draft)
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
    problems = rules.content_problems(
        content, needs_body=not has_word, needs_addressee=not has_word and form in NEEDS_ADDRESSEE
    )
    if not content.subject:
        problems["subject"] = rules.SUBJECT_MISSING
    if problems:
        raise DraftInvalid(problems)


def _plan(actor: Actor, draft: Draft, now: datetime) -> list[PlannedStep]:
    on = timezone.localdate(now)
    held = [p for p in identity.posts(on=on, agency_id=draft.agency_id) if p.person_id is not None]
    signer = next((p for p in held if p.id == draft.signer_post_id), None)
    if signer is None or not signer.roles & {Role.AGENCY_LEADER, Role.OFFICE_CHIEF, Role.UNIT_LEADER}:
        raise NoSigner
    heads = [p for p in held if p.unit_id == draft.unit_id and Role.UNIT_LEADER in p.roles]
    role, posts = "", set[int]()
    for candidate in CHECKERS:
        posts = {p.id for p in held if candidate in p.roles}
        if posts:
            role = candidate
            break
    return rules.planned_steps(
        drafter_post_id=draft.drafter_post_id,
        head_post_id=heads[0].id if heads else None,
        signer_post_id=signer.id,
        checker_role=role,
        checker_posts=posts,
    )


def _step(draft: Draft, position: int, planned: PlannedStep, now: datetime) -> DraftStep:
    holder = str(Role(planned.role).label) if planned.role else ""
    if planned.post_id is not None:
        card = identity.post(planned.post_id, on=timezone.localdate(now))
        holder = f"{card.person_name}, {card.title}"
    return DraftStep.objects.create(
        draft=draft,
        round=draft.round,
        position=position,
        kind=planned.kind,
        post_id=planned.post_id,
        role=planned.role,
        holder=holder,
    )


def _arrive(actor: Actor, draft: Draft, step: DraftStep, now: datetime) -> None:
    """Make a step the current one, the draft's state its state, and its work somebody's."""
    step.state = StepState.CURRENT
    step.version = draft.latest_version
    step.arrived_at = now
    step.save(update_fields=["state", "version", "arrived_at"])
    draft.state = rules.STEP_STATE[StepKind(step.kind)]
    draft.save(update_fields=["state", "round", "changed_at"])
    work.step_arrived(actor, draft, step, at=now)


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
