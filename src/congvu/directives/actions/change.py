"""The giver changes a task: its words, its lead, a pause, the end without a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit

from .. import policy
from ..errors import FieldsInvalid
from ..models import Directive, Supporter
from ..rules import states
from ..types import FIELD_LENGTHS, OPEN_STATES, Party, Product, StepKind, Urgency
from . import parties, remind, trays
from .give import field_id
from .locked import lock, move, step, words
from .receive import moved


@dataclass(frozen=True, slots=True)
class Edit:
    """What may be corrected in a task that was given: not its deadline and lead, which have acts of their own."""

    content: str
    field: str
    product: str
    product_note: str
    urgency: int
    monitor_post_id: int | None
    supervisor_post_id: int | None
    reason: str


@transaction.atomic
def edit(*, actor: Actor, uid: UUID, data: Edit, now: datetime) -> None:
    """Correct the words of a task; the old ones stay in the history.

    Raises NotFound, NotAllowed, WrongState, FieldsInvalid, ReasonNeeded or TextTooLong.
    """
    directive = lock(actor, uid, policy.may_decide)
    move(directive, states.Act.EDIT)
    if data.product not in Product.values or data.urgency not in Urgency.values:
        raise FieldsInvalid({"product": _("Giá trị không có trong danh mục.")})
    place = parties.place_of(directive.agency_id, now=now)
    old = directive.content
    directive.content = words(data.content, limit=FIELD_LENGTHS["content"], needed=True)
    directive.field_id = field_id(directive.agency_id, words(data.field, limit=FIELD_LENGTHS["field"]))
    directive.product, directive.urgency = data.product, data.urgency
    directive.product_note = words(data.product_note, limit=FIELD_LENGTHS["product_note"])
    for name, post_id in (("monitor", data.monitor_post_id), ("supervisor", data.supervisor_post_id)):
        card = place.posts.get(post_id) if post_id is not None else None
        if post_id is not None and (card is None or card.person_id is None):
            raise FieldsInvalid({f"{name}_post_id": _("Vị trí này không có người, hoặc không thuộc cơ quan.")})
        setattr(directive, f"{name}_post_id", post_id)
        setattr(directive, f"{name}_name", parties.named(card) if card else "")
        if post_id is not None:
            directive.grants = sorted({*directive.grants, f"post:{post_id}"})
    directive.save()
    reason = words(data.reason)
    said = _("Nội dung cũ: %(old)s") % {"old": old} if old != directive.content else ""
    step(directive, StepKind.EDITED, actor=actor, at=now, text=" ".join(p for p in (reason, said) if p)[:4000])
    audit.record(actor, "directives.edited", directive, at=now, old=old[:500], new=directive.content[:500])
    trays.refresh_search(directive)
    trays.settle(directive, actor=actor, at=now)


@transaction.atomic
def change_lead(
    *, actor: Actor, uid: UUID, lead: Party, supporters: Sequence[Party], reason: str, now: datetime
) -> None:
    """Give the task to another lead, with these supporters; it begins anew there, its history stays.

    Raises NotFound, NotAllowed, WrongState, FieldsInvalid, NobodyThere, ReasonNeeded or TextTooLong.
    """
    directive = lock(actor, uid, policy.may_decide)
    state = move(directive, states.Act.CHANGE_LEAD)
    reason = words(reason, needed=True)
    if len({lead, *supporters}) < len(supporters) + 1:
        raise FieldsInvalid({"supporters": _("Một nơi được chọn hai lần; mỗi nơi chỉ giữ một vai trò.")})
    place = parties.place_of(directive.agency_id, now=now)
    to = parties.resolve(lead, place)
    support = [parties.resolve(one, place) for one in supporters]
    parties.require_inside(actor, [to], place)
    old = directive.lead_name
    trays.settle_away(directive, actor=actor, at=now)
    directive.lead_key, directive.lead_name = to.key, to.name
    directive.lead_unit_id, directive.lead_agency_id = to.unit_id, to.agency_id
    directive.owner_post_id, directive.owner_name = to.owner_post_id, to.owner_name
    directive.handling_id = None
    directive.handling = None
    directive.state = state
    directive.received_at = None
    directive.grants = sorted({*parties.grants_of(directive, [to, *support], directive.parent)})
    directive.save()
    _supporters(directive, support, now=now)
    done = step(directive, StepKind.LEAD_CHANGED, actor=actor, at=now, text=f"{old} → {to.name}. {reason}"[:4000])
    trays.refresh_search(directive)
    moved(directive, "directives.lead_changed", actor=actor, now=now, old=old, new=to.name, reason=reason[:500])
    values = {"who": actor.display_name, "what": trays.title_of(directive)}
    trays.tell(
        f"directives.lead_changed:{done.pk}",
        directive,
        post_ids=[to.owner_post_id, *(s.owner_post_id for s in support)],
        text=_("%(who)s giao nhiệm vụ %(what)s") % values,
        at=now,
        kind="directives.given",
        but=actor,
    )


def _supporters(directive: Directive, support: Sequence[parties.Resolved], *, now: datetime) -> None:
    keys = {one.key for one in support}
    directive.supporters.filter(until=None).exclude(key__in=keys).update(until=now)
    for one in support:
        Supporter.objects.update_or_create(
            directive=directive,
            key=one.key,
            defaults={"name": one.name, "owner_post_id": one.owner_post_id, "until": None},
        )


@transaction.atomic
def pause(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Let the task rest; it is not late meanwhile. Raises NotFound, NotAllowed, WrongState, ReasonNeeded."""
    directive = lock(actor, uid, policy.may_decide)
    state = move(directive, states.Act.PAUSE)
    reason = words(reason, needed=True)
    directive.state = state
    directive.save(update_fields=["state"])
    step(directive, StepKind.PAUSED, actor=actor, at=now, text=reason)
    moved(directive, "directives.paused", actor=actor, now=now, reason=reason[:500])


