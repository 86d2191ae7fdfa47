"""Between the tables of trust and what a check takes."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateRevocationList

from congvu.kernel.api import statements

from .checking import crl
from .checking.trust import Anchor, Crl, TrustStore
from .models import OnlineAnswer, RevocationList, TrustAnchor
from .types import Hierarchy

_MOST_ANSWERS = 5


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


_WHAT_IS_TRUSTED = """
select anchor.certificate_sha256, anchor.name, anchor.valid_from, anchor.valid_to,
       (select coalesce(max(id), 0) from signing_revocationlist),
       (select coalesce(max(id), 0) from signing_onlineanswer)
from (select 1) always left join signing_trustanchor anchor on true
order by anchor.certificate_sha256
"""


def trust_store() -> TrustStore:
    """Return what checks trust now, in one query; contents are read again only when a row was added or changed."""
    found = statements.rows(_WHAT_IS_TRUSTED)
    return _loaded(tuple(row[:4] for row in found if row[0] is not None), found[0][4], found[0][5])


@lru_cache(maxsize=4)
def _loaded(anchors: tuple[tuple[object, ...], ...], lists: int, answers: int) -> TrustStore:
    version = hashlib.sha256(repr((anchors, lists, answers)).encode()).hexdigest()[:16]
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

    @lru_cache(maxsize=256)
    def earlier_crls(issuer: str, since: datetime) -> tuple[Crl, ...]:
        row = (
            RevocationList.objects.filter(issuer_key=issuer, this_update__gte=since)
            .order_by("this_update", "pk")
            .first()
        )
        return (crl.parse(bytes(row.content)),) if row else ()

    @lru_cache(maxsize=1024)
    def kept_answers(issuer: str, serial: str) -> tuple[bytes, ...]:
        rows = OnlineAnswer.objects.filter(issuer_key=issuer, serial=serial).order_by("-this_update", "-pk")
        return tuple(bytes(content) for content in rows.values_list("content", flat=True)[:_MOST_ANSWERS])

    return TrustStore(version, found, newest_crl, earlier_crls, kept_answers)
