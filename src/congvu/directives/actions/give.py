"""A leader gives a task: by hand, out of a document, a conclusion, or noted down after it was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.kernel.api import Actor, audit, publish, take_number
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import FieldsInvalid
from ..events import DirectiveGiven
from ..models import Directive, Field, Supporter
from ..rules import forms, states
from ..types import DirectiveData, Kind, Source, State, StepKind
from . import directing, parties, remind, trays
from .locked import lock, move, step
from .parties import Place, Resolved

MOST_AT_ONCE = 60
DEEPEST = 6


@transaction.atomic
def give(*, actor: Actor, data: DirectiveData, now: datetime, document_uid: UUID | None = None) -> UUID:
    """Give one task and return its uid.

    Raises NotAllowed, FieldsInvalid, NobodyThere, or NotFound for a document that the actor does not see.
    """
    return give_many(actor=actor, rows=[data], now=now, document_uid=document_uid)[0]


@transaction.atomic
def give_many(
    *, actor: Actor, rows: Sequence[DirectiveData], now: datetime, document_uid: UUID | None = None
) -> list[UUID]:
    """Give the tasks of one paper or conclusion, all or none; return their uids in order."""
    policy.may_give(actor).require()
    if not 0 < len(rows) <= MOST_AT_ONCE:
        raise FieldsInvalid({"content": _("Giao từ 1 đến %(n)d nhiệm vụ một lần.") % {"n": MOST_AT_ONCE}})
    place = parties.place_of(actor.agency_id, now=now)
    document_id = _document(actor, document_uid)
    return [
        write(actor=actor, data=data, place=place, document_id=document_id, parent=None, now=now).uid for data in rows
    ]


@transaction.atomic
def split(*, actor: Actor, uid: UUID, rows: Sequence[DirectiveData], now: datetime) -> list[UUID]:
    """Give parts of a task to others; the task is complete only when all its parts are.

    Raises NotFound, NotAllowed, WrongState, FieldsInvalid or NobodyThere.
    """
    parent = lock(actor, uid, policy.may_split)
    move(parent, states.Act.SPLIT)
    if parent.depth >= DEEPEST:
        raise FieldsInvalid({"content": _("Nhiệm vụ đã chia đến bậc cuối, không chia tiếp được.")})
    if not 0 < len(rows) <= MOST_AT_ONCE:
        raise FieldsInvalid({"content": _("Giao từ 1 đến %(n)d nhiệm vụ một lần.") % {"n": MOST_AT_ONCE}})
    place = parties.place_of(actor.agency_id, now=now)
    if not policy.gave(actor, parent) or not policy.gives_everywhere(actor):
        for data in rows:
            parties.require_inside(actor, [parties.resolve(data.lead, place)], place)
    made = []
    for data in rows:
        if parent.due_on is not None and data.due_on is not None and data.due_on > parent.due_on:
            raise FieldsInvalid({"due_on": _("Hạn của nhiệm vụ con không được sau hạn của nhiệm vụ cha.")})
        part = replace(data, field=data.field or (parent.field.name if parent.field else ""))
        made.append(
            write(actor=actor, data=part, place=place, document_id=parent.document_id, parent=parent, now=now).uid
        )
    if states.after(parent.state, states.Act.HAND_ON) is not None and parent.state == State.NEW:
        parent.state = State.RECEIVED
        parent.received_at = now
        parent.save(update_fields=["state", "received_at"])
        trays.settle(parent, actor=actor, at=now)
    return made


def write(
    *,
    actor: Actor,
    data: DirectiveData,
    place: Place,
    document_id: int | None,
    parent: Directive | None,
    now: datetime,
    instruction_id: int | None = None,
    handling_id: int | None = None,
    period_number: int | None = None,
) -> Directive:
    """Write one task with its history and trays; the caller has checked that the actor gives at all."""
    today = timezone.localdate(now)
    data = _clean(data)
    problems = forms.problems(data, today=today)
    if problems:
        raise FieldsInvalid(problems)
    lead = parties.resolve(data.lead, place)
    support = [parties.resolve(one, place) for one in data.supporters]
    if period_number is None:
        parties.require_inside(actor, [lead], place)
    directive = _row(actor, data, place, lead, parent=parent, now=now)
    directive.document_id = document_id
    directive.instruction_id = instruction_id
    directive.handling_id = handling_id
    directive.period_number = period_number
    directive.grants = parties.grants_of(directive, [lead, *support], parent)
    directive.number = take_number(key=f"directives:{place.agency_id}", year=today.year)
    remind.plan(directive, today=today)
    directive.save()
    Supporter.objects.bulk_create(
        [Supporter(directive=directive, key=s.key, name=s.name, owner_post_id=s.owner_post_id) for s in support]
    )
    step(directive, StepKind.GIVEN, actor=actor, at=now, text="")
    audit.record(
        actor,
        "directives.given",
        directive,
        at=now,
        number=directive.code,
        source=directive.source,
        lead=directive.lead_name,
        due=directive.due_on,
        giver=directive.giver_name,
    )
    publish(
        DirectiveGiven(
            directive_id=directive.pk,
            uid=str(directive.uid),
            agency_id=directive.agency_id,
            code=directive.code,
            source=directive.source,
            due_on=directive.due_on,
            at=now,
        )
    )
    _into_trays(directive, support, actor=actor, now=now)
    if document_id is not None:
        directing.entered(document_id, actor=actor, at=now)
    return directive


def _into_trays(directive: Directive, support: Sequence[Resolved], *, actor: Actor, now: datetime) -> None:
    trays.refresh_search(directive)
    trays.settle(directive, actor=actor, at=now)
    if trays.is_carried(directive):
        return
    owners = [directive.owner_post_id, *(s.owner_post_id for s in support)]
    who = {"who": directive.giver_name, "what": trays.title_of(directive)}
    trays.tell(
        f"directives.given:{directive.pk}",
        directive,
        post_ids=[*owners, directive.monitor_post_id, directive.supervisor_post_id],
        text=_("%(who)s giao nhiệm vụ %(what)s") % who,
        at=now,
        kind="directives.given",
        but=actor,
    )


def _row(
    actor: Actor, data: DirectiveData, place: Place, lead: Resolved, *, parent: Directive | None, now: datetime
) -> Directive:
    """Return the row to be saved, without number and grants."""
    today = timezone.localdate(now)
    directive = Directive(
        agency_id=place.agency_id,
        year=today.year,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        source=data.source,
        source_note=data.source_note,
        source_on=data.source_on,
        level=data.level,
        field_id=field_id(place.agency_id, data.field),
        content=data.content,
        kind=data.kind,
        repeat=data.repeat,
        urgency=data.urgency,
        product=data.product,
        product_note=data.product_note,
        assigned_at=now,
        assigned_on=_assigned_on(data, today),
        first_due_on=data.due_on,
        due_on=None if data.kind == Kind.REGULAR else data.due_on,  # a regular task is due by its periods
        lead_key=lead.key,
        lead_name=lead.name,
        lead_unit_id=lead.unit_id,
        lead_agency_id=lead.agency_id,
        owner_post_id=lead.owner_post_id,
        owner_name=lead.owner_name,
    )
    _giver(directive, actor, data.giver_post_id, place)
    directive.supervisor_post_id, directive.supervisor_name = _watcher(data.supervisor_post_id, place, "supervisor")
    directive.monitor_post_id, directive.monitor_name = _watcher(data.monitor_post_id, place, "monitor")
    return directive


def _assigned_on(data: DirectiveData, today: date) -> date:
    """What is noted down afterwards was given on the day it was said."""
    return data.source_on if data.source in {Source.PHONE, Source.ORAL, Source.PAPER} and data.source_on else today


def _giver(directive: Directive, actor: Actor, giver_post_id: int | None, place: Place) -> None:
    if giver_post_id is None or giver_post_id == actor.post_id:
        directive.giver_post_id = actor.post_id
        directive.giver_name = actor.display_name[:250]
        directive.giver_title = actor.post_title[:250]
        return
    card = place.posts.get(giver_post_id)
    if card is None or card.person_id is None:
        raise FieldsInvalid({"giver_post_id": _("Người giao không có trong cơ quan này.")})
    policy.may_give_for(actor, card.roles, card.agency_id).require()
    directive.giver_post_id = card.id
    directive.giver_name = card.person_name[:250]
    directive.giver_title = card.title[:250]
    directive.entered_by_post_id = actor.post_id
    directive.entered_by_name = actor.display_name[:250]


def _watcher(post_id: int | None, place: Place, name: str) -> tuple[int | None, str]:
    if post_id is None:
        return None, ""
    card = place.posts.get(post_id)
    if card is None or card.person_id is None:
        raise FieldsInvalid({f"{name}_post_id": _("Vị trí này không có người, hoặc không thuộc cơ quan.")})
    return card.id, parties.named(card)


def field_id(agency_id: int, name: str) -> int | None:
    """Return the field of work by its name, opened when the agency has none so called."""
    name = vn.clean_line(name)
    if not name:
        return None
    fold = vn.fold(name)
    found = Field.objects.filter(agency_id=agency_id, fold=fold).values_list("pk", flat=True).first()
    if found is not None:
        return found
    Field.objects.bulk_create([Field(agency_id=agency_id, name=name)], ignore_conflicts=True)
    return Field.objects.values_list("pk", flat=True).get(agency_id=agency_id, fold=fold)


def _clean(data: DirectiveData) -> DirectiveData:
    return replace(
        data,
        content=vn.clean_text(data.content),
        product_note=vn.clean_line(data.product_note),
        source_note=vn.clean_line(data.source_note),
        field=vn.clean_line(data.field),
    )


def _document(actor: Actor, uid: UUID | None) -> int | None:
    if uid is None:
        return None
    found = documents.lines_to_file(actor=actor, uids=[uid])
    if not found:
        raise NotFound
    return found[0].id
