"""Between the tables of trust and what a check takes."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateRevocationList
from django.db.models import Max

from .checking import crl
from .checking.trust import Anchor, Crl, TrustStore
from .models import RevocationList, TrustAnchor
from .types import Hierarchy


def revocation_row(made: CertificateRevocationList, *, at: datetime) -> RevocationList:
    """Return the unsaved row of a list."""
    content = made.public_bytes(Encoding.DER)
    issuer = x509.Name.load(made.issuer.public_bytes())
    return RevocationList(
        issuer_key=crl.issuer_key(issuer),
        issuer=made.issuer.rfc4514_string()[:1000],
        content=content,
        content_sha256=hashlib.sha256(content).hexdigest(),
        this_update=made.last_update_utc,
        next_update=made.next_update_utc,
        added_at=at,
    )


def trust_store() -> TrustStore:
    """Return what checks trust now, in two queries; contents are read again only when a row was added or changed."""
    facts = ("certificate_sha256", "name", "valid_from", "valid_to")
    anchors = tuple(TrustAnchor.objects.order_by("certificate_sha256").values_list(*facts))
    newest = RevocationList.objects.aggregate(last=Max("pk"))["last"] or 0
    return _loaded(anchors, newest)


@lru_cache(maxsize=4)
def _loaded(anchors: tuple[tuple[object, ...], ...], newest: int) -> TrustStore:
    version = hashlib.sha256(repr((anchors, newest)).encode()).hexdigest()[:16]
    found = tuple(
        Anchor(
            certificate=x509.Certificate.load(bytes(row.certificate)),
            name=row.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            is_demo=row.hierarchy == Hierarchy.DEMO,
        )
        for row in TrustAnchor.objects.order_by("certificate_sha256")
    )

    @lru_cache(maxsize=64)
    def newest_crl(issuer: str) -> Crl | None:
        row = RevocationList.objects.filter(issuer_key=issuer).order_by("-this_update", "-pk").first()
        return crl.parse(bytes(row.content)) if row else None

    return TrustStore(version, found, newest_crl)
