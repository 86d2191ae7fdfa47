"""A bút phê becomes a task by itself, and what is done on the document counts for the task: nothing is typed twice."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.documents.api import GivenWork
from congvu.identity import api as identity
from congvu.kernel.api import Actor

from .. import policy
from ..models import Directive
from ..rules import forms, states
from ..types import FIELD_LENGTHS, DirectiveData, Follow, Kind, Level, Party, ReportData, Source, State, StepKind
from . import due, parties, trays
from .give import write
from .locked import step
from .remind import setting_of
from .report import WHOLE, write_progress, write_result


@transaction.atomic
def follow_instruction(*, instruction_id: int, now: datetime) -> int | None:
    """Make the task of a leader's bút phê; None where the agency does not want one, or has it already."""
    found = documents.given_work(instruction_id)
    if found is None or found.lead is None:
        return None
    wanted = setting_of(found.agency_id).follow
    if wanted == Follow.NONE or (wanted == Follow.DUE and found.lead.due_at is None):
        return None
    giver = identity.acting(found.giver_post_id, now=now)
    if giver is None:
        return None
    made = _made(giver, found, now=now)
    return made.pk if made else None


@transaction.atomic
def follow_by_choice(*, actor: Actor, instruction_id: int, now: datetime) -> UUID | None:
    """Make the task of a bút phê that did not become one by itself; None where it has one already.

    Raises NotAllowed.
    """
    policy.may_give(actor).require()
    found = documents.given_work(instruction_id)
    if found is None or found.lead is None or found.agency_id != actor.agency_id:
        return None
    made = _made(actor, found, now=now)
    return made.uid if made else None


def _made(actor: Actor, found: GivenWork, *, now: datetime) -> Directive | None:
    if Directive.objects.filter(instruction_id=found.instruction_id, depth=0).exists():
        return None
    assert found.lead is not None
    today = timezone.localdate(now)
    due_on = timezone.localdate(found.lead.due_at) if found.lead.due_at else None
    if due_on is not None and forms.due_problem(due_on, today=today):
        due_on = today  # the news came after the deadline; the task is late from its first day
    data = DirectiveData(
        content=(found.text or _("Xử lý văn bản: %(subject)s") % {"subject": found.subject})[
            : FIELD_LENGTHS["content"]
        ],
        lead=Party(post_id=found.lead.post_id, unit_id=found.lead.unit_id),
        supporters=tuple(Party(post_id=s.post_id, unit_id=s.unit_id) for s in found.supporters),
        due_on=due_on,
        kind=Kind.DEADLINE if due_on else Kind.OPEN,
        urgency=min(found.urgency, 3),
        level=Level.AGENCY,
        source=Source.INSTRUCTION,
        source_note=found.reference[: FIELD_LENGTHS["source_note"]],
        giver_post_id=found.giver_post_id,
    )
    place = parties.place_of(found.agency_id, now=now)
    return write(
        actor=actor,
        data=data,
        place=place,
        document_id=found.document_id,
        parent=None,
        now=now,
        instruction_id=found.instruction_id,
        handling_id=found.lead.handling_id,
    )


def _open_of(**where: object) -> list[Directive]:
    rows = Directive.objects.select_for_update(of=("self",)).filter(is_open=True, **where)
    return list(rows.select_related("handling").order_by("pk"))


@transaction.atomic
def take_report(*, handling_ids: tuple[int, ...], percent: int, text: str, post_id: int, now: datetime) -> int:
    """Count what was reported on the document for its task; return for how many tasks it was new.

    `handling_ids` is the part reported on, then those above. Only the task's own part, at 100 %, hands in the result;
    from below it is progress that the lead still has to answer for.
    """
    taken = 0
    mark = f"documents.report:{handling_ids[0]}:{percent}:{now.timestamp():.0f}"
    actor = identity.acting(post_id, now=now)
    for directive in _open_of(handling_id__in=handling_ids):
        if directive.steps.filter(mark=mark).exists():
            continue
        own = directive.handling_id == handling_ids[0]
        data = ReportData(text=text or _("Tiến độ %(n)d%%, báo cáo tại văn bản.") % {"n": percent}, percent=percent)
        if own and percent == WHOLE and _may_finish(directive):
            on = timezone.localdate(now)
            write_result(directive, data, actor=actor, now=now, on=on, document_id=None, mark=mark)
        elif states.after(directive.state, states.Act.REPORT):
            write_progress(directive, data, actor=actor, now=now, mark=mark)
        taken += 1
    return taken