@transaction.atomic
def resume(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Let a paused task go on where it stood. Raises NotFound, NotAllowed or WrongState."""
    directive = lock(actor, uid, policy.may_decide)
    move(directive, states.Act.RESUME)
    directive.state = states.resumed(progress=directive.progress, was_received=directive.received_at is not None)
    remind.plan(directive, today=timezone.localdate(now))
    directive.save(update_fields=["state", "remind_on", "remind_step"])
    step(directive, StepKind.RESUMED, actor=actor, at=now)
    moved(directive, "directives.resumed", actor=actor, now=now)


@transaction.atomic
def cancel(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> int:
    """End the task, and its open parts, without a result; return how many ended.

    Raises NotFound, NotAllowed, WrongState, ReasonNeeded or TextTooLong.
    """
    directive = lock(actor, uid, policy.may_decide)
    move(directive, states.Act.CANCEL)
    reason = words(reason, needed=True)
    ended, waiting = 0, [directive]
    while waiting:
        one = waiting.pop()
        waiting += list(one.children.select_for_update(of=("self",)).filter(state__in=OPEN_STATES).order_by("pk"))
        _end(one, reason, actor=actor, now=now)
        ended += 1
    return ended


def _end(directive: Directive, reason: str, *, actor: Actor, now: datetime) -> None:
    directive.state = move(directive, states.Act.CANCEL)
    directive.closed_at = now
    directive.remind_on = None
    directive.save(update_fields=["state", "closed_at", "remind_on"])
    done = step(directive, StepKind.CANCELLED, actor=actor, at=now, text=reason)
    trays.answered(directive, actor=actor, at=now)
    moved(directive, "directives.cancelled", actor=actor, now=now, reason=reason[:500])
    values = {"who": actor.display_name, "what": trays.title_of(directive), "why": reason}
    trays.tell(
        f"directives.cancelled:{done.pk}",
        directive,
        post_ids=[directive.owner_post_id, directive.monitor_post_id],
        text=_("%(who)s hủy nhiệm vụ %(what)s. Lý do: %(why)s") % values,
        at=now,
        kind="directives.cancelled",
        but=actor,
    )
