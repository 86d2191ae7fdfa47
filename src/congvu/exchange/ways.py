"""By which way an agency is reached: here, by its partner, by the partner above it, or by the gateway."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone

from congvu.identity import api as identity
from congvu.identity.api import AgencyCard
from congvu.kernel.api import statements
from congvu.kernel.errors import NotFound

from . import keys, rules
from .errors import BadEnvelope, UnknownReceiver, UnknownSender
from .models import DirectoryAgency, Partner
from .types import CarrierKind, Envelope, Way

LONGEST_CHAIN = 20


def way_to(code: str, *, on: date, partners: Sequence[Partner] | None = None) -> Way:
    """Return the way to an agency; a closed code leads to its successor. Raises UnknownReceiver.

    Whoever asks for many hands in the `partners_in_use`.
    """
    if rules.code_problem(code) is not None:
        raise UnknownReceiver(receiver=code[: rules.LONGEST_CODE])
    card, partners, row = statements.together(
        lambda: _agency(code, on),
        lambda: partners_in_use(on=on) if partners is None else partners,
        lambda: directory_row(code, on=on),
    )
    if card is not None and not _named(partners, code, card):
        return Way(code, card.name, agency_id=card.id)
    partner = _of(partners, row.code if row else code, row)
    if partner is None:
        raise UnknownReceiver(receiver=code)
    return Way(code, row.name if row else code, partner_id=partner.pk, carrier=partner.carrier)


def partner(way: Way) -> Partner | None:
    """Return the partner of a way, as it is now; None for what stays here."""
    found: list[Partner] = statements.kept_objects(_partner, pk=way.partner_id) if way.partner_id else []
    return found[0] if found else None


def _partner(*, pk: int) -> QuerySet[Partner]:
    return Partner.objects.filter(pk=pk)


def here(code: str, *, on: date) -> AgencyCard | None:
    """Return the agency that works in this installation under a code, or took over from it; None for others.

    A partner that names this very code goes first: such an agency stands in our tree, so that it leads tasks and
    gets letters, but has an installation of its own.
    """
    card, partners = statements.together(lambda: _agency(code, on), lambda: partners_in_use(on=on))
    return None if card is None or _named(partners, code, card) else card


def _agency(code: str, on: date) -> AgencyCard | None:
    try:
        return identity.route_to_successor(code, on=on)
    except NotFound:
        return None


def _named(partners: Sequence[Partner], code: str, card: AgencyCard) -> bool:
    """Whether a partner names this very code, or the one that the agency has now."""
    return any({code, card.code} & {*one.codes} for one in partners)


def directory_row(code: str, *, on: date) -> DirectoryAgency | None:
    """Return the directory's row of a code, or of the agency that took over from it."""
    seen: set[str] = set()
    row: DirectoryAgency | None = None
    while code and code not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(code)
        rows = _rows_of(code)
        if not rows:
            break
        row = found = rows[0]
        if found.valid_to is None or found.valid_to >= on:
            break
        code = found.successor_code
    return row


def _rows_of(code: str) -> list[DirectoryAgency]:
    """Return the directory's row of a code; where none has it now, that which had it before."""
    now, before = statements.together(
        lambda: statements.kept_objects(_coded, code=code), lambda: statements.kept_objects(_coded_before, code=code)
    )
    rows: list[DirectoryAgency] = now or before
    return rows


def _coded(*, code: str) -> QuerySet[DirectoryAgency]:
    return DirectoryAgency.objects.select_related("partner").filter(code=code).order_by("pk")[:1]


def _coded_before(*, code: str) -> QuerySet[DirectoryAgency]:
    return DirectoryAgency.objects.select_related("partner").filter(old_code=code).order_by("pk")[:1]


def partners_in_use(*, on: date) -> list[Partner]:
    """Return the partners that packages are exchanged with on a day, by key."""
    return statements.kept_objects(_in_use, on=on)


def _in_use(*, on: date) -> QuerySet[Partner]:
    return Partner.objects.filter(active=True).exclude(valid_from__gt=on).exclude(valid_to__lt=on).order_by("pk")


def partner_for(code: str, *, on: date) -> Partner | None:
    """Return the partner that carries what goes to a code, or comes from it."""
    partners, row = statements.together(lambda: partners_in_use(on=on), lambda: directory_row(code, on=on))
    return _of(partners, row.code if row else code, row)


def _of(partners: Sequence[Partner], code: str, row: DirectoryAgency | None) -> Partner | None:
    """The row's own partner first, then whoever speaks for the longest part of the code, then the gateway."""
    if row is not None and row.partner_id is not None:
        own = next((one for one in partners if one.pk == row.partner_id), None)
        if own is not None:
            return own
    for prefix in rules.agency_prefixes(code):
        for one in partners:
            if prefix in one.codes:
                return one
    return next((one for one in partners if one.is_gateway), None)


def speaks_for(partner: Partner, code: str, *, on: date) -> bool:
    """Whether a partner may send in the name of an agency; the gateway may for all that have no way of their own."""
    return Senders(on).may(partner, code)


def partner_of(envelope: Envelope, signed: bytes, signature: bytes) -> Partner:
    """Return the partner whose key made the signature and who may speak for the sender."""
    return Senders(timezone.localdate()).of(envelope, signed, signature)


class Senders:
    """Who may send what, as it is during one request: asked for many envelopes, each code is looked up once.

    Codes that are known beforehand are looked up with the partners, in one trip.
    """

    def __init__(self, on: date, *codes: str) -> None:
        self._on, self._speakers = on, dict[str, int | None]()
        partners, *rows = statements.together(
            lambda: partners_in_use(on=on), *(partial(directory_row, code, on=on) for code in codes)
        )
        self._partners: list[Partner] = partners
        for code, row in zip(codes, rows, strict=True):
            self._speakers[code] = self._speaker(code, row)

    def of(self, envelope: Envelope, signed: bytes, signature: bytes) -> Partner:
        """Return the partner whose key made the signature. Raises BadEnvelope, UnknownSender.

        One system may be two partners, where some of its agencies are reached by another carrier.
        """
        for partner in self._partners:
            try:
                trusted = [key for key in keys.read_public(partner.public_key) if keys.print_of(key) == envelope.system]
            except ValueError:
                continue
            if not trusted:
                continue
            if not keys.fits(trusted, signature, signed):
                raise BadEnvelope
            if self.may(partner, envelope.sender_code):
                return partner
        raise UnknownSender(sender=envelope.sender_code)

    def may(self, partner: Partner, code: str) -> bool:
        """Whether a partner may send in the name of an agency."""
        if code not in self._speakers:
            self._speakers[code] = self._speaker(code, directory_row(code, on=self._on))
        return self._speakers[code] == partner.pk and partner.carrier != CarrierKind.LOCAL

    def _speaker(self, code: str, row: DirectoryAgency | None) -> int | None:
        found = _of(self._partners, row.code if row else code, row)
        return found.pk if found else None
