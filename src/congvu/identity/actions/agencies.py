"""Agencies and their codes."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.errors import Invalid

from .. import policy
from ..errors import CodeTaken, StillInUse
from ..events import AgencyClosed
from ..models import Agency, AgencyCode, Unit
from ..rules import codes
from .locked import locked


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """What is known of an agency; the names as they stand on its papers."""

    name: str
    abbreviation: str
    tier: str
    place_name: str
    superior_name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    valid_from: date | None = None


@transaction.atomic
def create_agency(*, actor: Actor, parent_id: int, facts: AgencyFacts, now: datetime) -> int:
    """Create an agency under an administered one and return its id. Raises NotAllowed or NotFound."""
    parent = locked(Agency.objects.all(), parent_id)
    policy.may_administer(actor, parent.pk).require()
    row = Agency.objects.create(parent=parent, **asdict(facts))
    audit.record(actor, "identity.agency_created", row, at=now, agency_id=row.pk, name=row.name)
    return row.pk


@transaction.atomic
def change_agency(*, actor: Actor, agency_id: int, facts: AgencyFacts, now: datetime) -> None:
    """Change the facts of an agency; papers already issued keep the old ones. Raises NotAllowed or NotFound."""
    row = locked(Agency.objects.all(), agency_id)
    policy.may_administer(actor, row.pk).require()
    changed = {key: value for key, value in asdict(facts).items() if getattr(row, key) != value}
    if not changed:
        return
    before = {key: getattr(row, key) for key in changed}
    for key, value in changed.items():
        setattr(row, key, value)
    row.save(update_fields=list(changed))
    audit.record(actor, "identity.agency_changed", row, at=now, agency_id=row.pk, before=before, after=changed)


@transaction.atomic
def close_agency(*, actor: Actor, agency_id: int, last_day: date, successor_id: int | None, now: datetime) -> None:
    """Close an agency after a day, with its codes and units; its successor receives what is sent to it.

    Raises NotAllowed, NotFound, Invalid, or StillInUse while agencies under it go on.
    """
    row = locked(Agency.objects.all(), agency_id)
    policy.may_administer(actor, row.pk).require()
    if row.pk == actor.agency_id:
        raise Invalid(
            field="last_day", reason=_("Không tự đóng cơ quan của mình; quản trị cơ quan cấp trên làm việc này.")
        )
    if row.valid_from is not None and last_day < row.valid_from:
        raise Invalid(field="last_day", reason=_("Ngày cuối không được trước ngày bắt đầu hoạt động."))
    if successor_id is not None:
        _check_successor(row, successor_id, last_day)
    going_on = Q(valid_to=None) | Q(valid_to__gt=last_day)
    if children := Agency.objects.filter(going_on, parent=row).count():
        raise StillInUse(what=_("%(count)d cơ quan trực thuộc") % {"count": children})
    row.valid_to, row.successor_id = last_day, successor_id
    row.save(update_fields=["valid_to", "successor"])
    row.codes.filter(valid_to=None).update(valid_to=last_day)
    Unit.objects.filter(going_on, agency=row).update(valid_to=last_day)
    audit.record(
        actor, "identity.agency_closed", row, at=now, agency_id=row.pk, last_day=last_day, successor=successor_id
    )
    publish(AgencyClosed(row.pk, successor_id, last_day.isoformat()))


@transaction.atomic
def add_code(
    *, actor: Actor, agency_id: int, scheme: str, value: str, valid_from: date | None, is_primary: bool, now: datetime
) -> int:
    """Give an agency a code; a primary one takes the place of the one before.

    Raises NotAllowed, NotFound, Invalid or CodeTaken.
    """
    row = locked(Agency.objects.all(), agency_id)
    policy.may_administer(actor, row.pk).require()
    value = value.strip().upper() if scheme != AgencyCode.Scheme.OTHER else value.strip()
    if (fault := codes.fault(scheme=scheme, value=value)) is not None:
        raise Invalid(field="value", reason=fault)
    taken = AgencyCode.objects.filter(scheme=scheme, value=value).select_related("agency").first()
    if taken is not None:
        raise CodeTaken(value=value, agency=taken.agency.name)
    if is_primary:
        row.codes.filter(is_primary=True).update(is_primary=False)
    code = AgencyCode.objects.create(
        agency=row, scheme=scheme, value=value, valid_from=valid_from, is_primary=is_primary
    )
    audit.record(actor, "identity.code_added", row, at=now, agency_id=row.pk, scheme=scheme, value=value)
    return code.pk


@transaction.atomic
def close_code(*, actor: Actor, code_id: int, last_day: date, now: datetime) -> None:
    """Close a code after a day; it is kept so that papers that bear it still find their agency."""
    code = locked(AgencyCode.objects.select_related("agency"), code_id)
    policy.may_administer(actor, code.agency_id).require()
    if code.valid_from is not None and last_day < code.valid_from:
        raise Invalid(field="last_day", reason=_("Ngày cuối không được trước ngày mã có hiệu lực."))
    code.valid_to = last_day
    code.save(update_fields=["valid_to"])
    audit.record(
        actor,
        "identity.code_closed",
        code.agency,
        at=now,
        agency_id=code.agency_id,
        value=code.value,
        last_day=last_day,
    )


def _check_successor(row: Agency, successor_id: int, last_day: date) -> None:
    if successor_id == row.pk:
        raise Invalid(field="successor", reason=_("Cơ quan không thể kế thừa chính mình."))
    successor = Agency.objects.filter(policy.in_force(last_day + timedelta(days=1)), pk=successor_id).first()
    if successor is None:
        raise Invalid(field="successor", reason=_("Cơ quan kế thừa phải đang hoạt động sau ngày đóng."))
