"""Who sees which entries."""

from django.db.models import QuerySet

from congvu.kernel.api import Actor

from .models import SEEN_BY_ALL, Entry
from .rules import trays


def trays_of(actor: Actor) -> list[str]:
    """Return the actor's trays: the acting post's own, and the queues of its roles in its agency.

    Under a delegation these are the delegator's post and the delegated roles: the actor carries them already.
    """
    return trays(post_id=actor.post_id, agency_id=actor.agency_id, roles=actor.roles)


def readers(actor: Actor) -> list[int]:
    """Return whose reading marks make work read for the actor: her own, and those kept for all."""
    return [SEEN_BY_ALL, actor.person_id]


def visible_open(actor: Actor) -> QuerySet[Entry]:
    """Every read of work to be done starts here."""
    return Entry.objects.filter(owner__in=trays_of(actor), closed_at=None)


def visible_done(actor: Actor) -> QuerySet[Entry]:
    """Every read of work that is done starts here."""
    return Entry.objects.filter(owner__in=trays_of(actor), closed_at__isnull=False)


def visible_given(actor: Actor) -> QuerySet[Entry]:
    """Open work that the acting post has given to others."""
    return Entry.objects.filter(giver_post_id=actor.post_id, closed_at=None)
