"""What administration shows of partners, the directory and comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import keys, policy, receipt_keys, sealing
from ..errors import CardRefused
from ..models import Arrival, DirectoryAgency, Mailing, Partner, Reconciliation, SealingKey
from ..types import CarrierKind, PackageKind
from . import desk

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner with what waits for it."""

    row: Partner
    print: str
    waiting: int
    dead: int
    sealed_to: sealing.PublicKey | None = None
    needs_card: bool = False


@dataclass(frozen=True, slots=True)
class Differing:
    """A package that two sides do not both have, or not alike; `named` is empty where it is not known here."""

    uid: str
    what: str
    named: str


@dataclass(frozen=True, slots=True)
class ComparedDay:
    """A comparison that found something, with its first packages; `more` of them are left out."""

    row: Reconciliation
    packages: tuple[Differing, ...]
    more: int


def require_may_keep(*, actor: Actor) -> None:
    """Raise NotAllowed for who does not keep partners."""
    policy.may_keep_partners(actor).require()


def partners(*, actor: Actor, now: datetime) -> list[PartnerLine]:
    """Return all partners, those in use first. Raises NotAllowed."""
    policy.may_keep_partners(actor).require()
    open_ones = desk.by_partner()
    return [
        PartnerLine(row, _print(row), *open_ones.get(row.pk, (0, 0)), *_sealing(row, now))
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


def differing(*, actor: Actor) -> list[ComparedDay]:
    """Return the newest comparisons that found something, each with its first packages by name. Raises NotAllowed."""
    rows = comparisons(actor=actor, only_wrong=True)
    first = {row.pk: row.differences[:MOST_NAMED] for row in rows}
    known = _packages({one["uid"] for listed in first.values() for one in listed}, {row.sender_code for row in rows})
    return [
        ComparedDay(
            row,
            tuple(Differing(one["uid"], one["what"], known.get(one["uid"], "")) for one in first[row.pk]),
            len(row.differences) - len(first[row.pk]),
        )
        for row in rows
    ]


def _packages(uids: set[str], senders: set[str]) -> dict[str, str]:
    """Return what is known here of packages: the kind, and the code of the paper that each carries or tells of."""
    sent = Mailing.objects.filter(uid__in=uids).values_list("uid", "kind", "document_code")
    came = Arrival.objects.filter(sender_code__in=senders, package_uid__in=uids)
    listed = [*sent, *((uid, PackageKind.EDOC, code) for uid, code in came.values_list("package_uid", "document_code"))]
    return {str(uid): f"{PackageKind(kind).label} {code}" for uid, kind, code in listed}


def directory_size() -> int:
    """Return how many agencies the directory holds."""
    return DirectoryAgency.objects.count()


def own_key(*, now: datetime) -> SealingKey | None:
    """Return the sealing key of this installation that partners seal to on a day."""
    rows = SealingKey.objects.filter(valid_to__gte=timezone.localdate(now))
    return rows.order_by("-valid_to", "-pk").first()


def receipt_line(*, actor: Actor) -> str:
    """Return the line by which others check our receipts where an axis carries them."""
    return receipt_keys.line_of(identity.agency(actor.agency_id).code, keys.own_key().public_key())


def _sealing(row: Partner, now: datetime) -> tuple[sealing.PublicKey | None, bool]:
    """Return the key that packages over NATS are sealed to, and whether a new card is needed soon."""
    if row.carrier != CarrierKind.JETSTREAM or not row.sealing_card:
        return None, row.carrier == CarrierKind.JETSTREAM and not row.plain_reason
    try:
        card = sealing.read_card(row.sealing_card, keys.read_public(row.public_key))
    except (CardRefused, ValueError):
        return None, True
    today = timezone.localdate(now)
    return card.key_on(today), card.key_on(today + sealing.RENEWED / 2) is None


def _print(row: Partner) -> str:
    try:
        return ", ".join(keys.print_of(key) for key in keys.read_public(row.public_key))
    except ValueError:
        return ""
