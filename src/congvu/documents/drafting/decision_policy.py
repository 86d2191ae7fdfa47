"""Who sees and who records decisions on signing: the office of the agency."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision

from ..models import SigningDecision
from .policy import DRAFTERS

RECORDERS = frozenset({Role.OFFICE_CHIEF, Role.RECORDS_CLERK})
READERS = DRAFTERS | {Role.ADMINISTRATOR, Role.AUDITOR}


def visible_decisions(actor: Actor) -> QuerySet[SigningDecision]:
    """Return the decisions of the agency: who drafts must know who may sign."""
    if not may_read(actor):
        return SigningDecision.objects.none()
    return SigningDecision.objects.filter(agency_id=actor.agency_id)


def may_read(actor: Actor) -> Decision:
    """Say whether the register of decisions on signing is open to the actor."""
    if actor.roles & READERS:
        return Decision.yes()
    return Decision.no(_("Vị trí của bạn không xem sổ quyết định giao ký."))


def may_record(actor: Actor) -> Decision:
    """Say who keeps the register: the office chief and the records office, in their own posts."""
    if actor.on_behalf_of is not None:
        return Decision.no(_("Việc ghi quyết định giao ký không được ủy quyền."))
    if actor.roles & RECORDERS:
        return Decision.yes()
    return Decision.no(_("Chỉ Chánh Văn phòng và văn thư cơ quan được ghi quyết định giao ký."))
