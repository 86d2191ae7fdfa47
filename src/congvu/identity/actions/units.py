"""The tree of units of an agency. Every change locks the agency, so that two changes cannot make a cycle together."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import Invalid

from .. import policy
from ..errors import StillInUse, WouldBeCycle
from ..models import Agency, Post, Unit
from ..rules import tree
from .locked import locked


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of a unit. `code` is the key of imports, unique in the agency, may be empty."""

    name: str
    abbreviation: str = ""
    code: str = ""
    is_records_office: bool = False


@transaction.atomic
def add_unit(
    *, actor: Actor, agency_id: int, parent_id: int | None, facts: UnitFacts, valid_from: date | None, now: datetime
) -> int:
    """Add a unit at the end of its level and return its id. Raises NotAllowed, NotFound or Invalid."""
    agency = locked(Agency.objects.all(), agency_id)
    policy.may_administer(actor, agency.pk).require()
    _check(agency.pk, None, facts)
    if parent_id is not None and not Unit.objects.filter(agency=agency, pk=parent_id).exists():
        raise Invalid(field="parent", reason=_("Đơn vị cấp trên không thuộc cơ quan này."))
    last = Unit.objects.filter(agency=agency, parent_id=parent_id).order_by("-position").first()
    row = Unit.objects.create(
        agency=agency,
        parent_id=parent_id,
        position=last.position + 1 if last else 0,
        valid_from=valid_from,
        **asdict(facts),
    )
    audit.record(actor, "identity.unit_added", row, at=now, agency_id=agency.pk, name=row.name, parent=parent_id)
    return row.pk


@transaction.atomic
def change_unit(*, actor: Actor, unit_id: int, facts: UnitFacts, parent_id: int | None, now: datetime) -> None:
    """Rename or move a unit. Raises NotAllowed, NotFound, Invalid or WouldBeCycle."""
    row = _locked_unit(unit_id)
    policy.may_administer(actor, row.agency_id).require()
    _check(row.agency_id, row.pk, facts)
    parents = dict(Unit.objects.filter(agency_id=row.agency_id).values_list("pk", "parent_id"))
    if parent_id is not None and parent_id not in parents:
        raise Invalid(field="parent", reason=_("Đơn vị cấp trên không thuộc cơ quan này."))
    if tree.makes_cycle(parents=parents, child=row.pk, parent=parent_id):
        raise WouldBeCycle(unit=row.name)
    wanted = {**asdict(facts), "parent_id": parent_id}
    changed = {key: value for key, value in wanted.items() if getattr(row, key) != value}
    if not changed:
        return
    before = {key: getattr(row, key) for key in changed}
    for key, value in changed.items():
        setattr(row, key, value)
    row.save(update_fields=list(changed))
    audit.record(actor, "identity.unit_changed", row, at=now, agency_id=row.agency_id, before=before, after=changed)


@transaction.atomic
def shift_unit(*, actor: Actor, unit_id: int, up: bool, now: datetime) -> None:
    """Move a unit one place up or down among its siblings; at the end nothing changes."""
    row = _locked_unit(unit_id)
    policy.may_administer(actor, row.agency_id).require()
    siblings = list(
        Unit.objects.filter(agency_id=row.agency_id, parent_id=row.parent_id).order_by("position", "name", "pk")
    )
    place = next(n for n, unit in enumerate(siblings) if unit.pk == row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(siblings):
        return
    siblings[place], siblings[other] = siblings[other], siblings[place]
    for number, unit in enumerate(siblings):
        unit.position = number
    Unit.objects.bulk_update(siblings, ["position"])
    audit.record(actor, "identity.unit_shifted", row, at=now, agency_id=row.agency_id, position=other)


@transaction.atomic
def close_unit(*, actor: Actor, unit_id: int, last_day: date, now: datetime) -> None:
    """Close a unit after a day with its vacant posts. Raises NotAllowed, StillInUse or Invalid."""
    row = _locked_unit(unit_id)
    policy.may_administer(actor, row.agency_id).require()
    if row.valid_from is not None and last_day < row.valid_from:
        raise Invalid(field="last_day", reason=_("Ngày cuối không được trước ngày bắt đầu hoạt động."))
    going_on = Q(valid_to=None) | Q(valid_to__gt=last_day)
    if units := Unit.objects.filter(going_on, parent=row).count():
        raise StillInUse(what=_("%(count)d đơn vị bên trong") % {"count": units})
    held = Q(assignments__valid_to=None, assignments__isnull=False) | Q(assignments__valid_to__gt=last_day)
    if people := Post.objects.filter(held, unit=row).distinct().count():
        raise StillInUse(what=_("%(count)d vị trí có người giữ") % {"count": people})
    Post.objects.filter(going_on, unit=row).update(valid_to=last_day)
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    audit.record(actor, "identity.unit_closed", row, at=now, agency_id=row.agency_id, last_day=last_day)


def _locked_unit(unit_id: int) -> Unit:
    """Lock the agency first, then the unit (outer before inner)."""
    agency_id = Unit.objects.filter(pk=unit_id).values_list("agency_id", flat=True).first()
    locked(Agency.objects.all(), agency_id or 0)
    return locked(Unit.objects.all(), unit_id)


def _check(agency_id: int, unit_id: int | None, facts: UnitFacts) -> None:
    if facts.code and Unit.objects.filter(agency_id=agency_id, code=facts.code).exclude(pk=unit_id or 0).exists():
        raise Invalid(field="code", reason=_("Mã đơn vị này đã có trong cơ quan."))
