"""Who is reached when something is said to a post."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from .models import Assignment, Delegation, Person


def people_reached(*, post_ids: Iterable[int], at: datetime) -> list[tuple[int, int]]:
    """Return (post id, person id) of those who hold the posts at a moment, then of those who act in them by delegation.

    A delegation counts while it runs, is not revoked, and its giver holds the post. Two queries.
    """
    today = timezone.localdate(at)
    wanted = list(post_ids)
    held = (
        Assignment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today, post_id__in=wanted)
        .order_by("pk")
        .values_list("post_id", "person_id", "pk")
    )
    holders = list(held)
    delegated = (
        Delegation.objects.filter(
            from_assignment_id__in=[pk for _post, _person, pk in holders],
            starts_at__lte=at,
            ends_at__gt=at,
            revoked_at=None,
        )
        .order_by("pk")
        .values_list("from_assignment__post_id", "to_person_id")
    )
    return [(post, person) for post, person, _pk in holders] + list(delegated)


def contact_of(person_id: int) -> tuple[str, str]:
    """Return a person's official e-mail address and telephone number, each empty when unknown."""
    found = Person.objects.filter(pk=person_id).values_list("email", "phone").first()
    return found or ("", "")
