"""Who sees captured papers and who sets up their sources."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import Role, may_administer
from congvu.kernel.api import Actor, Decision

from .models import Arrival, CapturedPaper, Source


def takes_papers(actor: Actor) -> bool:
    """Return whether the actor's post is that of a records clerk; unread papers are nobody else's business."""
    return Role.RECORDS_CLERK in actor.roles


def visible_papers(actor: Actor) -> QuerySet[CapturedPaper]:
    """Every read of captured papers starts here: clerks see those of their agency."""
    rows = CapturedPaper.objects.all()
    return rows.filter(agency_id=actor.agency_id) if takes_papers(actor) else rows.none()


def visible_arrivals(actor: Actor) -> QuerySet[Arrival]:
    """What came, also what was refused."""
    rows = Arrival.objects.all()
    return rows.filter(source__agency_id=actor.agency_id) if takes_papers(actor) else rows.none()


def visible_sources(actor: Actor) -> QuerySet[Source]:
    """Sources of the agency, for its clerks (how they fare) and its administrators."""
    rows = Source.objects.filter(agency_id=actor.agency_id)
    return rows if takes_papers(actor) or may_set_up(actor) else rows.none()


def may_take(actor: Actor) -> Decision:
    """Register or discard a captured paper."""
    if takes_papers(actor):
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư được xử lý bản thu chờ vào sổ."))


def may_set_up(actor: Actor) -> Decision:
    """Describe scan folders and mailboxes of the agency."""
    return may_administer(actor, actor.agency_id)
