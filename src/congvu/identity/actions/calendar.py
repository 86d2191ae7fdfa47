"""Acts on the working calendar of an agency (None: of the installation). The kernel writes, records and publishes."""

from datetime import date, datetime

from django.db import transaction

from congvu.kernel.api import Actor, worktime
from congvu.kernel.errors import Invalid, NotFound

from .. import policy
from ..errors import DayAlreadyEntered
from ..models import Agency
from ..rules import worktime as rules
from .locked import locked


@transaction.atomic
def enter_day(
    *,
    actor: Actor,
    agency_id: int | None,
    day: date,
    kind: str,
    name: str,
    decision: str,
    legal_basis: str,
    now: datetime,
) -> int:
    """Enter a special day and return its id.

    Raises NotAllowed, NotFound, Invalid (a day off cannot be given off, a working day not be worked instead),
    or DayAlreadyEntered.
    """
    _lock(actor, agency_id)
    if kind not in rules.KINDS:
        raise Invalid(field="kind", reason=rules.NOT_A_KIND)
    standing = next((line for line in worktime.entered_days(agency_id, day.year) if line.day == day), None)
    if standing is not None:
        raise DayAlreadyEntered(field="day", day=f"{day:%d/%m/%Y}", kind=standing.kind_words)
    is_worked = bool(worktime.calendar_now(agency_id).shifts(day))
    if (fault := rules.day_fault(kind=kind, is_worked=is_worked)) is not None:
        raise Invalid(field="day", reason=fault)
    return worktime.set_day(
        actor=actor,
        agency_id=agency_id,
        day=day,
        kind=kind,
        name=name,
        decision=decision,
        legal_basis=legal_basis,
        now=now,
    )


@transaction.atomic
def withdraw_day(*, actor: Actor, agency_id: int | None, override_id: int, now: datetime) -> None:
    """Take an entered day out of the calendar; its row stays. Raises NotAllowed or NotFound."""
    _lock(actor, agency_id)
    if worktime.entered_day(override_id).agency_id != agency_id:
        raise NotFound
    worktime.withdraw_day(actor=actor, override_id=override_id, now=now)


@transaction.atomic
def set_hours(
    *,
    actor: Actor,
    agency_id: int | None,
    valid_from: date,
    valid_to: date | None,
    week: list[rules.Shifts],
    decision: str,
    now: datetime,
) -> None:
    """Set the hours of the week from a day on; hours entered for the same first day are replaced.

    Raises NotAllowed, NotFound or Invalid.
    """
    _lock(actor, agency_id)
    worktime.set_hours(
        actor=actor,
        agency_id=agency_id,
        valid_from=valid_from,
        valid_to=valid_to,
        week=week,
        decision=decision,
        now=now,
    )


def _lock(actor: Actor, agency_id: int | None) -> None:
    """Hold the agency (for the installation: the actor's, which is its top) and ask for the right."""
    locked(Agency.objects.all(), actor.agency_id if agency_id is None else agency_id)
    policy.may_set_calendar(actor, agency_id).require()
