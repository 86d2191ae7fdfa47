"""Who sees which notices: the person they were sent to, nobody else, in whatever post she acts."""

from django.db.models import QuerySet

from congvu.kernel.api import Actor

from .models import Notice


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """Every read of notices starts here."""
    return Notice.objects.filter(person_id=actor.person_id)
