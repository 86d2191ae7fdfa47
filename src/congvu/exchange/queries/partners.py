"""What administration shows of partners, the directory and comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import keys, policy
from ..models import DirectoryAgency, Partner, Reconciliation
from . import desk


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner with what waits for it."""

    row: Partner
    print: str
    waiting: int
    dead: int


def partners(*, actor: Actor) -> list[PartnerLine]:
    """Return all partners, those in use first. Raises NotAllowed."""
    policy.may_keep_partners(actor).require()
    open_ones = desk.by_partner()
    return [
        PartnerLine(row, _print(row), *open_ones.get(row.pk, (0, 0)))
        for row in Partner.objects.order_by("-active", "name", "pk")
    ]


def partner(*, actor: Actor, uid: UUID) -> Partner:
    """Return one partner. Raises NotAllowed, NotFound."""
    policy.may_keep_partners(actor).require()
    row = Partner.objects.filter(uid=uid).first()
    if row is None:
        raise NotFound
    return row


def comparisons(*, actor: Actor, only_wrong: bool = False) -> list[Reconciliation]:
    """Return the newest comparisons of days. Raises NotAllowed."""
    policy.may_keep_partners(actor).require()
    rows = Reconciliation.objects.order_by("-day", "id")
    if only_wrong:
        rows = rows.exclude(differences=[], trouble="")
    return list(rows[:60])


def directory_size() -> int:
    """Return how many agencies the directory holds."""
    return DirectoryAgency.objects.count()


def _print(row: Partner) -> str:
    try:
        return ", ".join(keys.print_of(key) for key in keys.read_public(row.public_key))
    except ValueError:
        return ""
