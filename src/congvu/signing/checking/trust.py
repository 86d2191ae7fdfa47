"""What a check trusts: anchors with their dates, further certificates, lists of revoked certificates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from asn1crypto import x509


@dataclass(frozen=True)
class Anchor:
    """A root that administrators trust on the days from `valid_from` to `valid_to`."""

    certificate: x509.Certificate
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    is_demo: bool = False

    def trusted_on(self, day: date) -> bool:
        """Return whether the anchor is trusted for signatures of the day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Crl:
    """A list of revoked certificates, its signature not yet checked: serial number to moment of revocation."""

    content: bytes
    this_update: datetime
    next_update: datetime | None
    revoked: dict[int, datetime]
    carried: bool = False  # do chính tệp mang theo từ lúc ký (PAdES B-LT)


@dataclass(frozen=True)
class TrustStore:
    """All that a check may rely on. `newest_crl` finds the newest list by the SHA-256 of the issuer's name."""

    version: str
    anchors: tuple[Anchor, ...]
    newest_crl: Callable[[str], Crl | None]
    certificates: tuple[x509.Certificate, ...] = ()
    has_evidence: bool = False  # tệp mang theo dữ liệu xác thực (DSS)


NO_TRUST = TrustStore("empty", (), lambda _issuer: None)
