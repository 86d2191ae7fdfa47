"""Keys of the demonstration: one for each demonstration agency and official, safe to make again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from congvu.identity import api as identity

from .. import vault
from ..checking.crl import issuer_key
from ..keyring import pack, to_asn1
from ..models import RevocationList, SigningKey, TrustAnchor
from ..paper.cms import SigningIdentity
from ..trust_rows import revocation_row
from ..types import Hierarchy
from .ca import CRL_DAYS, DemoCA, Issued, has_ca, load_ca, make_ca

BACKDATED = timedelta(days=1100)  # đủ cho văn bản trình diễn của các năm trước
_RENEW_CRL = timedelta(days=CRL_DAYS // 3)


def demo_folder() -> Path:
    """Return the folder of the demonstration authority."""
    return vault.keys_folder() / "demo-ca"


def demo_tsa() -> SigningIdentity | None:
    """Return the demonstration's time-stamping authority, None where no demonstration was loaded."""
    return _tsa(demo_folder()) if has_ca(demo_folder()) else None


@lru_cache(maxsize=2)
def _tsa(folder: Path) -> SigningIdentity:
    ca = load_ca(folder)
    return SigningIdentity(ca.tsa.key, to_asn1(ca.tsa.certificate), tuple(to_asn1(c) for c in ca.chain))


@transaction.atomic
def ensure_demo_keys(*, agencies: Iterable[int], people: Iterable[int], at: datetime, address: str = "") -> int:
    """Give each demonstration agency and person a key that has none in force; return how many were made.

    Also trusts the demonstration root and keeps its list of revoked certificates fresh. `address` is where this
    installation answers: certificates then say where to ask who was revoked. Safe to repeat.
    """
    ca = replace(make_ca(demo_folder(), at=at - BACKDATED), address=address.rstrip("/"))
    _trust(ca, at)
    refresh_revocation_lists(at=at)
    agency_ids, person_ids = sorted(set(agencies)), sorted(set(people))
    open_keys = SigningKey.objects.filter(closed_at=None, valid_to__gt=at)
    have_agency = set(open_keys.filter(agency_id__in=agency_ids).values_list("agency_id", flat=True))
    have_person = set(open_keys.filter(person_id__in=person_ids).values_list("person_id", flat=True))
    made = [_agency_key(ca, card, at) for card in identity.agencies(agency_ids) if card.id not in have_agency]
    made += _person_keys(ca, set(person_ids) - have_person, at)
    SigningKey.objects.bulk_create(made, batch_size=200)
    return len(made)


def refresh_revocation_lists(*, at: datetime) -> None:
    """Publish new demonstration lists when none is fresh; demonstration keys that were closed stand on them."""
    if not has_ca(demo_folder()):
        return
    ca = load_ca(demo_folder())
    closed = SigningKey.objects.filter(is_demo=True, closed_at__isnull=False)
    revoked = {int(key.serial, 16): key.closed_at for key in closed if key.closed_at}
    if _is_fresh(ca, at, max(revoked.values(), default=None)):
        return
    RevocationList.objects.bulk_create(
        [revocation_row(made, at=at) for made in ca.revocation_lists(at=at, revoked=revoked)], ignore_conflicts=True
    )


def _is_fresh(ca: DemoCA, at: datetime, last_closing: datetime | None) -> bool:
    issuer = issuer_key(to_asn1(ca.intermediate.certificate).subject)
    newest = RevocationList.objects.filter(issuer_key=issuer).order_by("-this_update").first()
    if newest is None or newest.next_update is None or newest.next_update - at < _RENEW_CRL:
        return False
    return last_closing is None or last_closing <= newest.this_update


def _trust(ca: DemoCA, at: datetime) -> None:
    content = ca.root.certificate.public_bytes(Encoding.DER)
    TrustAnchor.objects.get_or_create(
        certificate_sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "name": "Công vụ - Gốc minh họa (không có giá trị pháp lý)",
            "hierarchy": Hierarchy.DEMO,
            "certificate": content,
            "added_at": at,
        },
    )


def _agency_key(ca: DemoCA, card: identity.AgencyCard, at: datetime) -> SigningKey:
    issued = ca.issue_agency(name=card.name, superior=card.superior_name, code=card.code, email="", at=at - BACKDATED)
    return _row(ca, issued, at, owner_name=card.name, agency_id=card.id, keeper_id=card.id)


def _person_keys(ca: DemoCA, wanted: set[int], at: datetime) -> list[SigningKey]:
    if not wanted:
        return []
    on: date = at.date()
    cards = [card for card in identity.posts(on=on) if card.person_id in wanted]
    names = {card.id: card.name for card in identity.agencies({card.agency_id for card in cards})}
    made: list[SigningKey] = []
    done: set[int] = set()
    for card in cards:  # xếp theo thứ bậc: chức danh cao nhất đứng trong chứng thư
        if card.person_id is None or card.person_id in done:
            continue
        done.add(card.person_id)
        issued = ca.issue_person(
            name=card.person_name,
            organisation=names[card.agency_id],
            title=card.title,
            email="",
            at=at - BACKDATED,
        )
        made.append(
            _row(ca, issued, at, owner_name=card.person_name, person_id=card.person_id, keeper_id=card.agency_id)
        )
    return made


def _row(ca: DemoCA, issued: Issued, at: datetime, **owner: object) -> SigningKey:
    certificate = issued.certificate
    return SigningKey(
        sealed_key=pack(issued.key, certificate, ca.chain),
        certificate=certificate.public_bytes(Encoding.DER),
        chain=[c.public_bytes(Encoding.DER) for c in ca.chain],
        certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        is_demo=True,
        added_at=at,
        **owner,
    )
