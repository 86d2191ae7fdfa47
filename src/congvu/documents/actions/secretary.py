"""Secretaries act for leaders: they prepare bút phê to be confirmed, or write down what the leader said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound
from congvu.worklist import api as worklist

from .. import policy, rules
from ..desk_types import PreparedState
from ..errors import AskClosed, BadTargets, NobodyThere
from ..models import Document, Handling, PreparedInstruction, Secretary
from ..types import HandlingRole, HandlingState, Target
from . import trays
from .give import open_to, prepare_key, prepare_work, resolve
from .instruct import decide, replace_prepared
from .locked import lock_document, move, refuse_secret, words
from .submit import leaders_of


@transaction.atomic
def appoint_secretary(
    *,
    actor: Actor,
    leader_post_id: int,
    secretary_post_id: int,
    may_prepare: bool,
    may_enter_oral: bool,
    valid_from: date,
    decision: str,
    now: datetime,
) -> int:
    """Let a post work for a leader's post; what waits for the leader opens to the secretary. Return the row's id.

    Raises NotAllowed, BadTargets, TextTooLong.
    """
    policy.may_keep_secretaries(actor, leader_post_id).require()
    on = timezone.localdate(now)
    leader = next((c for c in leaders_of(agency_id=actor.agency_id, now=now) if c.id == leader_post_id), None)
    helper = next(iter(identity.posts(on=on, agency_id=actor.agency_id, ids=[secretary_post_id])), None)
    if leader is None or helper is None or helper.person_id is None or helper.id == leader.id:
        raise BadTargets(reason=_("Chọn một lãnh đạo và một người khác đang giữ vị trí trong cơ quan."))
    if not (may_prepare or may_enter_oral):
        raise BadTargets(reason=_("Chọn ít nhất một việc thư ký được làm."))
    if Secretary.objects.filter(leader_post_id=leader.id, secretary_post_id=helper.id, valid_to=None).exists():
        raise BadTargets(reason=_("Người này đang là thư ký của lãnh đạo đó."))
    row = Secretary.objects.create(
        leader_post_id=leader.id,
        secretary_post_id=helper.id,
        may_prepare=may_prepare,
        may_enter_oral=may_enter_oral,
        valid_from=valid_from,
        decision=words(decision, limit=200),
        created_at=now,
        created_by_name=actor.display_name,
    )
    audit.record(
        actor,
        "documents.secretary_appointed",
        row,
        at=now,
        agency_id=actor.agency_id,
        leader=leader.person_name,
        secretary=helper.person_name,
        may_prepare=may_prepare,
        may_enter_oral=may_enter_oral,
    )
    waiting = Handling.objects.filter(to_post_id=leader.id, role=HandlingRole.DECIDE, state=HandlingState.OPEN)
    for handling in waiting.select_related("document", "instruction").order_by("pk"):
        open_to(handling.document, [f"post:{helper.id}"], now=now)
        trays.refresh_search(handling.document)
        if may_prepare:
            prepare_work(handling, secretary_post_id=helper.id)
    return row.pk


@transaction.atomic
def end_secretary(*, actor: Actor, secretary_id: int, now: datetime) -> None:
    """End the relation with yesterday, so that nothing more is done under it today. Raises NotFound or NotAllowed."""
    row = Secretary.objects.select_for_update().filter(pk=secretary_id, valid_to=None).first()
    if row is None:
        raise NotFound
    policy.may_keep_secretaries(actor, row.leader_post_id).require()
    if not identity.posts(on=timezone.localdate(now), agency_id=actor.agency_id, ids=[row.leader_post_id]):
        raise NotFound
    row.valid_to = max(row.valid_from, timezone.localdate(now))
    row.ended_at = now
    row.save(update_fields=["valid_to", "ended_at"])
    audit.record(actor, "documents.secretary_ended", row, at=now, agency_id=actor.agency_id)
    for handling in Handling.objects.filter(
        to_post_id=row.leader_post_id, role=HandlingRole.DECIDE, state=HandlingState.OPEN
    ):
        worklist.close(prepare_key(handling, row.secretary_post_id), now, actor=actor)


@transaction.atomic
def prepare_instruction(
    *, actor: Actor, uid: UUID, leader_post_id: int, text: str, targets: Sequence[Target], now: datetime
) -> UUID:
    """Prepare a bút phê for a leader, who confirms it with one click; one prepared before is replaced.

    Nothing is given to anybody yet. Raises NotFound, NotAllowed, WrongState, SecretStaysLine, BadTargets, TextTooLong.
    """
    document = lock_document(actor, uid)
    policy.may_write_for(actor, document, leader_post_id, "may_prepare", on=timezone.localdate(now)).require()
    refuse_secret(document)
    move(document, rules.Act.INSTRUCT)
    receivers = resolve(targets, agency_id=document.agency_id, now=now)
    text = words(text, limit=2000)
    replace_prepared(document, leader_post_id=leader_post_id, now=now)
    row = PreparedInstruction.objects.create(
        document=document,
        leader_post_id=leader_post_id,
        by_post_id=actor.post_id,
        by_name=f"{actor.display_name}, {actor.post_title}",
        text=text,
        targets=[
            {
                "role": r.target.role,
                "post": r.target.post_id,
                "unit": r.target.unit_id,
                "due": r.target.due_at.isoformat() if r.target.due_at else None,
                "name": r.name,
            }
            for r in receivers
        ],
        at=now,
    )
    audit.record(
        actor,
        "documents.instruction_prepared",
        document,
        at=now,
        text=text,
        to=[[r.target.role, r.name, r.target.due_at] for r in receivers],
    )
    for handling in document.handlings.filter(to_post_id=leader_post_id, state=HandlingState.OPEN):
        worklist.close(prepare_key(handling, actor.post_id), now, actor=actor)
    trays.tell(
        f"documents.prepared:{row.pk}",
        document,
        post_ids=[leader_post_id],
        text=_("%(who)s đã soạn bút phê chờ bạn xác nhận: %(subject)s")
        % {"who": actor.display_name, "subject": trays.title_of(document)},
        at=now,
        kind="documents.prepared",
    )
    return row.uid


@transaction.atomic
def confirm_prepared(*, actor: Actor, prepared_uid: UUID, now: datetime) -> int:
    """The leader makes a prepared bút phê her own; return the instruction's id. Raises AskClosed, or as `instruct`."""
    row, document = _locked(actor, prepared_uid)
    targets = [
        Target(
            role=one["role"],
            post_id=one["post"],
            unit_id=one["unit"],
            due_at=parse_datetime(one["due"]) if one["due"] else None,
        )
        for one in row.targets
    ]
    PreparedInstruction.objects.filter(pk=row.pk).update(state=PreparedState.CONFIRMED, decided_at=now)
    instruction = decide(document, leader=actor, by=actor, text=row.text, targets=targets, now=now)
    instruction.entered_by_post_id = row.by_post_id
    instruction.entered_by_name = row.by_name
    instruction.save(update_fields=["entered_by_post", "entered_by_name"])
    PreparedInstruction.objects.filter(pk=row.pk).update(instruction=instruction)
    return instruction.pk


