"""Who sees what was sent and received, and who may act on it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision

from .models import Arrival, Mailing, RefusedPackage, SendGroup

CLERK = Role.RECORDS_CLERK
DESK = frozenset({Role.RECORDS_CLERK, Role.OFFICE_CHIEF})


def at_the_desk(actor: Actor) -> bool:
    """Whether the actor works with what is sent and received: clerks, the office chief, the information centre."""
    return bool(DESK & actor.roles) or may_keep_partners(actor).allowed


def takes_arrivals(actor: Actor) -> bool:
    """Whether the actor registers what arrives."""
    return CLERK in actor.roles


def visible_mailings(actor: Actor) -> QuerySet[Mailing]:
    """Every read of mailings starts here: the desk of the sending agency, without statuses of content."""
    rows = Mailing.objects.all()
    return rows.filter(sender_agency_id=actor.agency_id) if at_the_desk(actor) else rows.none()


def visible_arrivals(actor: Actor) -> QuerySet[Arrival]:
    """Every read of arrivals starts here: clerks and the office chief of the receiving agency.

    Administrators see in the desk's figures that something came, never what it says.
    """
    rows = Arrival.objects.all()
    return rows.filter(agency_id=actor.agency_id) if DESK & actor.roles else rows.none()


def visible_refused(actor: Actor) -> QuerySet[RefusedPackage]:
    """Packages that were not taken in: for the desk of the agency they were addressed to; nobody's, for keepers."""
    rows = RefusedPackage.objects.all()
    if may_keep_partners(actor):
        return rows
    return rows.filter(agency_id=actor.agency_id) if at_the_desk(actor) else rows.none()


def visible_groups(actor: Actor) -> QuerySet[SendGroup]:
    """Groups of receivers of the agency."""
    return SendGroup.objects.filter(agency_id=actor.agency_id, closed_at=None)


def may_take(actor: Actor, arrival: Arrival) -> Decision:
    """Register or return an arrival, answer the sender's wishes."""
    if takes_arrivals(actor) and arrival.agency_id == actor.agency_id:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư của cơ quan nhận được tiếp nhận, trả lại văn bản liên thông."))


def may_send_again(actor: Actor, mailing: Mailing) -> Decision:
    """Try again what could not be sent."""
    if mailing.sender_agency_id == actor.agency_id and at_the_desk(actor):
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư, Văn phòng hoặc quản trị hệ thống của cơ quan gửi được gửi lại."))


def may_keep_partners(actor: Actor) -> Decision:
    """Partners and the directory: administrators of an agency at the top of the installation."""
    administers = Role.ADMINISTRATOR in actor.roles and actor.on_behalf_of is None
    if administers and identity.agency(actor.agency_id).parent_id is None:
        return Decision.yes()
    return Decision.no(_("Chỉ quản trị hệ thống của cơ quan cao nhất trong bản cài đặt được khai đối tác liên thông."))


def may_keep_groups(actor: Actor) -> Decision:
    """Groups for sending: the agency's clerks and office chief."""
    if DESK & actor.roles:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư và Văn phòng lập nhóm gửi của cơ quan."))
