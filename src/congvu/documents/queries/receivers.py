"""To whom a document may be given: units with their heads, and the people in them, as one tree."""

from __future__ import annotations

from datetime import date

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.ui.api import PickUnit

from ..actions.give import head_of

# Bộ chọn chỉ có một dãy số: số chẵn là đơn vị, số lẻ là vị trí.
KINDS = 2


def unit_pick(unit_id: int) -> int:
    """Return a unit's number in the picker."""
    return unit_id * KINDS


def post_pick(post_id: int) -> int:
    """Return a post's number in the picker."""
    return post_id * KINDS + 1


def picked(number: int) -> tuple[int | None, int | None]:
    """Return the post and the unit behind a number of the picker; one of them is None."""
    own = number // KINDS
    return (own, None) if number % KINDS else (None, own)


def receivers(*, actor: Actor, on: date, inside_unit: int | None = None) -> list[PickUnit]:
    """Return the units and held posts of the actor's agency, each unit before its people; not the actor herself.

    With `inside_unit` only that unit's people and the units below it.
    """
    tree = identity.unit_tree(agency_id=actor.agency_id, on=on)
    cards = identity.posts(on=on, agency_id=actor.agency_id)
    wanted = _below(inside_unit, {u.id: u.parent_id for u in tree}) if inside_unit is not None else None
    found: list[PickUnit] = []
    for unit in tree:
        if wanted is not None and unit.id not in wanted:
            continue
        head = head_of(unit.id, cards)
        if head is not None and unit.id != inside_unit:
            found.append(PickUnit(unit_pick(unit.id), unit.name, unit.depth, head.person_name))
        for card in cards:
            if card.unit_id == unit.id and card.person_id is not None and card.id != actor.post_id:
                found.append(PickUnit(post_pick(card.id), card.person_name, unit.depth + 1, card.title))
    return found


def _below(unit_id: int, parents: dict[int, int | None]) -> set[int]:
    def under(one: int | None) -> bool:
        while one is not None:
            if one == unit_id:
                return True
            one = parents.get(one)
        return False

    return {one for one in parents if under(one)}