@transaction.atomic
def decline_prepared(*, actor: Actor, prepared_uid: UUID, now: datetime) -> None:
    """The leader does not use a prepared bút phê; its secretary is told. Raises NotFound, NotAllowed, AskClosed."""
    row, document = _locked(actor, prepared_uid)
    row.state = PreparedState.DECLINED
    row.decided_at = now
    row.save(update_fields=["state", "decided_at"])
    audit.record(actor, "documents.prepared_declined", document, at=now)
    trays.tell(
        f"documents.declined:{row.pk}",
        document,
        post_ids=[row.by_post_id],
        text=_("%(who)s không dùng bút phê bạn soạn: %(subject)s")
        % {"who": actor.display_name, "subject": trays.title_of(document)},
        at=now,
        kind="documents.prepared",
    )


@transaction.atomic
def enter_oral(
    *, actor: Actor, uid: UUID, leader_post_id: int, text: str, targets: Sequence[Target], now: datetime
) -> int:
    """Write down, as such, what the leader said, and give the document at once; the leader is told what was written.

    The history names the secretary as who acted. Raises as `instruct`, ReasonNeeded without words, NobodyThere.
    """
    document = lock_document(actor, uid)
    policy.may_write_for(actor, document, leader_post_id, "may_enter_oral", on=timezone.localdate(now)).require()
    text = words(text, limit=2000, needed=True)
    leader = identity.acting(leader_post_id, now=now)
    if leader is None:
        raise NobodyThere(name=_("Vị trí lãnh đạo"))
    policy.may_instruct(leader, document).require()
    instruction = decide(document, leader=leader, by=actor, text=text, targets=targets, now=now)
    instruction.entered_by_post_id = actor.post_id
    instruction.entered_by_name = f"{actor.display_name}, {actor.post_title}"
    instruction.is_oral = True
    instruction.save(update_fields=["entered_by_post", "entered_by_name", "is_oral"])
    values = {"who": actor.display_name, "text": text, "subject": trays.title_of(document)}
    trays.tell(
        f"documents.oral:{instruction.pk}",
        document,
        post_ids=[leader_post_id],
        text=_("%(who)s đã ghi ý kiến bạn nói trực tiếp: “%(text)s” (%(subject)s)") % values,
        at=now,
        kind="documents.oral",
    )
    return instruction.pk


def _locked(actor: Actor, prepared_uid: UUID) -> tuple[PreparedInstruction, Document]:
    found = PreparedInstruction.objects.filter(uid=prepared_uid).values_list("document__uid", flat=True).first()
    if found is None:
        raise NotFound
    document = lock_document(actor, found, policy.may_instruct)
    row = PreparedInstruction.objects.select_for_update().get(uid=prepared_uid)
    policy.may_confirm(actor, row).require()
    if row.state != PreparedState.WAITING:
        raise AskClosed
    return row, document