@transaction.atomic
def follow_hand_on(*, instruction_id: int, now: datetime) -> int:
    """The part that carries a task was passed on: the task goes with it; return how many did."""
    found = documents.given_work(instruction_id)
    if found is None or found.lead is None or found.parent_handling_id is None:
        return 0
    rows = _open_of(handling_id=found.parent_handling_id)
    if not rows:
        return 0
    place = parties.place_of(found.agency_id, now=now)
    to = parties.resolve(Party(post_id=found.lead.post_id, unit_id=found.lead.unit_id), place)
    for directive in rows:
        old = directive.lead_name
        directive.handling_id = found.lead.handling_id
        directive.lead_key, directive.lead_name, directive.lead_unit_id = to.key, to.name, to.unit_id
        directive.owner_post_id, directive.owner_name = to.owner_post_id, to.owner_name
        directive.grants = sorted({*directive.grants, *to.grants})
        directive.save()
        actor = identity.acting(found.giver_post_id, now=now)
        step(directive, StepKind.LEAD_CHANGED, actor=actor, at=now, text=f"{old} → {to.name}. {found.text}"[:4000])
        trays.refresh_search(directive)
    return len(rows)


@transaction.atomic
def take_start(*, document_id: int, now: datetime) -> int:
    """The lead opened the document: its task is received."""
    rows = [d for d in _open_of(document_id=document_id, handling__isnull=False) if d.state == State.NEW]
    for directive in rows:
        directive.state = State.RECEIVED
        directive.received_at = now
        directive.save(update_fields=["state", "received_at"])
    return len(rows)


@transaction.atomic
def take_finish(*, document_id: int, answer_id: int | None, now: datetime) -> int:
    """The document was finished, perhaps by an answer: the result of its task waits for the giver to confirm."""
    taken = 0
    for directive in _open_of(document_id=document_id, handling__isnull=False):
        mark = f"documents.finished:{document_id}"
        if directive.steps.filter(mark=mark).exists():
            continue
        answer = documents.lines_of([answer_id]).get(answer_id) if answer_id else None
        if answer is not None:
            values = {"code": answer.full_code, "subject": answer.subject}
            text = _("Đã có văn bản trả lời %(code)s: %(subject)s") % values
        else:
            text = _("Đã kết thúc xử lý văn bản.")
        actor = identity.acting(directive.owner_post_id, now=now) if directive.owner_post_id else None
        if _may_finish(directive):
            write_result(
                directive,
                ReportData(text=text, percent=100),
                actor=actor,
                now=now,
                on=_day(answer.issued_on if answer else None, directive, now=now),
                document_id=answer_id,
                mark=mark,
            )
            taken += 1
        trays.settle(directive, actor=None, at=now)
    return taken


def _day(issued_on: date | None, directive: Directive, *, now: datetime) -> date:
    today = timezone.localdate(now)
    return issued_on if issued_on is not None and directive.assigned_on <= issued_on <= today else today


@transaction.atomic
def take_due(*, handling_id: int, due_at: datetime | None, reason: str, post_id: int | None, now: datetime) -> int:
    """The deadline of the document's part was moved: that of its task moves with it."""
    moved = 0
    for directive in _open_of(handling_id=handling_id):
        day = timezone.localdate(due_at) if due_at else None
        if day is None or day == directive.due_on or forms.due_problem(day, today=timezone.localdate(now)):
            continue
        actor = identity.acting(post_id, now=now) if post_id else None
        due.write_due(directive, day, reason=reason or _("Đổi hạn tại văn bản."), actor=actor, now=now)
        moved += 1
    return moved


def _may_finish(directive: Directive) -> bool:
    if states.after(directive.state, states.Act.SUBMIT) is None:
        return False
    return not states.can_be_complete(directive.children.values_list("state", flat=True))
