"""Finding people, and the tree of units with posts that forwarding picks from."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, IntegerField, Q, Value, When

from congvu.kernel.api import Actor, text

from .models import Assignment, Person
from .policy import in_force, visible_people
from .queries import posts, unit_tree
from .types import HeldPost, PersonCard, PostCard, UnitBranch

MOST = 50


def search_people(*, actor: Actor, words: str, on: date, limit: int = 20) -> list[PersonCard]:
    """Return people of the directory whose name holds all the words, in any order, marks and case ignored.

    Names that begin a given name with the first word come first. Two queries. At most 50.
    """
    parts = text.fold(text.clean_line(words)).split()
    if not parts:
        return []
    found = visible_people(actor, on=on)
    for part in parts:
        found = found.filter(Q(fold__contains=part) | Q(email__istartswith=part))
    given = Case(
        When(fold__endswith=f" {' '.join(parts)}", then=Value(0)),
        When(fold__contains=f" {parts[-1]}", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = list(
        found.annotate(near=given)
        .order_by("near", "fold", "pk")
        .values_list("pk", "full_name", "email")[: min(limit, MOST)]
    )
    held = held_posts([pk for pk, _, _ in rows], on=on)
    return [PersonCard(pk, name, email, tuple(held.get(pk, ()))) for pk, name, email in rows]


def people(ids: Iterable[int], *, on: date) -> list[PersonCard]:
    """Return people by id with the posts they hold on the day, in two queries. The caller checks visibility."""
    rows = list(Person.objects.filter(pk__in=list(ids)).order_by("fold", "pk").values_list("pk", "full_name", "email"))
    held = held_posts([pk for pk, _, _ in rows], on=on)
    return [PersonCard(pk, name, email, tuple(held.get(pk, ()))) for pk, name, email in rows]


def held_posts(person_ids: Iterable[int], *, on: date) -> dict[int, list[HeldPost]]:
    """Return who holds which posts on the day: main posts first, then by rank."""
    rows = (
        Assignment.objects.filter(in_force(on), in_force(on, "post__"), person_id__in=list(person_ids))
        .annotate(
            order=Case(When(kind=Assignment.Kind.MAIN, then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        .order_by("person_id", "order", "post__rank", "pk")
        .select_related("post__unit__agency")
    )
    found: dict[int, list[HeldPost]] = {}
    for row in rows:
        unit = row.post.unit
        found.setdefault(row.person_id, []).append(
            HeldPost(row.post_id, row.post.title, unit.pk, unit.name, unit.agency_id, unit.agency.name, row.kind)
        )
    return found


def tree_with_posts(*, agency_id: int, on: date) -> list[UnitBranch]:
    """Return the units of an agency in tree order, each with its posts and holders, in three queries."""
    by_unit: dict[int, list[PostCard]] = {}
    for card in posts(on=on, agency_id=agency_id):
        by_unit.setdefault(card.unit_id, []).append(card)
    return [UnitBranch(node, tuple(by_unit.get(node.id, ()))) for node in unit_tree(agency_id=agency_id, on=on)]
