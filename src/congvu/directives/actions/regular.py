"""Regular tasks: each period stands as a task of its own, opened when the period begins."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from congvu.identity import api as identity
from congvu.kernel.api import Actor

from ..models import Directive
from ..rules import repeats
from ..types import FIELD_LENGTHS, DirectiveData, Kind, Party, State
from . import parties
from .give import write

BATCH = 100
MOST_PERIODS = 24  # after a long stop the oldest come first; the rest follow with the next run


def open_periods(*, now: datetime) -> int:
    """Open the periods that have begun, of every regular task; return how many. A second run opens none."""
    ids = Directive.objects.filter(is_open=True, kind=Kind.REGULAR).exclude(state=State.PAUSED)
    return sum(open_for(pk, now=now) for pk in ids.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def open_for(directive_id: int, *, now: datetime) -> int:
    """Open the periods of one regular task that have begun; return how many came new."""
    rows = Directive.objects.select_for_update(of=("self",)).select_related("field")
    directive = rows.filter(pk=directive_id, is_open=True, kind=Kind.REGULAR).first()
    if directive is None or directive.first_due_on is None:
        return 0
    actor = identity.acting(directive.giver_post_id, now=now)
    if actor is None:
        return 0
    today = timezone.localdate(now)
    have = directive.children.filter(period_number__isnull=False).count()
    place = parties.place_of(directive.agency_id, now=now)
    opened = 0
    while opened < MOST_PERIODS:
        number = have + opened
        due = repeats.due_day(directive.repeat, directive.first_due_on, number=number)
        if repeats.opens_on(directive.repeat, due) > today and number:
            break
        write(
            actor=actor,
            data=_data(directive, due, today=today, giver=actor),
            place=place,
            document_id=directive.document_id,
            parent=directive,
            now=now,
            period_number=number,
        )
        opened += 1
    return opened


def _data(directive: Directive, due: date, *, today: date, giver: Actor) -> DirectiveData:
    suffix = f" ({repeats.period_name(directive.repeat, due)})"
    return DirectiveData(
        content=directive.content[: FIELD_LENGTHS["content"] - len(suffix)] + suffix,
        lead=party_of_key(directive.lead_key),
        supporters=tuple(
            party_of_key(key) for key in directive.supporters.filter(until=None).values_list("key", flat=True)
        ),
        due_on=due,
        kind=Kind.DEADLINE,
        urgency=directive.urgency,
        product=directive.product,
        product_note=directive.product_note,
        field=directive.field.name if directive.field else "",
        level=directive.level,
        source=directive.source,
        source_note=directive.source_note or directive.code,
        source_on=min(due, directive.source_on or today, today),
        giver_post_id=giver.post_id,
        supervisor_post_id=directive.supervisor_post_id,
        monitor_post_id=directive.monitor_post_id,
    )


def party_of_key(key: str) -> Party:
    """Return the party behind a key ("unit:3")."""
    kind, _colon, number = key.partition(":")
    return Party(**{f"{kind}_id": int(number)})
