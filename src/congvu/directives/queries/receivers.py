"""To whom a task may be given: units with their heads, and the people in them, as one tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from congvu.identity import api as identity
from congvu.identity.api import PostCard, Role
from congvu.kernel.api import Actor
from congvu.kernel.api import text as vn
from congvu.ui.api import Picked, PickUnit

from .. import policy
from ..types import Party

# Bộ chọn chỉ có một dãy số: chia 3 dư 0 là đơn vị, dư 1 là vị trí, dư 2 là cơ quan khác.
KINDS = 3


def pick_of(party: Party) -> int:
    """Return a party's number in the picker."""
    if party.unit_id is not None:
        return party.unit_id * KINDS
    if party.post_id is not None:
        return party.post_id * KINDS + 1
    return (party.agency_id or 0) * KINDS + 2


def party_of(number: int) -> Party:
    """Return the party behind a number of the picker."""
    own, kind = divmod(number, KINDS)
    if kind == 0:
        return Party(unit_id=own)
    return Party(post_id=own) if kind == 1 else Party(agency_id=own)


def receivers(*, actor: Actor, on: date, inside_unit: int | None = None) -> list[PickUnit]:
    """Return the units and held posts to whom the actor gives: of the agency, for a head only of her unit and below.

    Leaders also get the agencies right below and above their own. Units stand before their people.
    """
    tree = identity.unit_tree(agency_id=actor.agency_id, on=on)
    cards = identity.posts(on=on, agency_id=actor.agency_id)
    inside = inside_unit if inside_unit is not None else None if policy.gives_everywhere(actor) else actor.unit_id
    parents = {unit.id: unit.parent_id for unit in tree}
    found: list[PickUnit] = []
    for unit in tree:
        if inside is not None and not _below(unit.id, inside, parents):
            continue
        head = _head(unit.id, cards)
        if head is not None and unit.id != inside_unit:
            found.append(PickUnit(pick_of(Party(unit_id=unit.id)), unit.name, unit.depth, head.person_name))
        found += [
            PickUnit(pick_of(Party(post_id=card.id)), card.person_name, unit.depth + 1, card.title)
            for card in cards
            if card.unit_id == unit.id and card.person_id is not None and not _kept_out(card)
        ]
    if inside is None:
        found += [
            PickUnit(pick_of(Party(agency_id=card.id)), card.name, 0, card.code)
            for card in identity.agencies_below(actor.agency_id, on=on)
        ]
    return found


def named_among(units: Sequence[PickUnit], names: Iterable[str]) -> Picked:
    """Return the units and agencies that a paper names: one leads, several support until somebody picks the lead."""
    wanted = {vn.fold(vn.clean_line(name)) for name in names}
    found = [u.id for u in units if u.id % KINDS != 1 and wanted & {vn.fold(u.label), vn.fold(u.detail)} - {""}]
    return Picked(lead=found[0]) if len(found) == 1 else Picked(support=frozenset(found))


def people(*, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the held posts of the agency as choices, for whoever watches or supervises."""
    cards = identity.posts(on=on, agency_id=actor.agency_id)
    return [
        (card.id, f"{card.person_name}, {card.title}, {card.unit_name}")
        for card in cards
        if card.person_id is not None and not _kept_out(card)
    ]


def leaders(*, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return whose directives the actor may note down: the leaders of the agency."""
    if not policy.gives_everywhere(actor):
        return []
    cards = identity.posts(on=on, agency_id=actor.agency_id, role=Role.AGENCY_LEADER)
    return [(c.id, f"{c.person_name}, {c.title}") for c in cards if c.person_id is not None and c.id != actor.post_id]


def unit_people(*, agency_id: int, unit_id: int, on: date, but_post_id: int) -> list[tuple[int, str]]:
    """Return the people of a unit and those below it as choices."""
    tree = identity.unit_tree(agency_id=agency_id, on=on)
    parents = {unit.id: unit.parent_id for unit in tree}
    inside = {unit.id for unit in tree if _below(unit.id, unit_id, parents)}
    cards = identity.posts(on=on, agency_id=agency_id)
    return [
        (c.id, f"{c.person_name}, {c.title}")
        for c in cards
        if c.unit_id in inside and c.person_id is not None and c.id != but_post_id
    ]


def _kept_out(card: PostCard) -> bool:
    return bool(card.roles) and card.roles <= policy.KEPT_OUT


def _head(unit_id: int, cards: list[PostCard]) -> PostCard | None:
    return next((c for c in cards if c.unit_id == unit_id and c.person_id and Role.UNIT_LEADER in c.roles), None)


def _below(unit_id: int, top: int, parents: dict[int, int | None]) -> bool:
    current: int | None = unit_id
    for _n in range(50):
        if current is None:
            return False
        if current == top:
            return True
        current = parents.get(current)
    return False
